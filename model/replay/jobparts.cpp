// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/jobparts.h"

#include "model/event/eventimport.h"
#include "model/event/eventjson.h"
#include "model/replay/recipefile.h"

#include <QJsonValue>

#include <unordered_map>
#include <unordered_set>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr auto EditedOption = "edited"_L1, TwinsOption = "unselected_twins"_L1;

quint64 meanBytesOf(const DeadSet &set) { return set.size() > 0 ? set.bytes() / set.size() : 1024; }

TargetFamily familyOf(const JobSpec &spec) { return spec.sourceIsQueue ? TargetFamily::Amqp : TargetFamily::Log; }

Preparer preparerOf(const QString &job, const JobSpec &spec, std::span<const FrozenEvent> frozen,
                    std::span<const int> replays, EditEvent edit, TargetFamily target)
{
    std::vector<Preparer::Frozen> events;
    events.reserve(frozen.size());
    for (std::size_t n = 0; n < frozen.size(); ++n)
        events.push_back({frozen[n].id, replays[n]});
    return Preparer(Routes(spec.target, familyOf(spec), target, spec.channel), spec.channel, job,
                    RunOptions::fromJson(spec.options), std::move(edit), std::move(events));
}

// What is pending here another job may have sent meanwhile: the same rules as when it was planned.
Result<void> leaveToOthers(Journal &journal, const Job &job, std::span<const std::string> identities,
                           const JobWords &words)
{
    const auto states = journal.states(job.id);
    if (!states)
        return states.error();
    std::vector<quint64> pending;
    std::vector<std::string> asked;
    for (quint64 n = 0; n < states->size(); ++n) {
        if ((*states)[n] != EventState::Pending)
            continue;
        pending.push_back(n);
        asked.push_back(identities[n]);
    }
    const auto known = journal.replaysBefore(asked, !job.spec.sourceIsQueue, job.id);
    if (!known)
        return known.error();
    const int most = RunOptions::fromJson(job.spec.options).maxReplays;
    std::vector<Deviation> left;
    for (std::size_t i = 0; i < pending.size(); ++i) {
        if (known->times[i] >= most)
            left.push_back({pending[i], EventState::Skipped, words.replayedBefore, false});
        else if (known->unknown[i] >= 0)
            left.push_back({pending[i], EventState::Unknown,
                            words.sentence(makeError(ErrorCode::PossiblyPersisted,
                                                     {QString(), known->jobs[std::size_t(known->unknown[i])].id})),
                            false});
    }
    return left.empty() ? Result<void>() : journal.note(job.id, left);
}

// What is sent by a job that goes on: the same as before, without what others sent meanwhile.
Result<ReplayRun::Prepare> preparedAsBefore(Journal &journal, const Job &job, std::span<const FrozenEvent> events,
                                            TargetFamily target, const JobWords &words)
{
    auto edit = editOfJob(job.spec);
    if (!edit)
        return edit.error();
    std::vector<std::string> identities;
    for (const FrozenEvent &e : events)
        identities.push_back(e.identity);
    const auto replays = journal.replayedBefore(identities, !job.spec.sourceIsQueue);
    if (!replays)
        return replays.error();
    if (auto left = leaveToOthers(journal, job, identities, words); !left)
        return left.error();
    return ReplayRun::Prepare(preparerOf(job.id, job.spec, events, *replays, std::move(*edit), target));
}

// For an archive: as they are, with where they were.
ReplayRun::Prepare wholeEvents(const QString &channel)
{
    return [channel = channel.toStdString()](quint64, const EventView &event, Prepared &to) {
        to.own = std::make_unique<Event>(event);
        to.own->channel = channel;
        return Result<void>();
    };
}
} // namespace

Result<EditEvent> editOfRecipe(const QString &text)
{
    if (text.isEmpty())
        return EditEvent();
    auto recipe = readRecipe(text.toStdString());
    if (!recipe)
        return recipe.error();
    auto compiled = Recipe::compile(std::move(*recipe));
    if (!compiled)
        return compiled.error();
    return EditEvent([recipe = std::move(*compiled)](const EventView &event) -> Result<EditedEvent> {
        auto done = recipe->apply(event);
        if (!done)
            return done.error();
        return EditedEvent{done->applies ? std::move(done->event) : Event(event), std::move(done->changes)};
    });
}

void setEdited(JobSpec &spec, const Event &edited)
{
    JsonWriter json;
    writeEventJson(json, edited.view(), false);
    spec.options.insert(EditedOption, QString::fromStdString(json.text()));
}

void setUnselectedTwins(JobSpec &spec, const DeadSet &set, std::span<const std::size_t> selection)
{
    if (!set.isQueue() || selection.size() >= set.size())
        return;
    std::vector<bool> chosen(set.size());
    std::unordered_set<std::string> hashes;
    for (const std::size_t i : selection) {
        chosen[i] = true;
        hashes.insert(set.hash(i));
    }
    std::map<std::string, int> twins;
    for (std::size_t i = 0; i < set.size(); ++i) {
        if (!chosen[i] && hashes.contains(set.hash(i)))
            ++twins[set.hash(i)];
    }
    QJsonObject json;
    for (const auto &[hash, count] : twins)
        json.insert(QString::fromLatin1(QByteArray::fromStdString(hash).toHex()), count);
    if (!json.isEmpty())
        spec.options.insert(TwinsOption, json);
}

