// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewers/jsoneditor.h"

#include "ui/look/fonts.h"
#include "ui/look/theme.h"
#include "ui/viewers/plainfont.h"
#include "words/visible.h"

#include <QEvent>
#include <QPainter>
#include <Qsci/qscilexerjson.h>

#include <array>

namespace flowbench {
namespace {

constexpr int numberMargin = 0;
constexpr int breakMargin = 1;
constexpr int foldMargin = 2;
constexpr int breakMarker = 1;
constexpr int maxFoldDepth = 1000; // the editor counts levels in 12 bits from 1024 on and breaks beyond
constexpr int idleStylingAll = 3;  // SC_IDLESTYLING_ALL
constexpr int setIdleStyling = 2692;

struct Range
{
    char32_t first, last;
};
// Where characters without a shape live; visibleText() decides about each. C0 controls the editor draws by itself.
constexpr std::array<Range, 9> hidden{{{0x7F, 0xAD},
                                       {0x61C, 0x61C},
                                       {0x115F, 0x1160},
                                       {0x17B4, 0x17B5},
                                       {0x180B, 0x180F},
                                       {0x2000, 0x206F},
                                       {0x3164, 0x3164},
                                       {0xFEFF, 0xFFFB},
                                       {0xE0000, 0xE007F}}};

QColor mixed(const QColor &a, const QColor &b, double part)
{
    const auto mix = [part](int x, int y) { return int(x * part + y * (1 - part)); };
    return QColor(mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue()));
}

// The same mark as a tree's branches have; the editor's own triangles shout.
QImage chevron(const QColor &colour, qreal ratio, bool open)
{
    constexpr int side = 12;
    QImage image(QSize(side, side) * ratio, QImage::Format_ARGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF open_[] = {{3, 4.5}, {6, 7.5}, {9, 4.5}};
    const QPointF closed[] = {{4.5, 3}, {7.5, 6}, {4.5, 9}};
    painter.drawPolyline(open ? open_ : closed, 3);
    return image;
}

} // namespace

JsonEditor::JsonEditor(QWidget *parent) : QsciScintilla(parent), m_lexer(new QsciLexerJSON(this))
{
    setUtf8(true);
    setFrameShape(QFrame::NoFrame);
    setWrapMode(WrapNone);
    setIndentationsUseTabs(false);
    setTabWidth(2);
    setEolMode(EolUnix);
    setAutoIndent(true);
    setExtraAscent(2);
    setExtraDescent(2);
    setBraceMatching(NoBraceMatch); // it scans far in large bodies
    SendScintilla(SCI_SETSCROLLWIDTH, 1);
    SendScintilla(SCI_SETSCROLLWIDTHTRACKING, 1);
    SendScintilla(setIdleStyling, idleStylingAll);
    SendScintilla(SCI_SETMARGINLEFT, 0, 4L);
    setMarginType(numberMargin, NumberMargin);
    setMarginType(breakMargin, SymbolMargin);
    setMarginMarkerMask(breakMargin, 1 << breakMarker);
    setMarginWidth(breakMargin, 0);
    markerDefine(ThreeDots, breakMarker);
    showInvisibles();
    adoptTheme();
}

void JsonEditor::showInvisibles()
{
    for (const Range &range : hidden) {
        for (char32_t c = range.first; c <= range.last; ++c) {
            const QString character = QString::fromUcs4(&c, 1);
            QString token = visibleText(character);
            if (token == character)
                continue;
            token.remove(QChar(0x27E8)).remove(QChar(0x27E9)); // the editor draws a box around it
            SendScintilla(SCI_SETREPRESENTATION, character.toUtf8().constData(), token.toUtf8().constData());
        }
    }
}

void JsonEditor::setLanguage(Language language, int depth)
{
    if (m_language == language && m_depth == depth)
        return;
    m_language = language;
    m_depth = depth;
    adoptTheme();
}

void JsonEditor::setBody(const QByteArray &utf8, Language language, int depth, const std::vector<int> &breaks)
{
    setLanguage(language, depth);
    const bool wasReadOnly = isReadOnly();
    setReadOnly(false);
    SendScintilla(SCI_SETUNDOCOLLECTION, 0);
    SendScintilla(SCI_CLEARALL);
    SendScintilla(SCI_ALLOCATE, static_cast<unsigned long>(utf8.size() + 1024));
    SendScintilla(SCI_APPENDTEXT, static_cast<unsigned long>(utf8.size()), utf8.constData());
    SendScintilla(SCI_SETUNDOCOLLECTION, 1);
    SendScintilla(SCI_EMPTYUNDOBUFFER);
    SendScintilla(SCI_SETSAVEPOINT);
    SendScintilla(SCI_GOTOPOS, 0UL); // what lies before the caret is counted at every repaint
    SendScintilla(SCI_SETXOFFSET, 0UL);
    SendScintilla(SCI_SETSCROLLWIDTH, 1);
    setFirstVisibleLine(0);
    setReadOnly(wasReadOnly);
    markerDeleteAll(breakMarker);
    for (const int line : breaks)
        markerAdd(line, breakMarker);
    setMarginWidth(breakMargin, breaks.empty() ? 0 : 14);
    fitNumbers();
}

void JsonEditor::replaceAll(const QByteArray &utf8)
{
    beginUndoAction();
    SendScintilla(SCI_CLEARALL);
    SendScintilla(SCI_APPENDTEXT, static_cast<unsigned long>(utf8.size()), utf8.constData());
    endUndoAction();
    SendScintilla(SCI_GOTOPOS, 0UL);
    fitNumbers();
}

QByteArray JsonEditor::body() const
{
    const long size = SendScintilla(SCI_GETLENGTH);
    const auto *text = static_cast<const char *>(SendScintillaPtrResult(SCI_GETCHARACTERPOINTER));
    return text ? QByteArray(text, size) : QByteArray("");
}

void JsonEditor::fitNumbers()
{
    const QString widest(std::max<qsizetype>(3, QString::number(lines()).size()) + 1, QLatin1Char('0'));
    setMarginWidth(numberMargin, widest);
}

void JsonEditor::colourLexer()
{
    const Theme &theme = themeOf(this);
    const QFont font = withoutLigatures(editorFont(this));
    m_lexer->setDefaultFont(font);
    m_lexer->setDefaultPaper(theme.surface);
    m_lexer->setDefaultColor(theme.text);
    for (int style = 0; style <= 13; ++style) {
        m_lexer->setFont(font, style);
        m_lexer->setPaper(theme.surface, style);
        m_lexer->setColor(theme.text, style);
        m_lexer->setEolFill(false, style);
    }
    for (const int style : {QsciLexerJSON::String, QsciLexerJSON::UnclosedString, QsciLexerJSON::EscapeSequence,
                            QsciLexerJSON::IRI, QsciLexerJSON::IRICompact})
        m_lexer->setColor(theme.jsonString, style);
    for (const int style : {QsciLexerJSON::Number, QsciLexerJSON::Keyword, QsciLexerJSON::KeywordLD})
        m_lexer->setColor(theme.jsonNumber, style);
    m_lexer->setColor(theme.jsonKey, QsciLexerJSON::Property);
    m_lexer->setHighlightEscapeSequences(true);
    m_lexer->setHighlightComments(false);
}

void JsonEditor::adoptTheme()
{
    const Theme &theme = themeOf(this);
    const QFont font = withoutLigatures(editorFont(this));
    colourLexer();
    setFont(font);
    setPaper(theme.surface);
    setColor(theme.text);
    setLexer(m_language == Language::Json ? m_lexer : nullptr);
    if (m_language == Language::Plain) {
        SendScintilla(SCI_STYLECLEARALL);
        setFont(font);
        setPaper(theme.surface);
        setColor(theme.text);
    }
    setMarginsFont(font);
    setMarginsForegroundColor(mixed(theme.muted, theme.surface, 0.7));
    setMarginsBackgroundColor(theme.surface);
    const bool fold = m_language == Language::Json && m_depth <= maxFoldDepth;
    m_lexer->setFoldCompact(false);
    setFolding(fold ? PlainFoldStyle : NoFoldStyle, foldMargin);
    SendScintilla(SCI_SETPROPERTY, "fold", fold ? "1" : "0");
    if (fold) {
        markerDefine(chevron(theme.muted, devicePixelRatioF(), false), SC_MARKNUM_FOLDER);
        markerDefine(chevron(theme.muted, devicePixelRatioF(), true), SC_MARKNUM_FOLDEROPEN);
        setMarginWidth(foldMargin, 14);
    } else {
        setMarginWidth(foldMargin, 6);
    }
    setFoldMarginColors(theme.surface, theme.surface);
    for (int marker = int(SC_MARKNUM_FOLDEREND); marker <= int(SC_MARKNUM_FOLDEROPEN); ++marker) {
        setMarkerForegroundColor(theme.muted, marker);
        setMarkerBackgroundColor(theme.muted, marker);
    }
    setMarkerForegroundColor(theme.muted, breakMarker);
    setMarkerBackgroundColor(theme.surface, breakMarker);
    setCaretForegroundColor(theme.text);
    setSelectionBackgroundColor(theme.selection);
    resetSelectionForegroundColor();
    fitNumbers();
}

void JsonEditor::changeEvent(QEvent *event)
{
    QsciScintilla::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_lexer)
        adoptTheme();
}

} // namespace flowbench
