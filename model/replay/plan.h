// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/deadset.h"
#include "model/replay/journal.h"
#include "model/replay/options.h"
#include "model/replay/outgoing.h"
#include "model/replay/reach.h"
#include "model/replay/recipe.h"
#include "model/schema/schemacheck.h"

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace flowbench {

// Edits one event, or says why not.
struct EditedEvent
{
    Event event;
    std::vector<RecipeChange> changes;
};
using EditEvent = std::function<Result<EditedEvent>(const EventView &)>;

// Makes what is sent of what was frozen: the same for a first run and for a resumed one. Any one thread.
class Preparer
{
public:
    struct Frozen
    {
        std::string id;
        int replays = 0; // how often it was replayed before
    };
    Preparer(Routes routes, const QString &channel, const QString &job, RunOptions options, EditEvent edit,
             std::vector<Frozen> events);
    Result<void> operator()(quint64 number, const EventView &event, Prepared &to) const;

private:
    Routes m_routes;
    std::string m_of, m_id; // what own headers begin with
    RunOptions m_options;
    EditEvent m_edit;
    std::vector<Frozen> m_events;
    mutable OutgoingMarks m_marks; // of the last event: their memory is used again
};

// What is asked for: which events of a set, where to, how.
struct ReplayRequest
{
    std::shared_ptr<const DeadSet> set;
    std::vector<std::size_t> selection; // indexes of the set, in the order to be sent
    QString sourceBroker;               // identity, see JobSpec
    QString target;                     // "origin-queue", "origin-exchange", "origin", a channel
    RunOptions options;
    EditEvent edit;                             // null: bodies stay byte for byte
    std::shared_ptr<const SchemaCheck> schemas; // what is sent is checked by these; null: it is not checked
    bool refuseInvalid = false;                 // what does not keep to its schema is not sent
    bool resendUnknown = false;                 // what an earlier job may have sent is sent all the same
    // How many of the events were edited and checked so far; called now and then on the planning thread. May be null.
    std::function<void(quint64 done, quint64 of)> progress;
};

struct PlannedEvent
{
    std::size_t index = 0; // in the set
    ResolvedTarget target;
    std::size_t reaches = 0;           // index in Plan::reaches
    std::vector<RecipeChange> changes; // cut where those of all events before them are large already
    SchemaVerdict verdict;             // of what would be sent, after the edit
    int alreadyReplayed = 0;
    QString unknownIn;            // the earlier job that does not know whether it sent it; empty: none
    QStringList warnings;         // "newer-at-target", "schema-invalid", "unknown-in-job": ids of words
    std::optional<Error> refused; // it will not be sent, and why
    bool skipped = false;         // was replayed as often as allowed
    std::optional<bool> newer;    // whether its key has newer events at the target; absent: not checked
};

struct Plan
{
    std::vector<PlannedEvent> events; // in the order of the selection: their place is their number in the job
    std::vector<QStringList> reaches; // who receives it, distinct lists
    std::map<QString, quint64> targets;
    quint64 refused = 0, skipped = 0;
    quint64 unknownInJob = 0;                       // refused for that, or sent again as asked
    quint64 valid = 0, invalid = 0, notChecked = 0; // verdicts
    std::optional<Coverage> newerLook;              // of the look for newer events; absent: there was none

    quint64 toSend() const { return events.size() - refused - skipped; }
};

// Makes plans: the dry run, and the first step of every run. Reads only. Blocks: on workers.
class Planner
{
public:
    // `target` may be the same connector as the source's. `journal` may be null: nothing is known of earlier replays.
    Planner(ReplayRequest request, TargetFamily source, Connector &target, Journal *journal);

    // An Error: the target broker cannot be asked. What is wrong with single events stands in the plan.
    Result<Plan> plan(const Cancel &cancel);

    // The frozen selection, for the journal.
    std::vector<FrozenEvent> freeze() const;
    // How often each event was replayed before, by number; after plan().
    const std::vector<int> &replays() const { return m_replays; }

    const ReplayRequest &request() const { return m_request; }

private:
    Result<void> countReplays(Plan &plan);
    Result<void> resolve(Plan &plan, const Cancel &cancel);
    void resolve(PlannedEvent &event) const;
    void judge(PlannedEvent &event, const EventView &sent) const;
    void refuseLongNames(PlannedEvent &event, const EventView &sent) const;
    Result<void> checkTargets(Plan &plan, const Cancel &cancel);
    Result<void> lookForNewer(Plan &plan, const Cancel &cancel);
    std::string identityOf(std::size_t index) const;

    ReplayRequest m_request;
    Routes m_routes;
    Connector &m_target;
    Journal *m_journal;
    std::vector<int> m_replays; // by number
};

// Of a connector: queues and exchanges, or logs.
TargetFamily familyOf(Connector &connector);

} // namespace flowbench
