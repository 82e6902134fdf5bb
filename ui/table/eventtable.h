// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/eventwindowmodel.h"
#include "ui/table/eventselection.h"

#include <QBasicTimer>
#include <QTableView>

#include <memory>
#include <optional>

class QMenu;
class QSettings;

namespace flowbench {

class EventColumns;
class EventDelegate;
class EventSorting;

/// The table "Events": millions of rows through a window as high as the view. Its own scroll bar stands for all rows;
/// current row and selection are kept by event number, so that neither trimming nor filtering moves them. Keys: arrows,
/// Page Up/Down, Home/End (with Shift: extend), Ctrl+A, Ctrl+C. GUI thread.
///
/// Following keeps the newest row at the bottom; it ends when the person scrolls up or selects a row.
class EventTable : public QTableView
{
    Q_OBJECT

public:
    /// `settings` remembers the columns under "table/<key>/..."; it must outlive the table; null: nothing is kept.
    explicit EventTable(QSettings *settings, const QString &key, QWidget *parent = nullptr);
    ~EventTable() override;

    /// Shows the rows of a store from now on; both must outlive the table or be replaced first.
    void setSource(EventStore &store, FilteredRows &rows);
    EventWindowModel *events() const { return m_events; }
    EventColumns &columns() { return *m_columns; }
    EventSorting &sorting() { return *m_sorting; }
    /// The order on screen, for who walks the rows as a person sees them.
    const RowOrder &order() const { return m_events->order(); }

    bool isFollowing() const;
    void setFollowing(bool on);

    void setUtc(bool utc);
    bool isUtc() const { return m_utc; }

    const EventSelection &selection() const { return m_selection; }
    /// Rows of a sorted screen that are selected number by number; more of them are a span.
    static constexpr quint64 SortedAtOnce = 50'000;
    quint64 selectedCount() const;
    /// The number of the current event. Nothing: none was chosen yet, or it was evicted.
    std::optional<quint64> current() const { return m_current; }
    /// Selects one row, scrolls to it.
    void setCurrent(quint64 number);
    void clearChoice();
    void selectAll() override;
    /// Another filter holds now: a selected range would take rows in that were never chosen, so only the current row
    /// stays selected, if it is still shown.
    void filterChanged();
    void scrollToRow(qint64 index);
    /// For EventSorting: rows stand in that order from now on; null: as they arrive. `evictedOnly`: in the same one as
    /// before, without its oldest.
    void showSorted(std::shared_ptr<const SortedRows> sorted, bool evictedOnly = false);

    /// Of the connection, for copied commands.
    void setConnectionName(const QString &name) { m_connection = name; }
    enum class CopyAs { Text, Json, Command };
    /// The selected rows to the clipboard, at most MaxCopied of them or 16 MiB.
    void copySelected(CopyAs as);
    static constexpr quint64 MaxCopied = 100000;
    void copyCell(qint64 index, EventColumn column);

    /// For the delegate: the row the keys move from, where that is not obvious.
    bool isCurrentMarked(quint64 number) const;

    int fullRows() const;
    /// For accessibility: geometry of an absolute row's cell in the viewport; empty when scrolled out.
    QRect cellRect(qint64 index, int column) const;

    int rowAtY(int y) const; ///< -1: below the last row

signals:
    void followChanged(bool on);
    void currentEventChanged();
    void choiceChanged();
    /// "Copied 3 events": for the status line.
    void copied(const QString &message);
    void countsChanged();
    /// A cell's menu is about to open: others add to it.
    void menuRequested(QMenu *menu, qint64 index, flowbench::EventColumn column);

public:
    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;
    void doItemsLayout() override;

protected:
    int verticalOffset() const override { return 0; }
    void scrollContentsBy(int dx, int dy) override;
    void updateGeometries() override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void countChanged(qint64 total, qint64 trimmed);
    void syncBar();
    void adoptHeight();
    void stopFollowing();
    qint64 currentIndexIn() const;
    void choose(qint64 index, Qt::KeyboardModifiers modifiers);
    void extendTo(qint64 index, bool keepOthers);
    void selectBetween(qint64 a, qint64 b);
    void dragTo(int y);
    void toggleAt(qint64 index);
    void makeCurrent(std::optional<quint64> number);
    std::optional<qint64> keyTarget(int key) const;
    void fillCopyMenu(QMenu &menu, const QPoint &at);
    void announceCurrent();

    EventWindowModel *m_events = nullptr;
    EventDelegate *m_delegate;
    std::unique_ptr<EventColumns> m_columns;
    std::unique_ptr<EventSorting> m_sorting;
    EventSelection m_selection;
    EventSelection m_beforeDrag; // what Ctrl+Shift keeps
    std::optional<quint64> m_current, m_anchor;
    EventStore *m_store = nullptr;
    QString m_connection;
    QBasicTimer m_autoscroll;
    bool m_dragging = false;
    bool m_utc = false;
    bool m_placing = false;
};

} // namespace flowbench
