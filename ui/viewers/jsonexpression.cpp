// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewers/jsonexpression.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype LongestLiteral = 1000;

bool isReserved(const QString &word)
{
    static const QStringList words{u"as"_s,   u"break"_s,     u"const"_s, u"continue"_s, u"else"_s,   u"false"_s,
                                   u"for"_s,  u"function"_s,  u"if"_s,    u"import"_s,   u"in"_s,     u"let"_s,
                                   u"loop"_s, u"namespace"_s, u"null"_s,  u"package"_s,  u"return"_s, u"true"_s,
                                   u"var"_s,  u"void"_s,      u"while"_s};
    return words.contains(word);
}

bool isIdentifier(const QString &word)
{
    const auto letter = [](QChar c) { return c == u'_' || (c.unicode() < 128 && c.isLetter()); };
    return !word.isEmpty() && letter(word[0]) && !isReserved(word) &&
           std::all_of(word.begin(), word.end(),
                       [&](QChar c) { return letter(c) || (c.unicode() < 128 && c.isDigit()); });
}

// Of a JSON string, quotes included.
QString unescaped(QByteArrayView json)
{
    return QJsonDocument::fromJson('[' + json.toByteArray() + ']').array().at(0).toString();
}

QString keyOf(const JsonNodes &nodes, const JsonNode &node)
{
    const auto *bytes = nodes.bytes.constData();
    qsizetype end = node.key + 1;
    while (end < qsizetype(node.start) && bytes[end] != '"')
        end += bytes[end] == '\\' ? 2 : 1;
    return unescaped(QByteArrayView(bytes + node.key, end + 1 - node.key));
}

QString number(QByteArrayView json)
{
    const QString text = QString::fromLatin1(json);
    if (text.contains(u'.') || text.contains(u'e', Qt::CaseInsensitive))
        return text;
    bool fits = false;
    (void)json.toByteArray().toLongLong(&fits);
    if (fits)
        return text;
    (void)json.toByteArray().toULongLong(&fits);
    return fits ? text + u'u' : text + u".0"_s;
}

} // namespace

QString expressionString(const QString &text)
{
    QString out = u"\""_s;
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            out += u'\\' + QString(c);
        else if (c == u'\n')
            out += u"\\n"_s;
        else if (c == u'\r')
            out += u"\\r"_s;
        else if (c == u'\t')
            out += u"\\t"_s;
        else if (c.unicode() < 0x20 || c.unicode() == 0x7f)
            out += u"\\u%1"_s.arg(int(c.unicode()), 4, 16, QChar(u'0'));
        else
            out += c;
    }
    return out + u'"';
}

QString expressionPath(const JsonNodes &nodes, quint32 node)
{
    QStringList parts;
    for (quint32 at = node; nodes.nodes[at].parent != JsonNode::none; at = nodes.nodes[at].parent) {
        const JsonNode &n = nodes.nodes[at];
        if (n.key == JsonNode::none) {
            parts.prepend(u"[%1]"_s.arg(n.row));
            continue;
        }
        const QString key = keyOf(nodes, n);
        parts.prepend(isIdentifier(key) ? u'.' + key : u'[' + expressionString(key) + u']');
    }
    return u"value"_s + parts.join(QString());
}

QString expressionLiteral(QByteArrayView json)
{
    if (json.isEmpty() || json.size() > LongestLiteral || json[0] == '{' || json[0] == '[')
        return {};
    if (json[0] == '"')
        return expressionString(unescaped(json));
    return json[0] == '-' || (json[0] >= '0' && json[0] <= '9') ? number(json) : QString::fromLatin1(json);
}

} // namespace flowbench
