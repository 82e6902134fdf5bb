// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewers/pagedtextview.h"

#include "ui/look/fonts.h"
#include "ui/look/names.h"
#include "ui/look/theme.h"
#include "ui/viewers/jsonscan.h"
#include "ui/viewers/jsonspans.h"
#include "words/visible.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTextLayout>

#include <cmath>

using namespace Qt::StringLiterals;

namespace flowbench {
namespace {

constexpr int rowHeight = 19;
constexpr int topMargin = 6;
constexpr qsizetype firstLook = 256 * 1024; // indexed at once, so that something is there to paint

// One line as it is painted: no end of line, tabs as blanks, invisible characters as tokens.
QString shownLine(QByteArrayView bytes)
{
    while (!bytes.empty() && (bytes.back() == '\n' || bytes.back() == '\r'))
        bytes.chop(1);
    QString text = visibleText(QString::fromUtf8(bytes), Lines::Keep);
    return text.replace(u'\t', u"    "_s);
}

bool isAscii(QStringView text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x80; });
}

QColor inkColour(JsonInk ink, const Theme &theme)
{
    switch (ink) {
    case JsonInk::Key:
        return theme.jsonKey;
    case JsonInk::String:
        return theme.jsonString;
    case JsonInk::Number:
        return theme.jsonNumber;
    case JsonInk::Plain:
        break;
    }
    return theme.text;
}

} // namespace

struct PagedTextView::Row
{
    qsizetype start = 0;
    qsizetype end = 0;
    QString text;
};

