// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/icon.h"
#include "ui/look/style.h"
#include "ui/look/stylepaint.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QLineEdit>

namespace flowbench {

using namespace Qt::StringLiterals;

QRect Style::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    switch (element) {
    case SE_HeaderLabel: {
        QRect rect = option->rect.adjusted(9, 0, -9, -1);
        const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
        if (header && header->sortIndicator != QStyleOptionHeader::None)
            rect.adjust(0, 0, -12, 0);
        return visualRect(option->direction, option->rect, rect);
    }
    case SE_HeaderArrow:
        return visualRect(option->direction, option->rect,
                          QRect(option->rect.right() - 18, option->rect.top(), 12, option->rect.height()));
    case SE_ProgressBarGroove:
    case SE_ProgressBarContents:
    case SE_ProgressBarLabel:
        return option->rect;
    case SE_LineEditContents: {
        const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
        if (frame && frame->lineWidth > 0)
            return option->rect.adjusted(10, 4, -10, -4);
        break;
    }
    default:
        break;
    }
    return QProxyStyle::subElementRect(element, option, widget);
}

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                            const QWidget *widget) const
{
    if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option); bar && control == CC_ScrollBar)
        return stylepaint::scrollPart(bar, part);
    if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option); combo && control == CC_ComboBox)
        return stylepaint::comboPart(combo, part);
    if (const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option); spin && control == CC_SpinBox)
        return stylepaint::spinPart(spin, part);
    if (const auto *group = qstyleoption_cast<const QStyleOptionGroupBox *>(option); group && control == CC_GroupBox)
        return stylepaint::groupPart(group, part);
    return QProxyStyle::subControlRect(control, option, part, widget);
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                              const QWidget *widget) const
{
    switch (type) {
    case CT_PushButton: {
        const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
        const bool onlyIcon = button && button->text.isEmpty();
        const bool hasMenu = button && (button->features & QStyleOptionButton::HasMenu);
        const int width = onlyIcon ? measure::Button : size.width() + 26 + (hasMenu ? 14 : 0);
        return {std::max(width, measure::Button), std::max(size.height() + 6, measure::Button)};
    }
    case CT_ToolButton: {
        const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
        const bool onlyIcon = !button || button->toolButtonStyle == Qt::ToolButtonIconOnly || button->text.isEmpty();
        const bool hasMenu = button && (button->features & QStyleOptionToolButton::HasMenu) && !onlyIcon;
        return {std::max(size.width() + (onlyIcon ? 8 : 18) + (hasMenu ? 14 : 0), measure::Button),
                std::max(size.height() + 6, measure::Button)};
    }
    case CT_LineEdit: {
        const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
        if (frame && frame->lineWidth > 0)
            return {size.width() + 20, std::max(size.height() + 12, measure::Field)};
        break;
    }
    case CT_ComboBox:
        return {size.width() + 46, std::max(size.height() + 12, measure::Field)};
    case CT_SpinBox:
        return {size.width() + 34, std::max(size.height() + 12, measure::Field)};
    case CT_HeaderSection: {
        const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
        const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
        if (header && header->orientation == Qt::Vertical)
            return base;
        return {base.width() + 12, std::max(base.height(), measure::Header)};
    }
    case CT_TabBarTab:
        return {size.width(), std::max(size.height(), 34)};
    case CT_ItemViewItem: {
        const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
        return {base.width(), std::max(base.height(), measure::Row)};
    }
    case CT_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option))
            return stylepaint::menuItemSize(item, size);
        break;
    case CT_MenuBarItem:
        return {size.width() + 16, std::max(size.height() + 8, 28)};
    case CT_GroupBox:
        return size + QSize(2, option ? option->fontMetrics.height() + 8 : 24);
    case CT_ProgressBar:
        return {size.width(), std::min(std::max(size.height(), 20), 24)};
    default:
        break;
    }
    return QProxyStyle::sizeFromContents(type, option, size, widget);
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_DefaultFrameWidth:
        if (qobject_cast<const QLineEdit *>(widget))
            return 4;
        if (qobject_cast<const QAbstractItemView *>(widget))
            return 0;
        return 1;
    case PM_ComboBoxFrameWidth:
    case PM_SpinBoxFrameWidth:
        return 4;
    case PM_SplitterWidth:
        return 1;
    case PM_ScrollBarExtent:
        return 10;
    case PM_ScrollBarSliderMin:
        return 28;
    case PM_ScrollView_ScrollBarSpacing:
    case PM_ScrollView_ScrollBarOverlap:
        return 0;
    case PM_TabBarTabHSpace:
        return 14;
    case PM_TabBarTabVSpace:
        return 14;
    case PM_TabBarTabOverlap:
    case PM_TabBarBaseOverlap:
    case PM_TabBarBaseHeight:
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarTabShiftVertical:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    case PM_ButtonIconSize:
    case PM_SmallIconSize:
    case PM_ToolBarIconSize:
    case PM_TabBarIconSize:
    case PM_ListViewIconSize:
        return 16;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return 16;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return 8;
    case PM_HeaderMargin:
        return 4;
    case PM_HeaderDefaultSectionSizeVertical:
        return measure::Row;
    case PM_TreeViewIndentation:
        return 18;
    case PM_FocusFrameHMargin:
        return 8; // left and right of the text of a cell
    case PM_MenuPanelWidth:
        return 1;
    case PM_MenuVMargin:
        return 4;
    case PM_MenuHMargin:
        return 0;
    case PM_ToolTipLabelFrameWidth:
        return 6;
    case PM_LayoutLeftMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutBottomMargin:
        return measure::PageMargin;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return measure::Gap;
    default:
        break;
    }
    return QProxyStyle::pixelMetric(metric, option, widget);
}

