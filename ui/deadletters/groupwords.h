// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/deadletter/groups.h"

#include <QString>

#include <vector>

namespace flowbench {

/// "PaymentDeclined", "x-death: expired"; of events that tell nothing: says so.
QString groupTitle(const FailureGroup &group);
/// "card_declined for order #", where '#' stands for what differs; else where they come from.
QString groupDetail(const FailureGroup &group);
/// Last part of a class's name: "com.shop.PaymentDeclined" is "PaymentDeclined".
QString shortException(const std::string &exception);
/// Bytes of an event as a text of one line.
QString hostileText(const std::string &bytes, qsizetype most = 400);
struct GroupLines
{
    std::vector<std::vector<float>> lines; ///< of each group, all as long; empty ones: no death has a time
    qint64 startMs = 0, stepMs = 1;        ///< Unix time of the first value, and between two
};
/// Deaths per bucket up to the last bucket that any of the groups uses, over a minute at least: what died in one second
/// is a step at the end of a line, not a dot.
GroupLines groupLines(const std::vector<FailureGroup> &groups, qint64 growthStart, qint64 growthStepMs);

} // namespace flowbench
