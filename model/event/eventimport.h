// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"
#include "model/event/event.h"

#include <memory>
#include <string_view>

namespace flowbench {

// Reads whole events back, coordinates and times included, one JSON object a line: our own event objects, and what
// kcat -J prints. Nothing is guessed: what does not fit is an error. Keeps its memory from line to line. One thread.
class EventImporter
{
public:
    EventImporter();
    ~EventImporter();

    // BadJson (where, what). Members that say nothing about the event as it was read (envelope, decoded, size, ...) are
    // not looked at.
    Result<Event> read(std::string_view line);
    // Of the lines of kcat so far: those with U+FFFD in key or value. kcat itself writes bytes as they are, but most
    // programs behind it put this in place of what is not UTF-8: then the original bytes are gone.
    quint64 replaced() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

// Unix milliseconds of "2026-07-01T12:00:00.123Z", as appendIsoTime() writes it, or with an offset; at most three
// decimals count, more of them must be zero. Nothing where it is no such time.
std::optional<qint64> parseIsoTime(std::string_view text);

} // namespace flowbench