int Style::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                     QStyleHintReturn *returned) const
{
    switch (hint) {
    case SH_ItemView_ShowDecorationSelected:
        return 1;
    case SH_ComboBox_Popup:
    case SH_EtchDisabledText:
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_ScrollBar_Transient:
    case SH_Widget_Animation_Duration: // nothing moves that could delay
    case SH_Table_GridLineColor:
        break;
    case SH_TabBar_ElideMode:
        return Qt::ElideNone;
    case SH_FormLayoutLabelAlignment:
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    case SH_FormLayoutFieldGrowthPolicy:
        return 1; // QFormLayout::ExpandingFieldsGrow
    default:
        return QProxyStyle::styleHint(hint, option, widget, returned);
    }
    if (hint == SH_Table_GridLineColor)
        return int(themeOf(widget).border.rgb());
    return 0;
}

QIcon Style::standardIcon(StandardPixmap which, const QStyleOption *option, const QWidget *widget) const
{
    switch (which) {
    case SP_LineEditClearButton:
    case SP_TitleBarCloseButton:
    case SP_DockWidgetCloseButton:
    case SP_DialogCloseButton:
        return icon(u"close"_s);
    case SP_MessageBoxInformation:
        return icon(u"info"_s, Tint::Accent);
    case SP_MessageBoxWarning:
        return icon(u"warning"_s, Tint::Warning);
    case SP_MessageBoxCritical:
        return icon(u"error"_s, Tint::Error);
    case SP_MessageBoxQuestion:
        return icon(u"help"_s, Tint::Accent);
    case SP_ArrowLeft:
    case SP_ArrowBack:
        return icon(u"chevron-left"_s);
    case SP_ArrowRight:
    case SP_ArrowForward:
        return icon(u"chevron-right"_s);
    case SP_ArrowUp:
        return icon(u"chevron-up"_s);
    case SP_ArrowDown:
        return icon(u"chevron-down"_s);
    case SP_BrowserReload:
        return icon(u"refresh"_s);
    case SP_ToolBarHorizontalExtensionButton:
    case SP_ToolBarVerticalExtensionButton:
        return icon(u"more"_s);
    default:
        break;
    }
    return QProxyStyle::standardIcon(which, option, widget);
}

} // namespace flowbench
