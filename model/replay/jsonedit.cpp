// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/jsonedit.h"

#include "model/base/jsonwriter.h"

#include <utility>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

Error badPlace(const JsonPointer &at, const QString &what)
{
    return makeError(ErrorCode::BadJson, {QString::fromStdString(at.text()), what});
}

// What an object or array holds around one token.
struct Place
{
    bool object = false;
    JsonRange container;              // with its brackets
    std::optional<JsonMember> found;  // the member or element
    std::optional<JsonMember> before; // the one before it
    std::optional<JsonMember> last;   // of all
    std::size_t next = 0;             // where the one behind it begins; 0: it is the last
    std::size_t count = 0;
    bool twice = false;
};

Place look(std::string_view json, std::size_t begin, std::string_view token)
{
    Place s;
    JsonMembers members(json, begin);
    s.object = members.isObject();
    const auto index = s.object ? std::nullopt : arrayIndex(token);
    bool justFound = false;
    for (JsonMember m; members.next(m); ++s.count) {
        if (justFound)
            s.next = m.key.begin;
        justFound = false;
        const bool is = s.object ? jsonStringIs(json.substr(m.key.begin, m.key.size()), token) : index == s.count;
        if (is) {
            s.twice = s.found.has_value();
            s.found = m;
            s.before = s.last;
            s.next = 0;
            justFound = true;
        }
        s.last = m;
        if (s.twice)
            break;
    }
    s.container = {begin, members.end() + 1};
    return s;
}

// How far a way goes: the container in which it ends, and from which token on nothing is there.
struct Way
{
    std::optional<Place> place; // of tokens[depth]; absent: the pointer is the root
    std::size_t depth = 0;
    bool whole = false; // the last token was found
};

bool isContainer(std::string_view json, std::size_t at) { return json[at] == '{' || json[at] == '['; }

Result<Way> walk(std::string_view json, const JsonPointer &at)
{
    Way way;
    std::size_t begin = rootValue(json).begin;
    const auto &tokens = at.tokens();
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (!isContainer(json, begin))
            return badPlace(at, i == 0 ? u"the body is no object"_s
                                       : u"“%1” is no object"_s.arg(QString::fromStdString(tokens[i - 1])));
        way.depth = i;
        way.place = look(json, begin, tokens[i]);
        if (way.place->twice)
            return badPlace(at, u"“%1” stands there more than once"_s.arg(QString::fromStdString(tokens[i])));
        if (!way.place->found)
            return way;
        begin = way.place->found->value.begin;
    }
    way.whole = true;
    return way;
}

std::string spliced(std::string_view json, JsonRange range, std::string_view with)
{
    std::string out;
    out.reserve(json.size() - range.size() + with.size());
    out.append(json.substr(0, range.begin)).append(with).append(json.substr(range.end));
    return out;
}

// A value for a place of which the last `tokens` are not there yet.
std::string wrapped(const std::vector<std::string> &tokens, std::size_t from, std::string_view value)
{
    std::string out;
    for (std::size_t i = from; i < tokens.size(); ++i) {
        out += '{';
        appendJsonString(out, tokens[i]);
        out += ':';
    }
    out += value;
    out.append(tokens.size() - from, '}');
    return out;
}

// White space in front of a member, so that one more stands like the others.
std::string_view spaceBefore(std::string_view json, std::size_t at)
{
    constexpr std::size_t Most = 256;
    std::size_t begin = at;
    while (begin > 0 && at - begin < Most && skipJsonSpace(json, begin - 1) != begin - 1)
        --begin;
    return json.substr(begin, at - begin);
}

// Text of one more member or element, and where it goes.
std::string added(std::string_view json, const Place &place, std::string_view token, std::string_view value)
{
    std::string text;
    if (place.last)
        text = ",";
    const std::string_view space = place.last ? spaceBefore(json, place.last->key.begin) : std::string_view();
    if (space.find('\n') != std::string_view::npos)
        text += space;
    if (place.object) {
        appendJsonString(text, token);
        const bool spaced = place.last && json.substr(place.last->key.end, 2) == ": ";
        text += spaced && space.find('\n') != std::string_view::npos ? ": " : ":";
    }
    text += value;
    const std::size_t at = place.last ? place.last->value.end : place.container.begin + 1;
    return spliced(json, {at, at}, text);
}

Result<std::string> setAt(std::string_view json, const JsonPointer &at, std::string_view value,
                          std::optional<std::string> *was = nullptr)
{
    const auto way = walk(json, at);
    if (!way)
        return way.error();
    if (way->whole) {
        const JsonRange there = at.isRoot() ? rootValue(json) : way->place->found->value;
        if (was)
            was->emplace(json.substr(there.begin, there.size()));
        return spliced(json, there, value);
    }
    const Place &place = *way->place;
    const std::string &token = at.tokens()[way->depth];
    if (!place.object && token != "-" && arrayIndex(token) != place.count)
        return badPlace(at, u"“%1” is no element of the array, nor the next one"_s.arg(QString::fromStdString(token)));
    return added(json, place, token, wrapped(at.tokens(), way->depth + 1, value));
}

std::string removed(std::string_view json, const Place &place)
{
    const JsonMember &m = *place.found;
    if (place.next) // up to where the next one begins: its comma is ours
        return spliced(json, {m.key.begin, place.next}, {});
    if (place.before) // the last one: with the comma before it
        return spliced(json, {skipJsonSpace(json, place.before->value.end), m.value.end}, {});
    return spliced(json, {m.key.begin, m.value.end}, {});
}

