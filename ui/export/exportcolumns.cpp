// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/exportcolumns.h"

#include "model/base/jsonwriter.h"
#include "model/event/envelope.h"
#include "model/export/markdown.h"

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

void appendText(std::string &out, std::string_view bytes)
{
    if (isUtf8(bytes))
        out += bytes;
    else
        appendBase64(out, bytes);
}

// The event with its body as text, where it can be made; `decoded` holds it.
EventView readable(EventView event, const EventDecoder *decoder, Decoded &decoded)
{
    if (!decoder || !event.hasValue)
        return event;
    decoder->decode(event, decoded);
    if (decoded.encoding != Encoding::Hex)
        event.value = decoded.content;
    return event;
}

void appendCell(const EventView &event, EventColumn column, const EventDecoder *decoder, std::string &out)
{
    switch (column) {
    case EventColumn::Time:
        if (event.timeKind != TimeKind::None)
            appendIsoTime(out, event.timeMs);
        return;
    case EventColumn::Channel:
        return appendText(out, event.channel);
    case EventColumn::Partition:
        if (event.partition >= 0)
            out += std::to_string(event.partition);
        return;
    case EventColumn::Offset:
        if (event.offset != EventView::NoOffset)
            out += std::to_string(event.offset);
        return;
    case EventColumn::Key:
        return appendText(out, event.key);
    case EventColumn::Type:
        out += recogniseEnvelope(event).type;
        return;
    case EventColumn::Id:
        out += recogniseEnvelope(event).id;
        return;
    case EventColumn::Size:
        out += std::to_string(event.key.size() + event.value.size());
        return;
    case EventColumn::Preview:
        break;
    }
    Decoded decoded;
    appendText(out, readable(event, decoder, decoded).value);
}

} // namespace

EventFileColumn exportColumn(EventColumn column, const QString &title, ContentColumn content,
                             std::shared_ptr<const EventDecoder> decoder)
{
    if (isContentColumn(column))
        return {title.toStdString(), [content = std::move(content)](const EventView &event, std::string &out) {
                    if (const auto text = content.text ? content.text(event) : std::nullopt)
                        appendText(out, *text);
                }};
    return {title.toStdString(), [column, decoder = std::move(decoder)](const EventView &event, std::string &out) {
                appendCell(event, column, decoder.get(), out);
            }};
}

QString exportSuffix(EventFileFormat format)
{
    switch (format) {
    case EventFileFormat::Ndjson:
        return u"ndjson"_s;
    case EventFileFormat::Csv:
        return u"csv"_s;
    case EventFileFormat::Markdown:
        return u"md"_s;
    case EventFileFormat::Capture:
        break;
    }
    return u"capture"_s;
}

QString eventMarkdown(const EventView &event, const EventDecoder *decoder)
{
    Decoded decoded;
    std::string out;
    appendMarkdown(out, readable(event, decoder, decoded));
    return QString::fromStdString(out);
}

} // namespace flowbench
