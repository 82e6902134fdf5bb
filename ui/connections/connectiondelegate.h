// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace flowbench {

struct Theme;

/// Paints the rows of the connections tree: dot, name and environment chip; kind, name and figure.
class ConnectionDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintConnection(QPainter &p, const QRect &r, const QModelIndex &index, const Theme &theme) const;
    void paintChannel(QPainter &p, const QRect &r, const QModelIndex &index, const Theme &theme) const;
};

} // namespace flowbench
