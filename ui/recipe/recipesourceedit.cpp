// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/recipe/recipesourceedit.h"

#include "ui/look/fonts.h"
#include "ui/look/names.h"
#include "ui/look/theme.h"

#include <QEvent>
#include <QKeyEvent>
#include <QSyntaxHighlighter>
#include <QTextBlock>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

bool isWord(QChar c) { return c.isLetterOrNumber() || c == u'_' || c == u'.' || c == u'-'; }

qsizetype behindText(const QString &line, qsizetype at)
{
    const QChar quote = line[at];
    for (++at; at < line.size(); ++at) {
        if (line[at] == u'\\' && quote == u'"')
            ++at;
        else if (line[at] == quote)
            return at + 1;
    }
    return line.size();
}

bool isKey(const QString &line, qsizetype end)
{
    while (end < line.size() && line[end] == u' ')
        ++end;
    return end < line.size() && line[end] == u':';
}

} // namespace

// JSON and YAML alike: keys, quoted texts, numbers, comments.
class RecipeSourceEdit::Colours : public QSyntaxHighlighter
{
public:
    explicit Colours(RecipeSourceEdit &edit) : QSyntaxHighlighter(edit.document()), m_edit(edit) {}

protected:
    void highlightBlock(const QString &line) override
    {
        constexpr qsizetype Longest = 4000; // of a longer line nothing is coloured
        if (line.size() > Longest)
            return;
        const Theme &theme = themeOf(&m_edit);
        bool seenKey = false;
        for (qsizetype at = 0; at < line.size();) {
            const QChar c = line[at];
            qsizetype end = at + 1;
            if (c == u'#' && (at == 0 || line[at - 1] == u' ')) {
                setFormat(int(at), int(line.size() - at), theme.muted);
                return;
            }
            if (c == u'"' || c == u'\'') {
                end = behindText(line, at);
                const bool key = isKey(line, end);
                setFormat(int(at), int(end - at), key ? theme.jsonKey : theme.jsonString);
            } else if (isWord(c) || c == u'/') {
                while (end < line.size() && (isWord(line[end]) || line[end] == u'/'))
                    ++end;
                const QString word = line.mid(at, end - at);
                bool isNumber = false;
                (void)word.toDouble(&isNumber);
                if (!seenKey && isKey(line, end)) {
                    setFormat(int(at), int(end - at), theme.jsonKey);
                    seenKey = true;
                } else if (isNumber || word == u"true"_s || word == u"false"_s || word == u"null"_s) {
                    setFormat(int(at), int(end - at), theme.jsonNumber);
                }
            }
            at = end;
        }
    }

private:
    RecipeSourceEdit &m_edit;
};

RecipeSourceEdit::RecipeSourceEdit(QWidget *parent) : QPlainTextEdit(parent)
{
    setNames(this, u"Recipe"_s, tr("Recipe"));
    setFrameShape(QFrame::NoFrame);
    setLineWrapMode(NoWrap);
    setTabChangesFocus(true);
    setFont(fixedFont());
    document()->setDocumentMargin(8);
    m_colours = new Colours(*this);
}

void RecipeSourceEdit::replaceText(const QString &text)
{
    if (text == toPlainText())
        return;
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    cursor.select(QTextCursor::Document);
    cursor.insertText(text);
    cursor.endEditBlock();
    moveCursor(QTextCursor::Start);
}

void RecipeSourceEdit::setMistake(int at)
{
    m_mistake = at;
    paintMistake();
}

void RecipeSourceEdit::paintMistake()
{
    QList<QTextEdit::ExtraSelection> marks;
    if (m_mistake >= 0) {
        QTextEdit::ExtraSelection mark;
        mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        mark.format.setUnderlineColor(themeOf(this).error);
        mark.cursor = QTextCursor(document());
        const int last = std::max(0, document()->characterCount() - 2);
        mark.cursor.setPosition(std::min(m_mistake, last));
        mark.cursor.movePosition(QTextCursor::NextWord, QTextCursor::KeepAnchor);
        if (!mark.cursor.hasSelection())
            mark.cursor.movePosition(QTextCursor::NextCharacter, QTextCursor::KeepAnchor);
        marks.append(mark);
    }
    setExtraSelections(marks);
}

void RecipeSourceEdit::keyPressEvent(QKeyEvent *event)
{
    const bool plainReturn = event->key() == Qt::Key_Return && event->modifiers() == Qt::NoModifier;
    if (!plainReturn)
        return QPlainTextEdit::keyPressEvent(event);
    // YAML means its indentation: the next line begins where this one does.
    const QString line = textCursor().block().text();
    qsizetype blanks = 0;
    while (blanks < line.size() && line[blanks] == u' ')
        ++blanks;
    textCursor().insertText(u'\n' + QString(std::min<qsizetype>(blanks, textCursor().positionInBlock()), u' '));
    ensureCursorVisible();
}

void RecipeSourceEdit::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_colours) {
        m_colours->rehighlight();
        paintMistake();
    }
}

} // namespace flowbench
