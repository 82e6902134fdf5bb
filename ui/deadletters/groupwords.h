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
/// Deaths per bucket up to the last bucket that any of the groups uses.
std::vector<std::vector<float>> groupLines(const std::vector<FailureGroup> &groups);

} // namespace flowbench
