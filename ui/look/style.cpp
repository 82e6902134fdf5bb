// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/style.h"

#include "ui/look/fonts.h"
#include "ui/look/icon.h"
#include "ui/look/stylepaint.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QCalendarWidget>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QTabBar>
#include <QToolButton>

namespace flowbench {

namespace {

using namespace Qt::StringLiterals;

// The common style would ask itself for the label's rectangle, not us.
void paintHeader(const Style &style, const QStyleOption *option, QPainter *painter, const QWidget *widget)
{
    const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
    if (!header)
        return;
    style.drawControl(QStyle::CE_HeaderSection, header, painter, widget);
    QStyleOptionHeader part = *header;
    part.rect = style.subElementRect(QStyle::SE_HeaderLabel, header, widget);
    style.drawControl(QStyle::CE_HeaderLabel, &part, painter, widget);
    if (header->sortIndicator == QStyleOptionHeader::None)
        return;
    part.rect = style.subElementRect(QStyle::SE_HeaderArrow, header, widget);
    style.drawPrimitive(QStyle::PE_IndicatorHeaderArrow, &part, painter, widget);
}

QFont headerFont()
{
    QFont font = smallFont();
    font.setWeight(QFont::DemiBold);
    return font;
}

// Qt paints weekends in red, which means an error here.
void calmWeekends(QCalendarWidget *calendar)
{
    calendar->setWeekdayTextFormat(Qt::Saturday, {});
    calendar->setWeekdayTextFormat(Qt::Sunday, {});
}

bool isCard(const QWidget *widget) { return widget && widget->property(property::Card).toBool(); }

void paintFrame(const QStyleOption *option, QPainter *painter, const QWidget *widget)
{
    const Theme &theme = themeOf(option->palette);
    if (isCard(widget)) {
        stylepaint::box(painter, option->rect, measure::CardRadius, theme.surface, theme.border);
        return;
    }
    if (qobject_cast<const QAbstractItemView *>(widget))
        return;
    const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
    if (frame && frame->lineWidth <= 0)
        return;
    const bool focused = option->state & QStyle::State_HasFocus;
    stylepaint::box(painter, option->rect, 4, {}, focused ? theme.accent : theme.border);
}

void paintLineEdit(const QStyleOption *option, QPainter *painter, const QWidget *widget)
{
    const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
    if (frame && frame->lineWidth > 0)
        stylepaint::field(painter, option->rect, option, themeOf(option->palette),
                          widget && widget->property(property::Sunken).toBool());
}

void paintFocus(const QStyleOption *option, QPainter *painter, const QWidget *widget)
{
    // These show it on their own.
    if (qobject_cast<const QPushButton *>(widget) || qobject_cast<const QToolButton *>(widget) ||
        qobject_cast<const QTabBar *>(widget) || qobject_cast<const QAbstractItemView *>(widget))
        return;
    stylepaint::box(painter, option->rect.adjusted(-1, 0, 1, 0), 4, {}, themeOf(option->palette).accent);
}

void paintToolButton(const Style &style, const QStyleOptionToolButton *option, QPainter *painter, const QWidget *widget)
{
    const bool flat = option->state & QStyle::State_AutoRaise;
    stylepaint::toolButtonPanel(option, painter, flat);
    QStyleOptionToolButton label = *option;
    const bool hasArrow =
        option->features & (QStyleOptionToolButton::HasMenu | QStyleOptionToolButton::MenuButtonPopup);
    const QRect arrow =
        QStyle::visualRect(option->direction, option->rect,
                           QRect(option->rect.right() - 17, option->rect.top(), 16, option->rect.height()));
    const Theme &theme = themeOf(option->palette);
    const bool enabled = option->state & QStyle::State_Enabled;
    if (hasArrow && option->toolButtonStyle != Qt::ToolButtonIconOnly) {
        label.rect.adjust(option->direction == Qt::LeftToRight ? 0 : 14, 0,
                          option->direction == Qt::LeftToRight ? -14 : 0, 0);
        stylepaint::chevron(painter, arrow, Qt::DownArrow, theme.muted);
    }
    const bool checked = option->state & QStyle::State_On;
    if (enabled)
        label.palette.setColor(QPalette::ButtonText, checked ? theme.accent : flat ? theme.muted : theme.text);
    label.state &= ~QStyle::State_Sunken; // no shift
    label.font = stylepaint::medium(option->font);
    style.drawControl(QStyle::CE_ToolButtonLabel, &label, painter, widget);
}

} // namespace

Style::Style() : QProxyStyle(u"Fusion"_s) {}

void Style::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QTabBar *>(widget) ||
        qobject_cast<QComboBox *>(widget) || qobject_cast<QAbstractSpinBox *>(widget) ||
        qobject_cast<QScrollBar *>(widget) || widget->inherits("QSplitterHandle"))
        widget->setAttribute(Qt::WA_Hover);
    if (auto *calendar = qobject_cast<QCalendarWidget *>(widget))
        calmWeekends(calendar);
    if (auto *header = qobject_cast<QHeaderView *>(widget))
        header->setFont(headerFont());
    // The list of a combo box comes with a delegate that asks no style.
    if (widget->inherits("QComboBoxListView"))
        static_cast<QAbstractItemView *>(widget)->setItemDelegate(new QStyledItemDelegate(widget));
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                          const QWidget *widget) const
{
    switch (element) {
    case PE_PanelLineEdit:
        paintLineEdit(option, painter, widget);
        return;
    case PE_FrameLineEdit:
        return;
    case PE_PanelButtonCommand:
        stylepaint::buttonPanel(option, painter, widget);
        return;
    case PE_PanelButtonTool:
        stylepaint::toolButtonPanel(option, painter, option->state & State_AutoRaise);
        return;
    case PE_FrameButtonTool:
    case PE_FrameDefaultButton:
    case PE_FrameTabWidget:
    case PE_FrameStatusBarItem:
    case PE_FrameWindow:
        return;
    case PE_Frame:
        paintFrame(option, painter, widget);
        return;
    case PE_FrameGroupBox:
        stylepaint::box(painter, option->rect, measure::CardRadius, {}, themeOf(option->palette).border);
        return;
    case PE_FrameFocusRect:
        paintFocus(option, painter, widget);
        return;
    case PE_FrameTabBarBase:
        painter->fillRect(option->rect.left(), option->rect.top() - 1, option->rect.width(), 1,
                          themeOf(option->palette).border);
        return;
    case PE_PanelItemViewItem:
    case PE_PanelItemViewRow:
        if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option)) {
            stylepaint::itemBackground(item, painter, widget, element == PE_PanelItemViewRow);
            return;
        }
        break;
    case PE_IndicatorBranch:
        stylepaint::branch(option, painter);
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        stylepaint::checkBox(option, painter, false);
        return;
    case PE_IndicatorRadioButton:
        stylepaint::checkBox(option, painter, true);
        return;
    case PE_IndicatorHeaderArrow:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option))
            stylepaint::chevron(painter, option->rect,
                                header->sortIndicator == QStyleOptionHeader::SortUp ? Qt::UpArrow : Qt::DownArrow,
                                themeOf(option->palette).muted);
        return;
    case PE_IndicatorArrowDown:
    case PE_IndicatorArrowUp:
    case PE_IndicatorArrowLeft:
    case PE_IndicatorArrowRight: {
        const Qt::ArrowType arrow = element == PE_IndicatorArrowDown   ? Qt::DownArrow
                                    : element == PE_IndicatorArrowUp   ? Qt::UpArrow
                                    : element == PE_IndicatorArrowLeft ? Qt::LeftArrow
                                                                       : Qt::RightArrow;
        stylepaint::chevron(painter, option->rect, arrow, themeOf(option->palette).muted);
        return;
    }
    case PE_PanelMenu:
    case PE_FrameMenu:
    case PE_PanelTipLabel:
        stylepaint::menuPanel(option, painter);
        return;
    case PE_PanelScrollAreaCorner:
        painter->fillRect(option->rect, option->palette.brush(QPalette::Base));
        return;
    default:
        break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void Style::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                        const QWidget *widget) const
{
    switch (element) {
    case CE_PushButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            stylepaint::buttonLabel(button, painter, widget);
            return;
        }
        break;
    case CE_PushButtonBevel:
        drawPrimitive(PE_PanelButtonCommand, option, painter, widget);
        return;
    case CE_Header:
        paintHeader(*this, option, painter, widget);
        return;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        stylepaint::headerSection(option, painter);
        return;
    case CE_HeaderLabel:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option)) {
            const QStyleOptionHeader muted = stylepaint::headerLabel(header);
            QProxyStyle::drawControl(element, &muted, painter, widget);
            return;
        }
        break;
    case CE_Splitter:
        stylepaint::splitter(option, painter);
        return;
    case CE_ShapedFrame:
        if (isCard(widget)) {
            paintFrame(option, painter, widget);
            return;
        }
        break;
    case CE_TabBarTabShape:
    case CE_TabBarTabLabel:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option)) {
            if (element == CE_TabBarTabShape)
                stylepaint::tabShape(tab, painter);
            else
                stylepaint::tabLabel(tab, painter, widget);
            return;
        }
        break;
    case CE_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            stylepaint::menuItem(item, painter, widget);
            return;
        }
        break;
    case CE_MenuBarItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            stylepaint::menuBarItem(item, painter);
            return;
        }
        break;
    case CE_MenuEmptyArea:
        return;
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, themeOf(option->palette).surface);
        return;
    case CE_ProgressBarGroove:
        stylepaint::progressGroove(option, painter);
        return;
    case CE_ProgressBarContents:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option)) {
            stylepaint::progressContents(bar, painter);
            return;
        }
        break;
    case CE_ProgressBarLabel:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option)) {
            painter->setPen(themeOf(option->palette).text);
            painter->drawText(option->rect, Qt::AlignCenter | Qt::TextSingleLine, bar->text);
            return;
        }
        break;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                               const QWidget *widget) const
{
    if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option); bar && control == CC_ScrollBar)
        return stylepaint::scrollBar(bar, painter);
    if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
        button && control == CC_ToolButton)
        return paintToolButton(*this, button, painter, widget);
    if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option); combo && control == CC_ComboBox)
        return stylepaint::comboBox(combo, painter);
    if (const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option); spin && control == CC_SpinBox)
        return stylepaint::spinBox(spin, painter);
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

} // namespace flowbench
