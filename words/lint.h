// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/deadletter/setup.h"

#include <QString>

namespace flowbench::words {

// What is wrong with the way of dead letters, as a sentence.
QString lintSentence(const DeadLetterLint &lint);

} // namespace flowbench::words
