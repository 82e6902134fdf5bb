// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/jsonwriter.h"
#include "model/query/cel/containers.h"
#include "model/query/cel/functions.h"
#include "model/query/cel/textsearch.h"
#include "model/query/cel/utf8.h"

#include <QByteArray>

#include <algorithm>

namespace flowbench::cel {

namespace {
constexpr Kinds S = kinds(Kind::String), I = kinds(Kind::Int), L = kinds(Kind::List), B = kinds(Kind::Bytes);
constexpr std::size_t None = std::string_view::npos;

Value kept(const Call &c, std::string_view text)
{
    const std::string_view copy = c.scratch.step(text.size() / 16) ? c.scratch.keep(text) : std::string_view();
    return copy.data() ? Value::ofString(copy) : limitReached();
}

Value outside(const Call &c)
{
    return fail(
        c.scratch, Fault::BadValue,
        {"the index is outside the text, which has ", std::to_string(characters(c.args[0].view())), " characters"});
}

Value charAt(const Call &c)
{
    const std::string_view text = c.args[0].view();
    if (!c.scratch.step(text.size() / 16))
        return limitReached();
    const std::size_t at = byteOf(text, c.args[1].integer);
    if (at == None)
        return outside(c);
    return Value::ofString(at == text.size() ? std::string_view() : text.substr(at, characterSize(text, at)));
}

Value found(const Call &c, std::size_t at)
{
    return Value::ofInt(at == None ? -1 : characters(c.args[0].view().substr(0, at)));
}

Value indexOf(const Call &c)
{
    if (!c.scratch.read(c.args[0].size))
        return limitReached();
    const std::size_t from = c.count > 2 ? byteOf(c.args[0].view(), c.args[2].integer) : 0;
    return from == None ? outside(c) : found(c, findText(c.args[0].view(), c.args[1].view(), from));
}

Value lastIndexOf(const Call &c)
{
    const std::string_view text = c.args[0].view(), what = c.args[1].view();
    // Backwards from every place: what is looked for may be compared at each.
    if (!c.scratch.step(text.size() / 16 * (1 + what.size() / 64)))
        return limitReached();
    const std::size_t from = c.count > 2 ? byteOf(text, c.args[2].integer) : text.size();
    return from == None ? outside(c) : found(c, text.rfind(what, from));
}

template <char first, char last, int shift>
Value withCase(const Call &c)
{
    const Value out = kept(c, c.args[0].view());
    if (out.isError())
        return out;
    char *text = const_cast<char *>(out.text); // our own copy
    for (std::size_t i = 0; i < out.size; ++i) {
        if (text[i] >= first && text[i] <= last)
            text[i] = char(text[i] + shift);
    }
    return out;
}

bool isBlank(std::string_view character)
{
    static constexpr std::string_view blanks[] = {
        " ",        "\t",           "\n",           "\v",           "\f",           "\r",           "\xc2\x85",
        "\xc2\xa0", "\xe1\x9a\x80", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"};
    const bool enQuadToHairSpace =
        character.size() == 3 && character.starts_with("\xe2\x80") && quint8(character[2]) <= 0x8a;
    return enQuadToHairSpace || std::ranges::find(blanks, character) != std::end(blanks);
}

Value trim(const Call &c)
{
    std::string_view text = c.args[0].view();
    if (!c.scratch.read(text.size()))
        return limitReached();
    while (!text.empty()) {
        const std::size_t n = characterSize(text, 0);
        if (!isBlank(text.substr(0, n)))
            break;
        text.remove_prefix(n);
    }
    while (!text.empty()) {
        std::size_t begin = text.size() - 1;
        while (begin > 0 && isContinuation(text[begin]))
            --begin;
        if (!isBlank(text.substr(begin)))
            break;
        text = text.substr(0, begin);
    }
    return Value::ofString(text);
}

Value substring(const Call &c)
{
    const std::string_view text = c.args[0].view();
    if (!c.scratch.step(text.size() / 16))
        return limitReached();
    const std::size_t begin = byteOf(text, c.args[1].integer);
    const std::size_t end = c.count > 2 ? byteOf(text, c.args[2].integer) : text.size();
    if (begin == None || end == None)
        return outside(c);
    if (begin > end)
        return Value::error(Fault::BadValue, "the text would end before it begins");
    return Value::ofString(text.substr(begin, end - begin));
}

// Where the next one is; an empty text is found between all characters.
std::size_t nextPlace(std::string_view text, std::string_view what, std::size_t from, bool first)
{
    if (!what.empty())
        return findText(text, what, from);
    if (first)
        return 0;
    return from < text.size() ? from + characterSize(text, from) : None;
}

Value replace(const Call &c)
{
    const std::string_view text = c.args[0].view(), what = c.args[1].view(), by = c.args[2].view();
    qint64 left = c.count > 3 ? c.args[3].integer : -1;
    std::string out;
    std::size_t copied = 0;
    if (!c.scratch.fits(text.size()))
        return limitReached();
    for (bool first = true; left != 0; first = false, --left) {
        const std::size_t at = nextPlace(text, what, copied, first);
        if (at == None)
            break;
        if (!c.scratch.step(3) || !c.scratch.fits(out.size() + (at - copied) + by.size()))
            return limitReached();
        out.append(text, copied, at - copied).append(by);
        copied = at + what.size();
    }
    if (!c.scratch.fits(out.size() + text.size() - copied))
        return limitReached();
    out.append(text, copied);
    return kept(c, out);
}

Value split(const Call &c)
{
    const std::string_view text = c.args[0].view(), by = c.args[1].view();
    const qint64 most = c.count > 2 ? c.args[2].integer : -1;
    ListBuilder parts(c.scratch);
    std::size_t begin = 0;
    if (!c.scratch.read(text.size()))
        return limitReached();
    if (most == 0 || (by.empty() && text.empty()))
        return parts.finish();
    for (qint64 n = 1; n != most; ++n) {
        const std::size_t end = by.empty() ? begin + characterSize(text, begin) : findText(text, by, begin);
        if (end == None || (by.empty() && end >= text.size()))
            break;
        if (!c.scratch.step() || !parts.add(Value::ofString(text.substr(begin, end - begin))))
            return limitReached();
        begin = end + by.size();
    }
    if (!parts.add(Value::ofString(text.substr(begin))))
        return limitReached();
    return parts.finish();
}

Value join(const Call &c)
{
    const List &list = *c.args[0].list;
    const std::string_view between = c.count > 1 ? c.args[1].view() : std::string_view();
    std::string out;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const Value v = list.at(i, c.scratch);
        if (v.kind != Kind::String)
            return fail(c.scratch, Fault::NoOverload, {"join expects strings, the list holds a ", typeName(v.kind)});
        if (!c.scratch.step() || !c.scratch.fits(out.size() + v.size + between.size()))
            return limitReached();
        out.append(i ? between : std::string_view()).append(v.view());
    }
    return kept(c, out);
}

Value reverse(const Call &c)
{
    const std::string_view text = c.args[0].view();
    if (!c.scratch.fits(text.size()))
        return limitReached();
    std::string out(text.size(), '\0');
    for (std::size_t at = 0, end = text.size(); at < text.size();) {
        const std::size_t n = characterSize(text, at);
        end -= n;
        out.replace(end, n, text, at, n);
        at += n;
    }
    return kept(c, out);
}

Value quote(const Call &c)
{
    static constexpr std::string_view escaped = "\a\b\f\n\r\t\v\\\"", letters = "abfnrtv\\\"";
    if (!c.scratch.fits(c.args[0].size))
        return limitReached();
    std::string out = "\"";
    for (const char ch : c.args[0].view()) {
        const std::size_t at = escaped.find(ch);
        if (at == None)
            out += ch;
        else
            out.append(1, '\\').append(1, letters[at]);
    }
    return kept(c, out + '"');
}

Value format(const Call &c) { return formatText(c.args[0].view(), *c.args[1].list, c.scratch); }

Value encode(const Call &c)
{
    if (!c.scratch.fits(c.args[0].size))
        return limitReached();
    std::string out;
    appendBase64(out, c.args[0].view());
    return kept(c, out);
}

// With or without padding.
Value decode(const Call &c)
{
    if (!c.scratch.fits(c.args[0].size))
        return limitReached();
    const auto decoded =
        QByteArray::fromBase64Encoding(QByteArray(c.args[0].text, qsizetype(c.args[0].size)),
                                       QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return Value::error(Fault::BadValue, "the text is not base64");
    const Value bytes = kept(c, {decoded.decoded.constData(), std::size_t(decoded.decoded.size())});
    return bytes.isError() ? bytes : Value::ofBytes(bytes.view());
}
} // namespace

std::span<const Overload> stringOverloads()
{
    static const Overload table[] = {
        {"charAt", true, 2, {S, I}, Kind::String, charAt},
        {"indexOf", true, 2, {S, S}, Kind::Int, indexOf},
        {"indexOf", true, 3, {S, S, I}, Kind::Int, indexOf},
        {"lastIndexOf", true, 2, {S, S}, Kind::Int, lastIndexOf},
        {"lastIndexOf", true, 3, {S, S, I}, Kind::Int, lastIndexOf},
        {"lowerAscii", true, 1, {S}, Kind::String, withCase<'A', 'Z', 32>},
        {"upperAscii", true, 1, {S}, Kind::String, withCase<'a', 'z', -32>},
        {"trim", true, 1, {S}, Kind::String, trim},
        {"substring", true, 2, {S, I}, Kind::String, substring},
        {"substring", true, 3, {S, I, I}, Kind::String, substring},
        {"replace", true, 3, {S, S, S}, Kind::String, replace},
        {"replace", true, 4, {S, S, S, I}, Kind::String, replace},
        {"split", true, 2, {S, S}, Kind::List, split},
        {"split", true, 3, {S, S, I}, Kind::List, split},
        {"join", true, 1, {L}, Kind::String, join},
        {"join", true, 2, {L, S}, Kind::String, join},
        {"reverse", true, 1, {S}, Kind::String, reverse},
        {"format", true, 2, {S, L}, Kind::String, format},
        {"strings.quote", false, 1, {S}, Kind::String, quote},
        {"base64.encode", false, 1, {B}, Kind::String, encode},
        {"base64.decode", false, 1, {S}, Kind::Bytes, decode},
    };
    return table;
}

} // namespace flowbench::cel
