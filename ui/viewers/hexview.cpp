// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewers/hexview.h"

#include "ui/look/fonts.h"
#include "ui/look/names.h"
#include "ui/look/theme.h"
#include "ui/viewers/cutbar.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <cmath>

using namespace Qt::StringLiterals;

namespace flowbench {
namespace {

constexpr int rowHeight = 19;
constexpr int margin = 12;

QChar printable(char c) { return c >= 0x20 && c < 0x7F ? QLatin1Char(c) : QLatin1Char('.'); }

} // namespace

// Where the three parts stand, in pixels from the left edge of the unscrolled text.
struct HexView::Columns
{
    double glyph = 8;
    int digits = 8;
    double hex() const { return margin + glyph * (digits + 2); }
    double hexOf(int column) const { return hex() + glyph * (column * 3 + (column >= 8 ? 1 : 0)); }
    double text() const { return hexOf(bytesPerRow) + glyph; }
    double textOf(int column) const { return text() + glyph * column; }
    double width() const { return textOf(bytesPerRow) + margin; }
};

HexView::HexView(QWidget *parent) : QAbstractScrollArea(parent)
{
    setNames(this, u"Hex"_s, tr("Hex"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setCursor(Qt::IBeamCursor);
    adoptFont();
}

void HexView::adoptFont()
{
    viewport()->setFont(fixedFont());
    updateBars();
    viewport()->update();
}

HexView::Columns HexView::columns() const
{
    Columns c;
    c.glyph = QFontMetricsF(viewport()->font()).horizontalAdvance(u'0');
    c.digits = std::max<int>(8, int(QString::number(m_bytes.size(), 16).size()));
    return c;
}

void HexView::setBytes(const QByteArray &bytes)
{
    m_bytes = bytes;
    m_anchor = -1;
    m_caret = 0;
    updateBars();
    verticalScrollBar()->setValue(0);
    horizontalScrollBar()->setValue(0);
    setAccessibleDescription(sizeText(m_bytes.size()));
    viewport()->update();
}

void HexView::updateBars()
{
    const int visible = std::max(1, (viewport()->height() - 2 * 4) / rowHeight);
    verticalScrollBar()->setRange(0, int(std::clamp<qint64>(rows() - visible, 0, INT_MAX)));
    verticalScrollBar()->setPageStep(visible);
    horizontalScrollBar()->setRange(0, std::max(0, int(std::ceil(columns().width())) - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(20);
}

void HexView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), themeOf(this).surface);
    const qint64 first = verticalScrollBar()->value();
    for (qint64 row = first; row < rows(); ++row) {
        const int y = 4 + int(row - first) * rowHeight;
        if (y > viewport()->height())
            break;
        paintRow(painter, row, y);
    }
}

void HexView::paintRow(QPainter &painter, qint64 row, int y) const
{
    const Theme &theme = themeOf(this);
    const Columns c = columns();
    const double dx = -horizontalScrollBar()->value();
    const qint64 from = row * bytesPerRow;
    const int count = int(std::min<qint64>(bytesPerRow, m_bytes.size() - from));
    QString hex;
    QString text;
    for (int i = 0; i < count; ++i) {
        const qint64 at = from + i;
        if (m_anchor >= 0 && at >= selectionStart() && at < selectionStart() + selectionLength()) {
            painter.fillRect(QRectF(c.hexOf(i) + dx - c.glyph / 2, y, c.glyph * 3, rowHeight), theme.selection);
            painter.fillRect(QRectF(c.textOf(i) + dx, y, c.glyph, rowHeight), theme.selection);
        }
        const quint8 byte = quint8(m_bytes.at(at));
        hex += QLatin1Char("0123456789abcdef"[byte >> 4]);
        hex += QLatin1Char("0123456789abcdef"[byte & 15]);
        hex += i == 7 ? u"  "_s : u" "_s;
        text += printable(m_bytes.at(at));
    }
    const auto draw = [&](double x, const QString &words, const QColor &colour) {
        painter.setPen(colour);
        painter.drawText(QRectF(x + dx, y, c.glyph * (double(words.size()) + 1), rowHeight),
                         Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, words);
    };
    draw(margin, QString::number(from, 16).rightJustified(c.digits, u'0'), theme.muted);
    draw(c.hex(), hex, theme.text);
    draw(c.text(), text, theme.jsonString);
}

qint64 HexView::byteAt(const QPoint &pos) const
{
    if (m_bytes.isEmpty())
        return -1;
    const Columns c = columns();
    const double x = pos.x() + horizontalScrollBar()->value();
    const qint64 row = verticalScrollBar()->value() + std::max(0, pos.y() - 4) / rowHeight;
    int column = 0;
    if (x >= c.text() - c.glyph / 2)
        column = int((x - c.text()) / c.glyph);
    else
        while (column + 1 < bytesPerRow && x >= c.hexOf(column + 1) - c.glyph / 2)
            ++column;
    return std::clamp<qint64>(row * bytesPerRow + std::clamp(column, 0, bytesPerRow - 1), 0, m_bytes.size() - 1);
}

void HexView::select(qint64 start, qint64 length)
{
    if (m_bytes.isEmpty() || length <= 0) {
        m_anchor = -1;
    } else {
        m_anchor = std::clamp<qint64>(start, 0, m_bytes.size() - 1);
        m_caret = std::clamp<qint64>(start + length - 1, m_anchor, m_bytes.size() - 1);
        ensureVisible(m_caret);
        ensureVisible(m_anchor);
    }
    viewport()->update();
}

QString HexView::selectedHex() const
{
    const qint64 length = std::min(selectionLength(), maxCopyBytes);
    return QString::fromLatin1(m_bytes.mid(selectionStart(), length).toHex(' '));
}

QString HexView::selectedText() const
{
    QString text;
    const QByteArray part = m_bytes.mid(selectionStart(), std::min(selectionLength(), maxCopyBytes));
    text.reserve(part.size());
    for (const char c : part)
        text += printable(c);
    return text;
}

void HexView::copy(bool asHex)
{
    if (selectionLength() > 0)
        QApplication::clipboard()->setText(asHex ? selectedHex() : selectedText());
}

void HexView::ensureVisible(qint64 byte)
{
    const int row = int(byte / bytesPerRow);
    QScrollBar *bar = verticalScrollBar();
    if (row < bar->value())
        bar->setValue(row);
    else if (row >= bar->value() + bar->pageStep())
        bar->setValue(row - bar->pageStep() + 1);
}

void HexView::moveCaret(qint64 to, bool extend)
{
    if (m_bytes.isEmpty())
        return;
    m_caret = std::clamp<qint64>(to, 0, m_bytes.size() - 1);
    if (!extend || m_anchor < 0)
        m_anchor = m_caret;
    ensureVisible(m_caret);
    viewport()->update();
}

void HexView::keyPressEvent(QKeyEvent *event)
{
    const bool extend = event->modifiers() & Qt::ShiftModifier;
    const bool control = event->modifiers() & Qt::ControlModifier;
    const qint64 page = qint64(verticalScrollBar()->pageStep()) * bytesPerRow;
    if (event->matches(QKeySequence::Copy))
        return copy(true);
    if (event->matches(QKeySequence::SelectAll))
        return select(0, m_bytes.size());
    switch (event->key()) {
    case Qt::Key_Left:
        return moveCaret(m_caret - 1, extend);
    case Qt::Key_Right:
        return moveCaret(m_caret + 1, extend);
    case Qt::Key_Up:
        return moveCaret(m_caret - (m_caret >= bytesPerRow ? bytesPerRow : 0), extend);
    case Qt::Key_Down:
        return moveCaret(m_caret + bytesPerRow, extend);
    case Qt::Key_PageUp:
        return moveCaret(m_caret - page, extend);
    case Qt::Key_PageDown:
        return moveCaret(m_caret + page, extend);
    case Qt::Key_Home:
        return moveCaret(control ? 0 : m_caret / bytesPerRow * bytesPerRow, extend);
    case Qt::Key_End:
        return moveCaret(control ? m_bytes.size() - 1 : m_caret / bytesPerRow * bytesPerRow + bytesPerRow - 1, extend);
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void HexView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_bytes.isEmpty())
        return;
    moveCaret(byteAt(event->position().toPoint()), event->modifiers() & Qt::ShiftModifier);
}

void HexView::mouseMoveEvent(QMouseEvent *event)
{
    if (!(event->buttons() & Qt::LeftButton) || m_anchor < 0)
        return;
    const int y = event->position().toPoint().y();
    QScrollBar *bar = verticalScrollBar();
    if (y < 0 || y > viewport()->height())
        bar->setValue(bar->value() + (y < 0 ? -1 : 1));
    moveCaret(byteAt(event->position().toPoint()), true);
}

void HexView::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu(this);
    const bool any = selectionLength() > 0;
    menu.addAction(tr("Copy as hex"), this, [this] { copy(true); })->setEnabled(any);
    menu.addAction(tr("Copy as text"), this, [this] { copy(false); })->setEnabled(any);
    menu.addAction(tr("Select all"), this, [this] { select(0, m_bytes.size()); });
    menu.exec(event->globalPos());
}

void HexView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateBars();
}

void HexView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::ApplicationFontChange || event->type() == QEvent::FontChange)
        adoptFont();
    QAbstractScrollArea::changeEvent(event);
}

} // namespace flowbench
