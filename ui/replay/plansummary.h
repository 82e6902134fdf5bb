// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/desk.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <stop_token>
#include <vector>

namespace flowbench {

/// An event that will not be sent.
struct RefusedEvent
{
    QString id;
    Error why;
};

/// What a plan says, in numbers. Immutable once made.
struct PlanSummary
{
    static constexpr std::size_t MostRefused = 10'000; ///< kept one by one
    static constexpr qsizetype MostNames = 50;

    quint64 selected = 0, toSend = 0, skipped = 0, refused = 0;
    quint64 nowhere = 0;                        ///< refused: they do not say where they belong
    quint64 replayedOnce = 0, replayedMore = 0; ///< before
    quint64 changed = 0;                        ///< events that a recipe changes
    std::optional<RecipeChange> sample;
    quint64 newer = 0, notNewer = 0, newerUnknown = 0; ///< of those to be sent
    quint64 valid = 0, invalid = 0, unchecked = 0;     ///< of those to be sent
    bool newerLooked = false;
    QStringList alsoReached; ///< without the consumer that failed
    quint64 alsoReachedMore = 0;
    bool onlyTarget = true; ///< a queue: nobody else can receive it
    std::vector<std::pair<QString, quint64>> targets;
    QStringList keys; ///< routing keys of exchanges
    quint64 keysMore = 0;
    quint64 exchangeKnown = 0;  ///< refused as they do not say their queue, and they say their exchange
    QStringList exchanges;      ///< those, as ChannelInfo::name; at most MostNames
    quint64 unanswered = 0;     ///< an earlier job may have sent them
    QStringList unansweredJobs; ///< those jobs; at most MostNames
    QString recipeName;
    int recipeVersion = 0;
    std::vector<RefusedEvent> refusedEvents;
};

/// Goes over the whole plan: on a worker. Where it is stopped the answer counts for nothing.
PlanSummary summarise(const PlannedJob &job, const std::stop_token &stop);

} // namespace flowbench
