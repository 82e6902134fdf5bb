// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/searchtext.h"

#include "model/base/jsonwriter.h"

#include <QStringList>

#include <algorithm>
#include <array>
#include <optional>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

using Token = SearchToken;
using Kind = SearchToken::Kind;

constexpr std::array Names{"key"_L1,     "value"_L1,  "headers"_L1, "type"_L1, "id"_L1,       "time"_L1,
                           "channel"_L1, "offset"_L1, "failure"_L1, "size"_L1, "envelope"_L1, "partition"_L1};
constexpr std::array Structured{"value"_L1, "headers"_L1, "envelope"_L1, "failure"_L1};
constexpr std::array Calls{"has"_L1, "size"_L1, "matches"_L1, "timestamp"_L1, "duration"_L1, "words"_L1};
constexpr std::array Comparing{"=="_L1, "!="_L1, "<="_L1, ">="_L1, "&&"_L1, "||"_L1};

template <std::size_t N>
bool isOneOf(QStringView word, const std::array<QLatin1String, N> &list)
{
    return std::any_of(list.begin(), list.end(), [&](QLatin1String l) { return word == l; });
}

bool isNameStart(QChar c) { return c.unicode() < 128 && (c.isLetter() || c == u'_'); }
bool isNamePart(QChar c) { return isNameStart(c) || (c.unicode() < 128 && c.isDigit()); }

// Behind the closing quote, or the text's end.
qsizetype stringEnd(QStringView text, qsizetype from)
{
    const QChar quote = text[from];
    for (qsizetype i = from + 1; i < text.size(); ++i) {
        if (text[i] == u'\\')
            ++i;
        else if (text[i] == quote)
            return i + 1;
    }
    return text.size();
}

Token next(QStringView text, qsizetype at)
{
    const QChar c = text[at];
    const auto run = [&](Kind kind, auto goesOn) {
        qsizetype end = at + 1;
        while (end < text.size() && goesOn(text[end]))
            ++end;
        return Token{kind, at, end - at};
    };
    if (c == u'"' || c == u'\'')
        return {Kind::String, at, stringEnd(text, at) - at};
    if (isNameStart(c))
        return run(Kind::Name, isNamePart);
    if (c.unicode() < 128 && c.isDigit())
        return run(Kind::Number, [](QChar d) { return isNamePart(d) || d == u'.'; });
    for (const QLatin1String two : Comparing) {
        if (text.mid(at).startsWith(two))
            return {Kind::Operator, at, 2};
    }
    if (u"<>!+-*/%?:.,()[]{}"_s.contains(c))
        return {Kind::Operator, at, 1};
    return {Kind::Other, at, 1};
}

constexpr int PathTokens = 200; // looked back over

class Looks
{
public:
    explicit Looks(QStringView text) : m_text(text), m_tokens(searchTokens(text)) {}

