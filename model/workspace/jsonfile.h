// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"

#include <QJsonObject>
#include <QString>

namespace flowbench {

Error fileError(const QString &path, const QString &reason);
Error newerFileError(const QString &path); // written by a newer Flowbench

// A JSON object of a plain file (no device, no pipe), read by hand: no more than the limit, whatever the file's size
// claims. FileFailed, TooLarge, BadJson.
Result<QJsonObject> readJsonObject(const QString &path, qint64 limit);

} // namespace flowbench
