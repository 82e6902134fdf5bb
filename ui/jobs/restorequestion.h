// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/journal.h"

#include <functional>

class QWidget;

namespace flowbench {

/// Asks before what a discard took away is put back. Answers only when the person wants it.
void askRestore(QWidget *parent, const Job &discard, std::function<void()> then);

} // namespace flowbench