    bool areExpression() const
    {
        for (std::size_t i = 0; i < m_tokens.size(); ++i) {
            if (compares(i) || calls(i) || goesInto(i))
                return true;
        }
        return false;
    }

private:
    QStringView of(std::size_t i) const
    {
        return i < m_tokens.size() ? m_text.mid(m_tokens[i].from, m_tokens[i].length) : QStringView();
    }
    Kind kindOf(std::size_t i) const { return i < m_tokens.size() ? m_tokens[i].kind : Kind::Other; }
    bool isRoot(std::size_t i) const
    {
        return kindOf(i) == Kind::Name && isOneOf(of(i), Names) && (i == 0 || of(i - 1) != "."_L1);
    }
    bool spaceBefore(std::size_t i) const
    {
        const qsizetype at = m_tokens[i].from;
        return at > 0 && m_text[at - 1].isSpace();
    }
    bool spaceAfter(std::size_t i) const
    {
        const qsizetype end = m_tokens[i].from + m_tokens[i].length;
        return end >= m_text.size() || m_text[end].isSpace();
    }
    bool endsOperand(std::size_t i) const
    {
        return kindOf(i) == Kind::Name || kindOf(i) == Kind::Number || kindOf(i) == Kind::String || of(i) == ")"_L1 ||
               of(i) == "]"_L1;
    }
    bool beginsOperand(std::size_t i) const
    {
        return i < m_tokens.size() && kindOf(i) != Kind::Other &&
               (kindOf(i) != Kind::Operator || u"!-([{"_s.contains(of(i)));
    }
    // The left operand is a path of an event: then the right one may still be missing.
    bool knownBefore(std::size_t i) const
    {
        for (int steps = 0; i > 0 && steps < PathTokens; ++steps) {
            --i;
            if (isRoot(i))
                return true;
            if (kindOf(i) == Kind::Operator && of(i) != "."_L1 && of(i) != "["_L1 && of(i) != "]"_L1 &&
                of(i) != "("_L1 && of(i) != ")"_L1)
                return false;
        }
        return false;
    }
    bool compares(std::size_t i) const
    {
        const QStringView op = of(i);
        if (op == "in"_L1)
            return i > 0 && endsOperand(i - 1) &&
                   (of(i + 1) == "["_L1 || (isRoot(i + 1) && kindOf(i - 1) != Kind::Name));
        if (kindOf(i) != Kind::Operator)
            return false;
        if (i == 0)
            return op == "!"_L1 && (isRoot(1) || of(1) == "("_L1 || isCall(1));
        if (!endsOperand(i - 1))
            return false;
        if (op == "<"_L1 || op == ">"_L1)
            return knownBefore(i) || (spaceBefore(i) && spaceAfter(i) && beginsOperand(i + 1));
        return isOneOf(op, Comparing) && (knownBefore(i) || beginsOperand(i + 1));
    }
    bool isCall(std::size_t i) const { return kindOf(i) == Kind::Name && isOneOf(of(i), Calls) && of(i + 1) == "("_L1; }
    // has(...), key.contains(...)
    bool calls(std::size_t i) const
    {
        if (isCall(i) && (i == 0 || of(i - 1) != "."_L1))
            return true;
        return of(i) == "("_L1 && i >= 2 && kindOf(i - 1) == Kind::Name && of(i - 2) == "."_L1 && knownBefore(i - 2);
    }
    bool goesInto(std::size_t i) const
    {
        return isRoot(i) && isOneOf(of(i), Structured) && (of(i + 1) == "."_L1 || of(i + 1) == "["_L1) &&
               m_tokens[i + 1].from == m_tokens[i].from + m_tokens[i].length && i == 0;
    }

    QStringView m_text;
    std::vector<Token> m_tokens;
};

// The text of a literal, where it is one whole.
std::optional<QString> unquoted(QStringView literal)
{
    if (literal.size() < 2 || literal.front() != literal.back())
        return std::nullopt;
    QString text;
    for (qsizetype i = 1; i < literal.size() - 1; ++i) {
        if (literal[i] == u'\\' && i + 1 < literal.size() - 1)
            ++i;
        text += literal[i];
    }
    return text;
}

// words("...") at the beginning, and && behind it where more follows.
bool takeWords(const QString &text, SearchText &out)
{
    const auto tokens = searchTokens(text);
    const auto of = [&](std::size_t i) {
        return i < tokens.size() ? QStringView(text).mid(tokens[i].from, tokens[i].length) : QStringView();
    };
    if (of(0) != "words"_L1 || of(1) != "("_L1 || tokens.size() < 4 || tokens[2].kind != Kind::String ||
        of(3) != ")"_L1 || (tokens.size() > 4 && of(4) != "&&"_L1))
        return false;
    const auto words = unquoted(of(2));
    if (!words)
        return false;
    out.words = *words;
    if (tokens.size() > 4) {
        const qsizetype end = tokens[4].from + tokens[4].length;
        out.expression = text.mid(end);
        out.offset = int(end);
    }
    return true;
}

// Joined by && without parentheses: nothing in it binds weaker.
bool needsParentheses(const QString &expression)
{
    int depth = 0;
    for (const Token &t : searchTokens(expression)) {
        const QStringView op = QStringView(expression).mid(t.from, t.length);
        if (t.kind != Kind::Operator)
            continue;
        if (op == "("_L1 || op == "["_L1 || op == "{"_L1)
            ++depth;
        else if (op == ")"_L1 || op == "]"_L1 || op == "}"_L1)
            --depth;
        else if (depth == 0 && (op == "||"_L1 || op == "?"_L1))
            return true;
    }
    return expression.contains("//"_L1); // a comment would swallow what follows
}

