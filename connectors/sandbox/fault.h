// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace flowbench {

class Connector;

// For tests: takes the connection of a sandbox away and gives it back. Other connectors are left alone.
void setSandboxLost(Connector &connector, bool lost);

} // namespace flowbench
