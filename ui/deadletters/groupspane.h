// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deadletters/deadanalysis.h"
#include "ui/look/surface.h"

namespace flowbench {

class GroupsView;
class LineChart;
class PhraseLabel;

/// The groups, what is to be said of all of them, and how the channel has grown. GUI thread.
class GroupsPane : public Surface
{
    Q_OBJECT

public:
    explicit GroupsPane(QWidget *parent = nullptr);

    GroupsView &view() { return *m_view; }
    const GroupsView &view() const { return *m_view; }
    /// `all`: events of the set. `lossMs`: until the oldest is dropped (below 0: it is overdue), nothing: not by time;
    /// `because` says by what.
    void setGroups(const DeadGroups &groups, quint64 all);
    void setLoss(std::optional<qint64> lossMs, const QString &because);
    QString footer() const; ///< for tests

private:
    void drawGrowth();
    void fillFooter();

    GroupsView *m_view;
    PhraseLabel *m_total;
    PhraseLabel *m_loss;
    LineChart *m_chart;
    DeadGroups m_groups;
    quint64 m_all = 0;
    std::optional<qint64> m_lossMs;
    QString m_because;
};

} // namespace flowbench
