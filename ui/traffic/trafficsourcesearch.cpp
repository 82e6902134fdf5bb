// SPDX-License-Identifier: GPL-3.0-or-later
// Searching: a Traffic source whose events are the matches of a scan.
#include "ui/search/searchwords.h"
#include "ui/traffic/trafficsource.h"
#include "words/sentence.h"

namespace flowbench {

namespace {
// Of the store's budget: what is found is never evicted again, and a chunk may still come after the scan was told.
constexpr double SearchShare = 0.9;
} // namespace

QString TrafficSource::searchReason() const
{
    if (m_channels.empty())
        return tr("No channel is open.");
    if (!m_session)
        return tr("The connection was closed.");
    Connector &connector = m_session->connector();
    if (m_channels.size() == 1 && isQueue(m_channels.front())) {
        const auto browse = connector.browse();
        return browse ? QString() : sentence(browse.reason).message;
    }
    const auto scan = connector.scan();
    if (!scan)
        return sentence(scan.reason).message;
    return m_hasHistory ? QString() : tr("%1 keeps no history to search in.").arg(title());
}

// Of something that is whole already (a capture): everything is read at once, nothing follows.
void TrafficSource::readWhole()
{
    SearchRequest everything;
    everything.channels = m_channels;
    everything.limit = 0;
    m_mode = Mode::Searching;
    emit opened();
    startSearch(everything, {}, {});
}

void TrafficSource::search(SearchRequest request, SearchMatcher matcher)
{
    if (!m_session)
        return;
    if (m_channels.size() == 1 && isQueue(m_channels.front())) {
        m_feed.reset();
        m_lookMatcher = std::move(matcher.matcher);
        m_mode = Mode::Question;
        askEffects();
        return;
    }
    if (request.channels.empty())
        request.channels = m_channels;
    startSearch(request, std::move(matcher), {});
}

void TrafficSource::startSearch(const SearchRequest &request, SearchMatcher matcher, std::optional<Coverage> before)
{
    m_looking = JobHandle();
    if (m_feed)
        m_feed->disconnect(this);
    m_feed.reset();
    m_mode = Mode::Searching;
    if (!before) {
        m_store.clear();
        m_lookBuckets.clear();
        emit advanced();
    }
    const auto share = std::size_t(double(m_store.budget()) * SearchShare);
    const std::size_t room = share - std::min(share, m_store.bytes());
    m_search = std::make_unique<SearchJob>(*m_session, request, std::move(matcher), room, std::move(before));
    connect(m_search.get(), &SearchJob::found, this, [this](const std::vector<ChunkPtr> &chunks) {
        for (const ChunkPtr &c : chunks)
            m_lookBuckets.add(*c);
        m_store.append(chunks);
        emit advanced();
    });
    connect(m_search.get(), &SearchJob::progressed, this, &TrafficSource::searchProgressed);
    connect(m_search.get(), &SearchJob::finished, this, [this] {
        m_mode = Mode::Found;
        emit stateChanged();
        emit searchFinished();
    });
    emit stateChanged();
}

void TrafficSource::cancelSearch()
{
    if (m_search)
        m_search->cancel();
}

bool TrafficSource::canContinue() const
{
    return m_mode == Mode::Found && m_session && m_search && m_search->coverage() &&
           searchwords::unread(*m_search->coverage()) > 0;
}

void TrafficSource::continueSearch()
{
    if (!canContinue())
        return;
    const Coverage before = *m_search->coverage();
    auto points = parseResumeToken(before.resumeToken());
    if (!points)
        return;
    SearchRequest request = m_search->request();
    request.resume = std::move(*points);
    request.last = 0; // the bounds say it
    SearchMatcher matcher = m_search->matcher();
    quint64 letGo = m_search->letGo();
    if (m_search->budgetReached()) {
        letGo += m_store.rows();
        m_store.clear(); // they were seen; the rest needs the room
        m_lookBuckets.clear();
        emit advanced();
    }
    startSearch(request, std::move(matcher), before);
    m_search->setLetGo(letGo);
    emit searchProgressed();
}

void TrafficSource::backToLive()
{
    if (!m_session)
        return;
    TailRequest from = m_request;
    if (from.channels.empty())
        from.last = m_hasHistory ? FirstLast : 0;
    start(from);
}

} // namespace flowbench
