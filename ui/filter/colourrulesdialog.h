// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/query/colourrules.h"
#include "model/store/eventstore.h"
#include "ui/filter/filterfield.h"

#include <QDialog>
#include <QTimer>

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QToolButton;

namespace flowbench {

/// The rules that colour rows, in order: the first that holds colours the row. Adds, edits, reorders and switches
/// them, and says how many of the newest events each one matches. Deletes itself when closed.
class ColourRulesDialog : public QDialog
{
    Q_OBJECT

public:
    ColourRulesDialog(std::vector<ColourRule> rules, const EventStore &store, FilterOptions options, QWidget *parent);
    ~ColourRulesDialog() override;

    void setCompletions(FilterField::Completer completions);
    /// A few that are often wanted, all of them off.
    static std::vector<ColourRule> suggested();

signals:
    void chosen(const std::vector<flowbench::ColourRule> &rules);

private:
    void build();
    void fill(int select);
    void showRule(int row);
    void edited();
    void move(int by);
    void count();
    int current() const;
    QString rowText(std::size_t index) const;

    std::vector<ColourRule> m_rules;
    const EventStore &m_store;
    FilterOptions m_options;
    QListWidget *m_list;
    QLineEdit *m_name;
    FilterField *m_expression;
    QComboBox *m_tint;
    QLabel *m_result;
    QToolButton *m_remove, *m_up, *m_down;
    QPushButton *m_save;
    QTimer m_typing;
    JobHandle m_counting;
    JobRunner m_jobs{1};
    bool m_filling = false;
};

} // namespace flowbench
