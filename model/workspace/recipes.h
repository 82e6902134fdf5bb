// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/recipefile.h"
#include "model/workspace/workspacestore.h"

#include <QString>

#include <string>
#include <vector>

namespace flowbench {

// A recipe as a person wrote it.
struct SavedRecipe
{
    RecipeText recipe;
    std::string source; // the file, byte by byte
    QString file;       // relative to the workspace
};

struct RecipeList
{
    std::vector<SavedRecipe> recipes; // sorted by name
    std::vector<WorkspaceProblem> problems;

    const SavedRecipe *find(const QString &name) const;
};

// Recipes in the workspace folder, made for git: recipes/NAME.json or .yaml, one each, as they were written. Whatever
// stands there is checked: size and number are limited, only plain files are read.
//
// Blocks on the disk; any one thread at a time. Several processes may write: the workspace's lock file orders them.
class RecipeStore
{
public:
    explicit RecipeStore(QString folder) : m_folder(std::move(folder)) {}
    const QString &folder() const { return m_folder; } // the workspace's

    // A folder that is not there yet holds none. Files that cannot be used become problems.
    Result<RecipeList> load() const;
    // Writes one under the name that stands in it, new or known. Jobs and people name a recipe by name and version: one
    // that says something else than the file there needs a higher version (BadArgument). FileFailed, TooLarge, and what
    // readRecipe() refuses.
    Result<void> save(const std::string &source);
    // BadArgument where there is none of that name.
    Result<void> remove(const QString &name);

private:
    QString m_folder;
};

} // namespace flowbench
