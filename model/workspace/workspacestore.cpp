// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/workspace/workspacestore.h"

#include "model/workspace/jsonfile.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLockFile>
#include <QSaveFile>
#include <QUrl>

#include <algorithm>
#include <map>
#include <memory>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int FilesLimit = 5000;
constexpr int LockWaitMs = 5000;
const QString Schema = u"https://flowbench.dev/schema/connection-1.json"_s;

bool newer(const QJsonObject &o) { return o.value(u"version"_s).toInt(1) > WorkspaceStore::Version; }

Result<std::unique_ptr<QLockFile>> lockFolder(const QString &folder)
{
    if (!QDir().mkpath(folder + u"/connections"_s))
        return fileError(folder, u"the folder cannot be made"_s);
    auto lock = std::make_unique<QLockFile>(folder + u"/.flowbench.lock"_s);
    if (!lock->tryLock(LockWaitMs))
        return fileError(folder, u"another Flowbench is writing, or the folder cannot be written"_s);
    return lock;
}

struct Reading
{
    Workspace workspace;
    std::map<QString, QString> files; // name -> file
};

void readOne(Reading &reading, const QString &folder, const QString &file)
{
    const auto problem = [&](Error error) { reading.workspace.problems.push_back({file, std::move(error)}); };
    auto json = readJsonObject(folder + u'/' + file, WorkspaceStore::FileLimit);
    if (!json)
        return problem(json.error());
    const bool fromTheFuture = newer(*json);
    json->remove(u"version"_s);
    json->remove(u"$schema"_s);
    auto profile = profileFromJson(*json);
    if (fromTheFuture)
        problem(newerFileError(file));
    if (!profile) {
        if (!fromTheFuture)
            problem(profile.error());
        return;
    }
    profile->readOnly |= fromTheFuture;
    if (const auto known = reading.files.find(profile->name); known != reading.files.end()) {
        problem(makeError(ErrorCode::BadJson,
                          {u"name"_s, u"“%1” is there already, in %2"_s.arg(profile->name, known->second)}));
        // Which of them is meant is not for us to guess: neither is written through.
        for (ConnectionProfile &p : reading.workspace.connections) {
            if (p.name == profile->name)
                p.readOnly = true;
        }
        return;
    }
    reading.files.emplace(profile->name, file);
    reading.workspace.connections.push_back(std::move(*profile));
}

int strictness(const ConnectionProfile &p) { return p.readOnly ? 2 : p.environment == Environment::Production ? 1 : 0; }
} // namespace

const ConnectionProfile *Workspace::find(const QString &name) const
{
    const auto it = std::find_if(connections.begin(), connections.end(),
                                 [&](const ConnectionProfile &p) { return p.name == name; });
    return it == connections.end() ? nullptr : &*it;
}

std::vector<const ConnectionProfile *> Workspace::sameBroker(const ConnectionUrl &url) const
{
    std::vector<const ConnectionProfile *> out;
    for (const ConnectionProfile &p : connections) {
        if (p.url.sameBroker(url))
            out.push_back(&p);
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const auto *a, const auto *b) { return strictness(*a) > strictness(*b); });
    return out;
}

// Readable, and the same on file systems that ignore case.
QString WorkspaceStore::fileOf(const QString &name) const
{
    QString slug = QString::fromLatin1(QUrl::toPercentEncoding(name, " "));
    const bool plain = slug == slug.toLower() && slug.size() <= 80 && !slug.startsWith(u'.') && !slug.contains(u'~');
    if (!plain) {
        const QByteArray hash = QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256).toHex().left(8);
        slug = slug.left(60).replace(u'.', u'_') + u'~' + QString::fromLatin1(hash);
    }
    return u"connections/"_s + slug + u".json"_s;
}

Result<Workspace> WorkspaceStore::load() const
{
    Reading reading;
    const QDir folder(m_folder + u"/connections"_s);
    if (QFileInfo::exists(m_folder) && !QFileInfo(m_folder).isDir())
        return fileError(m_folder, u"not a folder"_s);
    if (!folder.exists())
        return std::move(reading.workspace);
    const QStringList names = folder.entryList({u"*.json"_s}, QDir::Files | QDir::System | QDir::Hidden, QDir::Name);
    if (names.size() > FilesLimit)
        return makeError(ErrorCode::TooLarge,
                         {folder.path(), QString::number(names.size()), QString::number(FilesLimit)});
    for (const QString &name : names)
        readOne(reading, m_folder, u"connections/"_s + name);
    std::sort(reading.workspace.connections.begin(), reading.workspace.connections.end(),
              [](const ConnectionProfile &a, const ConnectionProfile &b) { return a.name < b.name; });
    return std::move(reading.workspace);
}

Result<void> WorkspaceStore::save(const ConnectionProfile &profile)
{
    if (auto named = checkConnectionName(profile.name); !named)
        return named;
    if (auto safe = checkSavedUrl(profile.url); !safe)
        return safe;
    const auto lock = lockFolder(m_folder);
    if (!lock)
        return lock.error();
    const QString path = m_folder + u'/' + fileOf(profile.name);
    if (QFileInfo::exists(path)) {
        // What cannot be read is not written over: it may be somebody's work in a merge.
        const auto there = readJsonObject(path, WorkspaceStore::FileLimit);
        if (!there)
            return there.error();
        if (newer(*there))
            return newerFileError(path);
    }
    QJsonObject json = profileToJson(profile);
    json[u"$schema"_s] = Schema;
    json[u"version"_s] = Version;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return fileError(path, file.errorString());
    file.write(QJsonDocument(json).toJson(QJsonDocument::Indented));
    return file.commit() ? Result<void>() : Result<void>(fileError(path, file.errorString()));
}

Result<void> WorkspaceStore::remove(const QString &name)
{
    const auto lock = lockFolder(m_folder);
    if (!lock)
        return lock.error();
    // Found by what stands in it: a person may have renamed the file.
    const QDir folder(m_folder + u"/connections"_s);
    bool found = false;
    for (const QString &file : folder.entryList({u"*.json"_s}, QDir::Files | QDir::Hidden)) {
        const auto json = readJsonObject(folder.filePath(file), WorkspaceStore::FileLimit);
        if (!json || json->value(u"name"_s).toString() != name)
            continue;
        if (newer(*json))
            return newerFileError(folder.filePath(file));
        if (!QFile::remove(folder.filePath(file)))
            return fileError(folder.filePath(file), u"cannot be removed"_s);
        found = true;
    }
    return found ? Result<void>() : Result<void>(makeError(ErrorCode::UnknownConnection, {name}));
}

Result<void> WorkspaceStore::rename(const QString &oldName, const ConnectionProfile &profile)
{
    if (auto saved = save(profile); !saved)
        return saved;
    return oldName == profile.name ? Result<void>() : remove(oldName);
}

} // namespace flowbench
