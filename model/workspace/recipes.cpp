// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/workspace/recipes.h"

#include "model/workspace/jsonfile.h"
#include "model/workspace/namedfiles.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr int FilesLimit = 5000;
const QString Part = u"recipes"_s;
const QStringList Files = {u"*.json"_s, u"*.yaml"_s, u"*.yml"_s};

Result<SavedRecipe> readSaved(const QString &workspace, const QString &file)
{
    const QString path = workspace + u'/' + file;
    if (!QFileInfo(path).isFile())
        return fileError(path, u"not a plain file"_s);
    QFile in(path);
    if (!in.open(QIODevice::ReadOnly))
        return fileError(path, in.errorString());
    const QByteArray bytes = in.read(RecipeFileLimit + 1);
    if (bytes.size() > RecipeFileLimit)
        return makeError(ErrorCode::TooLarge, {path, QString::number(in.size()), QString::number(RecipeFileLimit)});
    SavedRecipe saved;
    saved.source = bytes.toStdString();
    saved.file = file;
    auto recipe = readRecipe(saved.source);
    if (!recipe)
        return recipe.error();
    saved.recipe = std::move(recipe.value());
    return saved;
}

// Where a recipe stands: by its name, as a person may have renamed the file.
Result<std::optional<SavedRecipe>> findSaved(const QString &workspace, const QString &name)
{
    for (const QString &file : entryFiles(QDir(workspace + u'/' + Part), Files)) {
        auto saved = readSaved(workspace, Part + u'/' + file);
        if (saved && saved->recipe.name == name)
            return std::optional(std::move(saved.value()));
    }
    return std::optional<SavedRecipe>();
}

bool isJson(const std::string &source)
{
    const std::size_t start = source.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    return start != std::string::npos && source[start] == '{';
}

} // namespace

const SavedRecipe *RecipeList::find(const QString &name) const
{
    const auto it =
        std::find_if(recipes.begin(), recipes.end(), [&](const SavedRecipe &r) { return r.recipe.name == name; });
    return it == recipes.end() ? nullptr : &*it;
}

Result<RecipeList> RecipeStore::load() const
{
    RecipeList list;
    const QStringList files = entryFiles(QDir(m_folder + u'/' + Part), Files);
    if (files.size() > FilesLimit)
        return makeError(ErrorCode::TooLarge,
                         {m_folder + u'/' + Part, QString::number(files.size()), QString::number(FilesLimit)});
    for (const QString &name : files) {
        const QString file = Part + u'/' + name;
        auto saved = readSaved(m_folder, file);
        if (!saved)
            list.problems.push_back({file, saved.error()});
        else if (list.find(saved->recipe.name))
            list.problems.push_back(
                {file,
                 makeError(ErrorCode::BadJson, {u"recipe"_s, u"“%1” is there already"_s.arg(saved->recipe.name)})});
        else
            list.recipes.push_back(std::move(saved.value()));
    }
    std::sort(list.recipes.begin(), list.recipes.end(),
              [](const SavedRecipe &a, const SavedRecipe &b) { return a.recipe.name < b.recipe.name; });
    return list;
}

Result<void> RecipeStore::save(const std::string &source)
{
    const auto recipe = readRecipe(source);
    if (!recipe)
        return recipe.error();
    if (!isEntryName(recipe->name))
        return makeError(ErrorCode::BadArgument, {u"recipe name"_s, recipe->name.left(120)});
    const auto lock = lockWorkspace(m_folder, Part);
    if (!lock)
        return lock.error();
    const auto there = findSaved(m_folder, recipe->name);
    if (!there)
        return there.error();
    QString file = Part + u'/' + entryFile(recipe->name, isJson(source) ? u".json"_s : u".yaml"_s);
    if (*there) {
        if ((*there)->source == source)
            return {};
        if (recipe->version <= (*there)->recipe.version)
            return makeError(ErrorCode::BadArgument, {u"recipe version"_s, QString::number(recipe->version)},
                             u"version %1 is there already"_s.arg((*there)->recipe.version));
        if (isJson(source) == isJson((*there)->source))
            file = (*there)->file;
    } else if (QFileInfo::exists(m_folder + u'/' + file)) {
        // It cannot be read, or says another name: it may be somebody's work in a merge.
        return fileError(m_folder + u'/' + file, u"another file stands there"_s);
    }
    const QByteArray bytes(source.data(), qsizetype(source.size()));
    if (auto written = writeEntry(m_folder + u'/' + file, bytes); !written)
        return written;
    const bool moved = *there && (*there)->file != file;
    if (moved && !QFile::remove(m_folder + u'/' + (*there)->file))
        return fileError(m_folder + u'/' + (*there)->file, u"cannot be removed"_s);
    return {};
}

Result<void> RecipeStore::remove(const QString &name)
{
    const auto lock = lockWorkspace(m_folder, Part);
    if (!lock)
        return lock.error();
    const auto there = findSaved(m_folder, name);
    if (!there)
        return there.error();
    if (!*there)
        return makeError(ErrorCode::BadArgument, {u"recipe"_s, name});
    const QString path = m_folder + u'/' + (*there)->file;
    return QFile::remove(path) ? Result<void>() : Result<void>(fileError(path, u"cannot be removed"_s));
}

} // namespace flowbench
