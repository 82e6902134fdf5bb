// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/look/theme.h"

#include <QAbstractTableModel>
#include <QStyledItemDelegate>
#include <QTableView>

#include <optional>
#include <utility>
#include <vector>

namespace flowbench {

/// What one cell of a card's small table shows, left to right: dot, chip before, text, note, chip after; or a line.
struct CardCell
{
    enum class Font : quint8 { Normal, Title, Fixed };
    QString text;
    QString note; ///< Muted, behind the text.
    Tint tint = Tint::Neutral;
    bool muted = false;
    bool isNumber = false; ///< Right-aligned, in the fixed font.
    Font font = Font::Normal;
    std::optional<Tint> dot;
    QString chip;
    Tint chipTint = Tint::Neutral;
    bool chipFirst = false;
    bool chipOutlined = false;
    std::vector<float> line;
    std::optional<std::pair<float, float>> scale; ///< Of the line: low and high; none: from 0 to its highest.

    bool operator==(const CardCell &) const = default;
};

struct CardRow
{
    QString id; ///< Stable; what rowChosen() answers.
    std::vector<CardCell> cells;
    QString description; ///< The row in words: tooltip and for screen readers.

    bool operator==(const CardRow &) const = default;
};

class CardTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    struct Column
    {
        QString title;
        bool isNumber = false;
    };

    CardTableModel(std::vector<Column> columns, QObject *parent);

    /// Rows of the same ids change in place; otherwise what came and went is inserted and removed.
    void setRows(std::vector<CardRow> rows);
    const std::vector<CardRow> &rows() const { return m_rows; }
    const CardCell *cell(const QModelIndex &index) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<Column> m_columns;
    std::vector<CardRow> m_rows;
};

/// A table inside a card: as high as its rows as long as there is room, no frame, the row under the mouse or with the
/// keyboard marked. A click or Enter chooses.
class CardTable : public QTableView
{
    Q_OBJECT

public:
    /// objectName is fixed; `name` is translated. `stretch` is the column that takes what is left.
    CardTable(const QString &objectName, const QString &name, std::vector<CardTableModel::Column> columns, int stretch,
              QWidget *parent);

    void setRows(std::vector<CardRow> rows);
    const std::vector<CardRow> &rows() const { return m_model->rows(); }
    int hoveredRow() const { return m_hovered; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void rowChosen(const QString &id);

protected:
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void fitColumns();
    int heightFor(int rows) const;
    void setHovered(int row);

    CardTableModel *m_model;
    int m_stretch;
    int m_hovered = -1;
    std::vector<int> m_widths; ///< Only grow, so that columns don't jitter with their figures.
};

} // namespace flowbench
