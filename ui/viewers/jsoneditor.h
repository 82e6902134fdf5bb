// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <Qsci/qsciscintilla.h>

#include <vector>

class QsciLexerJSON;

namespace flowbench {

// The QScintilla of BodyView and BodyEditor: our fonts and colours, which follow the palette, line numbers, folding,
// and invisible characters drawn as tokens while the text stays what it is. Include only in .cpp files of this room.
class JsonEditor : public QsciScintilla
{
    Q_OBJECT
public:
    explicit JsonEditor(QWidget *parent);

    enum class Language { Plain, Json };

    // Replaces everything; caret and view at the start, undo history empty. `depth` of its JSON: where folding would
    // exceed what the editor can count it is off. `breaks`: lines marked as going on from the one before.
    void setBody(const QByteArray &utf8, Language language, int depth = 0, const std::vector<int> &breaks = {});
    // As one undo step, for an edit made by us.
    void replaceAll(const QByteArray &utf8);
    QByteArray body() const;
    void setLanguage(Language language, int depth = 0);

protected:
    void changeEvent(QEvent *event) override;

private:
    void showInvisibles();
    void adoptTheme();
    void colourLexer();
    void fitNumbers();

    QsciLexerJSON *m_lexer;
    Language m_language = Language::Plain;
    int m_depth = -1;
};

} // namespace flowbench
