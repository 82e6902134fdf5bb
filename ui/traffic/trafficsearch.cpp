// SPDX-License-Identifier: GPL-3.0-or-later
// Searching from a Traffic page: the question, the line above the results, and what an empty answer means.
#include "ui/filter/filtercontrol.h"
#include "ui/look/emptystate.h"
#include "ui/search/coveragedialog.h"
#include "ui/search/failuresdialog.h"
#include "ui/search/searchdialog.h"
#include "ui/search/searchstrip.h"
#include "ui/search/searchwords.h"
#include "ui/table/eventtable.h"
#include "ui/traffic/detailspane.h"
#include "ui/traffic/trafficbar.h"
#include "ui/traffic/trafficpage.h"
#include "words/sentence.h"

#include <QPushButton>

namespace flowbench {

using namespace Qt::StringLiterals;

void TrafficPage::connectSearch()
{
    m_strip->hide();
    connect(m_bar, &TrafficBar::searchRequested, this, &TrafficPage::askSearch);
    connect(m_strip, &SearchStrip::cancelRequested, this, [this] { m_source.cancelSearch(); });
    connect(m_strip, &SearchStrip::coverageRequested, this, &TrafficPage::showCoverage);
    connect(m_strip, &SearchStrip::failuresRequested, this, &TrafficPage::showFailures);
    connect(m_strip, &SearchStrip::continueRequested, this, [this] { m_source.continueSearch(); });
    connect(m_strip, &SearchStrip::againRequested, this, &TrafficPage::askSearch);
    connect(m_strip, &SearchStrip::liveRequested, this, &TrafficPage::backToLive);
    connect(&m_source, &TrafficSource::searchProgressed, this, [this] {
        updateSearch();
        updateEmpty();
    });
}

// The fields are filled from what was searched for last, and the text from the filter where there is one.
void TrafficPage::askSearch()
{
    Session *session = m_source.session();
    if (!session || !m_source.searchReason().isEmpty())
        return;
    SearchRequest preset = m_source.searchJob() ? m_searched : SearchRequest();
    if (preset.channels.empty())
        preset.channels = m_source.channels();
    if (m_filter->isActive()) {
        preset.text = m_filter->text();
        preset.mode = m_filter->mode();
    }
    auto *dialog = new SearchDialog(*session, preset, m_bar->isUtc(), this);
    connect(dialog, &SearchDialog::searchRequested, this, &TrafficPage::startSearch);
    dialog->open();
}

void TrafficPage::startSearch(const SearchRequest &request)
{
    Session *session = m_source.session();
    auto matcher = compileSearch(request, session ? session->scanDecoder() : nullptr);
    if (!session || !matcher)
        return;
    m_searched = request;
    m_details->clear();
    m_table->clearChoice();
    setFilterText({}); // what is found is shown whole; narrowing it comes after
    m_source.search(request, std::move(*matcher));
    m_table->setFollowing(false);
}

bool TrafficPage::canGoLive() const
{
    return m_source.searchJob() && m_source.session() && !m_source.session()->identity().recorded;
}

void TrafficPage::backToLive()
{
    m_details->clear();
    m_source.backToLive();
    m_table->setFollowing(true);
}

void TrafficPage::updateSearch()
{
    const SearchJob *job = m_source.searchJob();
    m_strip->setVisible(job != nullptr);
    if (job)
        m_strip->setJob(*job, canGoLive());
}

bool TrafficPage::updateEmptyOfSearch()
{
    const SearchJob *job = m_source.searchJob();
    if (!job || job->error())
        return false;
    if (!job->coverage()) {
        m_empty->setMessage(u"search"_s, tr("Searching %1…").arg(title()), searchwords::progressLine(*job));
        m_empty->clearAction();
        return true;
    }
    const auto nothing = searchwords::nothingFound(*job->coverage());
    m_empty->setMessage(u"search"_s, nothing.sentence, nothing.next);
    const bool goOn = m_source.canContinue();
    QPushButton *next = goOn ? m_empty->setAction(u"Continue from here"_s, tr("Continue from here"))
                             : m_empty->setAction(u"Search again…"_s, tr("Search again…"));
    disconnect(next, nullptr, this, nullptr);
    connect(next, &QPushButton::clicked, this, [this, goOn] { goOn ? m_source.continueSearch() : askSearch(); });
    return true;
}

void TrafficPage::showCoverage()
{
    const SearchJob *job = m_source.searchJob();
    if (!job || !job->coverage())
        return;
    auto *dialog = new CoverageDialog(*job->coverage(), job->budgetReached(), this);
    connect(dialog, &CoverageDialog::failuresRequested, this, &TrafficPage::showFailures);
    dialog->show();
}

void TrafficPage::showFailures()
{
    const SearchJob *job = m_source.searchJob();
    if (!job || !job->coverage())
        return;
    const Coverage &c = *job->coverage();
    auto *dialog = new FailuresDialog(job->failures(), c.decodeFailures + c.evaluationFailures, m_bar->isUtc(), this);
    dialog->show();
}

} // namespace flowbench
