// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/desk.h"

#include <functional>

class QWidget;

namespace flowbench {

/// Asks before a job goes on, where some of its events may have arrived: leave them, or send them again. Answers only
/// when the person goes on; at once where nothing is unknown.
void askResume(QWidget *parent, const Job &job, std::function<void(ReplayRun::Unknown)> then);

} // namespace flowbench
