// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/audit/auditlog.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSysInfo>

#include <cerrno>
#include <cstring>
#include <sys/file.h>
#include <unistd.h>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 LineLimit = 1 << 16;

QString digest(const QJsonObject &line)
{
    QJsonObject bare = line;
    bare.remove(u"hash"_s);
    return QString::fromLatin1(
        QCryptographicHash::hash(QJsonDocument(bare).toJson(QJsonDocument::Compact), QCryptographicHash::Sha256)
            .toHex());
}

Error fileError(const QFile &file) { return makeError(ErrorCode::FileFailed, {file.fileName(), file.errorString()}); }

// The last whole line, looked for from the end.
QJsonObject lastLine(QFile &file)
{
    const qint64 from = std::max<qint64>(0, file.size() - LineLimit);
    file.seek(from);
    const QList<QByteArray> lines = file.readAll().trimmed().split('\n');
    return lines.isEmpty() ? QJsonObject() : QJsonDocument::fromJson(lines.last()).object();
}
} // namespace

AuditLog::AuditLog(QString path) : m_path(std::move(path)) {}

Result<void> AuditLog::append(QJsonObject line)
{
    const std::lock_guard lock(m_mutex);
    QDir().mkpath(QFileInfo(m_path).path());
    QFile file(m_path);
    if (!file.open(QIODevice::ReadWrite))
        return fileError(file);
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    while (::flock(file.handle(), LOCK_EX) != 0) {
        if (errno != EINTR)
            return makeError(ErrorCode::FileFailed, {m_path, QString::fromLocal8Bit(std::strerror(errno))});
    }
    const QJsonObject before = lastLine(file);
    line[u"seq"_s] = before[u"seq"_s].toInteger() + 1;
    line[u"time"_s] = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    line[u"user"_s] = QString::fromLocal8Bit(qgetenv("USER"));
    line[u"host"_s] = QSysInfo::machineHostName();
    line[u"previous"_s] = before[u"hash"_s].toString();
    line[u"hash"_s] = digest(line);
    file.seek(file.size());
    const QByteArray bytes = QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
    if (file.write(bytes) != bytes.size() || !file.flush() || ::fdatasync(file.handle()) != 0)
        return fileError(file);
    return {};
}

Result<AuditLog::Check> AuditLog::verify() const
{
    QFile file(m_path);
    Check check;
    if (!file.exists())
        return check;
    if (!file.open(QIODevice::ReadOnly))
        return fileError(file);
    QString previous;
    qint64 seq = 0;
    while (!file.atEnd()) {
        const QByteArray bytes = file.readLine(LineLimit);
        const QJsonDocument document = QJsonDocument::fromJson(bytes);
        const QJsonObject line = document.object();
        ++check.lines;
        if (!document.isObject() || !bytes.endsWith('\n'))
            check.reason = u"json"_s;
        else if (digest(line) != line[u"hash"_s].toString())
            check.reason = u"hash"_s;
        else if (line[u"previous"_s].toString() != previous || line[u"seq"_s].toInteger() != ++seq)
            check.reason = u"chain"_s;
        if (!check.reason.isEmpty()) {
            check.firstBadLine = qint64(check.lines);
            return check;
        }
        previous = line[u"hash"_s].toString();
    }
    return check;
}

Result<std::vector<QJsonObject>> AuditLog::read() const
{
    QFile file(m_path);
    std::vector<QJsonObject> lines;
    if (!file.exists())
        return lines;
    if (!file.open(QIODevice::ReadOnly))
        return fileError(file);
    while (!file.atEnd()) {
        const QJsonDocument document = QJsonDocument::fromJson(file.readLine(LineLimit));
        if (document.isObject())
            lines.push_back(document.object());
    }
    return lines;
}

} // namespace flowbench