std::map<std::string, int> unselectedTwins(const QJsonObject &options)
{
    std::map<std::string, int> twins;
    const QJsonObject json = options.value(TwinsOption).toObject();
    for (auto it = json.begin(); it != json.end(); ++it)
        twins.emplace(QByteArray::fromHex(it.key().toLatin1()).toStdString(), it->toInt());
    return twins;
}

Result<EditEvent> editOfJob(const JobSpec &spec)
{
    const QJsonValue edited = spec.options.value(EditedOption);
    if (!edited.isString())
        return editOfRecipe(spec.recipe);
    EventImporter importer;
    auto event = importer.read(edited.toString().toStdString());
    if (!event)
        return event.error();
    return EditEvent([event = std::make_shared<const Event>(std::move(*event))](const EventView &original) {
        EditedEvent out;
        out.event = Event(original); // where it was, and when
        out.event.key = event->key;
        out.event.value = event->value;
        out.event.fields = event->fields;
        return Result<EditedEvent>(std::move(out));
    });
}

Result<QString> createJob(Journal &journal, const JobSpec &spec, std::span<const FrozenEvent> frozen, const Plan &plan,
                          const JobWords &words)
{
    Journal::Beginning beginning;
    std::map<QString, std::vector<quint64>> targets;
    for (quint64 n = 0; n < plan.events.size(); ++n) {
        const PlannedEvent &e = plan.events[n];
        if (e.refused)
            beginning.left.push_back({n, EventState::Failed, words.sentence(*e.refused), false});
        else if (e.skipped)
            beginning.left.push_back({n, EventState::Skipped, words.replayedBefore, false});
        else
            targets[e.target.channel].push_back(n);
    }
    beginning.targets.assign(targets.begin(), targets.end());
    return journal.create(spec, frozen, beginning);
}

JobParts partsOfPlan(const QString &job, const JobSpec &spec, std::span<const FrozenEvent> frozen,
                     std::span<const int> replays, EditEvent edit, std::shared_ptr<const DeadSet> set,
                     std::vector<std::size_t> selection, TargetFamily target)
{
    JobParts parts;
    parts.prepare = preparerOf(job, spec, frozen, replays, std::move(edit), target);
    parts.meanBytes = meanBytesOf(*set);
    parts.fetch = [set = std::move(set), selection = std::move(selection)](quint64 n) {
        return std::optional(set->event(selection[n]));
    };
    return parts;
}

JobParts partsOfDiscard(std::shared_ptr<const DeadSet> set, std::vector<std::size_t> selection)
{
    JobParts parts;
    parts.meanBytes = meanBytesOf(*set);
    parts.prepare = wholeEvents(set->channel());
    parts.fetch = [set = std::move(set), selection = std::move(selection)](quint64 n) {
        return std::optional(set->event(selection[n]));
    };
    return parts;
}

Result<JobParts> partsOfResume(Journal &journal, const Job &job, Connector &source, TargetFamily target,
                               const JobWords &words, const Cancel &cancel)
{
    if (job.state == JobState::Running)
        return makeError(ErrorCode::BadArgument, {u"job"_s, job.id}, u"it is running"_s);
    auto events = journal.events(job.id);
    if (!events)
        return events.error();
    auto prepare = job.spec.kind == JobSpec::Kind::Discard ? Result<ReplayRun::Prepare>(wholeEvents(job.spec.channel))
                                                           : preparedAsBefore(journal, job, *events, target, words);
    if (!prepare)
        return prepare.error();
    JobParts parts;
    parts.prepare = std::move(*prepare);
    const RunOptions options = RunOptions::fromJson(job.spec.options);
    if (job.spec.takesOut())
        return parts;
    DeadSet::Options read;
    read.lostAfter = options.patience;
    auto set = DeadSet::read(source, ChannelAddress::parse(job.spec.channel), read, Cancel{cancel.token});
    if (!set)
        return set.error();
    std::unordered_map<std::string_view, std::size_t> byId;
    for (std::size_t i = 0; i < (*set)->size(); ++i)
        byId.emplace((*set)->id(i), i);
    std::unordered_map<quint64, std::size_t> places; // of events that are still there
    for (quint64 n = 0; n < events->size(); ++n) {
        const auto at = byId.find((*events)[n].id);
        if (at != byId.end() && (*set)->hash(at->second) == (*events)[n].hash)
            places.emplace(n, at->second);
    }
    parts.meanBytes = meanBytesOf(**set);
    parts.fetch = [set = std::move(*set), places = std::move(places)](quint64 n) -> std::optional<EventView> {
        const auto at = places.find(n);
        return at == places.end() ? std::nullopt : std::optional(set->event(at->second));
    };
    return parts;
}

} // namespace flowbench
