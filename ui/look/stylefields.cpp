// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/style.h"
#include "ui/look/stylepaint.h"

namespace flowbench::stylepaint {

namespace {

constexpr int ArrowWidth = 24;

QColor arrowColour(const QStyleOption *option)
{
    const bool enabled = option->state & QStyle::State_Enabled;
    return option->palette.color(enabled ? QPalette::Active : QPalette::Disabled, QPalette::PlaceholderText);
}

} // namespace

void comboBox(const QStyleOptionComboBox *option, QPainter *painter)
{
    const Theme &theme = themeOf(option->palette);
    if (option->frame)
        field(painter, option->rect, option, theme);
    if (option->subControls & QStyle::SC_ComboBoxArrow)
        chevron(painter, comboPart(option, QStyle::SC_ComboBoxArrow), Qt::DownArrow, arrowColour(option));
}

QRect comboPart(const QStyleOptionComboBox *option, QStyle::SubControl part)
{
    const QRect inner = option->frame ? fieldBox(option->rect) : option->rect;
    QRect rect;
    switch (part) {
    case QStyle::SC_ComboBoxFrame:
        return option->rect;
    // The popup's list: as wide as the box, below it.
    case QStyle::SC_ComboBoxListBoxPopup:
        return inner;
    case QStyle::SC_ComboBoxArrow:
        rect = QRect(inner.right() + 1 - ArrowWidth, inner.top(), ArrowWidth, inner.height());
        break;
    default:
        rect = inner.adjusted(option->editable ? 6 : 8, 1, -ArrowWidth, -1);
        break;
    }
    return QStyle::visualRect(option->direction, option->rect, rect);
}

void spinBox(const QStyleOptionSpinBox *option, QPainter *painter)
{
    const Theme &theme = themeOf(option->palette);
    if (option->frame)
        field(painter, option->rect, option, theme);
    if (option->buttonSymbols == QAbstractSpinBox::NoButtons)
        return;
    const bool enabled = option->state & QStyle::State_Enabled;
    const auto paintStep = [&](QStyle::SubControl part, QAbstractSpinBox::StepEnabledFlag flag, Qt::ArrowType arrow) {
        const bool able = enabled && (option->stepEnabled & flag);
        const bool hovered = able && option->activeSubControls == part;
        const QColor faint = option->palette.color(QPalette::Disabled, QPalette::ButtonText);
        chevron(painter, spinPart(option, part), arrow, !able ? faint : hovered ? theme.accent : theme.muted);
    };
    paintStep(QStyle::SC_SpinBoxUp, QAbstractSpinBox::StepUpEnabled, Qt::UpArrow);
    paintStep(QStyle::SC_SpinBoxDown, QAbstractSpinBox::StepDownEnabled, Qt::DownArrow);
}

QRect spinPart(const QStyleOptionSpinBox *option, QStyle::SubControl part)
{
    const QRect inner = option->frame ? fieldBox(option->rect) : option->rect;
    const bool hasButtons = option->buttonSymbols != QAbstractSpinBox::NoButtons;
    const int half = inner.height() / 2;
    QRect rect;
    switch (part) {
    case QStyle::SC_SpinBoxFrame:
        return option->rect;
    case QStyle::SC_SpinBoxUp:
        if (!hasButtons)
            return {};
        rect = QRect(inner.right() + 1 - ArrowWidth, inner.top() + 1, ArrowWidth, half - 1);
        break;
    case QStyle::SC_SpinBoxDown:
        if (!hasButtons)
            return {};
        rect = QRect(inner.right() + 1 - ArrowWidth, inner.top() + half, ArrowWidth, half - 1);
        break;
    default:
        rect = inner.adjusted(6, 1, hasButtons ? -ArrowWidth : -6, -1);
        break;
    }
    return QStyle::visualRect(option->direction, option->rect, rect);
}

QRect groupPart(const QStyleOptionGroupBox *option, QStyle::SubControl part)
{
    // The title above the frame, in line with its left edge.
    constexpr int Side = 16;
    const bool hasTitle = !option->text.isEmpty();
    const bool checkable = option->subControls & QStyle::SC_GroupBoxCheckBox;
    const int height = hasTitle || checkable ? std::max(option->fontMetrics.height(), checkable ? Side : 0) : 0;
    const QRect frame = option->rect.adjusted(0, height ? height + 6 : 0, 0, 0);
    QRect rect;
    switch (part) {
    case QStyle::SC_GroupBoxFrame:
        return frame;
    case QStyle::SC_GroupBoxContents:
        return frame.adjusted(1, 1, -1, -1);
    case QStyle::SC_GroupBoxCheckBox:
        rect = QRect(option->rect.left(), option->rect.top() + (height - Side) / 2, Side, Side);
        break;
    case QStyle::SC_GroupBoxLabel: {
        const int shift = checkable ? Side + 8 : 1;
        rect = QRect(option->rect.left() + shift, option->rect.top(), option->rect.width() - shift, height);
        break;
    }
    default:
        return option->rect;
    }
    return QStyle::visualRect(option->direction, option->rect, rect);
}

} // namespace flowbench::stylepaint
