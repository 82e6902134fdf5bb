// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/workspace/profile.h"

#include <vector>

namespace flowbench {

// A file of the workspace that could not be used, and why.
struct WorkspaceProblem
{
    QString file; // relative to the workspace
    Error error;
};

struct Workspace
{
    std::vector<ConnectionProfile> connections; // sorted by name
    std::vector<WorkspaceProblem> problems;

    const ConnectionProfile *find(const QString &name) const;
    // What guards a raw URL: every saved connection to the same broker, the strictest first (read-only, production).
    std::vector<const ConnectionProfile *> sameBroker(const ConnectionUrl &url) const;
};

// The workspace folder: plain JSON made for git, one file a connection (connections/NAME.json), keys sorted, a version
// in each. Never a secret, never a payload. Whatever stands in it is checked: a file of somebody else cannot switch
// verification off, start anything, or hang the program (size, depth and number are limited, only plain files are
// read).
//
// Blocks on the disk; any one thread at a time. Several processes may write: a lock file orders them.
class WorkspaceStore
{
public:
    static constexpr int Version = 1;
    static constexpr qint64 FileLimit = 1 << 20;

    explicit WorkspaceStore(QString folder) : m_folder(std::move(folder)) {}
    const QString &folder() const { return m_folder; }

    // A workspace that is not there yet is an empty one. Files that cannot be used become problems; one that a newer
    // Flowbench wrote, or whose name is there twice, still guards its broker as read-only.
    Result<Workspace> load() const;
    // Writes one connection, new or known. FileFailed; refused where the file was written by a newer Flowbench.
    Result<void> save(const ConnectionProfile &profile);
    // UnknownConnection where there is none.
    Result<void> remove(const QString &name);
    // One step for who renames: the old file goes once the new one is there.
    Result<void> rename(const QString &oldName, const ConnectionProfile &profile);

private:
    QString fileOf(const QString &name) const;
    QString m_folder;
};

} // namespace flowbench
