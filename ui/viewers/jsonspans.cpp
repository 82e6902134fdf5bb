// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewers/jsonspans.h"

namespace flowbench {
namespace {

qsizetype textEnd(QStringView line, qsizetype at)
{
    for (++at; at < line.size(); ++at) {
        if (line[at] == u'\\')
            ++at;
        else if (line[at] == u'"')
            return at + 1;
    }
    return line.size();
}

bool isKey(QStringView line, qsizetype end)
{
    while (end < line.size() && line[end] == u' ')
        ++end;
    return end < line.size() && line[end] == u':';
}

bool isWord(QChar c) { return c.unicode() < 0x80 && (c.isLetterOrNumber() || c == u'-' || c == u'+' || c == u'.'); }

} // namespace

std::vector<JsonSpan> jsonSpans(QStringView line)
{
    std::vector<JsonSpan> spans;
    const auto add = [&](qsizetype from, qsizetype to, JsonInk ink) {
        if (!spans.empty() && spans.back().ink == ink)
            spans.back().length += int(to - from);
        else
            spans.push_back({int(from), int(to - from), ink});
    };
    for (qsizetype at = 0; at < line.size();) {
        qsizetype end = at + 1;
        JsonInk ink = JsonInk::Plain;
        if (line[at] == u'"') {
            end = textEnd(line, at);
            ink = isKey(line, end) ? JsonInk::Key : JsonInk::String;
        } else if (isWord(line[at])) {
            while (end < line.size() && isWord(line[end]))
                ++end;
            ink = JsonInk::Number;
        }
        add(at, end, ink);
        at = end;
    }
    return spans;
}

} // namespace flowbench
