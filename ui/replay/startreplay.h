// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/desk.h"
#include "ui/replay/guardedcall.h"
#include "ui/replay/plansummary.h"
#include "ui/replay/replayquestion.h"
#include "ui/replay/targetchoice.h"

namespace flowbench {

/// What the last question before that plan says.
ReplayQuestion::Facts questionFacts(const PlannedJob &job, const PlanSummary &plan, const TargetChoices &targets);

/// Starts it; locked connections, the source's and the target's, are asked for. See runGuarded().
void startReplay(QObject *context, ReplayDesk &desk, const ReplayDesk::Planned &what, const ReplayUnlock &unlock,
                 std::function<void(Result<QString>)> done);

} // namespace flowbench
