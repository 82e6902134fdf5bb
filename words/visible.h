// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace flowbench {

/// What becomes of line feeds: Show makes them pictures (␊) for a single line, Keep leaves line feeds and tabs alone.
enum class Lines { Show, Keep };

/// Text from outside with nothing hidden in it: control characters as their pictures (NUL is U+2400), bidirectional
/// controls, zero-width and other invisible characters and lone surrogates as tokens like ⟨U+202E⟩.
/// Says nothing about markup: that is the label's part. Any thread.
QString visibleText(QStringView text, Lines lines = Lines::Show);

} // namespace flowbench
