// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/paths.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include <cerrno>
#include <cstring>
#include <sys/stat.h>

namespace flowbench {

using namespace Qt::StringLiterals;

QString defaultWorkspaceFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + u"/flowbench/workspace"_s;
}

Result<QString> stateFolder()
{
    // Qt 6.4 has no place for state; the XDG rule: a relative path does not count.
    QString base = qEnvironmentVariable("XDG_STATE_HOME");
    if (!QDir::isAbsolutePath(base))
        base = QDir::homePath() + u"/.local/state"_s;
    const QString folder = base + u"/flowbench"_s;
    QDir().mkpath(base);
    const QByteArray path = QFile::encodeName(folder);
    if (::mkdir(path.constData(), 0700) != 0 && !QFileInfo(folder).isDir())
        return makeError(ErrorCode::FileFailed, {folder, u"the folder cannot be made"_s});
    // What cannot be written can still be read; whoever writes there is told by the file.
    if (::chmod(path.constData(), 0700) != 0 && errno != EROFS)
        return makeError(
            ErrorCode::FileFailed,
            {folder, errno == EPERM ? u"it belongs to somebody else"_s : QString::fromLocal8Bit(std::strerror(errno))});
    return folder;
}

} // namespace flowbench
