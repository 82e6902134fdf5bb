// SPDX-License-Identifier: GPL-3.0-or-later
// Planted for the layer test: each line is against the rule.
#include "app/cli/main.h"
