// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/workspace/namedfiles.h"

#include "model/workspace/jsonfile.h"

#include <QCryptographicHash>
#include <QSaveFile>
#include <QUrl>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int LockWaitMs = 5000;
}

bool isEntryName(const QString &name)
{
    bool ok = !name.isEmpty() && name.size() <= 120 && name == name.trimmed();
    for (const QChar c : name)
        ok = ok && (c.isPrint() || c.isSurrogate());
    return ok;
}

QString entryFile(const QString &name, const QString &ending)
{
    QString slug = QString::fromLatin1(QUrl::toPercentEncoding(name, " "));
    const bool plain = slug == slug.toLower() && slug.size() <= 80 && !slug.startsWith(u'.') && !slug.contains(u'~');
    if (!plain) {
        const QByteArray hash = QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256).toHex().left(8);
        slug = slug.left(60).replace(u'.', u'_').toLower() + u'~' + QString::fromLatin1(hash);
    }
    return slug + ending;
}

QStringList entryFiles(const QDir &folder, const QStringList &patterns)
{
    return folder.entryList(patterns, QDir::Files | QDir::System | QDir::Hidden, QDir::Name);
}

Result<std::unique_ptr<QLockFile>> lockWorkspace(const QString &workspace, const QString &part)
{
    if (!QDir().mkpath(workspace + u'/' + part))
        return fileError(workspace, u"the folder cannot be made"_s);
    auto lock = std::make_unique<QLockFile>(workspace + u"/.flowbench.lock"_s);
    if (!lock->tryLock(LockWaitMs))
        return fileError(workspace, u"another Flowbench is writing, or the folder cannot be written"_s);
    return lock;
}

Result<void> writeEntry(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return fileError(path, file.errorString());
    file.write(bytes);
    return file.commit() ? Result<void>() : Result<void>(fileError(path, file.errorString()));
}

} // namespace flowbench
