// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/cancel.h"
#include "model/decode/decoder.h"
#include "model/schema/jsonschema.h"
#include "model/schema/schemafolder.h"

#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <vector>

namespace flowbench {

// Where the schema of an event comes from, the first that there is: the schema id in its framing or headers (of the
// registry), the workspace's folder, the newest of the registry's subject CHANNEL-value (topics only). A JSON Schema
// applies to the whole body; a body of Avro or Protobuf that can be read is valid. An event without a body is not
// checked.
//
// Schemas are compiled once. A registry is waited for once a schema; what failed is "not checked" with the reason, and
// asked again after half a minute.
class EventSchemas final : public SchemaCheck
{
public:
    // Both may be null. `wait`: for one schema at most; less once `stop` is asked for.
    EventSchemas(std::shared_ptr<SchemaSource> registry, std::shared_ptr<const SchemaFolder> folder,
                 Milliseconds wait = Milliseconds(10000), std::stop_token stop = {});
    ~EventSchemas() override;

    SchemaVerdict check(const QString &channel, const EventView &event) const override;

private:
    // A schema of the registry.
    struct Known
    {
        std::shared_ptr<const SchemaText> text;
        std::shared_ptr<const JsonSchema> json; // of type Json, and usable
        std::optional<Error> error;
    };
    using MemoryPtr = std::unique_ptr<JsonSchema::Memory>;
    class Borrowed;

    Known ofRegistry(const SchemaKey &key) const;
    SchemaSource::Answer ask(const SchemaKey &key) const;
    SchemaVerdict against(const Known &known, const EventView &event, std::string_view payload) const;
    SchemaVerdict decoded(const Known &known, const EventView &event) const;
    SchemaVerdict json(const JsonSchema &schema, std::string_view body) const;
    std::string_view jsonOf(const EventView &event, Decoded &memory) const;

    const std::shared_ptr<SchemaSource> m_registry;
    const std::shared_ptr<const SchemaFolder> m_folder;
    const Milliseconds m_wait;
    const std::stop_token m_stop;
    EventDecoder m_decoder;
    mutable std::shared_mutex m_mutex;
    mutable std::map<SchemaKey, Known> m_known;            // guarded by m_mutex
    mutable std::map<SchemaKey, Clock::time_point> m_late; // guarded by m_mutex: waited for in vain, not again before
    mutable std::mutex m_memoryMutex;
    mutable std::vector<MemoryPtr> m_memory; // guarded by m_memoryMutex: what is not in use
};

} // namespace flowbench
