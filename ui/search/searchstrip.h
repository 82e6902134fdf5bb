// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/look/surface.h"

class QProgressBar;
class QPushButton;

namespace flowbench {

class ElidedLabel;
class SearchJob;
class StatusDot;

/// The line above the results of a search: while it runs how far it is, then how much was read and why it ended.
class SearchStrip : public Surface
{
    Q_OBJECT

public:
    explicit SearchStrip(QWidget *parent = nullptr);

    /// Shows the job as it is now. `live`: there is something to go back to.
    void setJob(const SearchJob &job, bool live);
    QString text() const;

signals:
    void cancelRequested();
    void coverageRequested();
    void failuresRequested();
    void continueRequested();
    void againRequested();
    void liveRequested();

private:
    void showRunning(const SearchJob &job);
    void showEnded(const SearchJob &job);

    StatusDot *m_dot;
    ElidedLabel *m_text;
    QPushButton *m_cancel;
    QPushButton *m_coverage;
    QPushButton *m_failures;
    QPushButton *m_continue;
    QPushButton *m_again;
    QPushButton *m_live;
    QProgressBar *m_progress;
};

} // namespace flowbench
