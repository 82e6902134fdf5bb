// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QWidget;

namespace flowbench {

/// Gives a widget its two names: objectName is fixed and never translated ("Find a channel"), the accessible name
/// is for people, through tr(). Every focusable widget needs both.
void setNames(QWidget *widget, const QString &objectName, const QString &accessibleName);

/// Focusable descendants (and the widget itself) that lack an accessible name or an objectName, as "Class objectName".
/// For tests; Qt's own inner widgets (a scroll area's viewport, a spin box's line edit) are left out.
QStringList namelessWidgets(const QWidget *root);

} // namespace flowbench
