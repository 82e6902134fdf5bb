// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/scanoptions.h"

namespace flowbench::cli {

// Reads channels as the options of boundsOptions() say: topics by the scanner, queues by a look into each, one coverage
// over all of them. For scan and capture. Main thread.
class ChannelScan
{
public:
    // Both must outlive it.
    ChannelScan(Context &context, Opened &opened, Selection selection);

    // Finds the channels that a person typed and checks the options. The exit code where that does not do (it was said
    // why); nothing: read() may be called.
    std::optional<int> prepare(const QStringList &channels);
    // Events reach the sink on a connector's thread; returns at the end, the limit, or Ctrl+C.
    Result<void> read(EventSink &sink);
    const Coverage &coverage() const { return m_total; }
    Coverage &coverage() { return m_total; }
    bool any() const { return m_any; } // something was read

    // Says warnings, the coverage and what went wrong; the exit code.
    int finish(const Result<void> &result);

private:
    Result<void> sort(const QStringList &channels);
    bool isQueue(const ChannelAddress &address);
    QString unfitForQueues() const;
    Result<ScanRequest> request(std::vector<ChannelAddress> topics) const;
    Result<void> scanTopic(const ScanRequest &request, EventSink &sink);
    // Where --partitioner puts the key of --key in that topic; nothing where it does not say.
    Result<std::optional<int>> certainPartition(const ChannelAddress &topic) const;
    Result<void> scanCertain(EventSink &sink);
    Result<void> readAll(EventSink &sink);
    Result<void> readNewest(EventSink &sink);
    Result<void> scanTopics(EventSink &sink);
    Result<void> lookInto(const ChannelAddress &queue, EventSink &sink);
    void add(const Coverage &coverage);
    bool newestOfQueue() const;
    bool enough() const { return m_limit && m_total.matched >= m_limit; }
    bool stopped() const;

    Context &m_c;
    Opened &m_opened;
    const Selection m_selection;
    std::vector<ChannelAddress> m_topics, m_queues;
    quint64 m_limit = 0;
    Coverage m_total;
    bool m_any = false;
};

} // namespace flowbench::cli
