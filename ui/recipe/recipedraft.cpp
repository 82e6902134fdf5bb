// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/recipe/recipedraft.h"

#include "model/base/jsonwriter.h"
#include "model/replay/jsonedit.h"
#include "ui/viewers/jsonformat.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

using Kind = RecipeEdit::Kind;

bool hasValue(Kind kind) { return kind != Kind::Remove && kind != Kind::RemoveHeader; }
const char *companion(Kind kind) { return kind == Kind::Rename ? "to" : "value"; }

std::string jsonText(const QString &text)
{
    std::string out;
    appendJsonString(out, text.toStdString());
    return out;
}

// ---- JSON

std::string editsJson(const std::vector<RecipeDraft::Edit> &edits)
{
    JsonWriter out;
    out.beginArray();
    for (const RecipeDraft::Edit &edit : edits) {
        out.beginObject();
        out.key(recipeEditName(edit.kind)).string(edit.target.toStdString());
        if (hasValue(edit.kind))
            out.key(companion(edit.kind)).string(edit.value.toStdString());
        out.endObject();
    }
    out.endArray();
    return out.text();
}

struct TextField
{
    const char *name;
    QString RecipeDraft::*text;
};
constexpr std::array<TextField, 5> TextFields{{{"description", &RecipeDraft::description},
                                               {"applies_to", &RecipeDraft::appliesTo},
                                               {"from", &RecipeDraft::from},
                                               {"to", &RecipeDraft::to},
                                               {"when", &RecipeDraft::when}}};

QString jsonSource(const RecipeDraft &draft)
{
    JsonWriter out;
    out.beginObject();
    out.key("recipe").string(draft.name.toStdString());
    out.key("version").integer(draft.version);
    for (const TextField &f : TextFields) {
        if (!(draft.*f.text).isEmpty())
            out.key(f.name).string((draft.*f.text).toStdString());
    }
    out.key("edits").raw(editsJson(draft.edits));
    if (!draft.examples.empty()) {
        out.key("examples");
        out.beginArray();
        for (const RecipeExample &example : draft.examples) {
            out.beginObject();
            out.key("before").raw(example.before);
            out.key("after").raw(example.after);
            out.endObject();
        }
        out.endArray();
    }
    out.endObject();
    return QString::fromUtf8(prettyJson(QByteArray::fromStdString(out.text()))) + u'\n';
}

// Nothing where the text cannot be edited so.
std::optional<QString> editedJson(const QString &source, const RecipeDraft &was, const RecipeDraft &now)
{
    auto json = EditedJson::open(source.toStdString());
    if (!json)
        return {};
    bool good = true;
    const auto place = [](const char *name) { return JsonPointer::parse('/' + std::string(name)).value(); };
    const auto set = [&](const char *name, const std::string &value) {
        good = json->set(place(name), value).ok() && good;
    };
    if (was.name != now.name)
        set("recipe", jsonText(now.name));
    if (was.version != now.version)
        set("version", std::to_string(now.version));
    for (const TextField &f : TextFields) {
        const QString &text = now.*f.text;
        if (was.*f.text == text)
            continue;
        if (text.isEmpty())
            good = json->remove(place(f.name)).ok() && good;
        else
            set(f.name, jsonText(text));
    }
    if (was.edits != now.edits) {
        // Indented as a member; no string holds a raw line feed.
        const QByteArray edits = prettyJson(QByteArray::fromStdString(editsJson(now.edits))).replace("\n", "\n  ");
        set("edits", edits.toStdString());
    }
    return good ? std::optional(QString::fromStdString(json->text())) : std::nullopt;
}

// ---- YAML

bool isPlainWord(const QString &text)
{
    static const QStringList Words{u"true"_s, u"false"_s, u"null"_s, u"yes"_s, u"no"_s,
                                   u"on"_s,   u"off"_s,   u"y"_s,    u"n"_s};
    const auto letter = [](QChar c) { return c.unicode() < 0x80 && (c.isLetter() || c == u'_' || c == u'/'); };
    const auto fits = [&](QChar c) {
        return letter(c) || (c.unicode() < 0x80 && c.isDigit()) || c == u'.' || c == u'-';
    };
    return !text.isEmpty() && letter(text[0]) && std::all_of(text.begin(), text.end(), fits) &&
           !Words.contains(text.toLower());
}

QString yamlScalar(const QString &text)
{
    if (isPlainWord(text))
        return text;
    const bool plainQuotes = std::none_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x20; });
    if (plainQuotes && text.contains(u'"') && !text.contains(u'\''))
        return u'\'' + text + u'\'';
    QString out = u"\""_s;
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            out += u'\\' + QString(c);
        else if (c == u'\n')
            out += u"\\n"_s;
        else if (c == u'\t')
            out += u"\\t"_s;
        else if (c.unicode() < 0x20 || (c.unicode() >= 0x7f && c.unicode() < 0xa0) || c.unicode() == 0xfeff ||
                 c.unicode() == 0x2028 || c.unicode() == 0x2029)
            out += u"\\u%1"_s.arg(int(c.unicode()), 4, 16, QChar(u'0'));
        else
            out += c;
    }
    return out + u'"';
}

