// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/look/theme.h"

class QPainter;
class QRectF;

namespace flowbench {

/// The eight soft tints of colour rules. Each has a mark of its own shape as well, so that rules are told apart without
/// seeing colours.
inline constexpr int RowTintCount = 8;
QString rowTintName(int tint); ///< "Red", translated
QColor rowTintFill(const Theme &theme, int tint);
QColor rowTintInk(const Theme &theme, int tint);
/// Its mark, as large as the rectangle.
void paintRowMark(QPainter &painter, const QRectF &rect, const Theme &theme, int tint);

} // namespace flowbench
