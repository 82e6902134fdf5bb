// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/jsonwriter.h"
#include "model/decode/decoder.h"
#include "model/query/eventfilter.h"

namespace flowbench::cli {

// JSON text without white space between its tokens; numbers, escapes and order as they were written, control characters
// that a terminal could act on escaped. `json` is valid.
void appendMinified(std::string &out, std::string_view json);

// "error":{"stage","message"}: a member.
void writeFailure(JsonWriter &out, const EventFailure &failure);

// Writes the event objects of the command line's page: with "encoding" and "decoded" where there is a decoder. One
// thread; keeps its memory from event to event.
class EventObject
{
public:
    explicit EventObject(std::shared_ptr<const EventDecoder> decoder = {}) : m_decoder(std::move(decoder)) {}
    // `failure`: "error" of an event that is listed because of it.
    void write(JsonWriter &out, const EventView &event, const std::optional<EventFailure> &failure = {});
    // "encoding" of an event; empty without a value or a decoder.
    std::string_view encoding(const EventView &event);
    // Bodies that said what they are and could not be read so.
    quint64 decodeFailures() const { return m_failures; }

private:
    bool decode(const EventView &event);

    std::shared_ptr<const EventDecoder> m_decoder;
    Decoded m_decoded;
    std::string m_minified;
    quint64 m_failures = 0;
};

} // namespace flowbench::cli
