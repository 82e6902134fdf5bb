// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"

#include <QString>

#include <string>

namespace flowbench::cli {

constexpr qint64 LargestBody = qint64(1) << 30;

// What stands in a file; - is standard input. FileFailed, TooLarge.
Result<std::string> readBody(const QString &path, qint64 limit = LargestBody);

} // namespace flowbench::cli
