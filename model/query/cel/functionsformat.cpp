// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/jsonwriter.h"
#include "model/query/cel/containers.h"
#include "model/query/cel/functions.h"
#include "model/query/cel/numbers.h"
#include "model/query/cel/times.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace flowbench::cel {

namespace {
constexpr int DefaultPrecision = 6, MostPrecision = 1000;
constexpr int MostDepth = 100;

bool appendList(std::string &out, const List &list, Scratch &scratch, int depth)
{
    out += '[';
    for (std::size_t i = 0; i < list.size(); ++i) {
        out += i ? ", " : "";
        if (!scratch.step() || !appendText(out, list.at(i, scratch), scratch, depth + 1))
            return false;
    }
    out += ']';
    return true;
}

// By the text of their keys.
bool appendMap(std::string &out, const Map &map, Scratch &scratch, int depth)
{
    std::vector<std::pair<std::string, std::size_t>> keys(map.size());
    std::size_t size = out.size();
    for (std::size_t i = 0; i < keys.size(); ++i) {
        keys[i].second = i;
        if (!scratch.step() || !appendText(keys[i].first, map.key(i, scratch), scratch, depth + 1))
            return false;
        size += keys[i].first.size();
        if (!scratch.fits(size))
            return false;
    }
    std::ranges::sort(keys);
    out += '{';
    for (const auto &[key, index] : keys) {
        out += &key == &keys.front().first ? "" : ", ";
        out += key + ": ";
        if (!appendText(out, map.value(index, scratch), scratch, depth + 1))
            return false;
    }
    out += '}';
    return true;
}

std::string inBase(const Value &v, int base)
{
    std::array<char, 72> text;
    const auto end = v.kind == Kind::Int
                         ? std::to_chars(text.data(), text.data() + text.size(), v.integer, base).ptr
                         : std::to_chars(text.data(), text.data() + text.size(), v.unsignedInteger, base).ptr;
    return {text.data(), end};
}

std::string hexOf(std::string_view bytes)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        out += digits[quint8(c) >> 4];
        out += digits[quint8(c) & 15];
    }
    return out;
}

double realOf(const Value &v)
{
    return v.kind == Kind::Int ? double(v.integer) : v.kind == Kind::UInt ? double(v.unsignedInteger) : v.real;
}

// One clause, "%.3f"; nothing where it does not take such a value.
std::optional<std::string> clause(char letter, int precision, const Value &v, Scratch &scratch)
{
    const bool integer = v.kind == Kind::Int || v.kind == Kind::UInt;
    const bool number = integer || v.kind == Kind::Double;
    const bool bytes = v.kind == Kind::String || v.kind == Kind::Bytes;
    std::string out;
    switch (letter) {
    case 's':
        return appendText(out, v, scratch) ? std::optional(out) : std::nullopt;
    case 'd':
        return integer ? std::optional(inBase(v, 10)) : number ? std::optional(formatDouble(v.real)) : std::nullopt;
    case 'f':
    case 'e':
        return number ? std::optional(formatDouble(realOf(v), precision, letter == 'e')) : std::nullopt;
    case 'b':
        if (v.kind == Kind::Bool)
            return std::string(v.boolean ? "1" : "0");
        return integer ? std::optional(inBase(v, 2)) : std::nullopt;
    case 'o':
        return integer ? std::optional(inBase(v, 8)) : std::nullopt;
    case 'x':
    case 'X':
        if (!integer && !bytes)
            return {};
        if (bytes && (!scratch.fits(v.size) || !scratch.step(v.size / 16)))
            return {};
        out = integer ? inBase(v, 16) : hexOf(v.view());
        if (letter == 'X')
            std::ranges::transform(out, out.begin(), [](char c) { return c >= 'a' ? char(c - 32) : c; });
        return out;
    default:
        return {};
    }
}

// Behind a '.'; the default where there is none. Nothing: no number, or too large a one.
std::optional<int> takePrecision(std::string_view &rest)
{
    if (!rest.starts_with('.'))
        return DefaultPrecision;
    int precision = 0;
    const auto [end, error] = std::from_chars(rest.data() + 1, rest.data() + rest.size(), precision);
    if (error != std::errc() || precision < 0 || precision > MostPrecision)
        return {};
    rest.remove_prefix(std::size_t(end - rest.data()));
    return precision;
}
} // namespace

bool appendText(std::string &out, const Value &v, Scratch &scratch, int depth)
{
    const bool isText = v.kind == Kind::String || v.kind == Kind::Bytes;
    if (depth > MostDepth || (isText && !scratch.read(v.size)) || !scratch.fits(out.size() + (isText ? v.size : 0))) {
        scratch.exhaust();
        return false;
    }
    switch (v.kind) {
    case Kind::Error:
        return false;
    case Kind::Null:
        out += "null";
        return true;
    case Kind::Bool:
        out += v.boolean ? "true" : "false";
        return true;
    case Kind::Int:
    case Kind::UInt:
        out += inBase(v, 10);
        return true;
    case Kind::Double:
        out += formatDouble(v.real);
        return true;
    case Kind::String:
    case Kind::Type:
        out += v.view();
        return true;
    case Kind::Bytes:
        out += v.view();
        return isUtf8(v.view());
    case Kind::Timestamp:
        out += formatTimestamp(v);
        return true;
    case Kind::Duration:
        out += formatDuration(v);
        return true;
    case Kind::List:
        return appendList(out, *v.list, scratch, depth);
    case Kind::Map:
        return appendMap(out, *v.map, scratch, depth);
    }
    return false;
}

Value formatText(std::string_view format, const List &values, Scratch &scratch)
{
    std::string out;
    std::size_t next = 0;
    for (std::string_view rest = format; !rest.empty();) {
        const std::size_t plain = std::min(rest.find('%'), rest.size());
        out += rest.substr(0, plain);
        rest.remove_prefix(plain);
        if (rest.empty())
            break;
        rest.remove_prefix(1);
        if (rest.starts_with('%')) {
            out += '%';
            rest.remove_prefix(1);
            continue;
        }
        const auto precision = takePrecision(rest);
        if (!precision || rest.empty())
            return Value::error(Fault::BadValue,
                                "the format ends within a clause, or its precision is no number up to 1000");
        const std::string_view letter = rest.substr(0, 1);
        if (std::string_view("sdfeboxX").find(letter[0]) == std::string_view::npos)
            return fail(scratch, Fault::BadValue,
                        {"there is no clause '%", letter, "': expected one of %s %d %f %e %b %o %x %X"});
        if (next == values.size())
            return Value::error(Fault::BadValue, "the format has more clauses than there are values");
        const Value value = values.at(next++, scratch);
        const auto text = clause(letter[0], *precision, value, scratch);
        if (scratch.exhausted())
            return limitReached();
        if (!text)
            return fail(scratch, Fault::NoOverload, {"%", letter, " does not take a ", typeName(value.kind)});
        out += *text;
        rest.remove_prefix(1);
        if (!scratch.step(1 + text->size() / 16) || out.size() > scratch.limits().bytes)
            return limitReached();
    }
    const std::string_view kept = scratch.keep(out);
    return kept.data() ? Value::ofString(kept) : limitReached();
}

} // namespace flowbench::cel
