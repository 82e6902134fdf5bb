// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>

class QWidget;

namespace flowbench {

/// Sizes at the desktop's usual font, in pixels. All three grow with the desktop's.
inline constexpr int SmallPixels = 11;
inline constexpr int NormalPixels = 13;
inline constexpr int NumberPixels = 23;

/// The desktop's interface font at its size; Inter at 13 px where the desktop says nothing. Ask once, before
/// QApplication::setFont() (Look does).
QFont interfaceFont();

/// Sizes of the application's font: secondary text, and the one number of a card.
QFont smallFont();
QFont numberFont();
/// Weight 600, normal size: titles of cards, names of connections.
QFont titleFont();

/// Payloads, keys, offsets, times: JetBrains Mono if present, else the system's, at 12 px (11 when small).
/// Without ligatures: `==` is two characters.
QFont fixedFont();
QFont smallFixedFont();

/// The fixed font by point size, as QScintilla needs it (a pixel size makes its text microscopic).
QFont editorFont(const QWidget *widget);

} // namespace flowbench
