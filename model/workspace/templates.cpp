// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/workspace/templates.h"

#include "model/base/jsonwriter.h"
#include "model/event/eventjson.h"
#include "model/workspace/jsonfile.h"
#include "model/workspace/namedfiles.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int FilesLimit = 5000;
constexpr qsizetype FieldsLimit = 100'000;
const QString Schema = u"https://flowbench.dev/schema/template-1.json"_s;

Error badField(const QString &field, const QString &why) { return makeError(ErrorCode::BadJson, {field, why}); }

QString textOf(std::string_view bytes) { return QString::fromUtf8(bytes.data(), qsizetype(bytes.size())); }

// ---- JSON out

// `name`: the text where the bytes are UTF-8, else `name`_base64: what people review in git stays readable.
void putBytes(QJsonObject &o, const QString &name, std::string_view bytes)
{
    if (isUtf8(bytes))
        o[name] = textOf(bytes);
    else
        o[name + u"_base64"_s] = QString::fromLatin1(QByteArray(bytes.data(), qsizetype(bytes.size())).toBase64());
}

// The value of a typed field is JSON text. It stands as JSON where that says the same, else as its text: a QJsonValue
// would round a number that is more than it can hold.
void putTyped(QJsonObject &o, std::string_view json)
{
    const QByteArray wrapped = '[' + QByteArray(json.data(), qsizetype(json.size())) + ']';
    const QJsonDocument document = QJsonDocument::fromJson(wrapped);
    if (document.array().size() == 1 && document.toJson(QJsonDocument::Compact) == wrapped)
        o[u"value"_s] = document.array().first();
    else
        o[u"json"_s] = textOf(json);
}

QJsonObject fieldToJson(const FieldView &f)
{
    QJsonObject o;
    putBytes(o, u"name"_s, f.name);
    if (f.type == FieldType::Void) {
        o[u"type"_s] = QString::fromLatin1(fieldTypeName(f.type));
    } else if (f.type != FieldType::Bytes) {
        o[u"type"_s] = QString::fromLatin1(fieldTypeName(f.type));
        putTyped(o, f.value);
    } else if (f.null) {
        o[u"value"_s] = QJsonValue::Null;
    } else {
        putBytes(o, u"value"_s, f.value);
    }
    return o;
}

// ---- JSON in

