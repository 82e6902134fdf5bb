// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/plan.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr quint64 MostLookedAt = 2'000'000; // events of the target, for newer ones of the same key
constexpr Milliseconds LookTakesAtMost{10000}, ProgressEvery{500};
constexpr std::size_t MostKept = std::size_t(256) << 20; // bytes of what edits changed

// A plan of many events holds what changed in each: without the texts where they become too many.
void keepWithin(std::vector<RecipeChange> &changes, std::size_t &kept)
{
    for (RecipeChange &c : changes) {
        const std::size_t size = (c.before ? c.before->size() : 0) + (c.after ? c.after->size() : 0);
        if (size > MostKept - kept) {
            c.before.reset();
            c.after.reset();
            c.cut = true;
        } else {
            kept += size;
        }
    }
}

// The newest time of each key that is looked for.
class KeyTimes final : public EventMatcher
{
public:
    explicit KeyTimes(const std::unordered_map<std::string, qint64> &wanted) : m_wanted(wanted) {}
    Verdict matches(const EventView &event) const override
    {
        return event.hasKey && m_wanted.contains(std::string(event.key)) ? Verdict::Match : Verdict::NoMatch;
    }

private:
    const std::unordered_map<std::string, qint64> &m_wanted;
};

class NewestTimes final : public EventSink
{
public:
    bool take(ChunkPtr chunk) override
    {
        for (std::size_t i = 0; i < chunk->rows(); ++i) {
            const EventView e = chunk->row(i);
            qint64 &newest = times[{std::string(e.channel), std::string(e.key)}];
            // Our own copies are no newer events.
            if (!e.fields.find(FieldPlace::Header, ReplayIdHeader))
                newest = std::max(newest, e.timeMs);
        }
        return true;
    }
    std::map<std::pair<std::string, std::string>, qint64> times;
};
} // namespace

TargetFamily familyOf(Connector &connector)
{
    return connector.settle() || connector.browse() ? TargetFamily::Amqp : TargetFamily::Log;
}

Preparer::Preparer(Routes routes, const QString &channel, const QString &job, RunOptions options, EditEvent edit,
                   std::vector<Frozen> events)
    : m_routes(std::move(routes)),
      m_of(channel.toStdString() + ' '),
      m_id(job.toStdString() + '-'),
      m_options(options),
      m_edit(std::move(edit)),
      m_events(std::move(events))
{}

Result<void> Preparer::operator()(quint64 number, const EventView &event, Prepared &to) const
{
    if (auto resolved = m_routes.resolve(event, to.target); !resolved)
        return resolved;
    m_marks.replayId.assign(m_id).append(std::to_string(number));
    m_marks.of.assign(m_of).append(m_events[number].id);
    m_marks.replays = m_events[number].replays;
    EventView sent = event;
    if (m_edit) {
        auto edited = m_edit(event);
        if (!edited)
            return edited.error();
        to.own = std::make_unique<Event>(std::move(edited->event));
        sent = to.own->view();
        // A log's key may have been edited; a routing key says where to.
        if (m_routes.family == TargetFamily::Log && m_routes.source == TargetFamily::Log)
            to.target.key = sent.hasKey ? std::optional(std::string(sent.key)) : std::nullopt;
        m_marks.replays = std::max(m_marks.replays, replayCountOf(event)); // whatever the edit made of it
    }
    prepare(sent, m_routes.family, m_options.keepFailureHeaders, m_marks, to);
    return {};
}

Planner::Planner(ReplayRequest request, TargetFamily source, Connector &target, Journal *journal)
    : m_request(std::move(request)),
      m_routes(m_request.target, source, familyOf(target), m_request.set->channel()),
      m_target(target),
      m_journal(journal)
{
    m_request.options.meanBytes = m_request.set->meanBytes();
}

// A log's event is its place; a queue's is its content, death count and times included, as they stand in its headers.
std::string Planner::identityOf(std::size_t index) const
{
    std::string out = m_request.sourceBroker.toStdString() + '/' + m_request.set->channel().toStdString() + '/';
    return m_request.set->isQueue() ? out + m_request.set->hash(index) : out + m_request.set->id(index);
}

