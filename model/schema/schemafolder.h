// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/schema/jsonschema.h"

#include <QString>

#include <map>
#include <mutex>
#include <string>

namespace flowbench {

// The JSON Schemas of a workspace: schemas/TYPE.json for events of that type, schemas/CHANNEL-value.json for a channel
// (its name without "queue:" or "exchange:"). What a file system does not take in a name stands percent-encoded. A
// "$ref" may name another file there.
//
// The names are read when it is first asked, a file when it is needed; both block on the disk: on workers. Later
// changes are seen by a new one only. Any thread. Only plain files, at most 5000, of at most 4 MiB.
class SchemaFolder
{
public:
    struct Found
    {
        std::shared_ptr<const JsonSchema> schema; // null: it cannot be used
        QString label;                            // the file's name
        std::optional<Error> error;               // why
    };

    // A folder that is not there holds none.
    explicit SchemaFolder(const QString &workspace) : m_folder(workspace + QLatin1String("/schemas")) {}

    bool isEmpty() const;
    // Nothing: there is none for events of this type (may be empty), nor for this channel.
    std::optional<Found> find(const std::string &type, const QString &channel) const;

private:
    std::optional<Found> named(const std::string &name) const;
    Found load(const QString &file) const;
    Result<std::string> read(const QString &file) const;
    Result<std::vector<SchemaText::Reference>> referencesOf(const QString &file, const std::string &text) const;

    void list() const;

    const QString m_folder;
    mutable std::mutex m_mutex; // of what follows
    mutable bool m_listed = false;
    mutable std::map<std::string, QString> m_files; // by name
    mutable std::map<std::string, Found> m_loaded;
};

} // namespace flowbench
