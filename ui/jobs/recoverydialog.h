// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/desk.h"
#include "ui/replay/guardedcall.h"

#include <QDialog>

class QTableView;
class QPushButton;

namespace flowbench {

class JobsModel;
class NoticeBar;

/// Shown at a start after jobs were broken off or paused: what they are, and that nothing goes on by itself. A resume
/// that waits for a connection ends with the dialog. Open with open(); deletes itself. GUI thread.
class RecoveryDialog : public QDialog
{
    Q_OBJECT

public:
    RecoveryDialog(ReplayDesk &desk, std::vector<Job> jobs, QWidget *parent);

    void setUnlockPrompt(ReplayUnlock prompt) { m_unlock = std::move(prompt); }

    /// Those that can be gone on with and have something to do.
    static std::vector<Job> unfinished(const std::vector<Job> &jobs);

signals:
    void reportAsked(const QString &job);

private:
    const Job *chosen() const;
    void choose();
    void resume();
    void tellResumed(const Job &job, const Result<QString> &started);

    ReplayDesk &m_desk;
    ReplayUnlock m_unlock;
    std::vector<Job> m_left;
    NoticeBar *m_notice;
    QTableView *m_table;
    JobsModel *m_model;
    QPushButton *m_resume;
    QPushButton *m_report;
};

} // namespace flowbench
