// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/completion.h"

#include "model/query/cel/program.h"
#include "model/query/eventfilter.h"

#include <algorithm>
#include <array>
#include <optional>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array<const char *, 14> Words{"true",     "false", "null", "in", "as",  "break", "const",
                                             "continue", "else",  "for",  "if", "var", "let",   "while"};

bool isWordChar(QChar c) { return c.unicode() < 128 && (c.isLetterOrNumber() || c == u'_'); }

bool isIdentifier(const std::string &name)
{
    const auto word = [](char c) { return isWordChar(QChar(QLatin1Char(c))); };
    if (name.empty() || (name[0] >= '0' && name[0] <= '9') || !std::all_of(name.begin(), name.end(), word))
        return false;
    return std::none_of(Words.begin(), Words.end(), [&](const char *w) { return name == w; });
}

QString quoted(const std::string &name)
{
    QString out = u"\""_s;
    for (const QChar c : QString::fromStdString(name)) {
        if (c == u'"' || c == u'\\')
            out += u'\\';
        out += c;
    }
    return out + u'"';
}

// The quote that is open at the end of a text, and where it stands.
struct OpenString
{
    int at = -1;
    QChar quote;
};

OpenString openStringOf(QStringView text)
{
    OpenString open;
    for (int i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (open.at >= 0) {
            if (c == u'\\')
                ++i;
            else if (c == open.quote || c == u'\n')
                open.at = -1;
        } else if (c == u'"' || c == u'\'') {
            open = {i, c};
        } else if (c == u'/' && i + 1 < text.size() && text[i + 1] == u'/') {
            while (i < text.size() && text[i] != u'\n')
                ++i;
        }
    }
    return open;
}

// A chain of fields, read backwards from its end: value.data["a b"].items[0].
class Chain
{
public:
    explicit Chain(QStringView text) : m_text(text), m_end(text.size()) {}

    // Nothing: what stands there is no chain of constant fields.
    std::optional<std::vector<std::string>> read()
    {
        for (;;) {
            skipBlanks();
            if (m_end > 0 && m_text[m_end - 1] == u']') {
                if (!readIndex())
                    return {};
                continue;
            }
            const QString word = readWord();
            if (word.isEmpty())
                return {};
            m_fields.insert(m_fields.begin(), word.toStdString());
            skipBlanks();
            if (m_end == 0 || m_text[m_end - 1] != u'.')
                return m_fields;
            --m_end;
        }
    }

private:
    void skipBlanks()
    {
        while (m_end > 0 && m_text[m_end - 1].isSpace())
            --m_end;
    }

    QString readWord()
    {
        qsizetype begin = m_end;
        while (begin > 0 && isWordChar(m_text[begin - 1]))
            --begin;
        const QString word = m_text.mid(begin, m_end - begin).toString();
        m_end = begin;
        return word.isEmpty() || word[0].isDigit() ? QString() : word;
    }

    bool readIndex()
    {
        const qsizetype open = m_text.left(m_end).lastIndexOf(u'[');
        if (open < 0)
            return false;
        const QStringView inside = m_text.mid(open + 1, m_end - open - 2).trimmed();
        const bool text = inside.size() >= 2 && (inside[0] == u'"' || inside[0] == u'\'') && inside.back() == inside[0];
        m_fields.insert(m_fields.begin(),
                        text ? inside.mid(1, inside.size() - 2).toString().toStdString() : std::string("[]"));
        m_end = open;
        return true;
    }

    QStringView m_text;
    qsizetype m_end;
    std::vector<std::string> m_fields;
};

QString kindText(cel::Kind kind)
{
    const std::string_view name = cel::typeName(kind);
    return QString::fromUtf8(name.data(), qsizetype(name.size()));
}

class Offers
{
public:
    Offers(QString typed, int from, int to) : m_typed(std::move(typed)), m_from(from), m_to(to) {}

    bool fits(const QString &label) const { return label.contains(m_typed, Qt::CaseInsensitive); }

    void add(Completion::What what, const QString &label, const QString &insert, const QString &signature,
             const QString &says = {}, int back = 0, int earlier = 0)
    {
        if (fits(label))
            m_offers.push_back(
                {what, label, insert, signature, says, m_from - earlier, m_to, int(insert.size()) - back});
    }

