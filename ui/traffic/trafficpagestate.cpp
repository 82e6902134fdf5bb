// SPDX-License-Identifier: GPL-3.0-or-later
// What a Traffic page shows of its source's state: pages, empty states, notices, bar, count, histogram and status.
#include "ui/charts/ratehistogram.h"
#include "ui/filter/filtercontrol.h"
#include "ui/filter/filterfield.h"
#include "ui/look/emptystate.h"
#include "ui/look/noticebar.h"
#include "ui/table/eventcolumns.h"
#include "ui/table/eventtable.h"
#include "ui/traffic/detailspane.h"
#include "ui/traffic/queuequestion.h"
#include "ui/traffic/trafficbar.h"
#include "ui/traffic/trafficpage.h"
#include "words/coverage.h"
#include "words/sentence.h"
#include "words/units.h"

#include <QPushButton>
#include <QStackedWidget>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr int BarWidth = 8; // of the histogram, gap included
constexpr int FieldWithCount = 480;

QString whole(const Error &error)
{
    const Sentence s = sentence(error);
    return s.hint.isEmpty() ? s.message : s.message + u' ' + s.hint;
}

} // namespace

void TrafficPage::opened()
{
    const auto &channels = m_source.channels();
    m_from = m_source.hasHistory() ? tr("newest 200") : tr("now");
    m_followedTo.reset();
    m_loadingOlder = false;
    m_notice->dismiss();
    EventColumns &columns = m_table->columns();
    columns.setUseful(EventColumn::Channel, channels.size() > 1);
    columns.setUseful(EventColumn::Partition, m_source.hasHistory());
    columns.setUseful(EventColumn::Offset, m_source.hasHistory());
    std::set<std::string, std::less<>> dead;
    Session *session = m_source.session();
    // Beside others they stand out; alone they are all the same.
    for (const ChannelAddress &c : channels) {
        const ChannelInfo *info = session && channels.size() > 1 ? session->channel(c.name) : nullptr;
        if (info && info->deadLetter)
            dead.insert(c.name.toStdString());
    }
    m_table->events()->setDeadChannels(std::move(dead));
    QStringList names;
    for (const ChannelAddress &c : channels)
        names += c.name;
    m_filter->setChannels(names);
    if (session) {
        const auto publish = session->connector().publish();
        m_details->setPublishReason(publish ? QString() : sentence(publish.reason).message);
    }
    adoptDecoding();
    m_histogramStale = true;
    emit titleChanged(title());
    stateChanged();
}

void TrafficPage::stateChanged()
{
    if (m_source.isClosed())
        m_details->setPublishReason(tr("The connection was closed."));
    updatePages();
    updateBar();
    updateNotice();
    updateSearch();
    updateEmpty();
    updateStatus();
}

void TrafficPage::storeAdvanced()
{
    m_filter->storeChanged();
    m_histogramStale = true; // drawn at the next tick: bars are for seconds, not for frames
}

void TrafficPage::updatePages()
{
    switch (m_source.mode()) {
    case TrafficSource::Mode::None:
        m_pages->setCurrentIndex(0);
        break;
    case TrafficSource::Mode::Question:
        m_question->setQueue(title(), m_source.connectionName(), m_source.effects(), m_source.effectsError());
        m_pages->setCurrentIndex(1);
        break;
    case TrafficSource::Mode::Looking:
    case TrafficSource::Mode::Looked:
    case TrafficSource::Mode::Live:
    case TrafficSource::Mode::Searching:
    case TrafficSource::Mode::Found:
        m_pages->setCurrentIndex(2);
        break;
    }
}

void TrafficPage::updateEmpty()
{
    const FilteredRows &rows = m_source.rows();
    const bool none = rows.count() == 0;
    if (none && m_source.store().rows() > 0) {
        if (rows.busy() || rows.scannedTo() < m_source.store().end())
            return; // not known yet: no flicker while typing
        updateEmptyOfFilter();
    } else if (none) {
        updateEmptyOfChannel();
    }
    m_left->setCurrentIndex(none ? 1 : 0);
}

void TrafficPage::updateEmptyOfChannel()
{
    if (updateEmptyOfSearch())
        return;
    const LiveFeed *feed = m_source.feed();
    const auto act = [this](const QString &name, const QString &text, auto does) {
        QPushButton *button = m_empty->setAction(name, text);
        disconnect(button, nullptr, this, nullptr);
        connect(button, &QPushButton::clicked, this, does);
    };
    const auto error = m_source.error();
    if (error && m_source.session()) {
        const Sentence s = sentence(*error);
        m_empty->setMessage(u"error"_s, s.message, s.hint);
        act(u"Try again"_s, tr("Try again"), [this] { m_source.restart(); });
        return;
    }
    if (m_source.isClosed()) {
        m_empty->setMessage(u"connection"_s, tr("%1 is disconnected").arg(m_source.connectionName()),
                            tr("Nothing was read of %1.").arg(title()));
        act(u"Find a channel"_s, tr("Find a channel"), [this] { emit findChannelRequested(); });
        return;
    }
    if (m_source.mode() == TrafficSource::Mode::Looking || (feed && feed->phase() == LiveFeed::Phase::Starting)) {
        m_empty->setMessage(u"clock"_s,
                            m_source.mode() == TrafficSource::Mode::Looking
                                ? tr("Copying the messages of %1…").arg(title())
                                : tr("Opening %1…").arg(title()),
                            {});
        m_empty->clearAction();
        return;
    }
    if (m_source.mode() == TrafficSource::Mode::Looked) {
        m_empty->setMessage(u"queue"_s, tr("%1 was empty").arg(title()),
                            tr("New messages can be followed as they come."));
        act(u"Follow new messages"_s, tr("Follow new messages"), [this] { m_source.start({}); });
        return;
    }
    m_empty->setMessage(u"traffic"_s, tr("Nothing in %1 yet").arg(title()),
                        tr("What is published from now on appears here."));
    if (m_source.hasHistory())
        act(u"Read from the beginning"_s, tr("Read from the beginning"), [this] {
            m_from = tr("beginning");
            TailRequest from;
            from.from = Earliest{};
            m_source.start(from);
        });
    else
        act(u"Publish"_s, tr("Publish an event"), [this] {
            Event blank;
            if (!m_source.channels().empty())
                blank.channel = m_source.channels().front().name.toStdString();
            if (m_source.session())
                emit publishAgain(m_source.session(), blank);
        });
}

