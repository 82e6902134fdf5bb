// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>
#include <QToolButton>

namespace flowbench {

enum class ButtonKind {
    Plain,
    Primary, ///< Accent. At most one a page.
    Flat,    ///< No border until hovered, muted text.
    Danger,  ///< What cannot be taken back.
};

/// A 28-high push button. objectName is fixed English words ("Replay…"); `text` is translated and, without its
/// count, the accessible name: give `accessibleName` where they differ ("Replay 303 events…" is named "Replay…",
/// the text then becomes the description by setButtonText()).
QPushButton *makeButton(const QString &objectName, const QString &text, ButtonKind kind, QWidget *parent,
                        const QString &accessibleName = {});
/// Changes the words but not the name; the words become the accessible description.
void setButtonText(QPushButton *button, const QString &text);
/// Disables with the reason as tooltip and description; an empty reason enables.
void setDisabledReason(QWidget *widget, const QString &reason);

/// An icon without words: flat, 28 x 28, named, its name as tooltip.
QToolButton *makeIconButton(const QString &objectName, const QString &iconName, const QString &accessibleName,
                            QWidget *parent);

} // namespace flowbench
