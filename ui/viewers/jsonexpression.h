// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/viewers/jsontree.h"

#include <QString>

namespace flowbench {

// What a value of a JSON body is called in an expression: value.data["order-id"], value.items[2].sku.
QString expressionPath(const JsonNodes &nodes, quint32 node);

// A scalar as a literal of the language: "EUR", 12.50, true, null. Empty for containers and for texts too long to be
// compared with.
QString expressionLiteral(QByteArrayView json);

// Text in double quotes, escaped.
QString expressionString(const QString &text);

} // namespace flowbench
