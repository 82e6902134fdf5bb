// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/eventwindowmodel.h"

#include <QDateTime>

#include <algorithm>

namespace flowbench {

namespace {

constexpr std::size_t Kept = 512; // rows with text: several screens
} // namespace

EventWindowModel::EventWindowModel(EventStore &store, FilteredRows &rows, EventWords words, QObject *parent)
    : QAbstractTableModel(parent),
      m_store(store),
      m_rowsOf(rows),
      m_arrival(rows),
      m_storeFirst(store.first()),
      m_slots(Kept)
{
    auto recipe = std::make_shared<RowRecipe>();
    recipe->words = std::move(words);
    m_recipe = std::move(recipe);
    connect(&rows, &FilteredRows::changed, this, &EventWindowModel::rowsChanged);
    setToday();
    m_total = qint64(order().count());
    place(lastFirst());
}

EventWindowModel::~EventWindowModel() = default;

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
    if (m_sorted) { // what comes is not in it, what goes says so
        emit countChanged(m_total, 0);
        return;
    }
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

void EventWindowModel::setSorted(std::shared_ptr<const SortedRows> sorted)
{
    const bool resorted = m_sorted && sorted;
    if (!m_sorted && !sorted)
        return;
    m_sorted = std::move(sorted);
    m_total = qint64(order().count());
    m_following = m_following && !m_sorted;
    m_stripe = 0;
    place(m_sorted ? (resorted ? m_first : 0) : m_following ? lastFirst() : m_first);
    emit countChanged(m_total, 0);
}

void EventWindowModel::setRecipe(const std::function<void(RowRecipe &)> &change)
{
    auto recipe = std::make_shared<RowRecipe>(*m_recipe);
    change(*recipe);
    m_recipe = std::move(recipe);
    forget();
}

void EventWindowModel::setToday()
{
    const QDate date = utc() ? QDateTime::currentDateTimeUtc().date() : QDate::currentDate();
    if (date.toJulianDay() != m_recipe->today)
        setRecipe([&](RowRecipe &r) { r.today = date.toJulianDay(); });
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
    if (index < 0 || quint64(index) >= order().count())
        return std::nullopt;
    return order().sequence(quint64(index));
}

std::optional<EventView> EventWindowModel::eventAt(qint64 index) const
{
    const auto sequence = sequenceAt(index);
    if (!sequence || !m_store.contains(*sequence))
        return std::nullopt;
    return m_store.row(*sequence);
}

bool EventWindowModel::shows(quint64 sequence) const { return sequenceAt(indexOf(sequence)) == sequence; }

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

void EventWindowModel::setUtc(bool on)
{
    if (utc() == on)
        return;
    setRecipe([&](RowRecipe &r) { r.utc = on; });
    setToday();
}

void EventWindowModel::setHeader(EventColumn column, const QString &text)
{
    if (isContentColumn(column))
        return;
    setRecipe([&](RowRecipe &r) { r.words.headers[std::size_t(column)] = text; });
    emit headerDataChanged(Qt::Horizontal, int(column), int(column));
}

void EventWindowModel::setContentColumns(std::vector<ContentColumn> columns)
{
    columns.resize(std::min(columns.size(), std::size_t(MaxContentColumns)));
    const int before = columnCount();
    const int after = EventColumnCount + int(columns.size());
    const auto take = [&] {
        setRecipe([&](RowRecipe &r) { r.content = std::move(columns); });
        m_seen.clear();
    };
    if (after > before) {
        beginInsertColumns({}, before, after - 1);
        take();
        endInsertColumns();
    } else if (after < before) {
        beginRemoveColumns({}, after, before - 1);
        take();
        endRemoveColumns();
    } else {
        take();
    }
    if (after > EventColumnCount)
        emit headerDataChanged(Qt::Horizontal, EventColumnCount, after - 1);
}

void EventWindowModel::setPreview(std::function<QString(const EventView &, int chars)> preview)
{
    setRecipe([&](RowRecipe &r) { r.preview = std::move(preview); });
}

void EventWindowModel::setMarker(std::function<RowMark(const EventView &)> mark)
{
    setRecipe([&](RowRecipe &r) { r.mark = std::move(mark); });
}

void EventWindowModel::setDeadChannels(std::set<std::string, std::less<>> channels) { m_dead = std::move(channels); }

void EventWindowModel::forget()
{
    ++m_version;
    m_wanted.clear();
}

int EventWindowModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : m_rows; }

int EventWindowModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : EventColumnCount + int(m_recipe->content.size());
}

QVariant EventWindowModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const auto column = EventColumn(section);
    if (role == Qt::DisplayRole)
        return isContentColumn(column) ? m_recipe->content[std::size_t(contentIndex(column))].title
                                       : m_recipe->words.headers[std::size_t(section)];
    if (role == Qt::TextAlignmentRole)
        return int((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

} // namespace flowbench