// JSON on one line: white space outside of texts goes, literals stay. In YAML it means the same.
QString oneLine(std::string_view json)
{
    std::string out;
    bool inText = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (inText && c == '\\' && i + 1 < json.size()) {
            out += c;
            out += json[++i];
            continue;
        }
        if (c == '"')
            inText = !inText;
        if (inText || (c != ' ' && c != '\n' && c != '\r' && c != '\t'))
            out += c;
        if (!inText && (c == ',' || c == ':')) // a colon without a blank is part of a YAML word
            out += ' ';
    }
    return QString::fromStdString(out);
}

QString yamlSource(const RecipeDraft &draft)
{
    QString out = u"recipe: %1\nversion: %2\n"_s.arg(yamlScalar(draft.name)).arg(draft.version);
    for (const TextField &f : TextFields) {
        if (!(draft.*f.text).isEmpty())
            out += QLatin1StringView(f.name) + u": "_s + yamlScalar(draft.*f.text) + u'\n';
    }
    out += draft.edits.empty() ? u"edits: []\n"_s : u"edits:\n"_s;
    for (const RecipeDraft::Edit &edit : draft.edits) {
        out += u"  - "_s + QLatin1StringView(recipeEditName(edit.kind)) + u": "_s + yamlScalar(edit.target) + u'\n';
        if (hasValue(edit.kind))
            out += u"    "_s + QLatin1StringView(companion(edit.kind)) + u": "_s + yamlScalar(edit.value) + u'\n';
    }
    if (!draft.examples.empty())
        out += u"examples:\n"_s;
    for (const RecipeExample &example : draft.examples)
        out += u"  - before: "_s + oneLine(example.before) + u"\n    after: "_s + oneLine(example.after) + u'\n';
    return out;
}

// Another version is one number, whatever else stands there.
std::optional<QString> onlyVersioned(QString source, RecipeDraft was, const RecipeDraft &now)
{
    static const QRegularExpression Version(u"^version:[ ]*(\\d+)(?=[ ]*(#.*)?$)"_s,
                                            QRegularExpression::MultilineOption);
    const auto match = Version.match(source);
    was.version = now.version;
    if (!match.hasMatch() || yamlSource(was) != yamlSource(now))
        return {};
    return source.replace(match.capturedStart(1), match.capturedLength(1), QString::number(now.version));
}

} // namespace

RecipeDraft draftOf(const RecipeText &recipe)
{
    RecipeDraft draft;
    draft.name = recipe.name;
    draft.version = recipe.version;
    draft.appliesTo = QString::fromStdString(recipe.appliesTo);
    draft.from = QString::fromStdString(recipe.from);
    draft.to = QString::fromStdString(recipe.to);
    draft.when = QString::fromStdString(recipe.when);
    draft.description = recipe.description;
    draft.examples = recipe.examples;
    for (const RecipeEdit &edit : recipe.edits) {
        const bool ofHeader = edit.kind == Kind::Header || edit.kind == Kind::RemoveHeader;
        draft.edits.push_back({edit.kind, QString::fromStdString(ofHeader ? edit.header : edit.at.text()),
                               QString::fromStdString(edit.kind == Kind::Rename ? edit.to.text() : edit.expression)});
    }
    return draft;
}

RecipeFormat formatOf(const QString &source)
{
    for (const QChar c : source) {
        if (c == u' ' || c == u'\t' || c == u'\r' || c == u'\n' || c == QChar(0xfeff))
            continue;
        return c == u'{' ? RecipeFormat::Json : RecipeFormat::Yaml;
    }
    return RecipeFormat::Yaml;
}

QString recipeSource(const RecipeDraft &draft, RecipeFormat format)
{
    return format == RecipeFormat::Json ? jsonSource(draft) : yamlSource(draft);
}

QString rewrittenSource(const QString &source, const RecipeDraft &was, const RecipeDraft &now)
{
    if (formatOf(source) == RecipeFormat::Yaml) {
        const auto versioned = onlyVersioned(source, was, now);
        return versioned ? *versioned : yamlSource(now);
    }
    const auto edited = editedJson(source, was, now);
    return edited ? *edited : jsonSource(now);
}

bool hasYamlComments(const QString &source)
{
    if (formatOf(source) == RecipeFormat::Json)
        return false;
    for (const QStringView line : QStringView(source).split(u'\n')) {
        QChar quote;
        for (qsizetype i = 0; i < line.size(); ++i) {
            const QChar c = line[i];
            if (!quote.isNull()) {
                if (c == u'\\' && quote == u'"')
                    ++i;
                else if (c == quote)
                    quote = QChar();
            } else if ((c == u'"' || c == u'\'') && (i == 0 || line[i - 1] == u' ')) {
                quote = c;
            } else if (c == u'#' && (i == 0 || line[i - 1] == u' ' || line[i - 1] == u'\t')) {
                return true;
            }
        }
    }
    return false;
}

} // namespace flowbench
