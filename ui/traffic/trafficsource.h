// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/livefeed.h"
#include "model/query/filterjob.h"
#include "ui/search/searchjob.h"
#include "ui/traffic/undecodable.h"

#include <QDateTime>
#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace flowbench {

/// Where a Traffic page's events come from: the store they are kept in, the rows that pass its filter, and either a
/// live feed or one look into a queue. Outlives the session it reads from: what was read stays. GUI thread; nothing in
/// it blocks.
class TrafficSource : public QObject
{
    Q_OBJECT

public:
    enum class Mode {
        None,     ///< no channel
        Question, ///< a queue: a person has to say what may happen to it
        Looking,  ///< copying a queue's messages
        Looked,   ///< that copy is shown
        Live,
        Searching, ///< a search runs; what it found so far is shown
        Found      ///< it ended
    };

    explicit TrafficSource(QObject *parent = nullptr);
    ~TrafficSource() override;

    /// Channels of one session. A single queue that can be looked into is asked about first; everything else starts
    /// with its newest 200 events and follows.
    void open(Session &session, std::vector<ChannelAddress> channels);
    void close();

    void start(const TailRequest &from); ///< channels are filled in
    void restart();                      ///< as last time; a queue that was looked into is asked about again
    void look(quint64 first, bool refresh);
    /// Instead of what is shown. A queue is asked about first and looked into once.
    void search(SearchRequest request, SearchMatcher matcher);
    void cancelSearch();
    bool canContinue() const;
    /// Goes on where the search ended. What it found before stays, unless that filled the memory: then it makes room,
    /// and the search's letGo() says so.
    void continueSearch();
    void backToLive();
    const SearchJob *searchJob() const { return m_search.get(); } ///< of Searching and Found, else null
    /// Why these channels can't be searched; empty: they can.
    QString searchReason() const;
    void setPaused(bool paused);
    bool canPause() const { return m_feed && m_mode == Mode::Live; }
    void loadOlder(quint64 count);
    void setBudget(std::size_t bytes);
    static constexpr quint64 FirstLast = 200;

    Mode mode() const { return m_mode; }
    bool isClosed() const { return m_wasClosed; } ///< the session went away under us
    Session *session() const { return m_session; }
    const std::vector<ChannelAddress> &channels() const { return m_channels; }
    QString connectionName() const { return m_connection; }
    /// "orders", "orders and payments", "3 channels".
    QString title() const;
    /// All of them keep a history that can be read from any place.
    bool hasHistory() const { return m_hasHistory; }

    EventStore &store() { return m_store; }
    const EventStore &store() const { return m_store; }
    FilteredRows &rows() { return m_rows; }
    const FilteredRows &rows() const { return m_rows; }
    const LiveFeed *feed() const { return m_feed.get(); }
    const RateBuckets &buckets() const { return m_feed ? m_feed->buckets() : m_lookBuckets; }
    UndecodableCount &undecodable() { return m_undecodable; }
    const UndecodableCount &undecodable() const { return m_undecodable; }
    QDateTime lookedAt() const { return m_lookedAt; }

    /// Of the queue asked about; nothing before the broker answered.
    const std::optional<LookEffects> &effects() const { return m_effects; }
    const std::optional<Error> &effectsError() const { return m_effectsError; }
    std::optional<Error> error() const; ///< why there is nothing, or nothing more

    struct Place
    {
        ChunkPtr chunk; ///< null: evicted
        std::size_t row = 0;
    };
    Place locate(quint64 number) const;

signals:
    void searchProgressed();
    void searchFinished();
    void opened();       ///< other channels, or none
    void advanced();     ///< the store changed
    void stateChanged(); ///< mode, phase, lost and back, effects
    void olderLoaded(bool any, const QString &reason);
    void looked(const flowbench::Coverage &coverage);

private:
    void readWhole();
    void startSearch(const SearchRequest &request, SearchMatcher matcher, std::optional<Coverage> before);
    bool isQueue(const ChannelAddress &channel) const;
    bool keepsHistory(const ChannelAddress &channel) const;
    void askEffects();
    void takeLook(std::vector<ChunkPtr> chunks, const Result<Coverage> &coverage);
    void letGo();
    void sessionClosing();

    JobRunner m_filterJobs{1}; // outlives what runs on it, whatever session comes and goes
    EventStore m_store;
    FilteredRows m_rows;
    UndecodableCount m_undecodable{m_store};
    std::unique_ptr<LiveFeed> m_feed;
    Session *m_session = nullptr;
    std::vector<ChannelAddress> m_channels;
    QString m_connection;
    TailRequest m_request;
    std::unique_ptr<SearchJob> m_search;
    std::shared_ptr<const EventMatcher> m_lookMatcher; ///< of a queue that is searched
    Mode m_mode = Mode::None;
    bool m_wasClosed = false;
    bool m_hasHistory = false;
    std::optional<LookEffects> m_effects;
    std::optional<Error> m_effectsError, m_lookError;
    JobHandle m_asking, m_looking;
    RateBuckets m_lookBuckets;
    QDateTime m_lookedAt;
};

} // namespace flowbench
