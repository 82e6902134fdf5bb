// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "model/items/eventwindowmodel.h"

#include <QString>

#include <vector>

namespace flowbench {

/// Events as text for the clipboard. GUI thread; nothing of it is rich text.
namespace eventcopy {

/// One row's shown columns, divided by tabs.
QString textLine(const EventWindowModel &events, qint64 index, const std::vector<EventColumn> &columns);
/// The event object of the command line, one line.
QString jsonLine(const EventView &event);
/// The command that prints it again: `flowbench-cli scan CONN CHANNEL --partition P --from N --limit 1`. Where the
/// broker numbers nothing (a queue), the one that reads its channel.
QString commandLine(const QString &connection, const EventView &event);
/// A word as a POSIX shell reads it back, quoted where needed.
QString shellWord(const QString &word);

} // namespace eventcopy

} // namespace flowbench