void TrafficPage::updateBar()
{
    const LiveFeed *feed = m_source.feed();
    const bool live = m_source.canPause() && feed->phase() != LiveFeed::Phase::Ended;
    m_bar->setPaused(live && feed->paused(), live ? QString() : tr("Nothing is being read."));
    m_bar->setFollowing(m_table->isFollowing() && live, live ? newRows() : 0, live);
    m_bar->setSearchReason(m_source.searchReason());
    const QString reason = !m_source.session()                       ? tr("The connection was closed.")
                           : m_source.session()->identity().recorded ? tr("A capture is shown whole.")
                           : !m_source.hasHistory() ? tr("%1 keeps no history to read from.").arg(title())
                                                    : QString();
    m_bar->setFrom(m_from, reason);
    m_bar->setOlder(m_loadingOlder, !reason.isEmpty() || feed ? reason : tr("Nothing is being read."));
}

void TrafficPage::updateNotice()
{
    const auto error = m_source.error();
    if (m_source.isClosed() && m_source.store().rows() > 0) {
        m_notice->showNotice(Tint::Warning,
                             tr("%1 is disconnected. What was read stays here until another channel is opened.")
                                 .arg(m_source.connectionName()));
        return;
    }
    if (!error || m_source.store().rows() == 0) {
        // With no rows the empty page says it.
        if (m_notice->tint() == Tint::Error || m_source.mode() == TrafficSource::Mode::None)
            m_notice->dismiss();
        return;
    }
    m_notice->showNotice(Tint::Error, whole(*error));
    if (m_source.feed() && m_source.feed()->phase() == LiveFeed::Phase::Ended)
        m_notice->setAction(u"Read again"_s, tr("Read again"));
}

void TrafficPage::looked(const Coverage &coverage)
{
    QStringList said{tr("A copy of %Ln message(s); the queue has them back.", nullptr, int(coverage.matched))};
    for (const ChannelCoverage &c : coverage.channels) {
        for (const QString &note : c.notes)
            said += words::coverageNote(note);
    }
    if (coverage.error)
        return;
    m_notice->showNotice(Tint::Accent, said.join(u' '));
    m_notice->setAction(u"Look again…"_s, tr("Look again…"));
}

void TrafficPage::olderLoaded(bool any, const QString &reason)
{
    m_loadingOlder = false;
    updateBar();
    if (any)
        emit message(tr("Older events were loaded"));
    else
        emit message(reason == "budget"_L1 ? tr("The memory budget has no room for older events")
                                           : tr("There are no older events"));
}

quint64 TrafficPage::newRows() const
{
    return m_followedTo ? m_source.store().end() - std::min(*m_followedTo, m_source.store().end()) : 0;
}

void TrafficPage::updateHistogram()
{
    if (!m_histogramStale)
        return;
    m_histogramStale = false;
    const RateBuckets &buckets = m_source.buckets();
    if (buckets.empty()) {
        m_histogram->setBuckets(0, 1000, {});
        return;
    }
    auto columns = buckets.columns(std::max(10, m_histogram->width() / BarWidth));
    m_histogram->setBuckets(columns.firstMs, columns.stepMs, std::move(columns.events));
}

void TrafficPage::updateCount()
{
    const FilteredRows &rows = m_filter->isActive() ? m_filter->matches() : m_source.rows();
    const bool any = m_filter->isActive() || rows.active();
    // The line below says it of a filter: a narrow field keeps its room for what is written.
    const bool room = m_bar->filter().width() >= FieldWithCount || !m_filter->isActive();
    m_bar->filter().setCountText(
        any && room
            ? tr("%1 of %2").arg(words::count(qint64(rows.count())), shortCount(qint64(m_source.store().rows())))
            : QString());
}

void TrafficPage::updateStatus()
{
    const auto fresh = m_table->isFollowing() ? std::nullopt : std::optional(newRows());
    TrafficStatus status = trafficStatus(m_source, fresh, QDateTime::currentMSecsSinceEpoch());
    if (status == m_status)
        return;
    m_status = std::move(status);
    emit statusChanged(m_status);
}

void TrafficPage::tick()
{
    updateHistogram();
    updateStatus();
    m_filter->tick(m_source.mode() == TrafficSource::Mode::Live);
    if (m_followedTo)
        updateBar();
}

} // namespace flowbench
