// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/deadletter/setup.h"
#include "model/live/port.h"

#include <optional>
#include <vector>

namespace flowbench {

class Journal;

// A dead-letter channel as a broker has it now, and what our journal knows of it.
struct KnownDeadLetters
{
    DeadLetterChannel channel;       // `depth`: what the broker keeps
    std::optional<qint64> open;      // neither replayed nor discarded by our journal; of a queue its depth
    std::optional<qint64> retention; // ms until a dead letter is dropped; absent: not by time
};

// All dead-letter channels of a broker (see deadLetterSetup()). `broker`: as the journal knows it, see
// brokerIdentity(). Blocks.
Result<std::vector<KnownDeadLetters>> findDeadLetters(Connector &connector, Journal &journal, const QString &broker,
                                                      DeadLetterNames names, const Cancel &cancel);

} // namespace flowbench
