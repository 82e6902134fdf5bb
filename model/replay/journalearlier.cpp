// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/sqlite.h"
#include "model/replay/journalfates.h"

#include <algorithm>

// What all jobs together say of events, and why those of one job are as they are.
namespace flowbench {

namespace {
struct Known
{
    Fates fates;
    qint32 index = 0; // of ReplaysBefore::jobs
};
using Places = std::vector<std::pair<qint64, quint64>>; // of one event: jobs' rows and its number there

EventState stateOf(const Known &job, quint64 number)
{
    return number < job.fates.states.size() ? job.fates.states[number] : EventState::Pending;
}

bool isNewer(const ReplaysBefore &all, qint32 job, qint32 than)
{
    return than < 0 || all.jobs[std::size_t(than)].startedMs <= all.jobs[std::size_t(job)].startedMs;
}

// The newest job that does not know of more than `before` events of this identity; -1: none.
qint32 unknownIn(const ReplaysBefore &all, const std::map<qint64, Known> &jobs, const Places &places, int before)
{
    std::map<qint64, int> unknown; // by job
    for (const auto &[row, number] : places)
        unknown[row] += stateOf(jobs.at(row), number) == EventState::Unknown;
    qint32 newest = -1;
    for (const auto &[row, count] : unknown) {
        if (count > before && isNewer(all, jobs.at(row).index, newest))
            newest = jobs.at(row).index;
    }
    return newest;
}
} // namespace

Result<std::vector<int>> Journal::replayedBefore(std::span<const std::string> identities, bool settledToo)
{
    auto known = replaysBefore(identities, settledToo);
    return known ? std::move(known->times) : Result<std::vector<int>>(known.error());
}

Result<ReplaysBefore> Journal::replaysBefore(std::span<const std::string> identities, bool settledToo,
                                             const QString &but)
{
    auto find = m_db->prepare("SELECT e.job, e.n, j.id, j.started_ms FROM events e JOIN jobs j ON j.job = e.job "
                              "WHERE e.identity = ? AND j.kind = 0 AND j.id <> ?");
    if (!find)
        return find.error();
    const std::string leftOut = but.toStdString();
    std::vector<Places> places(identities.size());
    std::map<qint64, Known> jobs;
    ReplaysBefore out;
    for (std::size_t i = 0; i < identities.size(); ++i) {
        find->bindBlob(1, identities[i]).bindText(2, leftOut);
        auto read = find->each([&] {
            places[i].emplace_back(find->integer(0), quint64(find->integer(1)));
            const auto [job, isNew] = jobs.try_emplace(find->integer(0));
            if (!isNew)
                return;
            job->second.index = qint32(out.jobs.size());
            out.jobs.push_back({find->string(2), find->integer(3)});
        });
        if (!read)
            return read.error();
    }
    for (auto &[row, job] : jobs) {
        auto read = readFates(*m_db, row, false);
        if (!read)
            return read.error();
        job.fates = std::move(*read);
    }
    std::map<std::string_view, int> twins; // of what is unknown: how many were asked for already
    for (std::size_t i = 0; i < identities.size(); ++i) {
        int times = 0;
        qint32 last = -1;
        bool unknown = false;
        for (const auto &[row, number] : places[i]) {
            const EventState state = stateOf(jobs.at(row), number);
            unknown = unknown || state == EventState::Unknown;
            if (state != EventState::Confirmed && !(settledToo && state == EventState::Settled))
                continue;
            ++times;
            if (isNewer(out, jobs.at(row).index, last))
                last = jobs.at(row).index;
        }
        out.times.push_back(times);
        out.last.push_back(last);
        out.unknown.push_back(unknown ? unknownIn(out, jobs, places[i], twins[identities[i]]++) : -1);
    }
    return out;
}

Result<std::vector<std::pair<QString, quint64>>> Journal::reasons(const QString &job, EventState state, int most)
{
    const auto row = rowOf(job);
    if (!row)
        return row.error();
    auto find = m_db->prepare("SELECT reason, count(*) FROM deviations WHERE job = ? AND state = ? GROUP BY reason "
                              "ORDER BY count(*) DESC, min(n) LIMIT ?");
    if (!find)
        return find.error();
    find->bind(1, *row).bind(2, qint64(state)).bind(3, most);
    std::vector<std::pair<QString, quint64>> out;
    auto read = find->each([&] { out.emplace_back(find->string(0), quint64(find->integer(1))); });
    if (!read)
        return read.error();
    return out;
}

Result<std::vector<std::string>> Journal::closed(const QString &broker, const QString &channel)
{
    auto find = m_db->prepare("SELECT job FROM jobs WHERE source_broker = ? AND channel = ?");
    if (!find)
        return find.error();
    const std::string b = broker.toStdString(), c = channel.toStdString();
    find->bindText(1, b).bindText(2, c);
    std::vector<qint64> rows;
    if (auto read = find->each([&] { rows.push_back(find->integer(0)); }); !read)
        return read.error();
    std::vector<std::string> closed;
    for (const qint64 row : rows) {
        const auto fates = readFates(*m_db, row, false);
        if (!fates)
            return fates.error();
        auto events = m_db->prepare("SELECT n, identity FROM events WHERE job = ?");
        if (!events)
            return events.error();
        events->bind(1, row);
        auto read = events->each([&] {
            const auto n = std::size_t(events->integer(0));
            if (n < fates->states.size() && fates->states[n] == EventState::Settled)
                closed.emplace_back(events->blob(1));
        });
        if (!read)
            return read.error();
    }
    std::ranges::sort(closed);
    closed.erase(std::ranges::unique(closed).begin(), closed.end());
    return closed;
}

} // namespace flowbench
