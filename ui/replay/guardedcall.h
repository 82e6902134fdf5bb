// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"

#include <QString>

#include <functional>

class QObject;

namespace flowbench {

/// Asks a person to unlock a connection for `what`; answers whether it was.
using ReplayUnlock =
    std::function<void(const QString &connectionId, const QString &what, std::function<void(bool)> then)>;

/// Something that a guard may refuse.
struct GuardedCall
{
    std::function<void(std::function<void(Result<QString>)> answer)> act;
    std::function<QString(const Error &)> connectionOf; ///< The id of the connection whose guard refused.
    QString what;
    ReplayUnlock unlock; ///< May be empty.
};

/// Does it; where a production connection is locked it is asked for and tried again. A person who does not unlock makes
/// it Cancelled. `done` is dropped with `context`. GUI thread.
void runGuarded(QObject *context, GuardedCall call, std::function<void(Result<QString>)> done);

} // namespace flowbench
