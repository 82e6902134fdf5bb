// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/value.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>

namespace flowbench::cel {

namespace {
constexpr double TwoTo63 = 9223372036854775808.0, TwoTo64 = 18446744073709551616.0;

template <class T>
int order(T a, T b)
{
    return a < b ? -1 : a > b ? 1 : 0;
}

// Exact: neither side is rounded. But 2^63, which a double cannot tell from the largest int, equals that: so says the
// specification's conformance suite.
int orderIntDouble(qint64 a, double b)
{
    if (std::isnan(b))
        return Unordered;
    if (b >= TwoTo63)
        return b == TwoTo63 && a == std::numeric_limits<qint64>::max() ? 0 : -1;
    if (b < -TwoTo63)
        return 1;
    const double whole = std::trunc(b);
    const int first = order(a, qint64(whole));
    return first ? first : order(0.0, b - whole);
}

int orderUIntDouble(quint64 a, double b)
{
    if (std::isnan(b))
        return Unordered;
    if (b >= TwoTo64)
        return b == TwoTo64 && a == std::numeric_limits<quint64>::max() ? 0 : -1;
    if (b < 0)
        return 1;
    const double whole = std::trunc(b);
    const int first = order(a, quint64(whole));
    return first ? first : order(0.0, b - whole);
}

int orderIntUInt(qint64 a, quint64 b) { return a < 0 ? -1 : order(quint64(a), b); }

int reversed(int o) { return o == Unordered ? o : -o; }

bool isNumber(Kind k) { return k == Kind::Int || k == Kind::UInt || k == Kind::Double; }

int orderNumbers(const Value &a, const Value &b)
{
    if (a.kind == b.kind) {
        if (a.kind == Kind::Int)
            return order(a.integer, b.integer);
        if (a.kind == Kind::UInt)
            return order(a.unsignedInteger, b.unsignedInteger);
        return std::isnan(a.real) || std::isnan(b.real) ? Unordered : order(a.real, b.real);
    }
    if (a.kind == Kind::Int)
        return b.kind == Kind::UInt ? orderIntUInt(a.integer, b.unsignedInteger) : orderIntDouble(a.integer, b.real);
    if (a.kind == Kind::UInt && b.kind == Kind::Double)
        return orderUIntDouble(a.unsignedInteger, b.real);
    return reversed(orderNumbers(b, a));
}

int orderTimes(const Value &a, const Value &b)
{
    const int first = order(a.integer, b.integer);
    return first ? first : order(a.nanos, b.nanos);
}

// Of one size.
bool sameText(const Value &a, const Value &b) { return a.size == 0 || std::memcmp(a.text, b.text, a.size) == 0; }

bool equalWithin(const Value &a, const Value &b, Scratch &scratch, int depth);

bool equalLists(const List &a, const List &b, Scratch &scratch, int depth)
{
    const std::size_t n = a.size();
    if (n != b.size())
        return false;
    for (std::size_t i = 0; i < n; ++i) {
        if (!scratch.step() || !equalWithin(a.at(i, scratch), b.at(i, scratch), scratch, depth))
            return false;
    }
    return true;
}

bool equalMaps(const Map &a, const Map &b, Scratch &scratch, int depth)
{
    const std::size_t n = a.size();
    if (n != b.size())
        return false;
    for (std::size_t i = 0; i < n; ++i) {
        if (!scratch.step())
            return false;
        const std::optional<Value> other = b.find(a.key(i, scratch), scratch);
        if (!other || !equalWithin(a.value(i, scratch), *other, scratch, depth))
            return false;
    }
    return true;
}

bool equalWithin(const Value &a, const Value &b, Scratch &scratch, int depth)
{
    if (isNumber(a.kind) && isNumber(b.kind))
        return orderNumbers(a, b) == 0;
    if (a.kind != b.kind)
        return false;
    switch (a.kind) {
    case Kind::Null:
        return true;
    case Kind::Bool:
        return a.boolean == b.boolean;
    case Kind::String:
    case Kind::Bytes:
    case Kind::Type:
        return a.size == b.size && scratch.read(a.size) && sameText(a, b);
    case Kind::Timestamp:
    case Kind::Duration:
        return orderTimes(a, b) == 0;
    case Kind::List:
    case Kind::Map:
        if (depth >= scratch.limits().depth) {
            scratch.exhaust();
            return false;
        }
        return a.kind == Kind::List ? equalLists(*a.list, *b.list, scratch, depth + 1)
                                    : equalMaps(*a.map, *b.map, scratch, depth + 1);
    default:
        return false;
    }
}

quint64 mix(quint64 h)
{
    h ^= h >> 33;
    h *= 0xff51afd7ed558ccdULL;
    h ^= h >> 33;
    h *= 0xc4ceb9fe1a85ec53ULL;
    return h ^ (h >> 33);
}

// A whole double has the hash of its integer.
quint64 hashOfDouble(double d)
{
    if (d >= -TwoTo63 && d < TwoTo63 && std::trunc(d) == d)
        return mix(quint64(qint64(d)));
    if (d >= 0 && d < TwoTo64 && std::trunc(d) == d)
        return mix(quint64(d));
    return mix(std::bit_cast<quint64>(d));
}

// Of a long text its ends, so that hashing costs no more than that.
quint64 hashOfText(std::string_view text)
{
    constexpr std::size_t Part = 2048;
    const std::hash<std::string_view> hash;
    if (text.size() <= 2 * Part)
        return hash(text);
    return mix(hash(text.substr(0, Part)) ^ text.size()) ^ hash(text.substr(text.size() - Part));
}
} // namespace

bool equal(const Value &a, const Value &b, Scratch &scratch) { return equalWithin(a, b, scratch, 0); }

std::optional<int> compare(const Value &a, const Value &b, Scratch &scratch)
{
    if (isNumber(a.kind) && isNumber(b.kind))
        return orderNumbers(a, b);
    if (a.kind != b.kind)
        return {};
    switch (a.kind) {
    case Kind::Bool:
        return order(int(a.boolean), int(b.boolean));
    case Kind::String:
    case Kind::Bytes:
        scratch.read(std::min(a.size, b.size));
        return order(a.view().compare(b.view()), 0); // UTF-8 keeps the order of code points
    case Kind::Timestamp:
    case Kind::Duration:
        return orderTimes(a, b);
    default:
        return {};
    }
}

quint64 hashOf(const Value &v)
{
    switch (v.kind) {
    case Kind::Bool:
        return mix(v.boolean ? 0x1001 : 0x1002);
    case Kind::Int:
    case Kind::UInt:
        return mix(v.unsignedInteger);
    case Kind::Double:
        return hashOfDouble(v.real);
    case Kind::String:
    case Kind::Bytes:
    case Kind::Type:
        return hashOfText(v.view());
    case Kind::Timestamp:
    case Kind::Duration:
        return mix(quint64(v.integer) * 1000003 + quint64(v.nanos));
    default:
        return 0;
    }
}

} // namespace flowbench::cel