// Absent or null: no bytes.
Result<std::optional<std::string>> takeBytes(const QJsonObject &o, const QString &name)
{
    const QJsonValue base64 = o.value(name + u"_base64"_s);
    if (!base64.isUndefined()) {
        const auto decoded =
            QByteArray::fromBase64Encoding(base64.toString().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
        if (!base64.isString() || !decoded)
            return badField(name + u"_base64"_s, u"no base64"_s);
        return std::optional(decoded.decoded.toStdString());
    }
    const QJsonValue text = o.value(name);
    if (text.isUndefined() || text.isNull())
        return std::optional<std::string>();
    if (!text.isString())
        return badField(name, u"not a string"_s);
    return std::optional(text.toString().toStdString());
}

Result<void> takeField(std::string &packed, const QJsonValue &value, FieldPlace place)
{
    const QString list = place == FieldPlace::Header ? u"headers"_s : u"properties"_s;
    if (!value.isObject())
        return badField(list, u"not a list of fields"_s);
    const QJsonObject o = value.toObject();
    const auto name = takeBytes(o, u"name"_s);
    if (!name)
        return name.error();
    if (!*name)
        return badField(list, u"a field without a name"_s);
    FieldView f;
    f.place = place;
    f.name = **name;
    std::string held;
    if (o.contains(u"type"_s)) {
        const auto type = fieldTypeFromName(o.value(u"type"_s).toString().toStdString());
        if (!type || *type == FieldType::Bytes)
            return badField(list, u"an unknown type"_s);
        f.type = *type;
        f.null = *type == FieldType::Void;
        if (f.null) {
            held.clear();
        } else if (o.contains(u"json"_s)) {
            held = o.value(u"json"_s).toString().toStdString();
        } else {
            const QByteArray wrapped = QJsonDocument(QJsonArray{o.value(u"value"_s)}).toJson(QJsonDocument::Compact);
            held = wrapped.mid(1, wrapped.size() - 2).toStdString();
        }
        f.value = held;
    } else {
        auto bytes = takeBytes(o, u"value"_s);
        if (!bytes)
            return bytes.error();
        f.null = !bytes->has_value();
        held = bytes->value_or(std::string());
        f.value = held;
    }
    appendField(packed, f);
    return {};
}

Result<void> takeFields(std::string &packed, const QJsonObject &json, const QString &list, FieldPlace place)
{
    const QJsonValue v = json.value(list);
    if (v.isUndefined())
        return {};
    if (!v.isArray() || v.toArray().size() > FieldsLimit)
        return badField(list, u"not a list of fields"_s);
    for (const QJsonValue &f : v.toArray()) {
        if (auto taken = takeField(packed, f, place); !taken)
            return taken;
    }
    return {};
}

Result<void> checkTemplateName(const QString &name)
{
    if (!isEntryName(name))
        return makeError(ErrorCode::BadArgument, {u"template name"_s, name.left(120)});
    return {};
}

// ---- files

bool newer(const QJsonObject &o) { return o.value(u"version"_s).toInt(1) > TemplateStore::Version; }
Error unknownError(const QString &name) { return makeError(ErrorCode::BadArgument, {u"template"_s, name}); }

const QStringList Files = {u"*.json"_s};

// Where a template stands: found by its name, as a person may have renamed the file.
QString findFile(const QString &workspace, const QString &name)
{
    const QDir folder(workspace + u"/templates"_s);
    for (const QString &file : entryFiles(folder, Files)) {
        const auto json = readJsonObject(folder.filePath(file), TemplateStore::FileLimit);
        if (json && json->value(u"name"_s).toString() == name)
            return folder.filePath(file);
    }
    return {};
}

Result<void> write(const QString &path, const PublishTemplate &publishTemplate)
{
    if (QFileInfo::exists(path)) {
        // What cannot be read is not written over: it may be somebody's work in a merge.
        const auto there = readJsonObject(path, TemplateStore::FileLimit);
        if (!there)
            return there.error();
        if (newer(*there))
            return newerFileError(path);
    }
    QJsonObject json = templateToJson(publishTemplate);
    json[u"$schema"_s] = Schema;
    json[u"version"_s] = TemplateStore::Version;
    const QByteArray bytes = QJsonDocument(json).toJson(QJsonDocument::Indented);
    if (bytes.size() > TemplateStore::FileLimit)
        return makeError(ErrorCode::TooLarge, {publishTemplate.name, QString::number(bytes.size()),
                                               QString::number(TemplateStore::FileLimit)});
    return writeEntry(path, bytes);
}

Result<PublishTemplate> readTemplate(const QString &path)
{
    auto json = readJsonObject(path, TemplateStore::FileLimit);
    if (!json)
        return json.error();
    if (newer(*json))
        return newerFileError(path);
    json->remove(u"version"_s);
    json->remove(u"$schema"_s);
    return templateFromJson(*json);
}

Result<void> removeFile(const QString &path)
{
    const auto json = readJsonObject(path, TemplateStore::FileLimit);
    if (json && newer(*json))
        return newerFileError(path);
    return QFile::remove(path) ? Result<void>() : Result<void>(fileError(path, u"cannot be removed"_s));
}
} // namespace

const PublishTemplate *TemplateList::find(const QString &name) const
{
    const auto it =
        std::find_if(templates.begin(), templates.end(), [&](const PublishTemplate &t) { return t.name == name; });
    return it == templates.end() ? nullptr : &*it;
}

QJsonObject templateToJson(const PublishTemplate &t)
{
    QJsonObject o = t.unknown;
    for (const QString &known : {u"name"_s, u"channel"_s, u"key"_s, u"key_base64"_s, u"value"_s, u"value_base64"_s,
                                 u"partition"_s, u"headers"_s, u"properties"_s})
        o.remove(known);
    o[u"name"_s] = t.name;
    if (!t.channel.isEmpty())
        o[u"channel"_s] = t.channel;
    if (t.event.key)
        putBytes(o, u"key"_s, *t.event.key);
    if (t.event.value)
        putBytes(o, u"value"_s, *t.event.value);
    else
        o[u"value"_s] = QJsonValue::Null;
    if (t.event.partition)
        o[u"partition"_s] = *t.event.partition;
    QJsonArray headers, properties;
    for (const FieldView &f : FieldList(t.event.fields)) {
        if (f.place == FieldPlace::Header)
            headers.append(fieldToJson(f));
        else if (f.place == FieldPlace::Property)
            properties.append(fieldToJson(f));
    }
    if (!headers.isEmpty())
        o[u"headers"_s] = headers;
    if (!properties.isEmpty())
        o[u"properties"_s] = properties;
    return o;
}

