// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/ledger.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QLockFile>
#include <QSaveFile>

#include <algorithm>

namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
constexpr int LockTimeoutMs = 10000;
constexpr auto OnlyOwner = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
constexpr auto OwnerFolder = OnlyOwner | QFileDevice::ExeOwner;

LedgerEntry fromJson(const QJsonObject &o)
{
    return {o[u"highest"].toInt(),     o[u"limit"].toInt(), o[u"looked"].toInteger(), o[u"messages"].toInteger(),
            o[u"snapshot"].toString(), o[u"lost"].toInt(),  o[u"rescued"].toInt()};
}

QJsonObject toJson(const LedgerEntry &e, const QString &broker, const QString &queue)
{
    return {{u"broker"_s, broker},       {u"queue"_s, queue},       {u"highest"_s, e.highest},
            {u"limit"_s, e.limit},       {u"looked"_s, e.lookedMs}, {u"messages"_s, e.messages},
            {u"snapshot"_s, e.snapshot}, {u"lost"_s, e.lost},       {u"rescued"_s, e.rescued}};
}
} // namespace

Ledger::Ledger(const Settings &settings) : m_broker(settings.address + u'/' + settings.vhost)
{
    if (settings.stateFolder.isEmpty())
        return;
    const QString folder = settings.stateFolder + u"/rabbitmq"_s;
    if (QDir().mkpath(folder)) {
        QFile::setPermissions(folder, OwnerFolder);
        m_folder = folder;
    }
}

QString Ledger::fileName(const QString &queue, const QString &suffix) const
{
    // A queue's name may hold anything: only its hash becomes a file's name.
    const QByteArray key = (m_broker + u'\n' + queue).toUtf8();
    const QString hash =
        QString::fromLatin1(QCryptographicHash::hash(key, QCryptographicHash::Sha256).toHex().left(32));
    return (m_folder.isEmpty() ? QDir::tempPath() + u"/flowbench-"_s + QString::number(quintptr(this), 36) + u'-'
                               : m_folder + u'/') +
           hash + suffix;
}

std::optional<LedgerEntry> Ledger::entry(const QString &queue) const
{
    if (m_folder.isEmpty()) {
        const std::lock_guard lock(m_mutex);
        const auto found = m_memory.find(queue);
        return found == m_memory.end() ? std::optional<LedgerEntry>() : found->second;
    }
    QFile file(fileName(queue, u".json"_s));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QJsonObject o = QJsonDocument::fromJson(file.readAll()).object();
    return o.isEmpty() ? std::optional<LedgerEntry>() : fromJson(o);
}

Result<void> Ledger::store(const QString &queue, const LedgerEntry &entry)
{
    if (m_folder.isEmpty()) {
        const std::lock_guard lock(m_mutex);
        m_memory[queue] = entry;
        return {};
    }
    const QString path = fileName(queue, u".json"_s);
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly)) {
        file.setPermissions(OnlyOwner);
        file.write(QJsonDocument(toJson(entry, m_broker, queue)).toJson(QJsonDocument::Compact));
        if (file.commit())
            return {};
    }
    return makeError(ErrorCode::FileFailed, {path, file.errorString()});
}

Result<void> Ledger::began(const QString &queue, int limit)
{
    const auto held = lock(queue); // without it, too: somebody who looks for long stores a count of his own
    LedgerEntry e = entry(queue).value_or(LedgerEntry());
    {
        const std::lock_guard guard(m_mutex);
        Consumers &c = m_consumers[queue];
        if (c.open++ > 0)
            return {};
        c = {1, e.highest, 0, 0};
    }
    e.limit = limit;
    ++e.highest;
    return store(queue, e);
}

void Ledger::ended(const QString &queue, const Returned &returned)
{
    const auto held = lock(queue);
    Consumers all;
    {
        const std::lock_guard guard(m_mutex);
        Consumers &c = m_consumers[queue];
        c.highest = std::max(c.highest, returned.highest);
        c.anew += returned.anew;
        if (--c.open > 0)
            return;
        all = c;
        m_consumers.erase(queue);
    }
    LedgerEntry e = entry(queue).value_or(LedgerEntry());
    // What was not seen is as it was, unless there is nothing of that.
    const bool onlyNew = all.highest == 0 && returned.ready && *returned.ready <= all.anew;
    e.highest = onlyNew ? 0 : std::max(all.before, all.highest);
    e.rescued += int(all.anew);
    (void)store(queue, e).ok(); // else the higher count stands
}

Result<std::shared_ptr<QLockFile>> Ledger::lock(const QString &queue) const
{
    auto file = std::make_shared<QLockFile>(fileName(queue, u".lock"_s));
    file->setStaleLockTime(0);
    if (!file->tryLock(LockTimeoutMs))
        return makeError(ErrorCode::Timeout, {}, u"another process looks at this queue"_s);
    return file;
}

QString Ledger::snapshotPath(const QString &queue) const { return fileName(queue, u".snapshot"_s); }

} // namespace flowbench::rabbitmq
