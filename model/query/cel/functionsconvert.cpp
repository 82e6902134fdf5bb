// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/jsonwriter.h"
#include "model/query/cel/containers.h"
#include "model/query/cel/functions.h"
#include "model/query/cel/numbers.h"
#include "model/query/cel/times.h"

#include <algorithm>
#include <cmath>

namespace flowbench::cel {

namespace {
constexpr double TwoTo63 = 9223372036854775808.0, TwoTo64 = 18446744073709551616.0;
constexpr Kinds S = kinds(Kind::String), B = kinds(Kind::Bytes), N = NumberKinds, O = kinds(Kind::Bool),
                T = kinds(Kind::Timestamp), D = kinds(Kind::Duration), I = kinds(Kind::Int);

Value outOfRange(const Call &c, std::string_view type)
{
    return fail(c.scratch, Fault::Overflow, {"the number does not fit into ", type});
}

Value unreadable(const Call &c, std::string_view type)
{
    return fail(c.scratch, Fault::BadValue, {"'", c.args[0].view().substr(0, 60), "' is not a", type});
}

// Counts reading a text.
bool isReadable(const Call &c) { return c.args[0].kind != Kind::String || c.scratch.step(c.args[0].size / 8); }

Value kept(const Call &c, std::string_view text)
{
    const std::string_view copy = c.scratch.keep(text);
    return copy.data() ? Value::ofString(copy) : limitReached();
}

Value toInt(const Call &c)
{
    const Value &v = c.args[0];
    switch (v.kind) {
    case Kind::UInt:
        return v.unsignedInteger > quint64(std::numeric_limits<qint64>::max()) ? outOfRange(c, "an int")
                                                                               : Value::ofInt(v.integer);
    case Kind::Double:
        // Exclusive on both sides: a double cannot tell these bounds from their neighbours.
        return v.real > -TwoTo63 && v.real < TwoTo63 ? Value::ofInt(qint64(v.real)) : outOfRange(c, "an int");
    case Kind::String: {
        const auto parsed = parseInt(v.view());
        return parsed ? Value::ofInt(*parsed) : unreadable(c, "n int");
    }
    default:
        return Value::ofInt(v.integer); // an int, or a time's seconds
    }
}

Value toUInt(const Call &c)
{
    const Value &v = c.args[0];
    switch (v.kind) {
    case Kind::Int:
        return v.integer < 0 ? outOfRange(c, "a uint") : Value::ofUInt(quint64(v.integer));
    case Kind::Double:
        return v.real >= 0 && v.real < TwoTo64 ? Value::ofUInt(quint64(v.real)) : outOfRange(c, "a uint");
    case Kind::String: {
        const auto parsed = parseUInt(v.view());
        return parsed ? Value::ofUInt(*parsed) : unreadable(c, " uint");
    }
    default:
        return Value::ofUInt(v.unsignedInteger);
    }
}

Value toDouble(const Call &c)
{
    const Value &v = c.args[0];
    if (!isReadable(c))
        return limitReached();
    switch (v.kind) {
    case Kind::Int:
        return Value::ofDouble(double(v.integer));
    case Kind::UInt:
        return Value::ofDouble(double(v.unsignedInteger));
    case Kind::String: {
        const auto parsed = parseDouble(v.view());
        return parsed ? Value::ofDouble(*parsed) : unreadable(c, " double");
    }
    default:
        return v;
    }
}

Value toString(const Call &c)
{
    const Value &v = c.args[0];
    switch (v.kind) {
    case Kind::Bool:
        return Value::ofString(v.boolean ? "true" : "false");
    case Kind::Int:
        return kept(c, std::to_string(v.integer));
    case Kind::UInt:
        return kept(c, std::to_string(v.unsignedInteger));
    case Kind::Double:
        return kept(c, formatDouble(v.real));
    case Kind::Bytes:
        if (!c.scratch.read(v.size))
            return limitReached();
        return isUtf8(v.view()) ? Value::ofString(v.view()) : Value::error(Fault::BadValue, "the bytes are not UTF-8");
    case Kind::Timestamp:
        return kept(c, formatTimestamp(v));
    case Kind::Duration:
        return kept(c, formatDuration(v));
    default:
        return v;
    }
}

Value toBytes(const Call &c) { return Value::ofBytes(c.args[0].view()); }

Value toBool(const Call &c)
{
    const Value &v = c.args[0];
    if (v.kind == Kind::Bool)
        return v;
    for (const std::string_view yes : {"1", "t", "T", "true", "TRUE", "True"}) {
        if (v.view() == yes)
            return Value::ofBool(true);
    }
    for (const std::string_view no : {"0", "f", "F", "false", "FALSE", "False"}) {
        if (v.view() == no)
            return Value::ofBool(false);
    }
    return unreadable(c, " bool");
}

Value toTimestamp(const Call &c)
{
    const Value &v = c.args[0];
    if (!isReadable(c))
        return limitReached();
    if (v.kind == Kind::Timestamp)
        return v;
    const auto time = v.kind == Kind::Int ? timeOf(v.integer, 0) : parseTimestamp(v.view());
    if (time)
        return *time;
    if (v.kind == Kind::Int)
        return Value::error(Fault::Overflow, "the time is not in the years 1 to 9999");
    return unreadable(c, " time: expected 2026-07-01T12:00:00Z (RFC 3339), in the years 1 to 9999");
}

Value toDuration(const Call &c)
{
    const Value &v = c.args[0];
    if (!isReadable(c))
        return limitReached();
    if (v.kind == Kind::Duration)
        return v;
    const auto duration = parseDuration(v.view());
    return duration ? *duration : unreadable(c, " duration: expected 1h30m, 2.5s, 250ms, ... up to 292 years");
}

Value typeOf(const Call &c) { return Value::ofType(typeName(c.args[0].kind)); }
Value dyn(const Call &c) { return c.args[0]; }
// What int(value) makes is an int, not an integer of JSON any more.
template <Value (*convert)(const Call &)>
Value plain(const Call &c)
{
    if (!isReadable(c))
        return limitReached();
    Value out = convert(c);
    out.fromJson = false;
    return out;
}
} // namespace

std::span<const Overload> conversionOverloads()
{
    static const Overload table[] = {
        {"int", false, 1, {Kinds(N | S | T)}, Kind::Int, plain<toInt>},
        {"uint", false, 1, {Kinds(N | S)}, Kind::UInt, plain<toUInt>},
        {"double", false, 1, {Kinds(N | S)}, Kind::Double, toDouble},
        {"string", false, 1, {Kinds(N | S | O | B | T | D)}, Kind::String, toString},
        {"bytes", false, 1, {Kinds(S | B)}, Kind::Bytes, toBytes},
        {"bool", false, 1, {Kinds(S | O)}, Kind::Bool, toBool},
        {"timestamp", false, 1, {Kinds(S | I | T)}, Kind::Timestamp, toTimestamp},
        {"duration", false, 1, {Kinds(S | D)}, Kind::Duration, toDuration},
        {"type", false, 1, {AnyKind}, Kind::Type, typeOf},
        {"dyn", false, 1, {AnyKind}, {}, dyn},
    };
    return table;
}

} // namespace flowbench::cel
