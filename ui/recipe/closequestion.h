// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace flowbench {

/// Asks before edits of a dialog are dropped; `drop` is called where the person wants that. Returns at once.
void askBeforeClosing(QWidget *dialog, const QString &question, std::function<void()> drop);

} // namespace flowbench
