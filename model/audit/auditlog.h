// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"

#include <QJsonObject>
#include <QString>

#include <mutex>

namespace flowbench {

// The append-only log of every write: one JSON object a line, each holding the SHA-256 of the line before it, so that a
// line that was changed, taken out or moved is found. No bodies, no passwords. Lies in the person's state folder.
//
// Line: {"seq":1,"time":ISO,"user":…,"host":…,"connection":…,"operation":…,"target":…,"count":N,"phase":"begin"|"end",
//        "grant":N,"outcome":…,"previous":HEX,"hash":HEX}; hash is over the line without "hash", as compact JSON with
//        sorted keys.
// Thread-safe; several processes may append (file lock).
class AuditLog
{
public:
    explicit AuditLog(QString path);

    // Written and synced before it returns; an error means that the write it stands for must not happen.
    Result<void> append(QJsonObject line);

    struct Check
    {
        quint64 lines = 0;
        qint64 firstBadLine = 0; // 1-based; 0: the chain holds
        QString reason;          // "hash", "chain", "json": for words
    };
    Result<Check> verify() const;
    // Every line as it stands, oldest first; lines that are no JSON are left out (verify() finds them).
    Result<std::vector<QJsonObject>> read() const;
    const QString &path() const { return m_path; }

private:
    QString m_path;
    std::mutex m_mutex;
};

} // namespace flowbench
