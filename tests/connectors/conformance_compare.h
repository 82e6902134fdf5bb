// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/connectors/conformance.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

// What the cases of the suite compare with.
namespace flowbench {

using HeaderPairs = std::vector<std::pair<std::string, std::optional<std::string>>>;

// The headers alone: brokers add fields of their own beside them.
inline HeaderPairs headersOf(const std::string &packed)
{
    HeaderPairs out;
    for (const FieldView &f : FieldList(packed)) {
        if (f.place == FieldPlace::Header)
            out.emplace_back(std::string(f.name), f.null ? std::nullopt : std::optional<std::string>(f.value));
    }
    return out;
}

inline std::string allBytes()
{
    std::string s;
    for (int i = 0; i < 256; ++i)
        s.push_back(char(i));
    return s;
}

inline std::string largeBody(qint64 size)
{
    std::string s(std::size_t(size), '\0');
    quint32 x = 1;
    for (char &c : s) {
        x = x * 1664525u + 1013904223u;
        c = char(x >> 24);
    }
    return s;
}

// Bodies, keys and headers that a careless connector damages.
inline std::vector<Outgoing> oddMessages(const Subject &subject)
{
    std::vector<Outgoing> out;
    out.push_back(outgoing("plain", "key", {{"h", "x"}}));
    out.push_back(outgoing(allBytes(), allBytes(), {{"all", allBytes()}}));
    out.push_back(outgoing("", "", {{"empty", ""}}));
    out.push_back(outgoing("no key"));
    out.push_back(outgoing("\xff\xfe not utf-8", "\xc3", {{"ord\xc3\xa9r", "z"}, {"b", "1"}, {"a", "2"}}));
    if (subject.nullValues)
        out.push_back(outgoing(std::nullopt, "tombstone"));
    if (subject.nullHeaders)
        out.push_back(outgoing("null header", "k", {{"null", std::nullopt}, {"empty", ""}}));
    if (subject.duplicateHeaders)
        out.push_back(outgoing("twice", "k", {{"h", "1"}, {"g", "2"}, {"h", "3"}, {"h", "1"}}));
    return out;
}

inline std::vector<std::string> sorted(std::vector<std::string> v)
{
    std::sort(v.begin(), v.end());
    return v;
}

inline std::vector<std::string> joined(std::vector<std::string> a, const std::vector<std::string> &b)
{
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

} // namespace flowbench
