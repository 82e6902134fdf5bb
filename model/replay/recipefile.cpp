// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/recipefile.h"

#include "model/base/jsonwriter.h"
#include "model/replay/jsonedit.h"
#include "model/replay/outgoing.h"

#include <QFile>

#include <algorithm>
#include <charconv>
#include <map>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

using Kind = RecipeEdit::Kind;

constexpr std::size_t MostEdits = 1000, MostExamples = 1000, LongestText = 64 << 10;

Error bad(const QString &field, const QString &what) { return makeError(ErrorCode::BadJson, {field, what}); }

Error tooLarge(const QString &what, qint64 size)
{
    return makeError(ErrorCode::TooLarge, {what, QString::number(size), QString::number(RecipeFileLimit)});
}

// Told from other JSON and from the edits of an event by its last argument.
template <class T>
Result<T> ofRecipe(Result<T> read)
{
    if (read)
        return read;
    Error error = read.error();
    if (error.code == ErrorCode::BadJson)
        error.args = {error.args.value(0), error.args.value(1), QString(), u"recipe"_s};
    else if (error.code == ErrorCode::TooLarge)
        error.args = {error.args.value(0), error.args.value(1), error.args.value(2), u"recipe"_s};
    return error;
}

// The members of an object of checked JSON, as ranges of it; each name once.
using Fields = std::map<std::string, std::string_view>;

Result<Fields> fieldsOf(std::string_view object, const QString &where)
{
    if (!object.starts_with('{'))
        return bad(where, u"not an object"_s);
    Fields fields;
    JsonMembers members(object, 0);
    for (JsonMember m; members.next(m);) {
        const std::string name = jsonStringText(object.substr(m.key.begin, m.key.size()));
        if (!fields.emplace(name, object.substr(m.value.begin, m.value.size())).second)
            return bad(where, u"“%1” stands there twice"_s.arg(QString::fromStdString(name).left(100)));
    }
    return fields;
}

Result<std::vector<std::string_view>> itemsOf(std::string_view array, const QString &where, std::size_t most)
{
    if (!array.starts_with('['))
        return bad(where, u"not a list"_s);
    std::vector<std::string_view> items;
    JsonMembers members(array, 0);
    for (JsonMember m; members.next(m);) {
        if (items.size() == most)
            return bad(where, u"too many entries"_s);
        items.push_back(array.substr(m.value.begin, m.value.size()));
    }
    return items;
}

// A text; where plain values count too (a version 1.0, a value 5 in YAML), as they are written.
Result<std::string> textOf(std::string_view json, const QString &where, bool plain = false)
{
    if (json.starts_with('"')) {
        std::string text = jsonStringText(json);
        if (text.size() > LongestText)
            return bad(where, u"longer than 64 KiB"_s);
        return text;
    }
    if (plain && json[0] != '{' && json[0] != '[' && json != "null")
        return std::string(json);
    return bad(where, u"not a text"_s);
}

struct EditForm
{
    std::string_view name;
    Kind kind;
    std::string_view companion; // the other field that it needs; empty: none
};

constexpr EditForm EditForms[] = {{"set", Kind::Set, "value"},       {"remove", Kind::Remove, ""},
                                  {"rename", Kind::Rename, "to"},    {"append", Kind::Append, "value"},
                                  {"header", Kind::Header, "value"}, {"remove_header", Kind::RemoveHeader, ""}};

Result<JsonPointer> pointerOf(const std::string &text, const QString &where)
{
    auto pointer = JsonPointer::parse(text);
    if (!pointer)
        return bad(where, u"no JSON pointer: it is written like /data/currency"_s);
    return pointer;
}

bool isOwnHeader(std::string_view name)
{
    return name == ReplayIdHeader || name == ReplayOfHeader || name == ReplayCountHeader;
}

Result<RecipeEdit> readEdit(std::string_view json, const QString &where)
{
    const auto fields = fieldsOf(json, where);
    if (!fields)
        return fields.error();
    const EditForm *form = nullptr;
    for (const EditForm &f : EditForms) {
        if (!fields->contains(std::string(f.name)))
            continue;
        if (form)
            return bad(where, u"two kinds of edits in one"_s);
        form = &f;
    }
    if (!form)
        return bad(where, u"no set, remove, rename, append, header or remove_header"_s);
    for (const auto &[name, value] : *fields) {
        if (name != form->name && name != form->companion)
            return bad(where, u"“%1” is not known there"_s.arg(QString::fromStdString(name).left(100)));
    }
    RecipeEdit edit;
    edit.kind = form->kind;
    auto target = textOf(fields->at(std::string(form->name)), where);
    if (!target)
        return target.error();
    std::string companion;
    if (!form->companion.empty()) {
        const auto it = fields->find(std::string(form->companion));
        const QLatin1StringView companionName(form->companion.data(), qsizetype(form->companion.size()));
        if (it == fields->end())
            return bad(where, u"“%1” is missing"_s.arg(companionName));
        auto text = textOf(it->second, where, form->companion == "value");
        if (!text)
            return it->second.starts_with('"') ? bad(where, u"“%1” is longer than 64 KiB"_s.arg(companionName))
                   : form->companion == "to"   ? bad(where, u"“to” is no text"_s)
                                               : bad(where, u"“value” is an expression, written as a text"_s);
        companion = std::move(text.value());
    }
    if (edit.kind == Kind::Header || edit.kind == Kind::RemoveHeader) {
        if (target->empty())
            return bad(where, u"a header without a name"_s);
        if (edit.kind == Kind::Header && isOwnHeader(*target))
            return bad(where, u"every replayed event gets its own “%1”"_s.arg(QString::fromStdString(*target)));
        edit.header = std::move(target.value());
    } else {
        auto at = pointerOf(*target, where);
        if (!at)
            return at.error();
        edit.at = std::move(at.value());
    }
    if (edit.kind == Kind::Rename) {
        auto to = pointerOf(companion, where);
        if (!to)
            return to.error();
        edit.to = std::move(to.value());
    } else {
        edit.expression = std::move(companion);
    }
    return edit;
}

