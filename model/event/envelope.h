// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"

#include <QString>

#include <memory>
#include <string_view>

namespace flowbench {

// The shape an event was recognised by. Names as words and the command line print them: envelopeShapeName().
enum class EnvelopeShape : quint8 {
    None,
    CloudEvents, // CloudEvents 1.0, structured or binary
    NameData,    // {id,name,timestamp,version,data}
    TypeData,    // {id,type,timestamp,source,data,metadata}
    EventType,   // {eventId,eventType,eventVersion,timestamp,source,data,metadata{correlationId,causationId}}
    Aggregate,   // {id,aggregateId,aggregateType,type,version,timestamp,data,metadata}
    Properties,  // message properties or headers only (AMQP message_id, type; Kafka event-type, event-source)
};

// What was recognised; empty strings where the event says nothing. The event's bytes are never changed.
struct Envelope
{
    EnvelopeShape shape = EnvelopeShape::None;
    std::string id, type, source, time /* ISO 8601 as written, or made of a number */, version, subject;
    std::string correlationId, causationId;
    std::string traceparent;
    std::string aggregateId, aggregateType;

    bool empty() const { return shape == EnvelopeShape::None && correlationId.empty() && traceparent.empty(); }
};

const char *envelopeShapeName(EnvelopeShape shape);

// The same in the memory of the event and of the reader that recognised it.
struct EnvelopeView
{
    EnvelopeShape shape = EnvelopeShape::None;
    std::string_view id, type, source, time /* as written */, version, subject;
    std::string_view correlationId, causationId;
    std::string_view traceparent;
    std::string_view aggregateId, aggregateType;
    bool timeOfBody = false; // which may be a number
};

// Recognises event after event without allocation, for filters. One thread. A view is valid until the next read().
class EnvelopeReader
{
public:
    EnvelopeReader();
    ~EnvelopeReader();

    // As recogniseEnvelope().
    EnvelopeView read(const EventView &event, std::size_t bodyLimit = 4 << 20);
    // Gives back what one large body made it take; views are void.
    void shrink();

private:
    struct Memory;
    std::unique_ptr<Memory> m_memory;
};

// Recognises an event: body first (JSON bodies up to `bodyLimit` bytes are looked into at their first level only),
// then CloudEvents headers of every prefix (ce_, ce-, cloudEvents_, cloudEvents:), then properties and headers.
// Any thread; does not throw; hostile bodies (any depth, invalid UTF-8) give no body envelope.
Envelope recogniseEnvelope(const EventView &event, std::size_t bodyLimit = 4 << 20);

// Only the type, as cheap as can be (for a table's column).
std::string recogniseType(const EventView &event);

} // namespace flowbench
