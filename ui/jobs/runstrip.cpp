// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/runstrip.h"

#include "ui/jobs/jobline.h"

#include <QApplication>
#include <QScrollArea>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int MostLines = 3;
}

RunStrip::RunStrip(ReplayDesk &desk, QWidget *parent) : QWidget(parent), m_desk(desk), m_scroll(new QScrollArea(this))
{
    setObjectName(u"Jobs"_s);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto *content = new QWidget(m_scroll);
    m_lines = new QVBoxLayout(content);
    m_lines->setContentsMargins(0, 0, 0, 0);
    m_lines->setSpacing(0);
    m_scroll->setWidget(content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_scroll);
    const auto update = [this](const QString &job) {
        if (const auto at = m_desk.running().find(job); at != m_desk.running().end())
            line(job)->showRunning(at->second);
    };
    connect(&desk, &ReplayDesk::started, this, update);
    connect(&desk, &ReplayDesk::progressed, this, update);
    connect(&desk, &ReplayDesk::ended, this, &RunStrip::ended);
    connect(&desk, &ReplayDesk::failed, this, &RunStrip::failed);
    for (const auto &[job, running] : desk.running())
        line(job)->showRunning(running);
    fit();
}

RunStrip::~RunStrip() = default;

JobLine *RunStrip::line(const QString &job)
{
    if (const auto known = m_byJob.find(job); known != m_byJob.end()) {
        m_ended.removeAll(job); // resumed
        return known->second;
    }
    auto *made = new JobLine(m_scroll->widget());
    connect(made, &JobLine::pauseAsked, this, [this, job] { m_desk.pause(job); });
    connect(made, &JobLine::cancelAsked, this, [this, job] { m_desk.cancel(job); });
    connect(made, &JobLine::resumeAsked, this, [this, job] { emit resumeAsked(job); });
    connect(made, &JobLine::reportAsked, this, [this, job] { emit reportAsked(job); });
    connect(made, &JobLine::putAwayAsked, this, [this, job] { putAway(job); });
    m_lines->insertWidget(0, made); // the newest on top
    m_byJob.emplace(job, made);
    fit();
    return made;
}

void RunStrip::ended(const QString &job, const RunResult &result)
{
    JobLine *ended = line(job);
    ended->showEnded(result);
    m_ended.append(job);
    m_last = ended->figures(result);
    trimEnded();
    emit lastJobChanged();
}

// Of a job that no line shows (a wish that could not be written), the line is made for saying it.
void RunStrip::failed(const QString &job, const Error &error)
{
    line(job)->showFailed(error);
    m_ended.append(job);
    trimEnded();
}

void RunStrip::putAway(const QString &job)
{
    const auto at = m_byJob.find(job);
    if (at == m_byJob.end())
        return;
    JobLine *gone = at->second;
    const int place = m_lines->indexOf(gone);
    const bool hadFocus = gone->isAncestorOf(QApplication::focusWidget());
    m_lines->removeWidget(gone);
    gone->hide();
    gone->deleteLater();
    m_byJob.erase(at);
    m_ended.removeAll(job);
    fit();
    const QLayoutItem *next = hadFocus ? m_lines->itemAt(std::min(place, m_lines->count() - 1)) : nullptr;
    if (auto *line = next ? qobject_cast<JobLine *>(next->widget()) : nullptr)
        line->focusButton();
}

void RunStrip::trimEnded()
{
    while (m_ended.size() > MostEnded)
        putAway(m_ended.first());
}

void RunStrip::fit()
{
    const int lines = int(m_byJob.size());
    setVisible(lines > 0);
    setFixedHeight(std::min(lines, MostLines) * (JobLine::Height + 1));
}

} // namespace flowbench
