// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/cancel.h"
#include "model/live/port.h"

#include <QString>

#include <optional>

namespace flowbench::cli {

// "500ms", "30s", "5m", "1h", "2d", "1.5" (seconds). At least one millisecond, at most ten years.
std::optional<Milliseconds> parseDuration(const QString &text);

// earliest, latest, an offset, an ISO time (without a zone: local), -15m, group:NAME.
std::optional<Position> parseWhere(const QString &text, qint64 nowMs);

// A whole number from 0 that fits 63 bits; nothing before or behind it.
std::optional<qint64> parseNumber(const QString &text);

} // namespace flowbench::cli
