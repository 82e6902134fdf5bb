// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/desk.h"
#include "ui/look/surface.h"
#include "ui/look/theme.h"

class QProgressBar;
class QPushButton;
class QToolButton;

namespace flowbench {

class ElidedLabel;
class StatusDot;

/// One job in the strip: running, then ended.
class JobLine : public Surface
{
    Q_OBJECT

public:
    static constexpr int Height = 44;

    explicit JobLine(QWidget *parent);

    void showRunning(const RunningJob &job);
    void showEnded(const RunResult &result);
    /// What showEnded() would say in figures.
    QString figures(const RunResult &result) const;
    void showFailed(const Error &error);
    bool isEnded() const { return m_ended; }
    void focusButton(); ///< Where a person with a keyboard goes on.

signals:
    void pauseAsked();
    void cancelAsked();
    void resumeAsked();
    void reportAsked();
    void putAwayAsked();

private:
    void setEnded(Tint tint, const QString &text, bool resumable);

    StatusDot *m_dot;
    ElidedLabel *m_title;
    ElidedLabel *m_text;
    QProgressBar *m_progress;
    QPushButton *m_pause;
    QPushButton *m_cancel;
    QPushButton *m_resume;
    QPushButton *m_report;
    QToolButton *m_close;
    JobSpec::Kind m_kind = JobSpec::Kind::Replay;
    quint64 m_sent = 0;
    bool m_known = false; ///< It was shown running.
    bool m_ended = false;
};

} // namespace flowbench
