// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/colourrules.h"
#include "model/query/searchtext.h"
#include "model/workspace/workspacestore.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <vector>

namespace flowbench {

// A filter of Traffic under a name.
struct SavedFilter
{
    QString name; // the identity
    QString text; // as it stands in the field
    SearchMode mode = SearchMode::Automatic;
    QString channels;    // a pattern with * and ?; empty: of any channel
    QJsonObject unknown; // fields of a later Flowbench, written back as they were

    bool isFor(const QString &channel) const;
};

// As text for a colleague: the filter itself under comment lines with its name and channels. What has no such lines is
// a filter without a name.
QString filterToText(const SavedFilter &filter);
SavedFilter filterFromText(const QString &text);

struct FilterList
{
    std::vector<SavedFilter> filters;             // sorted by name
    std::optional<std::vector<ColourRule>> rules; // nothing: nobody wrote any
    std::vector<WorkspaceProblem> problems;

    const SavedFilter *find(const QString &name) const;
};

// Saved filters and colour rules in the workspace folder: plain JSON made for git, filters.json (sorted by name) and
// colours.json (in order), a version in each. Whatever stands there is checked: size and number are limited, only plain
// files are read; an entry that cannot be used becomes a problem and is kept in the file.
//
// Blocks on the disk; any one thread at a time. Several processes may write: the workspace's lock file orders them.
class FilterStore
{
public:
    static constexpr int Version = 1;
    static constexpr qint64 FileLimit = 4 << 20;
    static constexpr int EntryLimit = 1000;
    static constexpr int TextLimit = 64 << 10; // characters of a filter or rule

    explicit FilterStore(QString folder) : m_folder(std::move(folder)) {}
    const QString &folder() const { return m_folder; }

    // Never fails: what cannot be read is told as a problem.
    FilterList load() const;
    // Writes one, new or known by its name. BadArgument (a name or filter that cannot be), TooLarge, FileFailed;
    // refused where the file cannot be read or was written by a newer Flowbench.
    Result<void> save(const SavedFilter &filter);
    // BadArgument where there is none of that name.
    Result<void> remove(const QString &name);
    // All of them, in order.
    Result<void> saveRules(const std::vector<ColourRule> &rules);

private:
    QString m_folder;
};

} // namespace flowbench
