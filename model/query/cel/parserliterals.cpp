// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/numbers.h"
#include "model/query/cel/parser.h"
#include "model/query/cel/parsertexts.h"

#include <charconv>
#include <limits>

namespace flowbench::cel {

using namespace Qt::StringLiterals;

QString shown(std::string_view text)
{
    const QString whole = QString::fromUtf8(text.data(), qsizetype(std::min<std::size_t>(text.size(), 200)));
    return whole.size() <= 30 ? whole : whole.left(30) + u'…';
}

const QStringList &beginnings()
{
    static const QStringList what = {u"a name"_s, u"a number"_s, u"a string"_s, u"("_s, u"["_s, u"{"_s, u"!"_s, u"-"_s};
    return what;
}
Node *Parser::literal(bool negative)
{
    switch (m_token.tok) {
    case Tok::Int:
    case Tok::UInt:
        return integer(negative);
    case Tok::String:
    case Tok::Bytes:
        return text(m_token.tok);
    case Tok::Double:
        break;
    default:
        return unexpected(u"an expression"_s, beginnings());
    }
    const int column = m_token.column;
    const auto value = parseDouble(m_token.value);
    if (!value)
        return refuse(column, u"%1 is too large for a double"_s.arg(shown(m_token.text)));
    next();
    return constant(column, Value::ofDouble(negative ? -*value : *value));
}

Node *Parser::integer(bool negative)
{
    constexpr quint64 Largest = quint64(std::numeric_limits<qint64>::max());
    const int column = m_token.column;
    const bool isUnsigned = m_token.tok == Tok::UInt;
    std::string_view digits = m_token.value;
    const bool hex = digits.starts_with("0x") || digits.starts_with("0X");
    digits.remove_prefix(hex ? 2 : 0);
    quint64 value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
    if (error != std::errc() || (!isUnsigned && value > Largest + negative))
        return refuse(column, u"%1 is too large for a%2 of 64 bits"_s.arg(shown(m_token.text),
                                                                          isUnsigned ? u" uint"_s : u"n int"_s));
    next();
    if (isUnsigned)
        return constant(column, Value::ofUInt(value));
    return constant(column, Value::ofInt(negative ? qint64(0 - value) : qint64(value)));
}

Node *Parser::text(Tok tok)
{
    const int column = m_token.column;
    const std::string_view kept = m_tree.constants.keep(m_token.value);
    if (!kept.data())
        return refuse(column, u"the expression's texts are too long"_s);
    next();
    return constant(column, tok == Tok::Bytes ? Value::ofBytes(kept) : Value::ofString(kept));
}

} // namespace flowbench::cel
