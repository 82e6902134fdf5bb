// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/port.h"
#include "ui/look/surface.h"

#include <QAction>
#include <QToolButton>

#include <functional>

class QMenu;
class QPushButton;

namespace flowbench {

class FilterField;

/// The bar of actions above the traffic: Pause, Follow, From, the field "Filter", Search, and icons for filters,
/// columns and the rest. The field has what room there is: what is rarely needed stands in the menus "From" (where
/// older events are loaded, too) and "More". Says what was asked for by signals and does nothing itself.
class TrafficBar : public Surface
{
    Q_OBJECT

public:
    explicit TrafficBar(QWidget *parent = nullptr);

    FilterField &filter() { return *m_filter; }
    /// What the menu of filters holds, asked at each opening.
    void setFiltersMenu(std::function<void(QMenu &)> fill) { m_fillFilters = std::move(fill); }
    /// What the menu of "Columns" holds, asked at each opening.
    void setColumnsMenu(std::function<void(QMenu &)> fill) { m_fillColumns = std::move(fill); }

    void setPaused(bool paused, const QString &disabledReason);
    void setFollowing(bool following, quint64 newRows, bool enabled);
    /// Where reading began; `reason` says why another place can't be chosen, empty where it can.
    void setFrom(const QString &words, const QString &reason);
    void setOlder(bool loading, const QString &reason);
    bool canLoadOlder() const { return m_older->isEnabled(); }
    void showFilters() { popUpFilled(m_fillFilters, m_filters); }
    void setSearchReason(const QString &reason); ///< why nothing can be searched; empty: it can
    void setUtc(bool utc);
    bool isUtc() const { return m_utc; }
    void setBudget(quint64 bytes);

signals:
    void pauseToggled();
    void followToggled(bool on);
    void fromChosen(const flowbench::TailRequest &from, const QString &words);
    void olderRequested();
    void searchRequested();
    void exportRequested();
    void utcChosen(bool utc);
    void budgetChosen(quint64 bytes);
    void saveBodyRequested();

private:
    void popUpFilled(const std::function<void(QMenu &)> &fill, QWidget *under);
    void showFromMenu();
    void showMoreMenu();
    void ask(int what);

    QPushButton *m_pause;
    QPushButton *m_follow;
    QPushButton *m_from;
    QPushButton *m_search;
    FilterField *m_filter;
    QToolButton *m_filters;
    QToolButton *m_columns;
    QToolButton *m_more;
    QAction *m_older;
    std::function<void(QMenu &)> m_fillColumns, m_fillFilters;
    quint64 m_budget = 0;
    bool m_utc = false;
};

} // namespace flowbench
