// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <string>
#include <string_view>

namespace flowbench::cel {

inline bool isContinuation(char c) { return (quint8(c) & 0xc0) == 0x80; }

// `code` is a code point.
inline void appendUtf8(std::string &out, quint32 code)
{
    if (code < 0x80) {
        out += char(code);
        return;
    }
    if (code < 0x800) {
        out += char(0xc0 | (code >> 6));
    } else {
        if (code < 0x10000) {
            out += char(0xe0 | (code >> 12));
        } else {
            out += char(0xf0 | (code >> 18));
            out += char(0x80 | ((code >> 12) & 0x3f));
        }
        out += char(0x80 | ((code >> 6) & 0x3f));
    }
    out += char(0x80 | (code & 0x3f));
}

// Code points of UTF-8.
inline qint64 characters(std::string_view text)
{
    qint64 n = 0;
    for (const char c : text)
        n += !isContinuation(c);
    return n;
}

// Bytes of the character that begins at `at`.
inline std::size_t characterSize(std::string_view text, std::size_t at)
{
    std::size_t n = 1;
    while (at + n < text.size() && isContinuation(text[at + n]))
        ++n;
    return n;
}

// Where the character with this index begins; the size of the text for the one behind the last; npos: none.
inline std::size_t byteOf(std::string_view text, qint64 character)
{
    std::size_t at = 0;
    for (; character > 0 && at < text.size(); --character)
        at += characterSize(text, at);
    return character == 0 ? at : std::string_view::npos;
}

} // namespace flowbench::cel
