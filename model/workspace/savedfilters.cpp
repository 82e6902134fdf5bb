// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/workspace/savedfilters.h"

#include "model/workspace/jsonfile.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLockFile>
#include <QSaveFile>

#include <algorithm>
#include <memory>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr int LockWaitMs = 5000;
constexpr int NameLimit = 120;
const QString FiltersFile = u"filters.json"_s;
const QString ColoursFile = u"colours.json"_s;
const QString NameLine = u"// Flowbench filter: "_s;
const QString ChannelsLine = u"// channels: "_s;
const QString WordsLine = u"// plain words"_s;

bool isName(const QString &name)
{
    const bool ok = !name.isEmpty() && name.size() <= NameLimit && name == name.trimmed();
    return ok && std::all_of(name.begin(), name.end(), [](QChar c) { return c.isPrint() || c.isSurrogate(); });
}

QString modeName(SearchMode mode)
{
    return mode == SearchMode::Words ? u"words"_s : mode == SearchMode::Expression ? u"expression"_s : QString();
}

Error badEntry(const QString &field, const QString &why) { return makeError(ErrorCode::BadJson, {field, why}); }

// ---- entries

QJsonObject toJson(const SavedFilter &f)
{
    QJsonObject o = f.unknown;
    o[u"name"_s] = f.name;
    o[u"filter"_s] = f.text;
    if (f.mode != SearchMode::Automatic)
        o[u"mode"_s] = modeName(f.mode);
    if (!f.channels.isEmpty())
        o[u"channels"_s] = f.channels;
    return o;
}

Result<SavedFilter> filterFromJson(const QJsonValue &value)
{
    const QJsonObject o = value.toObject();
    SavedFilter f;
    f.name = o.value(u"name"_s).toString();
    if (!isName(f.name))
        return badEntry(u"name"_s, u"no name of a filter"_s);
    f.text = o.value(u"filter"_s).toString();
    if (f.text.isEmpty() || f.text.size() > FilterStore::TextLimit)
        return badEntry(u"filter"_s, u"no filter, or one that is too long"_s);
    const QString mode = o.value(u"mode"_s).toString();
    f.mode = mode == "words"_L1        ? SearchMode::Words
             : mode == "expression"_L1 ? SearchMode::Expression
                                       : SearchMode::Automatic;
    f.channels = o.value(u"channels"_s).toString();
    if (f.channels.size() > FilterStore::TextLimit)
        return badEntry(u"channels"_s, u"too long"_s);
    f.unknown = o;
    for (const QString &known : {u"name"_s, u"filter"_s, u"mode"_s, u"channels"_s})
        f.unknown.remove(known);
    return f;
}

QJsonObject toJson(const ColourRule &r)
{
    return {{u"name"_s, r.name},
            {u"expression"_s, r.expression},
            {u"colour"_s, QString::fromLatin1(tintName(r.tint))},
            {u"enabled"_s, r.enabled}};
}

Result<ColourRule> ruleFromJson(const QJsonValue &value)
{
    ColourRule r;
    r.name = value[u"name"].toString();
    r.expression = value[u"expression"].toString();
    if (!isName(r.name))
        return badEntry(u"name"_s, u"no name of a rule"_s);
    if (r.expression.isEmpty() || r.expression.size() > FilterStore::TextLimit)
        return badEntry(u"expression"_s, u"no expression, or one that is too long"_s);
    const auto tint = tintFromName(value[u"colour"].toString());
    if (!tint)
        return badEntry(u"colour"_s, u"an unknown colour"_s);
    r.tint = *tint;
    r.enabled = value[u"enabled"].toBool(true);
    return r;
}

// ---- files

// The list of a file. A file that is not there is an empty one.
Result<QJsonObject> readList(const QString &path, const QString &list)
{
    if (!QFileInfo::exists(path))
        return QJsonObject();
    auto json = readJsonObject(path, FilterStore::FileLimit);
    if (!json)
        return json;
    if (json->value(u"version"_s).toInt(1) > FilterStore::Version)
        return newerFileError(path);
    const QJsonValue entries = json->value(list);
    if (!entries.isUndefined() && !entries.isArray())
        return badEntry(list, u"not a list"_s);
    if (entries.toArray().size() > FilterStore::EntryLimit)
        return makeError(ErrorCode::TooLarge,
                         {path, QString::number(entries.toArray().size()), QString::number(FilterStore::EntryLimit)});
    return json;
}

