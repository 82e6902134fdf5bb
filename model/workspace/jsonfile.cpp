// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/workspace/jsonfile.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

namespace flowbench {

using namespace Qt::StringLiterals;

Error fileError(const QString &path, const QString &reason) { return makeError(ErrorCode::FileFailed, {path, reason}); }

Error newerFileError(const QString &path) { return fileError(path, u"written by a newer Flowbench"_s); }

Result<QJsonObject> readJsonObject(const QString &path, qint64 limit)
{
    const QFileInfo info(path);
    if (!info.isFile())
        return fileError(path, u"not a plain file"_s);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fileError(path, file.errorString());
    const QByteArray bytes = file.read(limit + 1);
    if (bytes.size() > limit)
        return makeError(ErrorCode::TooLarge, {path, QString::number(info.size()), QString::number(limit)});
    QJsonParseError parsed;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &parsed);
    if (!document.isObject())
        return makeError(ErrorCode::BadJson,
                         {QString::number(parsed.offset), parsed.error ? parsed.errorString() : u"not an object"_s});
    return document.object();
}

} // namespace flowbench
