// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"
#include "model/decode/schemasource.h"
#include "model/event/event.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace flowbench {

enum class Encoding : quint8 { Json, Text, Avro, Protobuf, MsgPack, Cbor, Hex };
const char *encodingName(Encoding encoding); // "json", "text", "avro", ...
std::optional<Encoding> encodingFromName(std::string_view name);

enum class Compression : quint8 { None, Gzip, Zstd, Lz4, Deflate }; // Deflate: a zlib stream
const char *compressionName(Compression compression);               // "gzip", ...

// A schema of a file: .avsc, .proto, or a descriptor set (protoc --descriptor_set_out).
class LocalSchema;
Result<std::shared_ptr<const LocalSchema>> loadLocalSchema(const QString &file);

// How the bodies of a channel are read. Automatic is decided per event, never per channel.
struct DecodeChoice
{
    std::optional<Encoding> as;                // absent: automatic
    std::shared_ptr<const LocalSchema> schema; // Avro or Protobuf without framing
    std::string message;                       // Protobuf: full name; empty: the file's first message
};

struct DecodeLimits
{
    std::size_t bytes = std::size_t(64) << 20; // of a decompressed body, and of decoded text
    double ratio = 2000;                       // decompressed to compressed, once past 16 MiB
    int depth = 512;
};

// What a decoder made of bytes: JSON text in the end, whatever they were, so that search, columns and viewers have one
// thing to read. int64 and uint64 stay exact JSON integers; bytes become base64 strings; NaN and infinities strings, as
// protobuf's JSON mapping has them; Avro unions their value; logical times ISO 8601; map keys text.
struct Decoded
{
    Encoding encoding = Encoding::Text;
    Compression compression = Compression::None;
    std::size_t plainBytes = 0; // after decompression and framing
    // JSON text (every encoding but Text and Hex), or the text itself (Text), or the bytes (Hex). Points into the bytes
    // that were decoded where nothing had to be made, else into `owned`.
    std::string_view content;
    std::string owned;
    QString schema; // label of the schema used; empty: none
    struct Attempt
    {
        Encoding encoding = Encoding::Text;
        Error error; // why not
        // Not None: the bytes begin like this compression but could not be taken out of it; `encoding` says nothing.
        Compression compression = Compression::None;
    };
    std::vector<Attempt> tried; // those that did not apply, in order
    bool failed = false;  // the bytes say what they are (framing, content type, a choice) and could not be read so
    bool pending = false; // a schema is on its way: decode again when the source tells
};

// Decodes bodies. Shared between threads, immutable but for its cache of compiled schemas. Never blocks unless `wait`.
class EventDecoder
{
public:
    // `schemas` may be null.
    explicit EventDecoder(std::shared_ptr<SchemaSource> schemas = {}, DecodeLimits limits = {});
    ~EventDecoder();

    // How the events of one channel are read; others are automatic. Before the decoder is shared.
    void choose(const std::string &channel, DecodeChoice choice);
    // Waits for schemas at most this long each (once a schema), or until `stop`: for scans, on workers. Before the
    // decoder is shared.
    void setWait(Milliseconds atMost, std::stop_token stop = {});

    // Body of an event: framing, headers (content type, content encoding, schema ids) and choice count.
    // `out` is reused: its memory stays. Any bytes are taken; the answer is always readable in some encoding.
    void decode(const EventView &event, Decoded &out) const;
    // Its key.
    void decodeKey(const EventView &event, Decoded &out) const;
    // Whether decode() reads the body as JSON where it parses as such: a reader that has a JSON parser at hand may try
    // that first and spare itself decode(). Looks at the first bytes only.
    bool mayBeJson(const EventView &event) const;
    // Bytes alone.
    void decodeBytes(std::string_view bytes, const DecodeChoice &choice, Decoded &out) const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace flowbench