std::vector<FrozenEvent> Planner::freeze() const
{
    std::vector<FrozenEvent> out;
    out.reserve(m_request.selection.size());
    for (const std::size_t index : m_request.selection)
        out.push_back({m_request.set->id(index), m_request.set->hash(index), identityOf(index)});
    return out;
}

Result<void> Planner::countReplays(Plan &plan)
{
    m_replays.assign(plan.events.size(), 0);
    ReplaysBefore known;
    known.times.assign(plan.events.size(), 0);
    known.unknown.assign(plan.events.size(), -1);
    if (m_journal) {
        std::vector<std::string> identities;
        for (const PlannedEvent &e : plan.events)
            identities.push_back(identityOf(e.index));
        auto counted = m_journal->replaysBefore(identities, !m_request.set->isQueue());
        if (!counted)
            return counted.error();
        known = std::move(*counted);
    }
    for (std::size_t n = 0; n < plan.events.size(); ++n) {
        PlannedEvent &e = plan.events[n];
        e.alreadyReplayed = std::max(replayCountOf(m_request.set->event(e.index)), known.times[n]);
        m_replays[n] = e.alreadyReplayed;
        e.skipped = e.alreadyReplayed >= m_request.options.maxReplays;
        plan.skipped += e.skipped;
        if (e.skipped || known.unknown[n] < 0)
            continue;
        // Nobody knows whether it is there already: not sent unasked.
        ++plan.unknownInJob;
        e.unknownIn = known.jobs[std::size_t(known.unknown[n])].id;
        e.warnings.append(u"unknown-in-job"_s);
        if (!m_request.resendUnknown)
            e.refused = makeError(ErrorCode::PossiblyPersisted, {QString(), e.unknownIn});
    }
    return {};
}

Result<void> Planner::resolve(Plan &plan, const Cancel &cancel)
{
    std::size_t kept = 0;
    auto said = Clock::now();
    for (PlannedEvent &e : plan.events) {
        if (cancel.requested())
            return makeError(ErrorCode::Cancelled);
        if (m_request.progress && Clock::now() - said >= ProgressEvery) {
            said = Clock::now();
            m_request.progress(quint64(&e - plan.events.data()), plan.events.size());
        }
        if (!e.skipped)
            resolve(e);
        keepWithin(e.changes, kept);
        switch (e.verdict.kind) {
        case SchemaVerdict::Kind::NotChecked:
            ++plan.notChecked;
            break;
        case SchemaVerdict::Kind::Valid:
            ++plan.valid;
            break;
        case SchemaVerdict::Kind::Invalid:
            ++plan.invalid;
        }
    }
    return {};
}

void Planner::resolve(PlannedEvent &e) const
{
    const EventView event = m_request.set->event(e.index);
    if (auto resolved = m_routes.resolve(event, e.target); !resolved) {
        e.refused = resolved.error();
        return;
    }
    if (!m_request.edit) {
        judge(e, event);
        return refuseLongNames(e, event);
    }
    auto edited = m_request.edit(event);
    if (!edited) {
        e.refused = edited.error();
        return;
    }
    e.changes = std::move(edited->changes);
    judge(e, edited->event.view());
    refuseLongNames(e, edited->event.view());
}

// AMQP has a byte for the length of a name.
void Planner::refuseLongNames(PlannedEvent &e, const EventView &sent) const
{
    constexpr std::size_t Longest = 255;
    if (m_routes.family != TargetFamily::Amqp || e.refused)
        return;
    for (const FieldView &f : sent.fields) {
        if (f.name.size() > Longest) {
            e.refused = makeError(ErrorCode::TooLarge,
                                  {u"header name"_s, QString::number(f.name.size()), QString::number(Longest)});
            if (m_request.edit)
                e.refused->args.append(u"recipe"_s);
            return;
        }
    }
}

void Planner::judge(PlannedEvent &e, const EventView &sent) const
{
    if (!m_request.schemas)
        return;
    e.verdict = m_request.schemas->check(e.target.channel, sent);
    if (e.verdict.kind != SchemaVerdict::Kind::Invalid)
        return;
    e.warnings.append(u"schema-invalid"_s);
    if (m_request.refuseInvalid)
        e.refused = makeError(ErrorCode::BadJson,
                              {QString::fromStdString(e.verdict.path), QString::fromStdString(e.verdict.problem)});
}

