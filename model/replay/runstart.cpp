// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/jobparts.h"
#include "model/replay/run.h"

#include <algorithm>
#include <charconv>

// How a run begins: what the journal knows, what can be found out of what it does not, and the source.
namespace flowbench {

namespace {
constexpr int WindowsAhead = 4, LeastAhead = 1000;
constexpr Milliseconds LimitTakes{5000};
constexpr std::size_t LogWindows = 12, LogWindow = 4, QueueWindows = 2, LeastWindow = 50;

std::optional<quint64> numberOf(std::string_view replayId, const QString &job)
{
    const std::string prefix = job.toStdString() + '-';
    if (!replayId.starts_with(prefix))
        return std::nullopt;
    quint64 n = 0;
    const char *end = replayId.data() + replayId.size();
    const auto read = std::from_chars(replayId.data() + prefix.size(), end, n);
    return read.ec == std::errc() && read.ptr == end ? std::optional(n) : std::nullopt;
}

// Events that carry one of this job's ids.
class OwnEvents final : public EventMatcher
{
public:
    explicit OwnEvents(const QString &job) : m_prefix(job.toStdString() + '-') {}
    Verdict matches(const EventView &event) const override
    {
        const auto f = event.fields.find(FieldPlace::Header, ReplayIdHeader);
        return f && !f->null && f->value.starts_with(m_prefix) ? Verdict::Match : Verdict::NoMatch;
    }

private:
    std::string m_prefix;
};

class EachEvent final : public EventSink
{
public:
    explicit EachEvent(std::function<void(const EventView &)> each) : m_each(std::move(each)) {}
    bool take(ChunkPtr chunk) override
    {
        for (std::size_t i = 0; i < chunk->rows(); ++i)
            m_each(chunk->row(i));
        return true;
    }

private:
    std::function<void(const EventView &)> m_each;
};
} // namespace

bool ReplayRun::targetIsLog() const { return m_ends.target && !m_ends.target->settle() && m_ends.target->scan(); }

// The beginning of a first run and of one after a crash are the same.
Result<void> ReplayRun::load(Unknown unknown)
{
    if (settles()) {
        auto events = m_journal.events(m_job.id);
        if (!events)
            return events.error();
        m_events = std::move(*events);
    }
    const auto windows = m_journal.windows(m_job.id);
    if (!windows)
        return windows.error();
    for (const Journal::Window &w : *windows) {
        m_nextWindow = std::max(m_nextWindow, w.window + 1);
        // A log's dead letters are settled by that word alone.
        Journal::Step settled;
        settled.settled = w.window;
        const bool waits = w.state == EventState::Confirmed && !m_job.spec.sourceIsQueue && !m_options.keep;
        if (auto written = waits ? m_journal.step(m_job.id, settled) : Result<void>(); !written)
            return written;
    }
    const auto states = m_journal.states(m_job.id);
    if (!states)
        return states.error();
    m_states.assign(states->size(), EventState::Pending);
    m_result.counts = {};
    m_result.counts.selected = m_result.counts.pending = m_states.size();
    std::vector<Deviation> again;
    for (quint64 n = 0; n < m_states.size(); ++n) {
        set(n, (*states)[n]);
        if (m_states[n] == EventState::Confirmed && settles())
            m_toSettle.insert(n);
        // (An archive knows.)
        if (m_states[n] != EventState::Unknown || unknown != Unknown::Resend || m_carrier)
            continue;
        m_words[n] = QStringLiteral("sent again as asked; it may be there twice");
        again.push_back({n, EventState::Pending, m_words[n], false});
        set(n, EventState::Pending);
    }
    return again.empty() ? Result<void>() : m_journal.note(m_job.id, again);
}

// So does an archive. It must have all that is taken out of the source because it is said to have it.
Result<void> ReplayRun::lookIntoArchive(const Cancel &cancel)
{
    const auto has = [](EventState s) { return s == EventState::Confirmed || s == EventState::Settled; };
    if (std::ranges::none_of(m_states, [&](EventState s) { return has(s) || s == EventState::Unknown; }))
        return {};
    auto held = m_carrier->held(cancel);
    if (!held)
        return held.error();
    const auto events = m_journal.events(m_job.id);
    if (!events)
        return events.error();
    if (!*held)
        return {};
    for (quint64 n = 0; n < m_states.size(); ++n) {
        if (has(m_states[n]) && --(**held)[(*events)[n].hash] < 0)
            return makeError(ErrorCode::FileFailed,
                             {m_job.spec.target, QStringLiteral("events that were archived are not in it")});
    }
    std::vector<Deviation> found;
    std::set<quint64> missing;
    for (quint64 n = 0; n < m_states.size(); ++n) {
        if (m_states[n] != EventState::Unknown)
            continue;
        if (--(**held)[(*events)[n].hash] >= 0)
            found.push_back(
                {n, EventState::Settled, QStringLiteral("found in the archive after the run was broken off"), false});
        else
            missing.insert(n);
    }
    return noteFound(std::move(found), missing, QStringLiteral("not in the archive after the run was broken off"));
}

// A log tells for certain: what carries the id is there, what does not is not.
Result<void> ReplayRun::lookForUnknown(const Cancel &cancel)
{
    if (m_carrier)
        return lookIntoArchive(cancel);
    auto windows = m_journal.windows(m_job.id);
    if (!windows)
        return windows.error();
    std::set<quint64> open;
    std::vector<Journal::Window> theirs;
    for (Journal::Window &w : *windows) {
        bool any = false;
        for (const quint64 n : w.numbers) {
            if (n < m_states.size() && m_states[n] == EventState::Unknown) {
                open.insert(n);
                any = true;
            }
        }
        if (any && !w.marks.empty())
            theirs.push_back(std::move(w));
    }
    if (theirs.empty() || !targetIsLog())
        return {};
    return m_options.transaction ? askTransactions(theirs, cancel) : scanForUnknown(std::move(open), theirs, cancel);
}

// What was found is as good as confirmed; what is certainly not there is as if it had never been sent.
Result<void> ReplayRun::noteFound(std::vector<Deviation> found, const std::set<quint64> &missing, const QString &why)
{
    for (Deviation &d : found) {
        d.state = settles() ? EventState::Confirmed : m_options.keep ? EventState::Confirmed : EventState::Settled;
        if (settles())
            m_toSettle.insert(d.number);
        m_words[d.number] = d.reason;
        set(d.number, d.state);
    }
    for (const quint64 n : missing) {
        found.push_back({n, EventState::Pending, why, false});
        set(n, EventState::Pending);
    }
    return m_journal.note(m_job.id, found);
}

Result<void> ReplayRun::scanForUnknown(std::set<quint64> open, const std::vector<Journal::Window> &windows,
                                       const Cancel &cancel)
{
    std::map<std::pair<QString, int>, qint64> from;
    for (const Journal::Window &w : windows) {
        for (const TargetMark &m : w.marks) {
            const auto [at, added] = from.try_emplace({m.channel, m.partition}, m.end);
            at->second = std::min(at->second, m.end);
        }
    }
    ScanRequest request;
    for (const auto &[place, offset] : from) {
        const ChannelAddress address = ChannelAddress::parse(place.first);
        auto details = m_ends.target->catalog()->details(address.name, Cancel::after(m_options.patience, cancel.token));
        if (!details)
            return details.error();
        for (const PartitionInfo &p : details->partitions) {
            if (p.partition == place.second && p.high > offset)
                request.resume.push_back({address.name, p.partition, std::max(offset, p.low), p.high});
        }
        if (std::ranges::find(request.channels, address) == request.channels.end())
            request.channels.push_back(address);
    }
    std::vector<Deviation> found;
    EachEvent sink([&](const EventView &event) {
        const auto id = event.fields.find(FieldPlace::Header, ReplayIdHeader);
        const auto n = id ? numberOf(id->value, m_job.id) : std::nullopt;
        if (n && open.erase(*n) > 0)
            found.push_back(
                {*n, EventState::Settled, QStringLiteral("found at the target after the run was broken off"), false});
    });
    if (!request.resume.empty()) {
        request.matcher = std::make_shared<OwnEvents>(m_job.id);
        request.committed = false;
        auto coverage = m_ends.target->scan()->scan(request, sink, cancel);
        if (!coverage)
            return coverage.error();
        if (!coverage->complete)
            return coverage->error.value_or(makeError(ErrorCode::Cancelled));
    }
    return noteFound(std::move(found), open, QStringLiteral("not at the target after the run was broken off"));
}

// The last note of a transaction's name says whether its window was committed. Taking the name ends what was open.
Result<void> ReplayRun::askTransactions(const std::vector<Journal::Window> &windows, const Cancel &cancel)
{
    const auto publish = m_ends.target->publish();
    if (!publish)
        return publish.reason;
    std::vector<Deviation> found;
    std::set<quint64> missing;
    for (const Journal::Window &w : windows) {
        const QString channel = w.marks.front().channel;
        Publish::Options options;
        options.channel = ChannelAddress::parse(channel);
        options.transaction = replayTransaction(m_job.id, channel);
        auto grant = m_ends.targetGuard->grant(WriteOperation::Publish, channel, 0);
        if (!grant)
            return grant.error();
        const Cancel patience = Cancel::after(m_options.patience, cancel.token);
        auto publisher = publish->publisher(*grant, options, {}, patience);
        m_ends.targetGuard->done(*grant, publisher ? QStringLiteral("looked up") : QStringLiteral("failed"), 0);
        if (!publisher)
            return publisher.error();
        publisher->reset();
        const auto last = publish->lastNote(options.transaction, patience);
        if (!last)
            return last.error();
        const auto leftOut = leftOutOf(*last, m_job.id + u':' + QString::number(w.window));
        for (std::size_t i = 0; i < w.numbers.size(); ++i) {
            const quint64 n = w.numbers[i];
            if (m_states[n] != EventState::Unknown)
                continue;
            if (leftOut && std::ranges::find(*leftOut, quint64(i)) == leftOut->end())
                found.push_back({n, EventState::Settled, QStringLiteral("its transaction was committed"), false});
            else
                missing.insert(n);
        }
    }
    return noteFound(std::move(found), missing, QStringLiteral("its transaction was not committed"));
}

// Not taken out a second time unasked: a resume does that, of as many as are said to be there.
void ReplayRun::isBack(const std::string &hash)
{
    const auto known = m_settledBefore.find(hash);
    if (known == m_settledBefore.end() || known->second.empty())
        return;
    m_back.push_back({known->second.back(), EventState::Confirmed,
                      QStringLiteral("the target has it, and the broker has it in the source again"), false});
    known->second.pop_back();
}

void ReplayRun::cameBack(const EventView &event)
{
    const auto id = event.fields.find(FieldPlace::Header, ReplayIdHeader);
    const auto n = id && !id->null ? numberOf(id->value, m_job.id) : std::nullopt;
    if (!n || *n >= m_states.size())
        return;
    const std::lock_guard lock(m_mutex);
    m_cameBack.insert(*n);
}

// A log's dead letters come at its end: they are followed there.
void ReplayRun::watchLog(const Cancel &cancel)
{
    const bool wanted = m_options.canary > 0 || m_options.stopAfterReturns > 0 || m_options.watch.count() > 0;
    const auto tail = m_ends.source->tail();
    if (!wanted || !tail || m_logWatch)
        return;
    TailRequest request;
    request.channels = {ChannelAddress::parse(m_job.spec.channel)};
    request.matcher = std::make_shared<OwnEvents>(m_job.id);
    auto running = tail->tail(
        request, std::make_shared<EachEvent>([this](const EventView &e) { cameBack(e); }), [](const TailNotice &) {},
        Cancel::after(m_options.patience, cancel.token));
    if (running)
        m_logWatch = std::move(*running);
}

// What is not known after a crash is at most a window of the options: a queue's target cannot be asked, so the windows
// that are on their way together are no more. A log is asked: there as many may be on their way as it takes to keep it
// busy. An archive and a transaction take one after the other.
void ReplayRun::limitWindows()
{
    m_windowSize = std::size_t(std::max(m_options.window, 1));
    m_windowsAhead = 1;
    if (m_carrier || m_options.transaction)
        return;
    if (targetIsLog()) {
        m_windowSize *= LogWindow;
        m_windowsAhead = LogWindows;
    } else if (m_windowSize >= QueueWindows * LeastWindow) {
        m_windowSize /= QueueWindows;
        m_windowsAhead = QueueWindows;
    }
}

// What is sent has to be on its way while more comes. Whoever wants to know what died again holds everything: it lies
// at the end of the queue. Only of messages that a return would destroy few are held: the broker destroys them, too,
// when it loses us.
QueueSource::Prefetch ReplayRun::prefetch(const Cancel &cancel) const
{
    const int most = QueueSource::prefetchFor(m_options.meanBytes > 0 ? m_options.meanBytes : m_meanBytes);
    const bool stops = m_options.canary > 0 || m_options.stopAfterReturns > 0;
    const bool looksBack = stops || m_options.watch.count() > 0;
    QueueSource::Prefetch to{looksBack ? most : std::max(WindowsAhead * m_options.window, LeastAhead), most, {}};
    const auto browse = m_ends.source->browse();
    if (!browse)
        return to;
    const auto effects =
        browse->effects(m_job.spec.channel, Cancel::after(std::min(m_options.patience, LimitTakes), cancel.token));
    to.deliveryLimit = effects ? effects->deliveryLimit : std::nullopt;
    if (to.deliveryLimit && effects->deliveriesLeft.value_or(0) == 0 && !stops)
        to.first = QueueSource::Few;
    return to;
}

// Of what the target has nobody knows whether it is still in the source. Identical ones that are to be sent, or to
// stay, are found before it: only what is left over is taken out in its stead.
void ReplayRun::keepTwins(std::vector<QueueSource::Wanted> &wanted) const
{
    std::set<std::string_view> doubtful;
    for (const quint64 n : m_toSettle)
        doubtful.insert(m_events[n].hash);
    for (const auto &[hash, numbers] : m_settledBefore)
        doubtful.insert(hash);
    const auto stays = [&](const std::string &hash) {
        if (doubtful.contains(hash))
            wanted.push_back({0, hash, true});
    };
    for (quint64 n = 0; n < m_states.size() && !doubtful.empty(); ++n) {
        const EventState s = m_states[n];
        if (s == EventState::Unknown || s == EventState::Failed || s == EventState::Skipped)
            stays(m_events[n].hash);
    }
    for (const auto &[hash, copies] : unselectedTwins(m_job.spec.options)) {
        for (int i = 0; i < copies; ++i)
            stays(hash);
    }
}

Result<void> ReplayRun::openSource(const Cancel &cancel)
{
    m_source.reset();
    m_parts.clear();
    std::vector<quint64> pending;
    for (quint64 n = 0; n < m_states.size(); ++n) {
        if (m_states[n] == EventState::Pending)
            pending.push_back(n);
    }
    if (!settles()) {
        watchLog(cancel);
        m_source = std::make_unique<LogSource>(std::move(pending), m_fetch);
        return {};
    }
    const auto settle = m_ends.source->settle();
    if (!settle)
        return settle.reason;
    auto grant = m_ends.sourceGuard->grant(WriteOperation::Settle, m_job.spec.channel, pending.size());
    if (!grant)
        return grant.error();
    m_settleGrant = std::move(*grant);
    // A broker that was killed may have forgotten acks: what is settled lies in the source again.
    m_settledBefore.clear();
    for (quint64 n = 0; n < m_states.size(); ++n) {
        if (m_states[n] == EventState::Settled)
            m_settledBefore[m_events[n].hash].push_back(n);
    }
    std::vector<QueueSource::Wanted> wanted;
    for (const quint64 n : pending)
        wanted.push_back({n, m_events[n].hash});
    keepTwins(wanted);
    for (const quint64 n : m_toSettle)
        wanted.push_back({n, m_events[n].hash});
    auto source = QueueSource::open(
        *settle.part, m_ends.source->browse().part, *m_settleGrant, m_job.spec.channel, prefetch(cancel),
        std::move(wanted), m_job.id.toStdString() + '-', [this](const EventView &e) { cameBack(e); },
        [this](const std::string &hash) { isBack(hash); }, Cancel::after(m_options.patience, cancel.token),
        m_listener.warning);
    if (!source)
        return source.error();
    m_source = std::move(*source);
    return {};
}

} // namespace flowbench
