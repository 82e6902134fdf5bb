// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/port.h"
#include "model/workspace/workspacestore.h"

#include <QJsonObject>
#include <QString>

#include <vector>

namespace flowbench {

// What a person saved on the Publish page to send again: an event and where it usually goes. It holds what was written
// into it (body and headers); event.tag means nothing here.
struct PublishTemplate
{
    QString name;        // the identity
    QString channel;     // as ChannelInfo::name; empty: wherever one is
    Outgoing event;      // key, value, fields (headers and properties), partition
    QJsonObject unknown; // fields of a later Flowbench, written back as they were
};

struct TemplateList
{
    std::vector<PublishTemplate> templates; // sorted by name
    std::vector<WorkspaceProblem> problems;

    const PublishTemplate *find(const QString &name) const;
};

// The JSON of a template, and back, without loss: bytes that are not UTF-8 come as NAME_base64, header order, types
// and duplicates are kept. Reading refuses what is no template (BadJson with the field and the reason).
QJsonObject templateToJson(const PublishTemplate &publishTemplate);
Result<PublishTemplate> templateFromJson(const QJsonObject &json);

// Templates in the workspace folder: plain JSON made for git, one file each (templates/NAME.json), keys sorted, a
// version in each. Whatever stands there is checked: size and number are limited, only plain files are read.
//
// Blocks on the disk; any one thread at a time. Several processes may write: the workspace's lock file orders them.
class TemplateStore
{
public:
    static constexpr int Version = 1;
    static constexpr qint64 FileLimit = 4 << 20; // of a file; a template that would be larger is refused (TooLarge)

    explicit TemplateStore(QString folder) : m_folder(std::move(folder)) {}
    const QString &folder() const { return m_folder; } // the workspace's

    // A folder that is not there yet holds none. Files that cannot be used become problems.
    Result<TemplateList> load() const;
    // Writes one, new or known. FileFailed, TooLarge; refused where the file was written by a newer Flowbench.
    Result<void> save(const PublishTemplate &publishTemplate);
    // BadArgument where there is none of that name.
    Result<void> remove(const QString &name);
    // One step: the old file goes once the new one is there. BadArgument where the new name is taken.
    Result<void> rename(const QString &oldName, const QString &newName);

private:
    QString fileOf(const QString &name) const;
    QString m_folder;
};

} // namespace flowbench
