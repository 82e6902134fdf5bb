// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace flowbench {

/// A word of a table as a chip, with the Tint that the model has under a role of its own.
class ChipDelegate : public QStyledItemDelegate
{
public:
    ChipDelegate(int tintRole, QObject *parent) : QStyledItemDelegate(parent), m_tintRole(tintRole) {}

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    int m_tintRole;
};

} // namespace flowbench
