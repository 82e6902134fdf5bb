// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/cancel.h"
#include "model/decode/avroschema.h"
#include "model/decode/decoder.h"
#include "model/decode/protobufschema.h"
#include "model/decode/schemasource.h"

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>

namespace flowbench {

// A schema ready for use; a JSON Schema needs nothing to be read by.
struct CompiledSchema
{
    SchemaType type = SchemaType::Json;
    QString label;
    std::shared_ptr<const AvroSchema> avro;
    std::shared_ptr<const ProtobufSchema> protobuf;
};
Result<std::shared_ptr<const CompiledSchema>> compileSchema(const SchemaText &text);
Encoding encodingOf(SchemaType type);

// loadLocalSchema()'s.
class LocalSchema
{
public:
    explicit LocalSchema(CompiledSchema compiled) : schema(std::move(compiled)) {}
    const CompiledSchema schema;
};

// The schemas of a source, compiled once. Any thread. Holds at most a thousand and begins anew then.
class SchemaCache
{
public:
    explicit SchemaCache(std::shared_ptr<SchemaSource> source) : m_source(std::move(source)) {}

    struct Found
    {
        SchemaSource::Answer::State state = SchemaSource::Answer::State::Failed;
        std::shared_ptr<const CompiledSchema> schema; // Ready
        Error error;                                  // Failed
    };
    bool hasSource() const { return m_source != nullptr; }
    Found find(const SchemaKey &key);
    void setWait(Milliseconds atMost, std::stop_token stop)
    {
        m_wait = atMost;
        m_stop = std::move(stop);
    }

private:
    struct Entry
    {
        std::shared_ptr<const SchemaText> text;
        Found found;
    };
    SchemaSource::Answer ask(const SchemaKey &key);

    std::shared_ptr<SchemaSource> m_source;
    Milliseconds m_wait{0};
    std::stop_token m_stop;
    std::shared_mutex m_mutex;
    std::map<SchemaKey, Entry> m_entries; // guarded by m_mutex
    std::set<SchemaKey> m_late;           // guarded by m_mutex: were waited for in vain
};

} // namespace flowbench
