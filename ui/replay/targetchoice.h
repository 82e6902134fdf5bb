// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/guard.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace flowbench {

/// An open connection that events may be sent to.
struct TargetChoice
{
    QString connection; ///< id
    QString name;
    Environment environment = Environment::None;
    QStringList channels; ///< as ChannelInfo::name
};
using TargetChoices = std::vector<TargetChoice>;

} // namespace flowbench
