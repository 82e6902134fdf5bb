// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/decode/decoder.h"
#include "model/event/envelope.h"
#include "model/query/cel/program.h"
#include "model/query/jsonpaths.h"
#include "model/query/prefilter.h"

#include <array>
#include <memory>

namespace flowbench {

// The names of expressions over events, in the order of their declarations.
enum class EventName : quint8 {
    Key,
    Value,
    Headers,
    Type,
    Id,
    Time,
    Channel,
    Partition,
    Offset,
    Failure,
    Size,
    Envelope
};
constexpr std::size_t EventNameCount = 12;

// What an expression reads of an event, made once of its program. Immutable; any thread.
class EventPlan
{
public:
    EventPlan(const cel::Program &program, std::shared_ptr<const EventDecoder> decoder);

    struct Slot
    {
        EventName of = EventName::Value;
        int valuePath = -1;  // of Value: in valuePaths()
        int headerPath = -1; // of a header's own value: which of these
    };
    const Slot &slot(int path) const { return m_slots[std::size_t(path)]; } // index as program.paths() has it
    const JsonPaths &valuePaths() const { return m_valuePaths; }
    std::size_t valuePathCount() const { return m_count; }
    std::size_t headerPathCount() const { return m_headers; }
    const EventDecoder &decoder() const { return *m_decoder; }

private:
    std::vector<Slot> m_slots;
    JsonPaths m_valuePaths;
    std::size_t m_count = 0, m_headers = 0;
    std::shared_ptr<const EventDecoder> m_decoder;
};

// The memory of evaluations on one thread: used again for event after event, and given back where one was large.
class EventContext
{
public:
    // Of this thread, ready for the next event; everything made in it before is void.
    static EventContext &fresh();

    cel::Scratch scratch;
    Decoded decoded;
    JsonPaths::Found found;
    std::vector<cel::Value> values; // of value paths, those that were asked for
    std::vector<quint8> ready;
    std::vector<std::optional<cel::Value>> headers; // of header paths, likewise

    JsonIndex &nextIndex();
    // Text that must live as long as the evaluation.
    std::string &nextText();
    // Valid until the next one.
    EnvelopeView recognise(const EventView &event)
    {
        m_recognised = true;
        return m_envelopes.read(event);
    }
    // Several filters take turns on one thread (colour rules): each has its own, mostly.
    Prefilter::Trial &trialOf(const Prefilter *prefilter)
    {
        return m_trials[(reinterpret_cast<std::uintptr_t>(prefilter) >> 6) % m_trials.size()];
    }

private:
    void begin();

    std::vector<std::unique_ptr<JsonIndex>> m_indexes;
    std::vector<std::unique_ptr<std::string>> m_texts;
    std::array<Prefilter::Trial, 32> m_trials;
    EnvelopeReader m_envelopes;
    std::size_t m_usedIndexes = 0, m_usedTexts = 0;
    bool m_recognised = false;
};

// One event as an expression sees it. Nothing is read, parsed or decoded before it is asked for. One evaluation.
class EventActivation final : public cel::Activation
{
public:
    EventActivation(const EventPlan &plan, const EventView &event, EventContext &context)
        : m_plan(plan), m_event(event), m_context(context)
    {
        context.headers.assign(plan.headerPathCount(), std::nullopt);
    }

    cel::Value variable(int index, cel::Scratch &scratch) override;
    cel::Value path(const cel::Program &program, int path, cel::Scratch &scratch) override;
    cel::Value hasPath(const cel::Program &program, int path, cel::Scratch &scratch) override;

    // The body was needed and could not be decoded.
    bool decodeFailed() const { return m_body == Body::Failed; }

private:
    enum class Body : quint8 { Unread, Json, Text, Bytes, Null, Failed };
    void readBody();
    void decodeBody();
    void readDecodedJson();
    void failBody(std::string_view why);
    bool jsonOfBody(JsonIndex &index);
    cel::Value body();
    cel::Value wholeBody();
    cel::Value key();
    cel::Value bodyWithoutFields();
    cel::Value valuePath(int path);
    cel::Value hasValuePath(int path);
    cel::Value headers();
    cel::Value headerPath(int path, const std::string &name);
    std::optional<FieldView> header(std::string_view name) const;
    cel::Value headerValue(const FieldView &field);
    cel::Value jsonText(std::string_view text);
    EventView recognisable();
    cel::Value envelopeText(EventName name);
    cel::Value readEnvelopeText(EventName name);
    cel::Value envelope();
    cel::Value failure();

    const EventPlan &m_plan;
    const EventView &m_event;
    EventContext &m_context;
    Body m_body = Body::Unread;
    bool m_decoded = false;             // by the decoder: no other way is left
    const JsonIndex *m_index = nullptr; // of the body
    std::string_view m_problem;
    // What was asked for already: a loop asks again and again.
    std::optional<cel::Value> m_key, m_whole, m_headers, m_type, m_id, m_envelope, m_failure;
};

} // namespace flowbench