bool sameParent(const JsonPointer &a, const JsonPointer &b)
{
    return a.tokens().size() == b.tokens().size() &&
           std::equal(a.tokens().begin(), a.tokens().end() - 1, b.tokens().begin());
}

Result<std::string> removedAt(std::string_view json, const JsonPointer &at)
{
    if (at.isRoot())
        return badPlace(at, u"the whole body cannot be removed"_s);
    const auto way = walk(json, at);
    if (!way)
        return way.error();
    return way->whole ? removed(json, *way->place) : std::string(json);
}

Result<std::string> renamedAt(std::string_view json, const JsonPointer &at, const JsonPointer &to)
{
    if (at.isRoot() || to.isRoot())
        return badPlace(at, u"the whole body has no name"_s);
    const auto from = walk(json, at);
    if (!from)
        return from.error();
    if (!from->whole)
        return badPlace(at, u"there is nothing"_s);
    if (at == to)
        return std::string(json);
    if (at.contains(to))
        return badPlace(to, u"this is inside of what would move"_s);
    const auto target = walk(json, to);
    if (!target)
        return target.error();
    if (target->whole)
        return badPlace(to, u"there is a value already"_s);
    if (from->place->object && sameParent(at, to)) {
        std::string name;
        appendJsonString(name, to.tokens().back());
        return spliced(json, from->place->found->key, name);
    }
    JsonPointer parent = at;
    if (!from->place->object && parent.leave().contains(to))
        return badPlace(to, u"an element cannot move inside of its array"_s); // its neighbours would move meanwhile
    const JsonRange value = from->place->found->value;
    return setAt(removed(json, *from->place), to, json.substr(value.begin, value.size()));
}

Result<std::string> appendedAt(std::string_view json, const JsonPointer &at, std::string_view value)
{
    const auto way = walk(json, at);
    if (!way)
        return way.error();
    if (!way->whole)
        return setAt(json, at, '[' + std::string(value) + ']');
    const JsonRange there = at.isRoot() ? rootValue(json) : way->place->found->value;
    if (json[there.begin] != '[')
        return badPlace(at, u"this is no array"_s);
    return added(json, look(json, there.begin, "-"), "-", value);
}

// One edit of a text that is opened for it alone.
template <class Edit>
Result<std::string> once(std::string_view json, const JsonLimits &limits, Edit edit)
{
    auto editor = EditedJson::open(std::string(json), limits);
    if (!editor)
        return editor.error();
    if (const auto done = edit(*editor); !done)
        return done.error();
    return editor->take();
}

} // namespace

Result<EditedJson> EditedJson::open(std::string json, const JsonLimits &limits)
{
    if (const auto ok = checkJson(json, limits); !ok)
        return ok.error();
    return EditedJson(std::move(json), limits);
}

std::optional<std::string_view> EditedJson::at(const JsonPointer &place) const { return jsonAt(m_json, place); }

Result<void> EditedJson::become(Result<std::string> edited)
{
    if (!edited)
        return edited.error();
    if (edited->size() > m_limits.bytes)
        return makeError(ErrorCode::TooLarge, {u"the body"_s, QString::number(edited->size()),
                                               QString::number(m_limits.bytes), u"recipe"_s});
    m_json = std::move(edited.value());
    return {};
}

Result<void> EditedJson::set(const JsonPointer &at, std::string_view value) { return become(setAt(m_json, at, value)); }
Result<std::optional<std::string>> EditedJson::exchange(const JsonPointer &at, std::string_view value)
{
    std::optional<std::string> was;
    if (const auto done = become(setAt(m_json, at, value, &was)); !done)
        return done.error();
    return was;
}
Result<void> EditedJson::remove(const JsonPointer &at) { return become(removedAt(m_json, at)); }
Result<void> EditedJson::rename(const JsonPointer &at, const JsonPointer &to)
{
    return become(renamedAt(m_json, at, to));
}
Result<void> EditedJson::append(const JsonPointer &at, std::string_view value)
{
    return become(appendedAt(m_json, at, value));
}

Result<std::string> jsonSet(std::string_view json, const JsonPointer &at, std::string_view value,
                            const JsonLimits &limits)
{
    return once(json, limits, [&](EditedJson &e) { return e.set(at, value); });
}

Result<std::string> jsonRemove(std::string_view json, const JsonPointer &at, const JsonLimits &limits)
{
    return once(json, limits, [&](EditedJson &e) { return e.remove(at); });
}

Result<std::string> jsonRename(std::string_view json, const JsonPointer &at, const JsonPointer &to,
                               const JsonLimits &limits)
{
    return once(json, limits, [&](EditedJson &e) { return e.rename(at, to); });
}

Result<std::string> jsonAppend(std::string_view json, const JsonPointer &at, std::string_view value,
                               const JsonLimits &limits)
{
    return once(json, limits, [&](EditedJson &e) { return e.append(at, value); });
}

std::optional<std::string_view> jsonAt(std::string_view json, const JsonPointer &at)
{
    const auto way = walk(json, at);
    if (!way || !way->whole)
        return {};
    const JsonRange range = at.isRoot() ? rootValue(json) : way->place->found->value;
    return json.substr(range.begin, range.size());
}

} // namespace flowbench
