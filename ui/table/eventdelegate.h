// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/eventwindowmodel.h"
#include "ui/table/glyphtext.h"

#include <QStyledItemDelegate>

#include <optional>

namespace flowbench {

class EventTable;
struct Theme;

/// Paints the cells of an EventTable: reads the texts straight from its window, the selection from the table.
class EventDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    static constexpr int Padding = 9; ///< at both sides of a cell

    explicit EventDelegate(EventTable &table);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    /// What a text takes in that column, padding included.
    int textWidth(EventColumn column, const QString &text) const;
    /// Fonts or their scale changed.
    void forgetFonts();

private:
    QColor fillOf(const Theme &theme, qint64 index, quint64 number, const RowMark &mark) const;
    const GlyphText &glyphs(EventColumn column) const;

    EventTable &m_table;
    mutable std::optional<GlyphText> m_fixed, m_normal;
};

} // namespace flowbench
