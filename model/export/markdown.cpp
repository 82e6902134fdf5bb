// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/export/markdown.h"

#include "model/base/jsonwriter.h"
#include "model/event/envelope.h"
#include "model/event/eventjson.h"

#include <algorithm>

namespace flowbench {

namespace {

constexpr std::size_t CellBytes = 4096;

// Text that is text only: no markup, no line end, no byte that a terminal acts on.
void appendPlain(std::string &out, std::string_view text)
{
    const bool cut = text.size() > CellBytes;
    if (!isUtf8(text)) {
        out += "base64:";
        appendBase64(out, text.substr(0, CellBytes));
    } else {
        std::size_t end = std::min(text.size(), CellBytes);
        while (cut && end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
            --end;
        for (const char c : text.substr(0, end)) {
            if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
                out.push_back(' ');
                continue;
            }
            if (std::string_view("\\`*_{}[]<>()#+-!|&~").find(c) != std::string_view::npos)
                out.push_back('\\');
            out.push_back(c);
        }
    }
    if (cut)
        out += "…";
}

void appendRow(std::string &out, std::string_view name, std::string_view value)
{
    out += "| ";
    appendPlain(out, name);
    out += " | ";
    appendPlain(out, value);
    out += " |\n";
}

void appendCoordinates(std::string &out, const EventView &e)
{
    out += "| field | value |\n| --- | --- |\n";
    appendRow(out, "channel", e.channel);
    if (e.partition >= 0)
        appendRow(out, "partition", std::to_string(e.partition));
    if (e.offset != EventView::NoOffset)
        appendRow(out, "offset", std::to_string(e.offset));
    if (e.timeKind != TimeKind::None) {
        std::string time;
        appendIsoTime(time, e.timeMs);
        appendRow(out, "time", time);
    }
    if (e.hasKey)
        appendRow(out, "key", e.key);
    const Envelope envelope = recogniseEnvelope(e);
    for (const auto &[name, value] : {std::pair("type", &envelope.type),
                                      {"id", &envelope.id},
                                      {"source", &envelope.source},
                                      {"correlation_id", &envelope.correlationId}}) {
        if (!value->empty())
            appendRow(out, name, *value);
    }
    appendRow(out, "size", std::to_string(e.value.size()));
}

void appendFields(std::string &out, const FieldList &fields)
{
    if (fields.empty())
        return;
    out += "\n| header | value |\n| --- | --- |\n";
    for (const FieldView &f : fields)
        appendRow(out, f.name, f.null ? std::string_view("null") : f.value);
}

// One backtick more than the longest run in the content.
std::string fenceFor(std::string_view text)
{
    std::size_t longest = 2, run = 0;
    for (const char c : text) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return std::string(longest + 1, '`');
}

void appendBody(std::string &out, const EventView &e, std::size_t limit)
{
    if (!e.hasValue) {
        out += "\nnull\n";
        return;
    }
    const bool text = isUtf8(e.value);
    std::string_view body = e.value.substr(0, limit);
    while (text && body.size() < e.value.size() && !isUtf8(body))
        body.remove_suffix(1);
    std::string base64;
    if (!text)
        appendBase64(base64, body);
    const std::string_view shown = text ? body : std::string_view(base64);
    const std::string fence = fenceFor(shown);
    const bool json = text && (body.starts_with('{') || body.starts_with('['));
    out += '\n' + fence + (json ? "json" : text ? "text" : "base64") + '\n';
    out.append(shown);
    out += (shown.ends_with('\n') ? "" : "\n") + fence + '\n';
    if (body.size() < e.value.size())
        out += "\n" + std::to_string(body.size()) + " / " + std::to_string(e.value.size()) + " bytes\n";
}

} // namespace

void appendMarkdown(std::string &out, const EventView &event, std::size_t limit)
{
    appendCoordinates(out, event);
    appendFields(out, event.fields);
    appendBody(out, event, limit);
}

} // namespace flowbench
