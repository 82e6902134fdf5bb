// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"

#include <QDir>
#include <QLockFile>
#include <QString>
#include <QStringList>

#include <memory>

// Things of the workspace that stand in a file each, named by a person: templates, recipes.
namespace flowbench {

// A name that a person can give: printable, not empty, no blanks at its ends, at most 120 characters.
bool isEntryName(const QString &name);

// A file's name for it: readable, and the same on file systems that ignore case. `ending` with its dot.
QString entryFile(const QString &name, const QString &ending);

// The plain files there with these endings ("*.json"), sorted.
QStringList entryFiles(const QDir &folder, const QStringList &patterns);

// The workspace for this process alone, with its folder `part` made. FileFailed.
Result<std::unique_ptr<QLockFile>> lockWorkspace(const QString &workspace, const QString &part);

// Replaces a file in one step. FileFailed.
Result<void> writeEntry(const QString &path, const QByteArray &bytes);

} // namespace flowbench
