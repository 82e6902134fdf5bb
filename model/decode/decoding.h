// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/decode/compiledschema.h"
#include "model/decode/decoder.h"
#include "model/decode/framing.h"
#include "model/decode/hints.h"

#include <span>

namespace flowbench {

// One body, or one key, on its way to something readable. Lives for one decode().
class Decoding
{
public:
    struct Subject
    {
        const DecodeChoice *choice = nullptr; // null: automatic
        Hints hints;
        std::string_view channel; // empty: unknown
        bool key = false;
    };
    Decoding(const DecodeLimits &limits, SchemaCache &schemas, const Subject &subject, Decoded &out);
    void run(std::string_view bytes);

private:
    void unpack();
    void keepPlain();
    void readable();

    bool chosen(Encoding as);
    bool automatic();
    bool guesses();

    // One decoder. With `guess` it must be sure. False: its reason is among those tried.
    bool attempt(Encoding encoding, bool guess);
    bool sure(Encoding encoding, bool guess);
    bool json(std::string_view bytes, bool guess);
    bool text(bool guess);

    // By a schema: of a frame, of a file, of the channel's subject.
    bool bySchema(Encoding as);
    bool byHeader();
    bool byFrame(bool &isFramed);
    bool byFile(bool strict);
    bool bySubject(std::optional<Encoding> as);
    bool framed(const Frame &frame, std::optional<Encoding> as);
    bool with(const CompiledSchema &schema, std::string_view payload, bool indexed, bool strict);
    bool protobuf(const CompiledSchema &schema, std::string_view payload, bool indexed, bool strict);

    void done(Encoding encoding, std::string_view content);
    bool made(Encoding encoding, const Result<void> &result);
    bool failed(Encoding encoding, const Error &error);

    const DecodeLimits &m_limits;
    SchemaCache &m_schemas;
    const Subject &m_subject;
    Decoded &m_out;
    std::string m_plain;      // decompressed
    std::string_view m_bytes; // those that came, or m_plain
};

} // namespace flowbench
