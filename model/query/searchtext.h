// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

#include <string_view>
#include <vector>

// What stands in a search field: plain words, or an expression. Pure functions; any thread.
namespace flowbench {

enum class SearchMode : quint8 { Automatic, Words, Expression }; // as a person chose
enum class SearchKind : quint8 { Empty, Words, Expression };

// By its looks. An expression is what compares or combines (==, !=, <=, >=, <, >, in, &&, ||, !) something with
// something, calls a function on a name of events, or goes into value, headers, envelope or failure; also while it is
// unfinished or wrong: a broken expression is never taken for words. Everything else is words: names alone, identifiers
// with dashes and dots, JSON, addresses, base64. What stands in "quotes" is words whatever it holds.
SearchKind searchKind(QStringView text);

// A search text taken apart. Words and an expression together are written  words("late refund") && EXPRESSION : both
// must hold. words("...") can stand at the beginning only.
struct SearchText
{
    SearchKind kind = SearchKind::Empty;
    QString words;      // plain ones; may be empty beside an expression
    QString expression; // may be empty beside words
    int offset = 0;     // where the expression begins in the text, in UTF-16 units
};
SearchText readSearch(const QString &text, SearchMode mode);

// The search text that asks for `present` and, besides, for an expression (as the conditions of a cell's menu are).
QString narrowed(const QString &present, SearchMode mode, const QString &expression);

// The condition that hides exactly the events that `condition` shows: events that lack one of its fields stay.
QString hiding(const QString &condition);

// Literals of the expression language: text with its escapes; bytes that are not UTF-8 as b"...".
QString textLiteral(QStringView text);
QString bytesLiteral(std::string_view bytes);

// For painting.
struct SearchToken
{
    enum class Kind : quint8 { Name, Number, String, Operator, Other } kind = Kind::Other;
    qsizetype from = 0, length = 0;
};
std::vector<SearchToken> searchTokens(QStringView text);

} // namespace flowbench
