// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/names.h"

#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QWidget>

namespace flowbench {

namespace {

using namespace Qt::StringLiterals;

// Qt makes these itself and speaks for them through their parent.
bool isInner(const QWidget *widget)
{
    if (widget->objectName().startsWith("qt_"_L1))
        return true;
    const QWidget *parent = widget->parentWidget();
    return qobject_cast<const QAbstractSpinBox *>(parent) || qobject_cast<const QComboBox *>(parent);
}

bool isNameless(const QWidget *widget)
{
    return widget->focusPolicy() != Qt::NoFocus && !isInner(widget) &&
           (widget->accessibleName().isEmpty() || widget->objectName().isEmpty());
}

QString described(const QWidget *widget)
{
    return QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName();
}

} // namespace

void setNames(QWidget *widget, const QString &objectName, const QString &accessibleName)
{
    widget->setObjectName(objectName);
    widget->setAccessibleName(accessibleName);
}

QStringList namelessWidgets(const QWidget *root)
{
    QStringList found;
    if (isNameless(root))
        found << described(root);
    for (const QWidget *widget : root->findChildren<QWidget *>()) {
        if (isNameless(widget))
            found << described(widget);
    }
    return found;
}

} // namespace flowbench
