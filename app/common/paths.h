// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"

#include <QString>

namespace flowbench {

// XDG_DATA_HOME/flowbench/workspace, unless the person names another folder.
QString defaultWorkspaceFolder();

// XDG_STATE_HOME/flowbench: journal, audit and the like. Made where it is missing, for its owner only (0700).
Result<QString> stateFolder();

} // namespace flowbench
