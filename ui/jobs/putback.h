// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/desk.h"
#include "ui/look/theme.h"
#include "ui/replay/guardedcall.h"

#include <QObject>

#include <optional>

class QWidget;

namespace flowbench {

/// Puts back what a discard took away: what its archive still has, the question, the work and how it ended. One at a
/// time. GUI thread; the archive is read by a worker.
class PutBack : public QObject
{
    Q_OBJECT

public:
    /// `parent` is the parent of what is asked.
    PutBack(ReplayDesk &desk, QWidget *parent);

    void setUnlockPrompt(ReplayUnlock prompt) { m_unlock = std::move(prompt); }

    /// The job that is shown; null: none. What its archive says is known later.
    void show(const Job *job);
    /// What was put back of it, in words; empty: nothing is known of it.
    QString said() const;
    /// Why it cannot be put back now; empty: it can be.
    QString reason() const;
    bool isBusy() const { return m_busy; }
    bool isStopping() const { return m_stopping; }
    void ask();
    /// What is on its way is waited for; what was put back until then is told.
    void stop();

signals:
    void changed();
    /// Events may lie in that channel again.
    void cameBack(const QString &connection, const QString &channel);
    void told(flowbench::Tint tint, const QString &text);

private:
    void look();
    void begin(const Job &job, RestoreJob::Unknown unknown);
    void ended(const Result<RestoreJob::Restored> &restored);

    ReplayDesk &m_desk;
    QWidget *m_window;
    ReplayUnlock m_unlock;
    std::optional<Job> m_job;
    std::optional<RestoreJob::Kept> m_kept; // of m_job
    QString m_trouble;                      // why that is not known
    bool m_busy = false, m_stopping = false;
    JobHandle m_looking, m_restoring;
};

} // namespace flowbench