    // Behind a dot.
    void addFields(const std::vector<SeenFields::Field> &fields, int dot)
    {
        for (const SeenFields::Field &f : fields) {
            if (f.name == "[]")
                continue;
            const QString label = QString::fromStdString(f.name);
            if (isIdentifier(f.name))
                add(Completion::What::Field, label, label, kindText(f.kind));
            else // takes the dot away
                add(Completion::What::Field, label, u'[' + quoted(f.name) + u']', kindText(f.kind), {}, 0,
                    m_from - dot);
        }
    }

    // Of what can have only these: behind failure, as far as the chain goes.
    void addKnownFields(const std::vector<std::string> &chain)
    {
        for (const cel::Declaration &d : eventDeclarations()) {
            if (d.name != chain.front())
                continue;
            for (const std::vector<std::string> &known : d.fields) {
                const QString label = QString::fromStdString(known.back());
                if (known.size() == chain.size() && std::equal(known.begin(), known.end() - 1, chain.begin() + 1))
                    add(Completion::What::Field, label, label, {});
            }
        }
    }

    void addFunctions(bool methods)
    {
        for (const cel::FunctionInfo &f : cel::functions()) {
            if (f.method != methods)
                continue;
            const QString name = QString::fromStdString(f.name);
            const bool bare = f.signature.find("()") != std::string::npos;
            add(f.macro ? Completion::What::Macro : Completion::What::Function, name, name + u"()"_s,
                QString::fromStdString(f.signature), QString::fromStdString(f.says), bare ? 0 : 1);
        }
    }

    std::vector<Completion> take(int most)
    {
        std::stable_sort(m_offers.begin(), m_offers.end(), [this](const Completion &a, const Completion &b) {
            return a.label.startsWith(m_typed, Qt::CaseInsensitive) > b.label.startsWith(m_typed, Qt::CaseInsensitive);
        });
        if (m_offers.size() > std::size_t(most))
            m_offers.resize(std::size_t(most));
        return std::move(m_offers);
    }

private:
    QString m_typed;
    int m_from, m_to;
    std::vector<Completion> m_offers;
};

// headers["x-|
std::vector<Completion> completeQuoted(QStringView text, int cursor, OpenString open, const SeenFields &seen, int most)
{
    QStringView before = text.left(open.at).trimmed();
    if (!before.endsWith(u'['))
        return {};
    const auto chain = Chain(before.chopped(1)).read();
    if (!chain)
        return {};
    Offers offers(text.mid(open.at + 1, cursor - open.at - 1).toString(), open.at, cursor);
    for (const SeenFields::Field &f : seen.behind(*chain)) {
        if (f.name != "[]")
            offers.add(Completion::What::Field, QString::fromStdString(f.name), quoted(f.name) + u']',
                       kindText(f.kind));
    }
    return offers.take(most);
}

} // namespace

std::vector<Completion> completeExpression(QStringView text, int cursor, const SeenFields &seen, int most)
{
    cursor = std::clamp(cursor, 0, int(text.size()));
    const QStringView before = text.left(cursor);
    if (const OpenString open = openStringOf(before); open.at >= 0)
        return completeQuoted(text, cursor, open, seen, most);
    int from = cursor;
    while (from > 0 && isWordChar(text[from - 1]))
        --from;
    const QString typed = text.mid(from, cursor - from).toString();
    if (!typed.isEmpty() && typed[0].isDigit())
        return {};
    Offers offers(typed, from, cursor);
    int dot = from - 1;
    while (dot >= 0 && text[dot].isSpace())
        --dot;
    if (dot >= 0 && text[dot] == u'.') {
        if (const auto chain = Chain(text.left(dot)).read()) {
            offers.addFields(seen.behind(*chain), dot);
            offers.addKnownFields(*chain);
        }
        offers.addFunctions(true);
        return offers.take(most);
    }
    for (const cel::Declaration &d : eventDeclarations())
        offers.add(Completion::What::Name, QString::fromStdString(d.name), QString::fromStdString(d.name),
                   d.kind ? kindText(*d.kind) : QString());
    offers.addFunctions(false);
    for (const char *word : {"true", "false", "null"})
        offers.add(Completion::What::Word, QLatin1StringView(word), QLatin1StringView(word), {});
    return offers.take(most);
}

} // namespace flowbench