QString wrapped(const QString &expression)
{
    const QString text = expression.trimmed();
    if (!needsParentheses(text))
        return text;
    return text.contains("//"_L1) ? u'(' + text + u"\n)"_s : u'(' + text + u')';
}

// The beginnings of the path at the start of a condition: value.a, value.a.b of value.a.b == 1. Empty: no such path.
QStringList pathOf(const QString &condition)
{
    const auto tokens = searchTokens(condition);
    const auto of = [&](std::size_t i) {
        return i < tokens.size() ? QStringView(condition).mid(tokens[i].from, tokens[i].length) : QStringView();
    };
    QStringList path;
    if (!isOneOf(of(0), Structured))
        return path;
    std::size_t i = 1;
    for (; of(i) == "."_L1 && i + 1 < tokens.size() && tokens[i + 1].kind == Kind::Name; i += 2)
        path += condition.left(tokens[i + 1].from + tokens[i + 1].length);
    return isOneOf(of(i), Comparing) ? path : QStringList();
}

} // namespace

std::vector<SearchToken> searchTokens(QStringView text)
{
    std::vector<SearchToken> tokens;
    for (qsizetype at = 0; at < text.size();) {
        if (text[at].isSpace()) {
            ++at;
            continue;
        }
        tokens.push_back(next(text, at));
        at += tokens.back().length;
    }
    return tokens;
}

SearchKind searchKind(QStringView text)
{
    const QStringView trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return SearchKind::Empty;
    return Looks(trimmed).areExpression() ? SearchKind::Expression : SearchKind::Words;
}

SearchText readSearch(const QString &text, SearchMode mode)
{
    SearchText out;
    if (text.trimmed().isEmpty())
        return out;
    out.kind = mode == SearchMode::Words        ? SearchKind::Words
               : mode == SearchMode::Expression ? SearchKind::Expression
                                                : searchKind(text);
    if (out.kind == SearchKind::Words)
        out.words = text.trimmed();
    else if (!takeWords(text, out))
        out.expression = text;
    return out;
}

QString narrowed(const QString &present, SearchMode mode, const QString &expression)
{
    const SearchText now = readSearch(present, mode);
    const QString wanted = wrapped(expression);
    if (now.kind == SearchKind::Empty)
        return expression.trimmed();
    if (now.kind == SearchKind::Words)
        return u"words("_s + textLiteral(now.words) + u") && "_s + wanted;
    if (present.trimmed() == wanted || present.trimmed().endsWith(u"&& "_s + wanted))
        return present.trimmed();
    const QString words = now.words.isEmpty() ? QString() : u"words("_s + textLiteral(now.words) + u") && "_s;
    if (now.expression.trimmed().isEmpty())
        return words + wanted;
    return words + wrapped(now.expression) + u" && "_s + wanted;
}

QString hiding(const QString &condition)
{
    QString guarded;
    const QStringList path = pathOf(condition);
    for (const QString &part : path)
        guarded += u"has("_s + part + u") && "_s;
    // A body that has no fields at all is not what is hidden either.
    if (path.isEmpty() || !path.front().startsWith("value."_L1))
        return u"!("_s + guarded + condition.trimmed() + u')';
    return u"!(type(value) == map && "_s + guarded + condition.trimmed() + u')';
}

QString textLiteral(QStringView text)
{
    QString out = u"\""_s;
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\') {
            out += u'\\';
            out += c;
        } else if (c == u'\n') {
            out += u"\\n"_s;
        } else if (c == u'\r') {
            out += u"\\r"_s;
        } else if (c == u'\t') {
            out += u"\\t"_s;
        } else if (c.unicode() < 0x20 || c.unicode() == 0x7f ||
                   (c.unicode() >= 0x80 && !c.isPrint() && !c.isSurrogate())) {
            out += u"\\u%1"_s.arg(c.unicode(), 4, 16, QChar(u'0'));
        } else {
            out += c;
        }
    }
    return out + u'"';
}

QString bytesLiteral(std::string_view bytes)
{
    if (isUtf8(bytes))
        return textLiteral(QString::fromUtf8(bytes.data(), qsizetype(bytes.size())));
    QString out = u"b\""_s;
    for (const char c : bytes)
        out += u"\\x%1"_s.arg(uint(static_cast<unsigned char>(c)), 2, 16, QChar(u'0'));
    return out + u'"';
}

} // namespace flowbench
