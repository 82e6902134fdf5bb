// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/chipdelegate.h"

#include "ui/look/chip.h"
#include "ui/look/style.h"
#include "ui/look/theme.h"

#include <QPainter>
#include <QStyle>

#include <utility>

namespace flowbench {

namespace {
constexpr int Padding = 8;
}

void ChipDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem empty(option);
    initStyleOption(&empty, index);
    const QString text = std::exchange(empty.text, QString());
    option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &empty, painter, option.widget);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintChip(*painter, option.rect, option.rect.left() + Padding, text, Tint(index.data(m_tintRole).toInt()), false,
              themeOf(option.widget));
    painter->restore();
}

QSize ChipDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    return {chipSize(index.data().toString()).width() + 2 * Padding, measure::Row};
}

} // namespace flowbench
