// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/desk.h"
#include "ui/replay/guardedcall.h"

#include <functional>

class QWidget;

namespace flowbench {

/// Asks before a job goes on, where some of its events may have arrived: leave them, or send them again. Answers only
/// when the person goes on; at once where nothing is unknown.
void askResume(QWidget *parent, const Job &job, std::function<void(ReplayRun::Unknown)> then);

/// Goes on with it; a production connection that is locked is asked for. A person who does not unlock makes it
/// Cancelled. `done` is dropped with `context`.
void resumeJob(QObject *context, ReplayDesk &desk, const Job &job, ReplayRun::Unknown unknown,
               const ReplayUnlock &unlock, std::function<void(Result<QString>)> done);

} // namespace flowbench
