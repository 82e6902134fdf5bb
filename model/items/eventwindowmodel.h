// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/items/rowtexts.h"
#include "model/query/sortjob.h"
#include "model/store/eventstore.h"

#include <QAbstractTableModel>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace flowbench {

// A window over the rows of a store that pass a filter: as many rows as a view can show, from `first` on. Traffic
// inserts no rows here; it moves counts, told by countChanged() once a drain. No dataChanged() either: a view repaints
// its window on countChanged(). Rows come and go only with the view's height and while there are fewer events than fit.
//
// What is at the top stays there, by its event number, when the store trims its head, older events come in front or a
// filter changes; following, the newest row stays at the bottom. Text is made when asked for and kept for the rows
// around the window; what has to read a large or compressed body is made on a worker and told by textsMade().
//
// Rows stand as they arrived, or in an order that was made once (setSorted()): then nothing new comes in, and a row
// that the store evicted says so. Owner's thread. Store and rows must outlive it.
class EventWindowModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        RawRole = Qt::UserRole + 1, // qint64 (time in ms, offset, size), int (partition), QByteArray (at most RawBytes)
        SequenceRole,               // quint64: the event's number in the store
        DeadRole,                   // bool: it stands in a dead-letter channel
        MarkRole                    // QString: the name of the colour rule that holds for it
    };
    static constexpr int RawBytes = 4096;

    EventWindowModel(EventStore &store, FilteredRows &rows, EventWords words, QObject *parent = nullptr);

    ~EventWindowModel() override;

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
    // Of that event; in arrival order of the first later one where it is not shown, in any other total().
    qint64 indexOf(quint64 sequence) const { return qint64(order().indexOf(sequence)); }
    bool shows(quint64 sequence) const;
    const RowOrder &order() const { return m_sorted ? static_cast<const RowOrder &>(*m_sorted) : m_arrival; }
    // Shows them in that order from now on, from its first row; null: as they arrive.
    void setSorted(std::shared_ptr<const SortedRows> sorted);
    const std::shared_ptr<const SortedRows> &sorted() const { return m_sorted; }

    QString text(qint64 index, EventColumn column) const;
    bool isDead(qint64 index) const;
    bool isStriped(qint64 index) const { return ((index + m_stripe) & 1) != 0; } // travels with its row
    bool hasValue(qint64 index) const;
    RowMark mark(qint64 index) const;
    // Numbers stand at the right: of a column from content, as long as all that was seen of it are numbers.
    bool isNumber(EventColumn column) const;

    // At most MaxContentColumns; columns come and go behind the fixed ones.
    void setContentColumns(std::vector<ContentColumn> columns);
    const std::vector<ContentColumn> &contentColumns() const { return m_recipe->content; }
    void setPreview(std::function<QString(const EventView &, int chars)> preview);
    // What rules say of rows; asked for shown rows only, once each until forget() or another one.
    void setMarker(std::function<RowMark(const EventView &)> mark);

    void setUtc(bool utc);
    bool utc() const { return m_recipe->utc; }
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
    void textsMade();   // of rows whose bodies are large: the view repaints

private:
    struct Slot
    {
        quint64 sequence = 0;
        quint64 version = 0; // 0: empty slot
        bool wanted = false; // a worker makes it
        RowTexts texts;
    };
    struct Seen
    {
        bool number = false, other = false;
    };
    void rowsChanged(quint64 trimmed);
    void setToday();
    void place(qint64 first);
    void setRows(int rows);
    void setRecipe(const std::function<void(RowRecipe &)> &change);
    Slot &slotOf(quint64 sequence) const;
    void want(quint64 sequence) const;
    void makeWanted();
    void see(EventColumn column, const QString &text) const;
    QVariant raw(const EventView &event, EventColumn column) const;

    EventStore &m_store;
    FilteredRows &m_rowsOf;
    ArrivalOrder m_arrival;
    std::shared_ptr<const SortedRows> m_sorted;
    std::shared_ptr<const RowRecipe> m_recipe;
    std::set<std::string, std::less<>> m_dead;
    qint64 m_total = 0, m_first = 0;
    quint64 m_top = 0;   // number of the event that is to stay at the top
    quint64 m_shown = 0; // number of the event that is there
    quint64 m_storeFirst = 0;
    int m_viewRows = 0;
    int m_rows = 0;
    qint64 m_stripe = 0;
    bool m_following = true;
    quint64 m_version = 1;
    mutable std::vector<Slot> m_slots; // by number modulo its size
    mutable std::vector<Seen> m_seen;  // of the columns from content
    mutable std::vector<quint64> m_wanted;
    mutable bool m_asked = false; // to make what is wanted
    JobHandle m_making;
    bool m_isMaking = false;
    JobRunner m_jobs{1};
};

} // namespace flowbench
