// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <string_view>

namespace flowbench::cel {

QString shown(std::string_view text); // a piece of the expression, cut where it is long
const QStringList &beginnings();      // what an expression may begin with

} // namespace flowbench::cel