Result<RecipeExample> readExample(std::string_view json, const QString &where)
{
    const auto fields = fieldsOf(json, where);
    if (!fields)
        return fields.error();
    RecipeExample example;
    for (const auto &[name, value] : *fields) {
        if (name == "before")
            example.before = value;
        else if (name == "after")
            example.after = value;
        else
            return bad(where, u"“%1” is not known there"_s.arg(QString::fromStdString(name).left(100)));
    }
    if (example.before.empty() || example.after.empty())
        return bad(where, u"an example has “before” and “after”"_s);
    return example;
}

Result<void> readVersion(std::string_view json, int &version)
{
    const auto [end, e] = std::from_chars(json.data(), json.data() + json.size(), version);
    if (e != std::errc() || end != json.data() + json.size() || version < 1)
        return bad(u"version"_s, u"a whole number from 1"_s);
    return {};
}

Result<void> readList(std::string_view json, bool edits, RecipeText &recipe)
{
    const QString list = edits ? u"edits"_s : u"examples"_s;
    const auto items = itemsOf(json, list, edits ? MostEdits : MostExamples);
    if (!items)
        return items.error();
    for (std::size_t i = 0; i < items->size(); ++i) {
        const QString where = list + u'/' + QString::number(i);
        if (edits) {
            auto edit = readEdit((*items)[i], where);
            if (!edit)
                return edit.error();
            recipe.edits.push_back(std::move(edit.value()));
        } else {
            auto example = readExample((*items)[i], where);
            if (!example)
                return example.error();
            recipe.examples.push_back(std::move(example.value()));
        }
    }
    return {};
}

Result<void> readField(const std::string &name, std::string_view json, RecipeText &recipe)
{
    const QString where = QString::fromStdString(name).left(100);
    if (name == "edits" || name == "examples")
        return readList(json, name == "edits", recipe);
    if (name == "version")
        return readVersion(json, recipe.version);
    if (name == "$schema")
        return {};
    const bool versions = name == "from" || name == "to";
    auto text = textOf(json, where, versions);
    if (!text)
        return text.error();
    if (name == "recipe")
        recipe.name = QString::fromStdString(*text);
    else if (name == "description")
        recipe.description = QString::fromStdString(*text);
    else if (name == "applies_to")
        recipe.appliesTo = std::move(text.value());
    else if (name == "from")
        recipe.from = std::move(text.value());
    else if (name == "to")
        recipe.to = std::move(text.value());
    else if (name == "when")
        recipe.when = std::move(text.value());
    else
        return bad(where, u"this field is not known"_s);
    return {};
}

Result<RecipeText> readJson(std::string_view json)
{
    if (const auto ok = checkJson(json, {std::size_t(RecipeFileLimit), 200}); !ok)
        return ok.error();
    const JsonRange root = rootValue(json);
    const auto fields = fieldsOf(json.substr(root.begin, root.size()), u"recipe"_s);
    if (!fields)
        return fields.error();
    RecipeText recipe;
    for (const auto &[name, value] : *fields) {
        if (const auto read = readField(name, value, recipe); !read)
            return read.error();
    }
    if (recipe.name.trimmed().isEmpty())
        return bad(u"recipe"_s, u"a name is expected"_s);
    if (recipe.edits.empty())
        return bad(u"edits"_s, u"there is nothing to edit"_s);
    return recipe;
}

Result<RecipeText> readText(std::string_view text)
{
    if (qint64(text.size()) > RecipeFileLimit)
        return tooLarge(u"recipe"_s, qint64(text.size()));
    if (!isUtf8(text))
        return bad({}, u"the bytes are no UTF-8 text"_s);
    const std::size_t start = skipJsonSpace(text, text.starts_with("\xEF\xBB\xBF") ? 3 : 0);
    if (start == text.size())
        return bad({}, u"it is empty"_s);
    if (text[start] == '{')
        return readJson(text);
    const auto json = yamlToJson(text);
    return json ? readJson(*json) : Result<RecipeText>(json.error());
}

} // namespace

Result<RecipeText> readRecipe(std::string_view text) { return ofRecipe(readText(text)); }

Result<QByteArray> readRecipeFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return makeError(ErrorCode::FileFailed, {path, file.errorString()});
    QByteArray bytes;
    // A pipe ends when it ends, not when it says so.
    while (bytes.size() <= RecipeFileLimit) {
        const QByteArray part = file.read(RecipeFileLimit + 1 - bytes.size());
        if (part.isEmpty())
            break;
        bytes += part;
    }
    if (file.error() != QFileDevice::NoError)
        return makeError(ErrorCode::FileFailed, {path, file.errorString()});
    if (bytes.size() > RecipeFileLimit)
        return ofRecipe(Result<QByteArray>(tooLarge(path, std::max(qint64(bytes.size()), file.size()))));
    return bytes;
}

Result<std::shared_ptr<const Recipe>> openRecipe(const QString &path, FilterOptions options)
{
    const auto bytes = readRecipeFile(path);
    if (!bytes)
        return bytes.error();
    auto text = readRecipe({bytes->constData(), std::size_t(bytes->size())});
    return text ? Recipe::compile(std::move(text.value()), std::move(options))
                : Result<std::shared_ptr<const Recipe>>(text.error());
}

Result<std::string> withVersion(std::string_view json, int version)
{
    const auto place = JsonPointer::parse("/version");
    return jsonSet(json, *place, std::to_string(version));
}

} // namespace flowbench
