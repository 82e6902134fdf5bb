// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/cel/value.h"

#include <optional>
#include <string>

namespace flowbench::cel {

// Times are those of the years 1 to 9999, durations those that fit into 64 bits of nanoseconds (as cel-go has it).

std::optional<Value> timeOf(qint64 seconds, qint32 nanos);     // nothing: out of range
std::optional<Value> durationOf(qint64 seconds, qint64 nanos); // signs may differ; nothing: out of range

// RFC 3339. Nothing where it is none or out of range.
std::optional<Value> parseTimestamp(std::string_view text);
// "2009-02-13T23:31:30.5Z"
std::string formatTimestamp(const Value &time);
// "1h30m", "-1.5s", "250ms", "10us": numbers with the units h, m, s, ms, us, ns.
std::optional<Value> parseDuration(std::string_view text);
// Seconds: "5400s", "-1.5s".
std::string formatDuration(const Value &duration);

// Errors are Overflow.
Value shiftedTime(const Value &time, const Value &duration, bool back);
Value sumOfTimes(const Value &left, const Value &right, bool subtract); // a Duration

enum class TimePart : quint8 {
    FullYear,
    Month,
    Date,
    DayOfMonth,
    DayOfWeek,
    DayOfYear,
    Hours,
    Minutes,
    Seconds,
    Milliseconds
};
// `zone`: empty (UTC), "+02:00", "02:00", or a name of the time zone database.
Value partOfTime(const Value &time, TimePart part, std::string_view zone, Scratch &scratch);
Value partOfDuration(const Value &duration, TimePart part);

} // namespace flowbench::cel
