// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"

namespace flowbench::cli {

// What changes a broker asks first: --yes, or a person at a terminal who types yes; a "yes" that comes through a pipe
// is none. False: refused, and it was said; the command ends with exit code 4.
bool consented(const Context &context, const QString &question);
// Before anything is read: false where nobody could be asked; it was said.
bool consentPossible(const Context &context);

} // namespace flowbench::cli