PagedTextView::PagedTextView(QWidget *parent) : QAbstractScrollArea(parent), m_indexing(this)
{
    setNames(this, u"Value"_s, tr("Value"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setCursor(Qt::IBeamCursor);
    adoptFont();
}

void PagedTextView::adoptFont()
{
    viewport()->setFont(fixedFont());
    updateBars();
    viewport()->update();
}

double PagedTextView::glyph() const { return QFontMetricsF(viewport()->font()).horizontalAdvance(u'0'); }

double PagedTextView::textLeft() const
{
    const qsizetype digits = std::max<qsizetype>(4, QString::number(m_index.lines()).size());
    return std::ceil(glyph() * double(digits + 3));
}

void PagedTextView::setText(const QByteArray &utf8, bool json)
{
    m_text = utf8;
    m_json = json;
    m_indexed = false;
    m_anchor = m_caret = 0;
    adoptIndex(LineIndex::of(m_text, firstLook));
    verticalScrollBar()->setValue(0);
    horizontalScrollBar()->setValue(0);
    m_indexing.run([utf8](const std::stop_token &stop) { return LineIndex::of(utf8, -1, stop); },
                   [this](const LineIndex &index) {
                       m_indexed = true;
                       adoptIndex(index);
                       emit indexed();
                   });
}

void PagedTextView::adoptIndex(const LineIndex &index)
{
    m_index = index;
    setAccessibleDescription(tr("%1 lines").arg(QLocale().toString(qlonglong(m_index.lines()))));
    updateBars();
    viewport()->update();
}

void PagedTextView::updateBars()
{
    const int visible = std::max(1, (viewport()->height() - 2 * topMargin) / rowHeight);
    verticalScrollBar()->setRange(0, int(std::clamp<qsizetype>(m_index.lines() - visible, 0, INT_MAX)));
    verticalScrollBar()->setPageStep(visible);
    const double widest = textLeft() + glyph() * double(m_index.longest() + 2);
    horizontalScrollBar()->setRange(0, std::max(0, int(widest) - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(int(glyph() * 4));
}

PagedTextView::Row PagedTextView::rowAt(qsizetype start) const
{
    const qsizetype end = LineIndex::endOf(m_text, start);
    return {start, end, shownLine(QByteArrayView(m_text).sliced(start, end - start))};
}

int PagedTextView::columnsOf(qsizetype from, qsizetype to) const
{
    return int(shownLine(QByteArrayView(m_text).sliced(from, std::max<qsizetype>(to - from, 0))).size());
}

void PagedTextView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), themeOf(this).surface);
    qsizetype line = verticalScrollBar()->value();
    if (line >= m_index.lines())
        return;
    qsizetype start = m_index.startOf(m_text, line);
    for (int y = topMargin; y < viewport()->height() && start < m_text.size(); y += rowHeight, ++line) {
        const Row row = rowAt(start);
        paintRow(painter, row, y);
        const bool goesOn = start > 0 && m_text.at(start - 1) != '\n';
        paintNumber(painter, goesOn ? QString(QChar(0x2026)) : QString::number(line + 1), y);
        start = row.end;
    }
}

void PagedTextView::paintNumber(QPainter &painter, const QString &number, int y) const
{
    const Theme &theme = themeOf(this);
    painter.fillRect(QRectF(0, y, textLeft() - glyph(), rowHeight), theme.surface);
    painter.setPen(theme.muted);
    painter.drawText(QRectF(0, y, textLeft() - 2 * glyph(), rowHeight), Qt::AlignRight | Qt::AlignVCenter, number);
}

void PagedTextView::paintRow(QPainter &painter, const Row &row, int y) const
{
    const Theme &theme = themeOf(this);
    const double advance = glyph();
    const double scrolled = horizontalScrollBar()->value();
    const qsizetype from = std::max(selectionStart(), row.start);
    const qsizetype to = std::min(selectionEnd(), row.end);
    if (from < to) {
        const double left = textLeft() - scrolled + advance * columnsOf(row.start, from);
        const double more = to == row.end ? 0.5 : 0.0; // the end of the line is selected too
        painter.fillRect(QRectF(left, y, advance * (columnsOf(from, to) + more), rowHeight), theme.selection);
    }
    const int first = int(scrolled / advance);
    paintSpans(painter, row.text, first, textLeft() - scrolled + first * advance, y);
}

void PagedTextView::paintSpans(QPainter &painter, const QString &text, int first, double x, int y) const
{
    const Theme &theme = themeOf(this);
    const int count = int(viewport()->width() / glyph()) + 2;
    const QString part = text.mid(first, count);
    QList<QTextLayout::FormatRange> formats;
    std::vector<JsonSpan> spans;
    if (m_json)
        spans = jsonSpans(text);
    else
        spans.push_back({0, int(text.size()), JsonInk::Plain});
    const bool ascii = isAscii(part);
    for (const JsonSpan &span : spans) {
        const int from = std::max(span.start, first);
        const int length = std::min(span.start + span.length, first + int(part.size())) - from;
        if (length <= 0)
            continue;
        if (ascii) {
            painter.setPen(inkColour(span.ink, theme));
            painter.drawText(QRectF(x + glyph() * (from - first), y, glyph() * (length + 1), rowHeight),
                             Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, part.mid(from - first, length));
        } else {
            QTextCharFormat format;
            format.setForeground(inkColour(span.ink, theme));
            formats.append({from - first, length, format});
        }
    }
    if (ascii)
        return;
    QTextLayout layout(part, painter.font()); // other scripts need shaping, but only what is visible of them
    layout.setFormats(formats);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(1e6);
    layout.endLayout();
    layout.draw(&painter, QPointF(x, y + (rowHeight - line.height()) / 2));
}

qsizetype PagedTextView::offsetAt(const QPoint &pos) const
{
    if (m_index.lines() == 0)
        return 0;
    const qsizetype line = verticalScrollBar()->value() + std::max(0, pos.y() - topMargin) / rowHeight;
    if (line >= m_index.lines())
        return m_text.size();
    const double column = (pos.x() - textLeft() + horizontalScrollBar()->value()) / glyph() + 0.5;
    qsizetype at = m_index.startOf(m_text, line);
    const qsizetype end = LineIndex::endOf(m_text, at);
    const char *data = m_text.constData();
    for (int columns = 0; at < end && data[at] != '\n' && data[at] != '\r';) {
        const int length = std::max(1, utf8Length(data + at, data + end));
        columns += columnsOf(at, at + length);
        if (columns > column)
            break;
        at += length;
    }
    return at;
}

void PagedTextView::select(qsizetype start, qsizetype length)
{
    m_anchor = std::clamp<qsizetype>(start, 0, m_text.size());
    m_caret = std::clamp<qsizetype>(start + length, 0, m_text.size());
    if (m_index.lines() > 0) {
        const qsizetype line = m_index.lineOf(m_text, m_anchor);
        QScrollBar *bar = verticalScrollBar();
        if (line < bar->value() || line >= bar->value() + bar->pageStep())
            bar->setValue(int(line) - bar->pageStep() / 2);
        const double x = glyph() * columnsOf(m_index.startOf(m_text, line), m_anchor);
        const double room = viewport()->width() - textLeft() - 80;
        if (x < horizontalScrollBar()->value() || x > horizontalScrollBar()->value() + room)
            horizontalScrollBar()->setValue(int(x - room / 2));
    }
    viewport()->update();
}

QByteArray PagedTextView::selectedBytes() const
{
    return m_text.mid(selectionStart(), std::min(selectionEnd() - selectionStart(), maxCopyBytes));
}

void PagedTextView::copy()
{
    if (selectionEnd() > selectionStart())
        QApplication::clipboard()->setText(QString::fromUtf8(selectedBytes()));
}

void PagedTextView::keyPressEvent(QKeyEvent *event)
{
    QScrollBar *bar = verticalScrollBar();
    if (event->matches(QKeySequence::Copy))
        return copy();
    if (event->matches(QKeySequence::SelectAll)) {
        m_anchor = 0;
        m_caret = m_text.size();
        return viewport()->update();
    }
    switch (event->key()) {
    case Qt::Key_Home:
        return bar->setValue(0);
    case Qt::Key_End:
        return bar->setValue(bar->maximum());
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void PagedTextView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_caret = offsetAt(event->position().toPoint());
    if (!(event->modifiers() & Qt::ShiftModifier))
        m_anchor = m_caret;
    viewport()->update();
}

void PagedTextView::mouseMoveEvent(QMouseEvent *event)
{
    if (!(event->buttons() & Qt::LeftButton))
        return;
    const QPoint pos = event->position().toPoint();
    if (pos.y() < 0 || pos.y() > viewport()->height())
        verticalScrollBar()->setValue(verticalScrollBar()->value() + (pos.y() < 0 ? -1 : 1));
    m_caret = offsetAt(pos);
    viewport()->update();
}

void PagedTextView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const auto isWord = [this](qsizetype at) {
        const char c = m_text.at(at);
        return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' || c == '-' || c == '.' ||
               quint8(c) >= 0x80;
    };
    m_anchor = m_caret = offsetAt(event->position().toPoint());
    while (m_anchor > 0 && m_caret - m_anchor < LineIndex::maxLine && isWord(m_anchor - 1))
        --m_anchor;
    while (m_caret < m_text.size() && m_caret - m_anchor < 2 * LineIndex::maxLine && isWord(m_caret))
        ++m_caret;
    viewport()->update();
}

void PagedTextView::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu(this);
    menu.addAction(tr("Copy"), this, [this] { copy(); })->setEnabled(selectionEnd() > selectionStart());
    menu.exec(event->globalPos());
}

void PagedTextView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateBars();
}

void PagedTextView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::ApplicationFontChange || event->type() == QEvent::FontChange)
        adoptFont();
    QAbstractScrollArea::changeEvent(event);
}

} // namespace flowbench
