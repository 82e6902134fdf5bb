// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/eventwindowmodel.h"

#include "model/event/envelope.h"
#include "model/items/eventtext.h"

#include <QDateTime>

#include <algorithm>

namespace flowbench {

namespace {

constexpr std::array<const char *, EventColumnCount> Names = {"time", "channel", "partition", "offset", "key",
                                                              "type", "id",      "size",      "preview"};
constexpr std::size_t Kept = 512; // rows with text: several screens
// Larger bodies are not looked into for a table's type and id: thirty of them are read between two frames.
constexpr std::size_t RecogniseBytes = 512 << 10;

QByteArray copied(std::string_view bytes)
{
    return QByteArray(bytes.data(), qsizetype(std::min<std::size_t>(bytes.size(), EventWindowModel::RawBytes)));
}

} // namespace

const char *eventColumnName(EventColumn column) { return Names[std::size_t(column)]; }

std::optional<EventColumn> eventColumnFromName(QStringView name)
{
    for (int i = 0; i < EventColumnCount; ++i) {
        if (name == QLatin1String(Names[std::size_t(i)]))
            return EventColumn(i);
    }
    return std::nullopt;
}

EventWindowModel::EventWindowModel(EventStore &store, FilteredRows &rows, EventWords words, QObject *parent)
    : QAbstractTableModel(parent),
      m_store(store),
      m_rowsOf(rows),
      m_words(std::move(words)),
      m_storeFirst(store.first()),
      m_texts(Kept)
{
    connect(&rows, &FilteredRows::changed, this, &EventWindowModel::rowsChanged);
    setToday();
    m_total = qint64(rows.count());
    place(lastFirst());
}

void EventWindowModel::setViewRows(int rows)
{
    m_viewRows = std::max(0, rows);
    place(m_following ? lastFirst() : m_first);
}

void EventWindowModel::setFirst(qint64 index) { place(index); }

void EventWindowModel::setFollowing(bool on)
{
    m_following = on;
    if (on)
        place(lastFirst());
}

void EventWindowModel::rowsChanged(quint64 trimmed)
{
    if (m_store.first() < m_storeFirst)
        forget(); // numbers below were used before
    m_storeFirst = m_store.first();
    setToday();
    m_total = qint64(m_rowsOf.count());
    // By number, not by what was trimmed: it holds for older events in front and for another filter as well.
    const quint64 top = m_top;
    const qint64 at = indexOf(top);
    m_stripe += m_first - indexOf(m_shown);
    place(m_following ? lastFirst() : at);
    if (!m_following)
        m_top = top; // a filter made anew comes bit by bit: the place to go back to is not forgotten
    emit countChanged(m_total, qint64(trimmed));
}

void EventWindowModel::setToday()
{
    const QDate date = m_utc ? QDateTime::currentDateTimeUtc().date() : QDate::currentDate();
    if (date.toJulianDay() == m_today)
        return;
    m_today = date.toJulianDay();
    forget();
}

void EventWindowModel::place(qint64 first)
{
    const qint64 before = m_first;
    const qint64 to = std::clamp<qint64>(first, 0, lastFirst());
    const int rows = int(std::min<qint64>(m_total - to, qint64(m_viewRows) + 1));
    // Fewer rows before the window moves, more rows after: no index is ever out of the list.
    if (rows < m_rows)
        setRows(rows);
    m_first = to;
    m_shown = sequenceAt(to).value_or(m_shown);
    m_top = m_shown;
    if (rows > m_rows)
        setRows(rows);
    if (m_first != before)
        emit windowMoved();
}

void EventWindowModel::setRows(int rows)
{
    if (rows > m_rows) {
        beginInsertRows({}, m_rows, rows - 1);
        m_rows = rows;
        endInsertRows();
    } else if (rows < m_rows) {
        beginRemoveRows({}, rows, m_rows - 1);
        m_rows = rows;
        endRemoveRows();
    }
}

std::optional<quint64> EventWindowModel::sequenceAt(qint64 index) const
{
    if (index < 0 || quint64(index) >= m_rowsOf.count())
        return std::nullopt;
    return m_rowsOf.sequence(quint64(index));
}

std::optional<EventView> EventWindowModel::eventAt(qint64 index) const
{
    const auto sequence = sequenceAt(index);
    if (!sequence || !m_store.contains(*sequence))
        return std::nullopt;
    return m_store.row(*sequence);
}

qint64 EventWindowModel::indexOf(quint64 sequence) const { return qint64(m_rowsOf.indexOf(sequence)); }

bool EventWindowModel::shows(quint64 sequence) const { return sequenceAt(indexOf(sequence)) == sequence; }

QString EventWindowModel::text(qint64 index, EventColumn column) const
{
    const auto sequence = sequenceAt(index);
    if (!sequence || !m_store.contains(*sequence))
        return {};
    Texts &texts = textsOf(*sequence);
    const auto c = std::size_t(column);
    if (texts.made[c])
        return texts.column[c];
    const EventView event = m_store.row(*sequence);
    if (column == EventColumn::Type || column == EventColumn::Id) {
        recognise(texts, event);
    } else {
        texts.column[c] = makeText(event, column);
        texts.made[c] = true;
    }
    return texts.column[c];
}

EventWindowModel::Texts &EventWindowModel::textsOf(quint64 sequence) const
{
    Texts &texts = m_texts[sequence % m_texts.size()];
    if (texts.version != m_version || texts.sequence != sequence) {
        texts = Texts();
        texts.sequence = sequence;
        texts.version = m_version;
    }
    return texts;
}

void EventWindowModel::recognise(Texts &texts, const EventView &event) const
{
    const Envelope envelope = recogniseEnvelope(event, RecogniseBytes);
    const auto set = [&](EventColumn column, const std::string &bytes) {
        texts.column[std::size_t(column)] = shortText(bytes, PreviewChars, m_words.visible);
        texts.made[std::size_t(column)] = true;
    };
    set(EventColumn::Type, envelope.type);
    set(EventColumn::Id, envelope.id);
}

QString EventWindowModel::makeText(const EventView &event, EventColumn column) const
{
    switch (column) {
    case EventColumn::Time:
        return timeText(event);
    case EventColumn::Channel:
        return shortText(event.channel, PreviewChars, m_words.visible);
    case EventColumn::Partition:
        return event.partition < 0 ? QString() : QString::number(event.partition);
    case EventColumn::Offset:
        return event.offset == EventView::NoOffset ? QString() : m_words.count(event.offset);
    case EventColumn::Key:
        return event.hasKey ? shortText(event.key, PreviewChars, m_words.visible) : QString();
    case EventColumn::Size:
        return m_words.bytes(qint64(event.key.size() + event.value.size()));
    case EventColumn::Preview:
        return event.hasValue ? previewText(event.value, PreviewChars, m_words.visible) : m_words.noValue;
    case EventColumn::Type:
    case EventColumn::Id:
        break; // recognise()
    }
    return {};
}

QString EventWindowModel::timeText(const EventView &event) const
{
    if (event.timeKind == TimeKind::None)
        return {};
    return eventTimeText(event.timeMs, m_utc, QDate::fromJulianDay(m_today));
}

bool EventWindowModel::isDead(qint64 index) const
{
    if (m_dead.empty())
        return false;
    const auto event = eventAt(index);
    return event && m_dead.find(event->channel) != m_dead.end();
}

bool EventWindowModel::hasValue(qint64 index) const
{
    const auto event = eventAt(index);
    return event && event->hasValue;
}

void EventWindowModel::setUtc(bool utc)
{
    if (m_utc == utc)
        return;
    m_utc = utc;
    forget();
    setToday();
}

void EventWindowModel::setHeader(EventColumn column, const QString &text)
{
    m_words.headers[std::size_t(column)] = text;
    emit headerDataChanged(Qt::Horizontal, int(column), int(column));
}

void EventWindowModel::setDeadChannels(std::set<std::string, std::less<>> channels) { m_dead = std::move(channels); }

void EventWindowModel::forget() { ++m_version; }

int EventWindowModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : m_rows; }

int EventWindowModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : EventColumnCount; }

QVariant EventWindowModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto column = EventColumn(index.column());
    const qint64 at = m_first + index.row();
    switch (role) {
    case Qt::DisplayRole:
        return text(at, column);
    case Qt::TextAlignmentRole: {
        const bool number =
            column == EventColumn::Partition || column == EventColumn::Offset || column == EventColumn::Size;
        return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
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
    return {};
}

QVariant EventWindowModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= EventColumnCount)
        return {};
    if (role == Qt::DisplayRole)
        return m_words.headers[std::size_t(section)];
    if (role == Qt::TextAlignmentRole) {
        const auto column = EventColumn(section);
        const bool number =
            column == EventColumn::Partition || column == EventColumn::Offset || column == EventColumn::Size;
        return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    return {};
}

} // namespace flowbench
