// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/rowtexts.h"

#include "model/event/envelope.h"
#include "model/items/eventtext.h"

namespace flowbench {

namespace {

constexpr std::array<const char *, EventColumnCount> Names = {"time", "channel", "partition", "offset", "key",
                                                              "type", "id",      "size",      "preview"};
// Thirty bodies of this size are looked into between two frames.
constexpr std::size_t LightBytes = 64 << 10;
constexpr std::size_t DeepBytes = 4 << 20; // on a worker

bool looksCompressed(std::string_view bytes)
{
    return bytes.starts_with("\x1f\x8b") || bytes.starts_with("\x28\xb5\x2f\xfd") ||
           bytes.starts_with("\x04\x22\x4d\x18");
}

void recognise(RowTexts &texts, const EventView &event, const RowRecipe &recipe, bool deep)
{
    const Envelope envelope = recogniseEnvelope(event, deep ? DeepBytes : LightBytes);
    texts.fixed[std::size_t(EventColumn::Type)] = shortText(envelope.type, PreviewChars, recipe.words.visible);
    texts.fixed[std::size_t(EventColumn::Id)] = shortText(envelope.id, PreviewChars, recipe.words.visible);
    texts.made |= 1u << int(EventColumn::Type) | 1u << int(EventColumn::Id);
}

QString timeText(const EventView &event, const RowRecipe &recipe)
{
    if (event.timeKind == TimeKind::None)
        return {};
    return eventTimeText(event.timeMs, recipe.utc, QDate::fromJulianDay(recipe.today));
}

QString fixedText(const EventView &event, EventColumn column, const RowRecipe &recipe)
{
    const EventWords &words = recipe.words;
    switch (column) {
    case EventColumn::Time:
        return timeText(event, recipe);
    case EventColumn::Channel:
        return shortText(event.channel, PreviewChars, words.visible);
    case EventColumn::Partition:
        return event.partition < 0 ? QString() : QString::number(event.partition);
    case EventColumn::Offset:
        return event.offset == EventView::NoOffset ? QString() : words.count(event.offset);
    case EventColumn::Key:
        return event.hasKey ? shortText(event.key, PreviewChars, words.visible) : QString();
    case EventColumn::Size:
        return words.bytes(qint64(event.key.size() + event.value.size()));
    case EventColumn::Preview:
        if (!event.hasValue)
            return words.noValue;
        return recipe.preview ? recipe.preview(event, PreviewChars)
                              : previewText(event.value, PreviewChars, words.visible);
    case EventColumn::Type:
    case EventColumn::Id:
        break; // recognise()
    }
    return {};
}

} // namespace

const char *eventColumnName(EventColumn column) { return isContentColumn(column) ? "" : Names[std::size_t(column)]; }

std::optional<EventColumn> eventColumnFromName(QStringView name)
{
    for (int i = 0; i < EventColumnCount; ++i) {
        if (name == QLatin1String(Names[std::size_t(i)]))
            return EventColumn(i);
    }
    return std::nullopt;
}

const QString &RowTexts::of(EventColumn column) const
{
    static const QString none;
    if (!isContentColumn(column))
        return fixed[std::size_t(column)];
    const auto at = std::size_t(contentIndex(column));
    return at < content.size() ? content[at] : none;
}

void makeRowText(RowTexts &texts, const EventView &event, EventColumn column, const RowRecipe &recipe, bool deep)
{
    if (texts.has(column))
        return;
    if (isContentColumn(column)) {
        const auto at = std::size_t(contentIndex(column));
        if (at >= recipe.content.size())
            return;
        texts.content.resize(recipe.content.size());
        if (const auto text = recipe.content[at].text(event))
            texts.content[at] = previewText(*text, PreviewChars, recipe.words.visible);
    } else if (column == EventColumn::Type || column == EventColumn::Id) {
        recognise(texts, event, recipe, deep);
    } else {
        texts.fixed[std::size_t(column)] = fixedText(event, column, recipe);
    }
    texts.made |= 1u << int(column);
}

void makeRowMark(RowTexts &texts, const EventView &event, const RowRecipe &recipe)
{
    texts.mark = recipe.mark ? recipe.mark(event) : RowMark();
    texts.marked = true;
}

void makeRow(RowTexts &texts, const EventView &event, const RowRecipe &recipe)
{
    for (int i = 0; i < EventColumnCount + int(recipe.content.size()); ++i)
        makeRowText(texts, event, EventColumn(i), recipe, true);
    makeRowMark(texts, event, recipe);
}

bool isHeavy(const EventView &event)
{
    return event.value.size() > LightBytes || looksCompressed(event.value) || event.fields.packed().size() > LightBytes;
}

bool readsBody(EventColumn column)
{
    return column == EventColumn::Type || column == EventColumn::Id || column == EventColumn::Preview ||
           isContentColumn(column);
}

} // namespace flowbench
