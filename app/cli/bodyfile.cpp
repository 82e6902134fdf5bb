// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bodyfile.h"

#include <QFile>

#include <unistd.h>

namespace flowbench::cli {

Result<std::string> readBody(const QString &path, qint64 limit)
{
    QFile file(path);
    const bool open = path == u"-" ? file.open(STDIN_FILENO, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!open)
        return makeError(ErrorCode::FileFailed, {path, file.errorString()});
    std::string body;
    char part[64 * 1024];
    for (qint64 n; (n = file.read(part, sizeof part)) > 0;) {
        body.append(part, std::size_t(n));
        if (qint64(body.size()) > limit)
            return makeError(ErrorCode::TooLarge, {path, QString::number(body.size()), QString::number(limit)});
    }
    if (file.error() != QFileDevice::NoError)
        return makeError(ErrorCode::FileFailed, {path, file.errorString()});
    return body;
}

} // namespace flowbench::cli