Result<void> Planner::checkTargets(Plan &plan, const Cancel &cancel)
{
    Reach reach(m_target);
    std::map<QStringList, std::size_t> lists;
    for (PlannedEvent &e : plan.events) {
        if (e.skipped || (e.refused && e.target.channel.isEmpty()))
            continue;
        auto reached = reach.of(e.target.channel, e.target.key, cancel);
        if (!reached && reached.error().code != ErrorCode::ChannelNotFound)
            return reached.error();
        if (!reached) {
            e.refused = reached.error();
            continue;
        }
        if (e.target.channel.startsWith(u"exchange:") && !e.target.cc.empty()) {
            for (const std::string &key : e.target.cc) {
                if (const auto more = reach.of(e.target.channel, key, cancel)) {
                    for (const QString &q : *more) {
                        if (!reached->contains(q))
                            reached->append(q);
                    }
                }
            }
        }
        const auto [at, added] = lists.try_emplace(*reached, plan.reaches.size());
        if (added)
            plan.reaches.push_back(*reached);
        e.reaches = at->second;
        if (!e.refused)
            ++plan.targets[e.target.channel];
    }
    return {};
}

// Order can only be checked where the target keeps its events: a bounded look at those written since the first of the
// selection died. What it did not cover is not checked, which is said; it is never "none".
Result<void> Planner::lookForNewer(Plan &plan, const Cancel &cancel)
{
    const auto scan = m_target.scan();
    if (m_routes.family != TargetFamily::Log || !scan)
        return {};
    std::unordered_map<std::string, qint64> wanted;
    std::set<QString> channels;
    qint64 since = std::numeric_limits<qint64>::max();
    for (const PlannedEvent &e : plan.events) {
        const EventView event = m_request.set->event(e.index);
        if (e.refused || e.skipped || !e.target.key || event.timeKind == TimeKind::None)
            continue;
        wanted.emplace(*e.target.key, 0);
        channels.insert(e.target.channel);
        since = std::min(since, event.timeMs);
    }
    if (wanted.empty())
        return {};
    ScanRequest request;
    for (const QString &c : channels)
        request.channels.push_back(ChannelAddress::parse(c));
    request.from = AtTime{since};
    request.matcher = std::make_shared<KeyTimes>(wanted);
    request.limit = MostLookedAt;
    NewestTimes sink;
    auto coverage =
        scan->scan(request, sink, {cancel.token, std::min(cancel.deadline, Clock::now() + LookTakesAtMost)});
    if (!coverage)
        return coverage.error();
    plan.newerLook = std::move(*coverage);
    for (PlannedEvent &e : plan.events) {
        if (e.refused || e.skipped || !e.target.key)
            continue;
        const auto newest = sink.times.find({e.target.channel.toStdString(), *e.target.key});
        const bool found = newest != sink.times.end() && newest->second > m_request.set->event(e.index).timeMs;
        if (found || plan.newerLook->complete)
            e.newer = found;
        if (found)
            e.warnings.append(u"newer-at-target"_s);
    }
    return {};
}

Result<Plan> Planner::plan(const Cancel &cancel)
{
    Plan plan;
    plan.events.resize(m_request.selection.size());
    for (std::size_t n = 0; n < plan.events.size(); ++n)
        plan.events[n].index = m_request.selection[n];
    if (auto counted = countReplays(plan); !counted)
        return counted.error();
    const auto began = Clock::now();
    if (auto resolved = resolve(plan, cancel); !resolved)
        return resolved.error();
    // How long the edits took is nothing that the broker would have to answer for.
    Cancel asking = cancel;
    if (cancel.deadline != Clock::time_point::max())
        asking.deadline += Clock::now() - began;
    if (auto checked = checkTargets(plan, asking); !checked)
        return checked.error();
    if (auto looked = lookForNewer(plan, asking); !looked)
        return looked.error();
    for (const PlannedEvent &e : plan.events)
        plan.refused += e.refused.has_value();
    return plan;
}

} // namespace flowbench