Result<PublishTemplate> templateFromJson(const QJsonObject &json)
{
    PublishTemplate t;
    t.name = json.value(u"name"_s).toString();
    if (!checkTemplateName(t.name))
        return badField(u"name"_s, u"no name of a template"_s);
    const QJsonValue channel = json.value(u"channel"_s);
    if (!channel.isUndefined() && !channel.isString())
        return badField(u"channel"_s, u"not a string"_s);
    t.channel = channel.toString();
    auto key = takeBytes(json, u"key"_s);
    if (!key)
        return key.error();
    t.event.key = std::move(*key);
    auto value = takeBytes(json, u"value"_s);
    if (!value)
        return value.error();
    t.event.value = std::move(*value);
    if (const QJsonValue p = json.value(u"partition"_s); !p.isUndefined()) {
        const int partition = p.toInt(-1);
        if (partition < 0)
            return badField(u"partition"_s, u"no partition"_s);
        t.event.partition = partition;
    }
    if (auto taken = takeFields(t.event.fields, json, u"headers"_s, FieldPlace::Header); !taken)
        return taken.error();
    if (auto taken = takeFields(t.event.fields, json, u"properties"_s, FieldPlace::Property); !taken)
        return taken.error();
    t.unknown = json;
    for (const QString &known : {u"name"_s, u"channel"_s, u"key"_s, u"key_base64"_s, u"value"_s, u"value_base64"_s,
                                 u"partition"_s, u"headers"_s, u"properties"_s})
        t.unknown.remove(known);
    return t;
}

QString TemplateStore::fileOf(const QString &name) const
{
    return m_folder + u"/templates/"_s + entryFile(name, u".json"_s);
}

Result<TemplateList> TemplateStore::load() const
{
    TemplateList list;
    const QDir folder(m_folder + u"/templates"_s);
    if (!folder.exists())
        return list;
    const QStringList files = entryFiles(folder, Files);
    if (files.size() > FilesLimit)
        return makeError(ErrorCode::TooLarge,
                         {folder.path(), QString::number(files.size()), QString::number(FilesLimit)});
    for (const QString &file : files) {
        auto read = readTemplate(folder.filePath(file));
        if (!read)
            list.problems.push_back({u"templates/"_s + file, read.error()});
        else if (list.find(read->name))
            list.problems.push_back(
                {u"templates/"_s + file, badField(u"name"_s, u"“%1” is there already"_s.arg(read->name))});
        else
            list.templates.push_back(std::move(*read));
    }
    std::sort(list.templates.begin(), list.templates.end(),
              [](const PublishTemplate &a, const PublishTemplate &b) { return a.name < b.name; });
    return list;
}

Result<void> TemplateStore::save(const PublishTemplate &publishTemplate)
{
    if (auto named = checkTemplateName(publishTemplate.name); !named)
        return named;
    const auto lock = lockWorkspace(m_folder, u"templates"_s);
    if (!lock)
        return lock.error();
    const QString there = findFile(m_folder, publishTemplate.name);
    return write(there.isEmpty() ? fileOf(publishTemplate.name) : there, publishTemplate);
}

Result<void> TemplateStore::remove(const QString &name)
{
    const auto lock = lockWorkspace(m_folder, u"templates"_s);
    if (!lock)
        return lock.error();
    const QString path = findFile(m_folder, name);
    return path.isEmpty() ? Result<void>(unknownError(name)) : removeFile(path);
}

Result<void> TemplateStore::rename(const QString &oldName, const QString &newName)
{
    if (oldName == newName)
        return {};
    if (auto named = checkTemplateName(newName); !named)
        return named;
    const auto lock = lockWorkspace(m_folder, u"templates"_s);
    if (!lock)
        return lock.error();
    const QString from = findFile(m_folder, oldName);
    if (from.isEmpty())
        return unknownError(oldName);
    if (!findFile(m_folder, newName).isEmpty())
        return makeError(ErrorCode::BadArgument, {u"template name"_s, newName}, u"there is one of that name"_s);
    auto read = readTemplate(from);
    if (!read)
        return read.error();
    read->name = newName;
    if (auto written = write(fileOf(newName), *read); !written)
        return written;
    return removeFile(from);
}

} // namespace flowbench
