// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/desk.h"
#include "ui/look/surface.h"

#include <QPointer>

#include <map>

class QScrollArea;
class QVBoxLayout;

namespace flowbench {

class JobLine;

/// The jobs that run, a line each with progress and buttons, then how each ended until it is put away. Hidden while
/// there is nothing to say; at most three lines high, the rest scrolls. GUI thread.
class RunStrip : public QWidget
{
    Q_OBJECT

public:
    explicit RunStrip(ReplayDesk &desk, QWidget *parent = nullptr);
    ~RunStrip() override;

    static constexpr int MostEnded = 2; ///< Older results are put away by themselves: the history has them.
    /// "96 sent, 96 confirmed, 2 came back, …"; empty: none ended yet.
    const QString &lastJob() const { return m_last; }

signals:
    void reportAsked(const QString &job);
    void resumeAsked(const QString &job);
    void lastJobChanged();

private:
    JobLine *line(const QString &job);
    void ended(const QString &job, const RunResult &result);
    void failed(const QString &job, const Error &error);
    void putAway(const QString &job);
    void trimEnded();
    void fit();

    ReplayDesk &m_desk;
    QScrollArea *m_scroll;
    QVBoxLayout *m_lines;
    std::map<QString, JobLine *> m_byJob;
    QStringList m_ended; // oldest first
    QString m_last;
};

} // namespace flowbench
