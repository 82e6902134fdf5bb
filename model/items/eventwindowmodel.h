// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/filterjob.h"
#include "model/store/eventstore.h"

#include <QAbstractTableModel>

#include <array>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace flowbench {

enum class EventColumn : int { Time, Channel, Partition, Offset, Key, Type, Id, Size, Preview };
inline constexpr int EventColumnCount = 9;
// "time", "channel", "partition", ...: for settings, never shown.
const char *eventColumnName(EventColumn column);
std::optional<EventColumn> eventColumnFromName(QStringView name);

// How values become text. The model has no words of its own: they are handed in.
struct EventWords
{
    std::function<QString(QStringView)> visible; // hostile characters made visible; required
    std::function<QString(qint64)> count;        // "1,834,201"
    std::function<QString(qint64)> bytes;        // "718 B"
    QString noValue;                             // shown for a null value
    std::array<QString, EventColumnCount> headers;
};

// A window over the rows of a store that pass a filter: as many rows as a view can show, from `first` on. Traffic
// inserts no rows here; it moves counts, told by countChanged() once a drain. No dataChanged() either: a view repaints
// its window on countChanged(). Rows come and go only with the view's height and while there are fewer events than fit.
//
// What is at the top stays there, by its event number, when the store trims its head, older events come in front or a
// filter changes; following, the newest row stays at the bottom. Text is made when asked for and kept for the rows
// around the window. Owner's thread. Store and rows must outlive it.
class EventWindowModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        RawRole = Qt::UserRole + 1, // qint64 (time in ms, offset, size), int (partition), QByteArray (at most RawBytes)
        SequenceRole,               // quint64: the event's number in the store
        DeadRole                    // bool: it stands in a dead-letter channel
    };
    static constexpr int PreviewChars = 200;
    static constexpr int RawBytes = 4096;

    EventWindowModel(EventStore &store, FilteredRows &rows, EventWords words, QObject *parent = nullptr);

    // How many rows are wholly visible; one more is handed out for the part of a row at the bottom.
    void setViewRows(int rows);
    int viewRows() const { return m_viewRows; }
    qint64 total() const { return m_total; }
    qint64 first() const { return m_first; }
    qint64 lastFirst() const { return std::max<qint64>(0, m_total - m_viewRows); }
    void setFirst(qint64 index); // clamped
    bool following() const { return m_following; }
    void setFollowing(bool on);

    // Absolute indexes, 0 .. total() - 1. Nothing where it was evicted meanwhile.
    std::optional<quint64> sequenceAt(qint64 index) const;
    std::optional<EventView> eventAt(qint64 index) const;
    qint64 indexOf(quint64 sequence) const; // of the first row shown with that number or a later one
    bool shows(quint64 sequence) const;
    QString text(qint64 index, EventColumn column) const;
    bool isDead(qint64 index) const;
    bool isStriped(qint64 index) const { return ((index + m_stripe) & 1) != 0; } // travels with its row
    bool hasValue(qint64 index) const;

    void setUtc(bool utc);
    bool utc() const { return m_utc; }
    void setHeader(EventColumn column, const QString &text);
    void setDeadChannels(std::set<std::string, std::less<>> channels);
    // Everything made so far is made anew (a decoder learned something, the language changed).
    void forget();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

signals:
    void countChanged(qint64 total, qint64 trimmed);
    void windowMoved(); // first() changed

private:
    struct Texts
    {
        quint64 sequence = 0;
        quint64 version = 0; // 0: empty slot
        std::array<QString, EventColumnCount> column;
        std::array<bool, EventColumnCount> made{};
        bool recognised = false;
    };
    void rowsChanged(quint64 trimmed);
    void setToday();
    void place(qint64 first);
    void setRows(int rows);
    Texts &textsOf(quint64 sequence) const;
    QString makeText(const EventView &event, EventColumn column) const;
    QString timeText(const EventView &event) const;
    void recognise(Texts &texts, const EventView &event) const;
    QVariant raw(const EventView &event, EventColumn column) const;

    EventStore &m_store;
    FilteredRows &m_rowsOf;
    EventWords m_words;
    std::set<std::string, std::less<>> m_dead;
    qint64 m_total = 0, m_first = 0;
    quint64 m_top = 0;   // number of the event that is to stay at the top
    quint64 m_shown = 0; // number of the event that is there
    quint64 m_storeFirst = 0;
    int m_viewRows = 0;
    int m_rows = 0;
    qint64 m_stripe = 0;
    qint64 m_today = 0; // Julian day the times were written on
    bool m_following = true;
    bool m_utc = false;
    quint64 m_version = 1;
    mutable std::vector<Texts> m_texts; // by number modulo its size
};

} // namespace flowbench
