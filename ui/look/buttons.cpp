// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/buttons.h"

#include "ui/look/icon.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"

namespace flowbench {

QPushButton *makeButton(const QString &objectName, const QString &text, ButtonKind kind, QWidget *parent,
                        const QString &accessibleName)
{
    auto *button = new QPushButton(text, parent);
    setNames(button, objectName, accessibleName.isEmpty() ? QString(text).remove(u'&') : accessibleName);
    button->setAutoDefault(false);
    button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    switch (kind) {
    case ButtonKind::Plain:
        break;
    case ButtonKind::Primary:
        button->setProperty(property::Primary, true);
        break;
    case ButtonKind::Flat:
        button->setProperty(property::Flat, true);
        break;
    case ButtonKind::Danger:
        button->setProperty(property::Danger, true);
        break;
    }
    return button;
}

void setButtonText(QPushButton *button, const QString &text)
{
    button->setText(text);
    button->setAccessibleDescription(QString(text).remove(u'&'));
}

void setDisabledReason(QWidget *widget, const QString &reason)
{
    widget->setEnabled(reason.isEmpty());
    widget->setToolTip(escapedToolTip(reason));
    widget->setAccessibleDescription(reason);
}

QToolButton *makeIconButton(const QString &objectName, const QString &iconName, const QString &accessibleName,
                            QWidget *parent)
{
    auto *button = new QToolButton(parent);
    setNames(button, objectName, accessibleName);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setIcon(icon(iconName));
    button->setIconSize(QSize(16, 16));
    button->setToolTip(escapedToolTip(accessibleName));
    return button;
}

} // namespace flowbench
