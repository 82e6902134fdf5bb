// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/caches.h"
#include "model/query/cel/containers.h"
#include "model/query/cel/functions.h"
#include "model/query/cel/textsearch.h"
#include "model/query/cel/times.h"
#include "model/query/cel/utf8.h"

namespace flowbench::cel {

namespace {
constexpr Kinds S = kinds(Kind::String), B = kinds(Kind::Bytes), T = kinds(Kind::Timestamp), D = kinds(Kind::Duration);
constexpr Kinds Containers = kinds(Kind::List, Kind::Map);

Value size(const Call &c)
{
    const Value &v = c.args[0];
    switch (v.kind) {
    case Kind::String:
        return c.scratch.read(v.size) ? Value::ofInt(characters(v.view())) : limitReached();
    case Kind::Bytes:
        return Value::ofInt(qint64(v.size));
    case Kind::List:
        return Value::ofInt(qint64(v.list->size()));
    default:
        return Value::ofInt(qint64(v.map->size()));
    }
}

Value contains(const Call &c)
{
    if (!c.scratch.read(c.args[0].size))
        return limitReached();
    return Value::ofBool(holds(c.args[0].view(), c.args[1].view()));
}
Value startsWith(const Call &c)
{
    return c.scratch.read(c.args[1].size) ? Value::ofBool(c.args[0].view().starts_with(c.args[1].view()))
                                          : limitReached();
}
Value endsWith(const Call &c)
{
    return c.scratch.read(c.args[1].size) ? Value::ofBool(c.args[0].view().ends_with(c.args[1].view()))
                                          : limitReached();
}

Value matches(const Call &c)
{
    if (!c.scratch.step(1 + c.args[1].size))
        return limitReached();
    std::string problem;
    const re2::RE2 *pattern = c.scratch.caches().pattern(c.args[1].view(), c.scratch, &problem);
    if (!pattern)
        return fail(c.scratch, Fault::BadValue, {"the pattern is wrong: ", problem});
    return findPattern(c.args[0].view(), *pattern, c.scratch);
}

template <TimePart part>
Value timePart(const Call &c)
{
    return partOfTime(c.args[0], part, c.count > 1 ? c.args[1].view() : std::string_view(), c.scratch);
}
template <TimePart part>
Value durationPart(const Call &c)
{
    return partOfDuration(c.args[0], part);
}
} // namespace

std::span<const Overload> standardOverloads()
{
    static const Overload table[] = {
        {"size", false, 1, {Kinds(S | B | Containers)}, Kind::Int, size},
        {"size", true, 1, {Kinds(S | B | Containers)}, Kind::Int, size},
        {"contains", true, 2, {S, S}, Kind::Bool, contains},
        {"startsWith", true, 2, {S, S}, Kind::Bool, startsWith},
        {"endsWith", true, 2, {S, S}, Kind::Bool, endsWith},
        {"matches", true, 2, {S, S}, Kind::Bool, matches},
        {"matches", false, 2, {S, S}, Kind::Bool, matches},
    };
    return table;
}

std::span<const Overload> timeOverloads()
{
    static const Overload table[] = {
        {"getFullYear", true, 1, {T}, Kind::Int, timePart<TimePart::FullYear>},
        {"getFullYear", true, 2, {T, S}, Kind::Int, timePart<TimePart::FullYear>},
        {"getMonth", true, 1, {T}, Kind::Int, timePart<TimePart::Month>},
        {"getMonth", true, 2, {T, S}, Kind::Int, timePart<TimePart::Month>},
        {"getDate", true, 1, {T}, Kind::Int, timePart<TimePart::Date>},
        {"getDate", true, 2, {T, S}, Kind::Int, timePart<TimePart::Date>},
        {"getDayOfMonth", true, 1, {T}, Kind::Int, timePart<TimePart::DayOfMonth>},
        {"getDayOfMonth", true, 2, {T, S}, Kind::Int, timePart<TimePart::DayOfMonth>},
        {"getDayOfWeek", true, 1, {T}, Kind::Int, timePart<TimePart::DayOfWeek>},
        {"getDayOfWeek", true, 2, {T, S}, Kind::Int, timePart<TimePart::DayOfWeek>},
        {"getDayOfYear", true, 1, {T}, Kind::Int, timePart<TimePart::DayOfYear>},
        {"getDayOfYear", true, 2, {T, S}, Kind::Int, timePart<TimePart::DayOfYear>},
        {"getHours", true, 1, {T}, Kind::Int, timePart<TimePart::Hours>},
        {"getHours", true, 2, {T, S}, Kind::Int, timePart<TimePart::Hours>},
        {"getMinutes", true, 1, {T}, Kind::Int, timePart<TimePart::Minutes>},
        {"getMinutes", true, 2, {T, S}, Kind::Int, timePart<TimePart::Minutes>},
        {"getSeconds", true, 1, {T}, Kind::Int, timePart<TimePart::Seconds>},
        {"getSeconds", true, 2, {T, S}, Kind::Int, timePart<TimePart::Seconds>},
        {"getMilliseconds", true, 1, {T}, Kind::Int, timePart<TimePart::Milliseconds>},
        {"getMilliseconds", true, 2, {T, S}, Kind::Int, timePart<TimePart::Milliseconds>},
        {"getHours", true, 1, {D}, Kind::Int, durationPart<TimePart::Hours>},
        {"getMinutes", true, 1, {D}, Kind::Int, durationPart<TimePart::Minutes>},
        {"getSeconds", true, 1, {D}, Kind::Int, durationPart<TimePart::Seconds>},
        {"getMilliseconds", true, 1, {D}, Kind::Int, durationPart<TimePart::Milliseconds>},
    };
    return table;
}

} // namespace flowbench::cel
