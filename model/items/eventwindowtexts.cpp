// SPDX-License-Identifier: GPL-3.0-or-later
// What an EventWindowModel says of a row: texts, made once and kept, and raw values.
#include "model/event/envelope.h"
#include "model/items/eventwindowmodel.h"

#include <algorithm>

namespace flowbench {

namespace {

constexpr std::size_t MostWanted = 256; // of a worker: what was scrolled past before it came to it is not made
// Larger bodies are not looked into for a raw type or id.
constexpr std::size_t RecogniseBytes = 512 << 10;

QByteArray copied(std::string_view bytes)
{
    return QByteArray(bytes.data(), qsizetype(std::min<std::size_t>(bytes.size(), EventWindowModel::RawBytes)));
}

} // namespace

QString EventWindowModel::text(qint64 index, EventColumn column) const
{
    const auto sequence = sequenceAt(index);
    if (!sequence || int(column) >= columnCount())
        return {};
    if (!m_store.contains(*sequence))
        return column == EventColumn::Preview ? m_recipe->words.evicted : QString();
    Slot &slot = slotOf(*sequence);
    if (slot.texts.has(column))
        return slot.texts.of(column);
    const EventView event = m_store.row(*sequence);
    const bool cheap = !readsBody(column) || (column == EventColumn::Preview && !m_recipe->preview);
    if (!cheap && isHeavy(event)) {
        want(*sequence);
        return QStringLiteral("…");
    }
    makeRowText(slot.texts, event, column, *m_recipe, false);
    see(column, slot.texts.of(column));
    return slot.texts.of(column);
}

RowMark EventWindowModel::mark(qint64 index) const
{
    const auto sequence = m_recipe->mark ? sequenceAt(index) : std::nullopt;
    if (!sequence || !m_store.contains(*sequence))
        return {};
    Slot &slot = slotOf(*sequence);
    if (!slot.texts.marked) {
        const EventView event = m_store.row(*sequence);
        if (isHeavy(event))
            want(*sequence);
        else
            makeRowMark(slot.texts, event, *m_recipe);
    }
    return slot.texts.mark;
}

EventWindowModel::Slot &EventWindowModel::slotOf(quint64 sequence) const
{
    Slot &slot = m_slots[sequence % m_slots.size()];
    if (slot.version != m_version || slot.sequence != sequence) {
        slot = Slot();
        slot.sequence = sequence;
        slot.version = m_version;
    }
    return slot;
}

void EventWindowModel::see(EventColumn column, const QString &text) const
{
    if (!isContentColumn(column) || text.isEmpty())
        return;
    m_seen.resize(m_recipe->content.size());
    bool isNumber = false;
    (void)text.toDouble(&isNumber);
    Seen &seen = m_seen[std::size_t(contentIndex(column))];
    (isNumber ? seen.number : seen.other) = true;
}

bool EventWindowModel::isNumber(EventColumn column) const
{
    if (!isContentColumn(column))
        return isNumberColumn(column);
    const auto at = std::size_t(contentIndex(column));
    return at < m_seen.size() && m_seen[at].number && !m_seen[at].other;
}

// ---- rows whose bodies are not read between two frames

void EventWindowModel::want(quint64 sequence) const
{
    Slot &slot = slotOf(sequence);
    if (slot.wanted)
        return;
    slot.wanted = true;
    m_wanted.push_back(sequence);
    if (m_wanted.size() > MostWanted) {
        slotOf(m_wanted.front()).wanted = false;
        m_wanted.erase(m_wanted.begin());
    }
    if (std::exchange(m_asked, true))
        return;
    auto *self = const_cast<EventWindowModel *>(this); // asked by who paints: made behind it
    QMetaObject::invokeMethod(
        self, [self] { self->makeWanted(); }, Qt::QueuedConnection);
}

void EventWindowModel::makeWanted()
{
    struct Row
    {
        ChunkPtr chunk;
        std::size_t row = 0;
        quint64 sequence = 0;
        RowTexts texts;
    };
    m_asked = false;
    if (m_isMaking || m_wanted.empty())
        return;
    std::vector<Row> rows;
    for (const quint64 n : m_wanted) {
        const auto entries = m_store.contains(n) ? m_store.entriesFrom(n) : std::vector<EventStore::Entry>();
        if (!entries.empty())
            rows.push_back({entries.front().chunk, std::size_t(n - entries.front().first), n, {}});
    }
    m_wanted.clear();
    m_isMaking = true;
    m_making = m_jobs.run(
        this, Milliseconds(0),
        [rows = std::move(rows), recipe = m_recipe](const Cancel &cancel) mutable {
            for (Row &r : rows) {
                if (!cancel.requested())
                    makeRow(r.texts, r.chunk->row(r.row), *recipe);
            }
            return std::move(rows);
        },
        [this, version = m_version](std::vector<Row> made) {
            m_isMaking = false;
            for (Row &r : made) {
                if (version != m_version)
                    break;
                slotOf(r.sequence).texts = std::move(r.texts);
                for (int i = EventColumnCount; i < columnCount(); ++i)
                    see(EventColumn(i), slotOf(r.sequence).texts.of(EventColumn(i)));
            }
            emit textsMade();
            makeWanted();
        });
}

// ---- as a model

QVariant EventWindowModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto column = EventColumn(index.column());
    const qint64 at = m_first + index.row();
    switch (role) {
    case Qt::DisplayRole:
        return text(at, column);
    case Qt::TextAlignmentRole:
        return int((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case MarkRole:
        return mark(at).rule;
    case SequenceRole: {
        const auto sequence = sequenceAt(at);
        return sequence ? QVariant(*sequence) : QVariant();
    }
    case DeadRole:
        return isDead(at);
    case RawRole: {
        const auto event = eventAt(at);
        return event ? raw(*event, column) : QVariant();
    }
    default:
        return {};
    }
}

QVariant EventWindowModel::raw(const EventView &event, EventColumn column) const
{
    switch (column) {
    case EventColumn::Time:
        return event.timeKind == TimeKind::None ? QVariant() : QVariant(event.timeMs);
    case EventColumn::Channel:
        return copied(event.channel);
    case EventColumn::Partition:
        return event.partition < 0 ? QVariant() : QVariant(int(event.partition));
    case EventColumn::Offset:
        return event.offset == EventView::NoOffset ? QVariant() : QVariant(event.offset);
    case EventColumn::Key:
        return event.hasKey ? QVariant(copied(event.key)) : QVariant();
    case EventColumn::Type:
        return copied(recogniseEnvelope(event, RecogniseBytes).type);
    case EventColumn::Id:
        return copied(recogniseEnvelope(event, RecogniseBytes).id);
    case EventColumn::Size:
        return qint64(event.key.size() + event.value.size());
    case EventColumn::Preview:
        return event.hasValue ? QVariant(copied(event.value)) : QVariant();
    }
    if (isContentColumn(column) && std::size_t(contentIndex(column)) < m_recipe->content.size()) {
        const auto text = m_recipe->content[std::size_t(contentIndex(column))].text(event);
        return text ? QVariant(copied(*text)) : QVariant();
    }
    return {};
}

} // namespace flowbench
