// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/replay/plansummary.h"
#include "ui/replay/planwords.h"

#include <QWidget>

class QGridLayout;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace flowbench {

class Chip;
class NoticeBar;

/// The rows of a plan: a muted name at the left, what is so at the right. Above them what could be lost by it.
class PlanView : public QWidget
{
    Q_OBJECT

public:
    explicit PlanView(QWidget *parent = nullptr);

    void setPlan(const PlannedJob &job, const PlanSummary &plan);

signals:
    void refusedAsked();
    void exchangeAsked();         ///< the target is to be the original exchange
    void resendAsked(bool again); ///< what an earlier job may have sent

private:
    struct Row
    {
        QLabel *name = nullptr, *value = nullptr, *note = nullptr;
        QVBoxLayout *column = nullptr; ///< of value and note
        QHBoxLayout *line = nullptr;   ///< of the value
        Tint tint = Tint::Neutral;     ///< of the value
    };
    Row addRow(const QString &objectName, const QString &name);
    void setVerdicts(const PlanSummary &plan);
    void setUnanswered(const DeskAsk &ask, const PlanSummary &plan);
    void setLine(Row &row, const planwords::Line &line);
    static void setRowVisible(Row &row, bool visible);

    QGridLayout *m_grid;
    NoticeBar *m_risk;
    Row m_selected, m_target, m_exchange, m_reached, m_recipe, m_changes, m_schema, m_replayed, m_unanswered, m_newer,
        m_refused, m_pace, m_afterwards;
    QPushButton *m_showRefused, *m_toExchange, *m_resend;
    bool m_resends = false;
    Chip *m_valid, *m_invalid;
};

} // namespace flowbench