Result<std::unique_ptr<QLockFile>> lockFolder(const QString &folder)
{
    if (!QDir().mkpath(folder))
        return fileError(folder, u"the folder cannot be made"_s);
    auto lock = std::make_unique<QLockFile>(folder + u"/.flowbench.lock"_s);
    if (!lock->tryLock(LockWaitMs))
        return fileError(folder, u"another Flowbench is writing, or the folder cannot be written"_s);
    return lock;
}

Result<void> writeList(const QString &path, QJsonObject json, const QString &list, const QJsonArray &entries,
                       const QString &schema)
{
    if (entries.size() > FilterStore::EntryLimit)
        return makeError(ErrorCode::TooLarge,
                         {path, QString::number(entries.size()), QString::number(FilterStore::EntryLimit)});
    json[u"$schema"_s] = schema;
    json[u"version"_s] = FilterStore::Version;
    json[list] = entries;
    const QByteArray bytes = QJsonDocument(json).toJson(QJsonDocument::Indented);
    if (bytes.size() > FilterStore::FileLimit)
        return makeError(ErrorCode::TooLarge,
                         {path, QString::number(bytes.size()), QString::number(FilterStore::FileLimit)});
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return fileError(path, file.errorString());
    file.write(bytes);
    return file.commit() ? Result<void>() : Result<void>(fileError(path, file.errorString()));
}

// Changes the filters of the file: `change` is handed the entries as they are, in order.
Result<void> changeFilters(const QString &folder, const std::function<Result<void>(QJsonArray &)> &change)
{
    const auto lock = lockFolder(folder);
    if (!lock)
        return lock.error();
    const QString path = folder + u'/' + FiltersFile;
    const auto json = readList(path, u"filters"_s);
    if (!json)
        return json.error();
    QJsonArray entries = json->value(u"filters"_s).toArray();
    if (auto changed = change(entries); !changed)
        return changed;
    return writeList(path, *json, u"filters"_s, entries, u"https://flowbench.dev/schema/filters-1.json"_s);
}

qsizetype placeOf(const QJsonArray &entries, const QString &name)
{
    const auto at = std::find_if(entries.begin(), entries.end(),
                                 [&](const QJsonValue &v) { return v[u"name"].toString() == name; });
    return at == entries.end() ? -1 : at - entries.begin();
}

} // namespace

bool SavedFilter::isFor(const QString &channel) const
{
    if (channels.isEmpty())
        return true;
    // The last star takes one character more each time: at most length times length steps, whatever the pattern.
    qsizetype p = 0, c = 0, star = -1, from = 0;
    while (c < channel.size()) {
        if (p < channels.size() && channels[p] == u'*') {
            star = p++;
            from = c;
        } else if (p < channels.size() && (channels[p] == u'?' || channels[p] == channel[c])) {
            ++p;
            ++c;
        } else if (star >= 0) {
            p = star + 1;
            c = ++from;
        } else {
            return false;
        }
    }
    while (p < channels.size() && channels[p] == u'*')
        ++p;
    return p == channels.size();
}

QString filterToText(const SavedFilter &f)
{
    QString text;
    if (!f.name.isEmpty())
        text += NameLine + f.name + u'\n';
    if (!f.channels.isEmpty())
        text += ChannelsLine + f.channels + u'\n';
    if (readSearch(f.text, f.mode).kind == SearchKind::Words)
        text += WordsLine + u'\n';
    return text + f.text;
}

SavedFilter filterFromText(const QString &text)
{
    SavedFilter f;
    QStringList lines = text.split(u'\n');
    while (!lines.isEmpty()) {
        const QString line = lines.front().trimmed();
        if (line.startsWith(NameLine.trimmed()))
            f.name = line.mid(NameLine.size()).trimmed().left(NameLimit);
        else if (line.startsWith(ChannelsLine.trimmed()))
            f.channels = line.mid(ChannelsLine.size()).trimmed();
        else if (line == WordsLine)
            f.mode = SearchMode::Words;
        else if (!line.isEmpty())
            break;
        lines.removeFirst();
    }
    f.text = lines.join(u'\n').trimmed().left(FilterStore::TextLimit);
    return f;
}

