// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/search/searchstrip.h"

#include "ui/look/buttons.h"
#include "ui/look/chip.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "ui/search/searchjob.h"
#include "ui/search/searchwords.h"
#include "words/sentence.h"
#include "words/units.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int Steps = 1000;
constexpr int Height = 36, ProgressHeight = 3;
} // namespace

SearchStrip::SearchStrip(QWidget *parent)
    : Surface(Edge::Bottom, parent),
      m_dot(new StatusDot(Tint::Accent, this)),
      m_text(new ElidedLabel({}, TextRole::Normal, this)),
      m_cancel(makeButton(u"Cancel search"_s, tr("Cancel"), ButtonKind::Plain, this, tr("Cancel search"))),
      m_coverage(makeButton(u"Coverage…"_s, tr("Coverage…"), ButtonKind::Flat, this)),
      m_failures(makeButton(u"Failures…"_s, tr("Failures…"), ButtonKind::Flat, this)),
      m_continue(makeButton(u"Continue from here"_s, tr("Continue from here"), ButtonKind::Plain, this)),
      m_again(makeButton(u"Search again…"_s, tr("Search again…"), ButtonKind::Flat, this)),
      m_live(makeButton(u"Back to live"_s, tr("Back to live"), ButtonKind::Flat, this)),
      m_progress(new QProgressBar(this))
{
    setObjectName(u"Search progress"_s);
    setFixedHeight(Height + 1);
    m_text->setObjectName(u"Search line"_s);
    m_progress->setRange(0, Steps);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(ProgressHeight);
    setNames(m_progress, u"Search read"_s, tr("Part of the search that is read"));
    auto *line = new QHBoxLayout;
    line->setContentsMargins(measure::PageMargin, 0, measure::PageMargin, 0);
    line->setSpacing(measure::Gap);
    line->addWidget(m_dot);
    line->addWidget(m_text, 1);
    for (QPushButton *b : {m_failures, m_coverage, m_continue, m_again, m_live, m_cancel})
        line->addWidget(b);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 1);
    column->setSpacing(0);
    column->addLayout(line, 1);
    column->addWidget(m_progress);
    m_live->setToolTip(tr("Follow what is published again"));
    connect(m_cancel, &QPushButton::clicked, this, &SearchStrip::cancelRequested);
    connect(m_coverage, &QPushButton::clicked, this, &SearchStrip::coverageRequested);
    connect(m_failures, &QPushButton::clicked, this, &SearchStrip::failuresRequested);
    connect(m_continue, &QPushButton::clicked, this, &SearchStrip::continueRequested);
    connect(m_again, &QPushButton::clicked, this, &SearchStrip::againRequested);
    connect(m_live, &QPushButton::clicked, this, &SearchStrip::liveRequested);
}

QString SearchStrip::text() const { return m_text->text(); }

void SearchStrip::setJob(const SearchJob &job, bool live)
{
    const bool running = job.isRunning();
    m_cancel->setVisible(running);
    m_progress->setVisible(running);
    m_again->setVisible(!running);
    m_live->setVisible(!running && live);
    if (running)
        showRunning(job);
    else
        showEnded(job);
    setAccessibleDescription(m_text->text());
}

void SearchStrip::showRunning(const SearchJob &job)
{
    m_dot->setTint(job.trouble() ? Tint::Warning : Tint::Accent);
    m_text->setText(job.trouble() ? tr("%1 The search waits and goes on. %2")
                                        .arg(sentence(*job.trouble()).message, searchwords::progressLine(job))
                                  : tr("Searching: %1").arg(searchwords::progressLine(job)));
    const ScanProgress &p = job.progress();
    m_progress->setValue(p.total > 0 ? int(double(p.scanned) / double(p.total) * Steps) : 0);
    for (QPushButton *b : {m_coverage, m_failures, m_continue})
        b->hide();
}

void SearchStrip::showEnded(const SearchJob &job)
{
    const auto &coverage = job.coverage();
    m_coverage->setVisible(coverage.has_value());
    const quint64 failed = coverage ? coverage->decodeFailures + coverage->evaluationFailures : 0;
    m_failures->setVisible(failed > 0);
    if (failed > 0)
        setButtonText(m_failures, tr("%1 failed…").arg(words::count(qint64(failed))));
    m_continue->setVisible(coverage && !coverage->complete && searchwords::unread(*coverage) > 0);
    if (!coverage) {
        m_dot->setTint(Tint::Error);
        m_text->setText(job.error() ? sentence(*job.error()).message : QString());
        return;
    }
    m_continue->setToolTip(job.budgetReached()
                               ? tr("Goes on exactly where this search ended; what is shown now makes room for it, so "
                                    "export it first if it is needed")
                               : tr("Goes on exactly where this search ended; no event comes twice"));
    const auto line = searchwords::coverageLine(*coverage, job.budgetReached());
    m_dot->setTint(line.tint);
    const QString letGo = searchwords::letGoText(job.letGo());
    m_text->setText(letGo.isEmpty() ? line.text : line.text + u" · "_s + letGo);
}

} // namespace flowbench
