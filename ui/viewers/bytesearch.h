// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <stop_token>

namespace flowbench {

// Finds a needle in bytes, ASCII letters in any case, other bytes exactly. Any thread.
// Forward: the first occurrence at or after `from`; backward: the last one that starts before `from`. Goes on from the
// other end when there is none; -1 when there is none at all or `stop` was requested.
qsizetype findBytes(const QByteArray &bytes, const QByteArray &needle, qsizetype from, bool backward,
                    const std::stop_token &stop = {});

} // namespace flowbench
