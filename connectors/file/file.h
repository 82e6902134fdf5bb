// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/connection.h"

namespace flowbench {

// A capture as a connection: `file:PATH`. Reads only. Every channel in it is a log that can be read from any place, a
// captured queue or exchange too (kind Stream). A tail gives what is there and ends. A capture that somebody is still
// writing is looked at anew with each call.
ConnectorType fileType();

} // namespace flowbench
