// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

// Numbers where there is room for five characters only: in the tree, on axes.
namespace flowbench::words {

QString compactCount(qint64 n);        // "0", "512", "1.2k", "25k", "1.8M"
QString compactRate(double perSecond); // "0.4/s", "50/s", "1.2k/s"

} // namespace flowbench::words
