// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/recipe/diffview.h"

#include "ui/look/fonts.h"
#include "ui/look/names.h"
#include "ui/look/theme.h"
#include "ui/viewers/jsonspans.h"
#include "words/visible.h"

#include <QEvent>
#include <QPainter>
#include <QSyntaxHighlighter>
#include <QTextBlock>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr int SignWidth = 2; // "+ "

QString signOf(DiffLine::Kind kind)
{
    switch (kind) {
    case DiffLine::Kind::Removed:
        return u"− "_s;
    case DiffLine::Kind::Added:
        return u"+ "_s;
    case DiffLine::Kind::Same:
        return u"  "_s;
    default:
        return {};
    }
}

bool isChange(const DiffLine &line)
{
    return line.kind == DiffLine::Kind::Removed || line.kind == DiffLine::Kind::Added;
}

Tint tintOf(DiffLine::Kind kind) { return kind == DiffLine::Kind::Removed ? Tint::Error : Tint::Ok; }

QColor mixed(const QColor &a, const QColor &b, double part)
{
    const auto mix = [part](int x, int y) { return int(x * part + y * (1 - part)); };
    return QColor(mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue()));
}

// The same line as it is shown: places within it move where something was made visible.
DiffLine shownLine(DiffLine line)
{
    const QString start = visibleText(QStringView(line.text).left(line.markStart));
    const QString marked = visibleText(QStringView(line.text).mid(line.markStart, line.markLength));
    const QString rest = visibleText(QStringView(line.text).mid(line.markStart + line.markLength));
    line.text = start + marked + rest;
    line.markStart = int(start.size());
    line.markLength = int(marked.size());
    return line;
}

} // namespace

// Colours of text; the surfaces behind whole lines are painted by the view.
class DiffView::Colours : public QSyntaxHighlighter
{
public:
    Colours(DiffView &view) : QSyntaxHighlighter(view.document()), m_view(view) {}

protected:
    void highlightBlock(const QString &text) override
    {
        const auto number = std::size_t(currentBlock().blockNumber());
        if (number >= m_view.m_lines.size())
            return;
        const DiffLine &line = m_view.m_lines[number];
        const Theme &theme = themeOf(&m_view);
        if (line.kind == DiffLine::Kind::Heading)
            return paint(0, int(text.size()), theme.text, true);
        if (line.kind == DiffLine::Kind::Note)
            return paint(0, int(text.size()), theme.muted, false);
        if (line.isJson) {
            for (const JsonSpan &span : jsonSpans(line.text))
                paint(SignWidth + span.start, span.length, inkOf(theme, span.ink), false);
        }
        if (!isChange(line))
            return;
        const Tint tint = tintOf(line.kind);
        paint(0, SignWidth, theme.ink(tint), true);
        for (int i = line.markStart; i < line.markStart + line.markLength; ++i) {
            QTextCharFormat format = this->format(SignWidth + i);
            format.setBackground(mixed(theme.ink(tint), theme.fill(tint), 0.28));
            setFormat(SignWidth + i, 1, format);
        }
    }

private:
    static QColor inkOf(const Theme &theme, JsonInk ink)
    {
        return ink == JsonInk::Key      ? theme.jsonKey
               : ink == JsonInk::String ? theme.jsonString
               : ink == JsonInk::Number ? theme.jsonNumber
                                        : theme.text;
    }
    void paint(int from, int length, const QColor &colour, bool bold)
    {
        QTextCharFormat format;
        format.setForeground(colour);
        if (bold)
            format.setFontWeight(QFont::DemiBold);
        setFormat(from, length, format);
    }

    DiffView &m_view;
};

DiffView::DiffView(QWidget *parent) : QPlainTextEdit(parent)
{
    setNames(this, u"Diff"_s, tr("Differences"));
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setFrameShape(QFrame::NoFrame);
    setLineWrapMode(NoWrap);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
    setFont(fixedFont());
    document()->setDocumentMargin(8);
    m_colours = new Colours(*this);
}

void DiffView::setLines(std::vector<DiffLine> lines, const QString &nothing)
{
    const auto removed =
        std::count_if(lines.begin(), lines.end(), [](const DiffLine &l) { return l.kind == DiffLine::Kind::Removed; });
    const auto added =
        std::count_if(lines.begin(), lines.end(), [](const DiffLine &l) { return l.kind == DiffLine::Kind::Added; });
    const int left = int(std::max<qsizetype>(0, qsizetype(lines.size()) - MostLines));
    if (left > 0) {
        lines.resize(MostLines);
        lines.push_back({DiffLine::Kind::Note, tr("%Ln further line(s) are not shown", nullptr, left), 0, 0, false});
    }
    if (lines.empty())
        lines.push_back({DiffLine::Kind::Note, nothing, 0, 0, false});
    QStringList texts;
    for (DiffLine &line : lines) {
        line = shownLine(std::move(line));
        texts += signOf(line.kind) + line.text;
    }
    m_lines = std::move(lines);
    setAccessibleDescription(removed + added == 0 ? nothing
                                                  : tr("%1, %2", "3 lines removed, 4 lines added")
                                                        .arg(tr("%Ln line(s) removed", nullptr, int(removed)),
                                                             tr("%Ln line(s) added", nullptr, int(added))));
    setPlainText(texts.join(u'\n'));
}

void DiffView::paintEvent(QPaintEvent *event)
{
    {
        QPainter painter(viewport());
        const Theme &theme = themeOf(this);
        const QPointF offset = contentOffset();
        for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
            const QRectF at = blockBoundingGeometry(block).translated(offset);
            if (at.top() > viewport()->height())
                break;
            const auto number = std::size_t(block.blockNumber());
            if (number < m_lines.size() && isChange(m_lines[number]))
                painter.fillRect(QRectF(0, at.top(), viewport()->width(), at.height()),
                                 theme.fill(tintOf(m_lines[number].kind)));
        }
    }
    QPlainTextEdit::paintEvent(event);
}

void DiffView::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_colours)
        m_colours->rehighlight();
}

} // namespace flowbench
