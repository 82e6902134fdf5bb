// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/viewers/latestwork.h"
#include "ui/viewers/lineindex.h"

#include <QAbstractScrollArea>
#include <QByteArray>

namespace flowbench {

struct Theme;

// Read-only text of any size: indexed off-thread, painted by visible lines, JSON coloured line by line. Selection with
// the mouse and Shift, Ctrl+A, Ctrl+C (at most maxCopyBytes). Lines over 16 KB go on in the next row, marked in the
// margin. Accessible name and objectName "Value". GUI thread only; shares the bytes.
class PagedTextView : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit PagedTextView(QWidget *parent = nullptr);

    void setText(const QByteArray &utf8, bool json);
    const QByteArray &text() const { return m_text; }
    qsizetype lines() const { return m_index.lines(); } // known so far
    bool isIndexed() const { return m_indexed; }

    void select(qsizetype start, qsizetype length); // bytes; scrolls there
    qsizetype selectionStart() const { return qMin(m_anchor, m_caret); }
    qsizetype selectionEnd() const { return qMax(m_anchor, m_caret); }
    QByteArray selectedBytes() const;

    static constexpr qsizetype maxCopyBytes = 16 << 20;

signals:
    void indexed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    struct Row; // one line as it is painted
    Row rowAt(qsizetype start) const;
    double glyph() const;
    double textLeft() const; // where text begins, right of the line numbers
    int columnsOf(qsizetype from, qsizetype to) const;
    qsizetype offsetAt(const QPoint &pos) const;
    void paintRow(QPainter &painter, const Row &row, int y) const;
    void paintSpans(QPainter &painter, const QString &text, int first, double x, int y) const;
    void paintNumber(QPainter &painter, const QString &number, int y) const;
    void adoptIndex(const LineIndex &index);
    void adoptFont();
    void updateBars();
    void copy();

    QByteArray m_text;
    bool m_json = false;
    bool m_indexed = false;
    LineIndex m_index;
    qsizetype m_anchor = 0;
    qsizetype m_caret = 0;
    LatestWork m_indexing;
};

} // namespace flowbench
