// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>

namespace flowbench {

// First thing in main(): the arguments byte by byte as they were, and every password that stands in a URL among them
// blanked in the process list at once.
QByteArrayList takeArguments(int argc, char **argv);

// No core dump may hold a password.
void forbidCoreDumps();

} // namespace flowbench