const SavedFilter *FilterList::find(const QString &name) const
{
    const auto it = std::find_if(filters.begin(), filters.end(), [&](const SavedFilter &f) { return f.name == name; });
    return it == filters.end() ? nullptr : &*it;
}

FilterList FilterStore::load() const
{
    FilterList all;
    if (const auto json = readList(m_folder + u'/' + FiltersFile, u"filters"_s); !json) {
        all.problems.push_back({FiltersFile, json.error()});
    } else {
        for (const QJsonValue &v : json->value(u"filters"_s).toArray()) {
            auto filter = filterFromJson(v);
            if (!filter)
                all.problems.push_back({FiltersFile, filter.error()});
            else if (all.find(filter->name))
                all.problems.push_back({FiltersFile, badEntry(u"name"_s, u"there twice"_s)});
            else
                all.filters.push_back(std::move(filter.value()));
        }
    }
    std::sort(all.filters.begin(), all.filters.end(),
              [](const SavedFilter &a, const SavedFilter &b) { return a.name < b.name; });
    if (!QFileInfo::exists(m_folder + u'/' + ColoursFile))
        return all;
    const auto json = readList(m_folder + u'/' + ColoursFile, u"rules"_s);
    if (!json) {
        all.problems.push_back({ColoursFile, json.error()});
        return all;
    }
    all.rules.emplace();
    for (const QJsonValue &v : json->value(u"rules"_s).toArray()) {
        if (auto rule = ruleFromJson(v))
            all.rules->push_back(std::move(rule.value()));
        else
            all.problems.push_back({ColoursFile, rule.error()});
    }
    return all;
}

Result<void> FilterStore::save(const SavedFilter &filter)
{
    if (!isName(filter.name))
        return makeError(ErrorCode::BadArgument, {u"filter name"_s, filter.name.left(NameLimit)});
    if (filter.text.trimmed().isEmpty())
        return makeError(ErrorCode::BadArgument, {u"filter"_s, QString()});
    if (filter.text.size() > TextLimit)
        return makeError(ErrorCode::TooLarge,
                         {filter.name, QString::number(filter.text.size()), QString::number(TextLimit)});
    return changeFilters(m_folder, [&](QJsonArray &entries) -> Result<void> {
        if (const auto at = placeOf(entries, filter.name); at >= 0) {
            entries[at] = toJson(filter);
            return {};
        }
        // Where it belongs by its name: two people's new filters seldom meet in one place of the file.
        qsizetype place = 0;
        while (place < entries.size() && entries[place][u"name"].toString() < filter.name)
            ++place;
        entries.insert(place, toJson(filter));
        return {};
    });
}

Result<void> FilterStore::remove(const QString &name)
{
    return changeFilters(m_folder, [&](QJsonArray &entries) -> Result<void> {
        const auto at = placeOf(entries, name);
        if (at < 0)
            return makeError(ErrorCode::BadArgument, {u"filter"_s, name});
        entries.removeAt(at);
        return {};
    });
}

Result<void> FilterStore::saveRules(const std::vector<ColourRule> &rules)
{
    QJsonArray entries;
    for (const ColourRule &r : rules) {
        if (!isName(r.name))
            return makeError(ErrorCode::BadArgument, {u"rule name"_s, r.name.left(NameLimit)});
        if (r.expression.trimmed().isEmpty() || r.expression.size() > TextLimit)
            return makeError(ErrorCode::BadArgument, {u"rule"_s, r.name});
        entries.append(toJson(r));
    }
    const auto lock = lockFolder(m_folder);
    if (!lock)
        return lock.error();
    const QString path = m_folder + u'/' + ColoursFile;
    const auto json = readList(path, u"rules"_s);
    if (!json)
        return json.error();
    // What could not be read is kept, behind the others.
    for (const QJsonValue &v : json->value(u"rules"_s).toArray()) {
        if (!ruleFromJson(v))
            entries.append(v);
    }
    return writeList(path, *json, u"rules"_s, entries, u"https://flowbench.dev/schema/colours-1.json"_s);
}

} // namespace flowbench
