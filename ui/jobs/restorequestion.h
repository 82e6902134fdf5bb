// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/journal.h"
#include "model/replay/restore.h"

#include <functional>
#include <optional>

class QWidget;

namespace flowbench {

/// Asks before what a discard took away is put back, and what becomes of events that may be back already: stay in the
/// archive, or be sent again. `kept`: what the archive says of its events; nothing: it is not known. Answers only when
/// the person wants it.
void askRestore(QWidget *parent, const Job &discard, const std::optional<RestoreJob::Kept> &kept,
                std::function<void(RestoreJob::Unknown)> then);

} // namespace flowbench
