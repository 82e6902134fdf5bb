// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/look/theme.h"

#include <QIcon>

class QPainter;

namespace flowbench {

/// An outline icon of resources/icons/actions by its name ("pause", "dead-letters"), in the colours of the present
/// palette: muted text, accent when On, faint when disabled. Sharp at any scale, recoloured with the theme.
/// An unknown name gives a null icon. iconNames() lists all.
QIcon icon(const QString &name);
/// The same, always in one meaning's colour (Warning, Error...).
QIcon icon(const QString &name, Tint tint);
QStringList iconNames();

/// Paints one icon for delegates and own widgets; `rect` in logical pixels.
void paintIcon(QPainter &painter, const QRectF &rect, const QString &name, const QColor &colour);

} // namespace flowbench
