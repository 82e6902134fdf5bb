// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/schema/schemafolder.h"

#include "model/live/channel.h"
#include "model/workspace/jsonfile.h"
#include "model/workspace/namedfiles.h"

#include <QFile>
#include <QFileInfo>

#include <set>
#include <utility>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype MostFiles = 5000;
constexpr qint64 LargestFile = qint64(4) << 20;
constexpr std::size_t MostReferences = 200;

// Files that "$ref" may mean: what stands before '#', without "./".
std::vector<QString> namedIn(const std::string &text)
{
    JsonTape tape;
    std::vector<QString> names;
    if (tape.read(text) != JsonTape::Read::Done)
        return names;
    std::string memory;
    for (quint32 i = 1; i + 1 < tape.size(); ++i) {
        if (tape[i].kind != JsonTape::Kind::String || tape[i + 1].kind != JsonTape::Kind::String ||
            tape.text(i, memory) != "$ref")
            continue;
        std::string_view address = tape.text(i + 1, memory);
        address = address.substr(0, address.find('#'));
        if (address.starts_with("./"))
            address.remove_prefix(2);
        if (!address.empty() && address.find('/') == std::string_view::npos)
            names.push_back(QString::fromUtf8(address.data(), qsizetype(address.size())));
    }
    return names;
}
} // namespace

void SchemaFolder::list() const
{
    if (std::exchange(m_listed, true))
        return;
    const QStringList files = entryFiles(QDir(m_folder), {u"*.json"_s}).mid(0, MostFiles);
    for (const QString &file : files)
        m_files.emplace(QString::fromUtf8(QByteArray::fromPercentEncoding(file.chopped(5).toUtf8())).toStdString(),
                        file);
}

bool SchemaFolder::isEmpty() const
{
    const std::lock_guard lock(m_mutex);
    list();
    return m_files.empty();
}

std::optional<SchemaFolder::Found> SchemaFolder::find(const std::string &type, const QString &channel) const
{
    const std::lock_guard lock(m_mutex);
    list();
    if (!type.empty()) {
        if (auto found = named(type))
            return found;
    }
    return named(ChannelAddress::parse(channel).bare().toStdString() + "-value");
}

std::optional<SchemaFolder::Found> SchemaFolder::named(const std::string &name) const
{
    const auto file = m_files.find(name);
    if (file == m_files.end())
        return {};
    auto loaded = m_loaded.find(name);
    if (loaded == m_loaded.end())
        loaded = m_loaded.emplace(name, load(file->second)).first;
    return loaded->second;
}

SchemaFolder::Found SchemaFolder::load(const QString &file) const
{
    Found found;
    found.label = file;
    auto text = read(file);
    if (!text) {
        found.error = text.error();
        return found;
    }
    const auto references = referencesOf(file, *text);
    auto schema = references ? JsonSchema::compile(std::move(*text), *references)
                             : Result<std::shared_ptr<const JsonSchema>>(references.error());
    if (schema)
        found.schema = std::move(*schema);
    else
        found.error = schema.error();
    return found;
}

Result<std::string> SchemaFolder::read(const QString &file) const
{
    const QString path = m_folder + u'/' + file;
    if (!QFileInfo(path).isFile())
        return fileError(path, u"not a plain file"_s);
    QFile in(path);
    if (!in.open(QIODevice::ReadOnly))
        return fileError(path, in.errorString());
    const QByteArray bytes = in.read(LargestFile + 1);
    if (bytes.size() > LargestFile)
        return makeError(ErrorCode::TooLarge, {path, QString::number(in.size()), QString::number(LargestFile)});
    return bytes.toStdString();
}

Result<std::vector<SchemaText::Reference>> SchemaFolder::referencesOf(const QString &file,
                                                                      const std::string &text) const
{
    std::vector<SchemaText::Reference> references;
    std::set<QString> known{file};
    std::vector<QString> open = namedIn(text);
    std::set<QString> files;
    for (const auto &[name, its] : m_files)
        files.insert(its);
    while (!open.empty() && references.size() < MostReferences) {
        const QString name = open.back();
        open.pop_back();
        if (!files.contains(name) || !known.insert(name).second)
            continue;
        auto its = read(name);
        if (!its)
            return its.error();
        const auto more = namedIn(*its);
        open.insert(open.end(), more.begin(), more.end());
        references.push_back({name.toStdString(), std::move(*its)});
    }
    return references;
}

} // namespace flowbench
