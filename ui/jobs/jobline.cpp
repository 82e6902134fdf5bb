// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/jobline.h"

#include "ui/jobs/jobwords.h"
#include "ui/look/buttons.h"
#include "ui/look/chip.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "words/sentence.h"
#include "words/units.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int Steps = 1000, ProgressHeight = 3;

QString number(quint64 n) { return words::count(qint64(n)); }
} // namespace

JobLine::JobLine(QWidget *parent)
    : Surface(Edge::Bottom, parent),
      m_dot(new StatusDot(Tint::Accent, this)),
      m_title(new ElidedLabel({}, TextRole::Title, this)),
      m_text(new ElidedLabel({}, TextRole::Normal, this)),
      m_progress(new QProgressBar(this)),
      m_pause(makeButton(u"Pause job"_s, tr("Pause"), ButtonKind::Plain, this, tr("Pause job"))),
      m_cancel(makeButton(u"Cancel job"_s, tr("Cancel"), ButtonKind::Plain, this, tr("Cancel job"))),
      m_resume(makeButton(u"Resume job"_s, tr("Resume…"), ButtonKind::Plain, this, tr("Resume job"))),
      m_report(makeButton(u"Report…"_s, tr("Report…"), ButtonKind::Flat, this)),
      m_close(makeIconButton(u"Put away"_s, u"close"_s, tr("Put away"), this))
{
    setFixedHeight(Height + 1);
    m_progress->setRange(0, Steps);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(ProgressHeight);
    setNames(m_progress, u"Job progress"_s, tr("Part of the job that is done"));
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addWidget(m_title);
    texts->addWidget(m_text);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(measure::PageMargin, 2, measure::PageMargin, 0);
    line->setSpacing(measure::Gap);
    line->addWidget(m_dot);
    line->addLayout(texts, 1);
    for (QWidget *w : std::initializer_list<QWidget *>{m_pause, m_resume, m_report, m_cancel, m_close})
        line->addWidget(w);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 1);
    column->setSpacing(0);
    column->addLayout(line, 1);
    column->addWidget(m_progress);
    m_pause->setToolTip(tr("What is in flight is finished; the rest stays where it is until you resume"));
    m_cancel->setToolTip(tr("What is in flight is finished; the rest stays in its source for good"));
    m_resume->hide();
    m_close->hide();
    connect(m_pause, &QPushButton::clicked, this, &JobLine::pauseAsked);
    connect(m_cancel, &QPushButton::clicked, this, &JobLine::cancelAsked);
    connect(m_resume, &QPushButton::clicked, this, &JobLine::resumeAsked);
    connect(m_report, &QPushButton::clicked, this, &JobLine::reportAsked);
    connect(m_close, &QToolButton::clicked, this, &JobLine::putAwayAsked);
}

void JobLine::showRunning(const RunningJob &job)
{
    m_ended = false;
    m_known = true;
    const RunProgress &p = job.progress;
    const JobCounts &c = p.counts;
    m_kind = job.job.spec.kind;
    m_sent = job.sentBefore + p.sent;
    setNames(this, u"Job"_s, tr("Job"));
    m_title->setText(jobwords::title(job.job));
    QStringList parts{jobwords::doing(job)};
    if (m_kind == JobSpec::Kind::Discard) {
        parts.append(tr("%1 of %2 discarded").arg(number(c.success), number(c.selected)));
    } else {
        parts.append(tr("%1 sent").arg(number(m_sent)));
        parts.append(tr("%1 of %2 confirmed").arg(number(c.success), number(c.selected - c.skipped)));
    }
    if (m_kind == JobSpec::Kind::Replay && (p.cameBack > 0 || c.success > 0))
        parts.append(tr("%1 came back").arg(number(p.cameBack)));
    if (c.failed > 0)
        parts.append(tr("%1 failed").arg(number(c.failed)));
    if (c.unknown > 0)
        parts.append(tr("%1 unknown").arg(number(c.unknown)));
    // Where it is slow on purpose the purpose says it all.
    if (p.doing == RunProgress::Doing::Sending && p.ratePerSecond > 0 &&
        RunOptions::fromJson(job.job.spec.options).rate <= 0)
        parts.append(words::rate(p.ratePerSecond));
    if (const QString left = jobwords::remaining(p); !left.isEmpty())
        parts.append(left);
    m_text->setText(parts.join(u" · "_s));
    m_dot->setTint(job.trouble ? Tint::Warning : Tint::Accent);
    const quint64 done = c.success + c.failed + c.unknown + c.skipped;
    m_progress->setValue(c.selected > 0 ? int(double(done) / double(c.selected) * Steps) : 0);
    m_progress->show();
    m_pause->setVisible(true);
    m_cancel->setVisible(true);
    m_pause->setEnabled(job.wish.isEmpty());
    m_cancel->setEnabled(job.wish != u"cancel");
    m_resume->hide();
    m_close->hide();
    setAccessibleDescription(m_title->text() + u": "_s + m_text->text());
}

void JobLine::setEnded(Tint tint, const QString &text, bool resumable)
{
    m_ended = true;
    // The fixed name of a result, for those who look for it by name.
    setNames(this, u"Result"_s, tr("Result"));
    m_dot->setTint(tint);
    m_text->setText(text);
    m_progress->hide();
    m_pause->hide();
    m_cancel->hide();
    m_resume->setVisible(resumable);
    m_close->show();
    setAccessibleDescription(m_title->text() + u": "_s + text);
}

void JobLine::showEnded(const RunResult &result)
{
    const JobCounts &c = result.counts;
    const QString why = jobwords::ending(result), text = figures(result);
    const bool clean = c.failed + c.unknown + c.pending == 0 && result.cameBack == 0;
    setEnded(clean           ? Tint::Ok
             : c.failed == 0 ? Tint::Warning
                             : Tint::Error,
             why.isEmpty() ? text : why + u' ' + text, jobwords::resumable(result.end));
}

void JobLine::focusButton() { (m_ended ? static_cast<QWidget *>(m_close) : m_pause)->setFocus(Qt::TabFocusReason); }

QString JobLine::figures(const RunResult &result) const { return jobwords::figures(m_kind, m_sent, result); }

void JobLine::showFailed(const Error &error)
{
    const Sentence s = sentence(error);
    setEnded(Tint::Error, s.hint.isEmpty() ? s.message : s.message + u' ' + s.hint,
             m_known && m_kind == JobSpec::Kind::Replay);
}

} // namespace flowbench
