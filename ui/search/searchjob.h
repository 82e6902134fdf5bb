// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/inbox.h"
#include "model/live/session.h"
#include "ui/search/searchrequest.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>
#include <stop_token>

namespace flowbench {

/// One search, from its start to its coverage: a scan on one of the session's workers whose chunks are handed on as
/// they are found. The session must outlive it. GUI thread; nothing in it blocks.
class SearchJob : public QObject
{
    Q_OBJECT

public:
    /// Ends with "limit" once so many bytes were found. `before`: the coverage of what this goes on with.
    SearchJob(Session &session, SearchRequest request, SearchMatcher matcher, std::size_t budget,
              std::optional<Coverage> before = {}, QObject *parent = nullptr);
    ~SearchJob() override;

    /// Ends soon; what was found stays and the coverage says how far it came.
    void cancel();
    bool isRunning() const { return m_running; }

    const SearchRequest &request() const { return m_request; }
    const SearchMatcher &matcher() const { return m_matcher; }
    const ScanProgress &progress() const { return m_progress; }
    double eventsPerSecond() const;
    std::optional<double> secondsLeft() const; ///< nothing: not known
    /// At the end: how far it came, or why nothing could be read at all.
    const std::optional<Coverage> &coverage() const { return m_coverage; }
    const std::optional<Error> &error() const { return m_error; }
    bool budgetReached() const { return m_budgetReached; }
    /// Of what this goes on with: matches that were let go because the memory was full. They count as found.
    quint64 letGo() const { return m_letGo; }
    void setLetGo(quint64 matches) { m_letGo = matches; }
    /// Lost connection and the like, the latest; nothing once it went on.
    const std::optional<Error> &trouble() const { return m_trouble; }
    std::vector<FailedEvent> failures() const;

signals:
    void found(const std::vector<flowbench::ChunkPtr> &chunks);
    void progressed(); ///< progress, trouble
    void finished();   ///< after the last found()

private:
    class Sink;
    void drain();
    void take(Result<Coverage> answer);
    void takeProgress(const ScanProgress &progress);

    Relay m_relay{this};
    SearchRequest m_request;
    SearchMatcher m_matcher;
    std::stop_source m_stop;
    std::shared_ptr<Sink> m_sink;
    QTimer m_timer;
    ScanProgress m_progress;
    std::optional<Coverage> m_before, m_coverage;
    std::optional<Error> m_error, m_trouble;
    bool m_running = true;
    bool m_budgetReached = false;
    quint64 m_letGo = 0;
    JobHandle m_job; // last: dropped first
};

} // namespace flowbench
