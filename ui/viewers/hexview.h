// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractScrollArea>
#include <QByteArray>

namespace flowbench {

// Hex dump of any size: offset, 16 bytes, their ASCII. Paints only the visible rows. Selection with mouse, Shift and
// arrows, Ctrl+A; Ctrl+C copies hex digits. Accessible name and objectName "Hex". GUI thread only; shares the bytes.
class HexView : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit HexView(QWidget *parent = nullptr);

    void setBytes(const QByteArray &bytes);
    QByteArray bytes() const { return m_bytes; }

    qint64 selectionStart() const { return qMin(m_anchor, m_caret); }
    qint64 selectionLength() const { return m_anchor < 0 ? 0 : qAbs(m_anchor - m_caret) + 1; }
    void select(qint64 start, qint64 length); // clamped; scrolls its end into view
    QString selectedHex() const;              // "7b 22", at most maxCopyBytes bytes
    QString selectedText() const;             // ASCII, '.' for the rest

    static constexpr qint64 maxCopyBytes = 16 << 20;
    static constexpr int bytesPerRow = 16;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    struct Columns;
    Columns columns() const;
    qint64 rows() const { return (m_bytes.size() + bytesPerRow - 1) / bytesPerRow; }
    qint64 byteAt(const QPoint &pos) const;
    void adoptFont();
    void updateBars();
    void moveCaret(qint64 to, bool extend);
    void ensureVisible(qint64 byte);
    void copy(bool asHex);
    void paintRow(QPainter &painter, qint64 row, int y) const;

    QByteArray m_bytes;
    qint64 m_anchor = -1; // -1: nothing selected
    qint64 m_caret = 0;
};

} // namespace flowbench
