// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/schema/schemadocuments.h"

#include "model/decode/json.h"
#include "model/replay/jsonpointer.h"

#include <array>

namespace flowbench {

using namespace Qt::StringLiterals;
using Kind = JsonTape::Kind;

namespace {
constexpr quint64 MostWork = 100'000'000; // values passed while references are followed

constexpr std::array OneSchema{"additionalItems",
                               "additionalProperties",
                               "contains",
                               "contentSchema",
                               "else",
                               "if",
                               "items",
                               "not",
                               "propertyNames",
                               "then",
                               "unevaluatedItems",
                               "unevaluatedProperties"};
constexpr std::array ListsOfSchemas{"allOf", "anyOf", "items", "oneOf", "prefixItems"};
constexpr std::array MapsOfSchemas{"$defs",     "definitions", "dependencies", "dependentSchemas", "patternProperties",
                                   "properties"};

template <std::size_t N>
bool among(const std::array<const char *, N> &names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::optional<SchemaDraft> draftOf(std::string_view uri)
{
    constexpr std::array Drafts{std::pair{"json-schema.org/draft-04/schema", SchemaDraft::Draft4},
                                std::pair{"json-schema.org/draft-06/schema", SchemaDraft::Draft6},
                                std::pair{"json-schema.org/draft-07/schema", SchemaDraft::Draft7},
                                std::pair{"json-schema.org/draft/2019-09/schema", SchemaDraft::Draft2019},
                                std::pair{"json-schema.org/draft/2020-12/schema", SchemaDraft::Draft2020}};
    for (const auto &[address, draft] : Drafts) {
        if (uri.find(address) != std::string_view::npos)
            return draft;
    }
    return {};
}

QString textOf(std::string_view utf8) { return QString::fromUtf8(utf8.data(), qsizetype(utf8.size())); }

QUrl withoutFragment(const QUrl &url) { return url.adjusted(QUrl::RemoveFragment); }

// Relative addresses need something to be relative to.
QUrl baseOf(const std::string &name) { return QUrl(u"schema:///"_s).resolved(QUrl(textOf(name))); }

std::string stringMember(const JsonTape &tape, quint32 object, std::string_view name)
{
    const quint32 at = tape.member(object, name);
    std::string memory;
    return at && tape[at].kind == Kind::String ? std::string(tape.text(at, memory)) : std::string();
}
} // namespace

Result<void> SchemaDocuments::add(const std::string &name, std::string text, SchemaDraft unstated)
{
    const auto broken = [](const QString &what) {
        return makeError(ErrorCode::DecodeFailed, {u"JSON Schema"_s, what});
    };
    Document &d = m_documents.emplace_back();
    d.text = std::move(text);
    switch (d.tape.read(d.text)) {
    case JsonTape::Read::Done:
        break;
    case JsonTape::Read::TooLarge:
        return makeError(ErrorCode::TooLarge,
                         {textOf(name), QString::number(d.text.size()), QString::number(JsonTape::LargestText)});
    case JsonTape::Read::TooMany:
        return broken(u"it is too large"_s);
    case JsonTape::Read::TooDeep:
        return broken(u"it is nested too deep"_s);
    case JsonTape::Read::NotJson:
        const auto fault = checkJson(withoutMark(d.text), JsonTape::MostDepth);
        return broken(fault ? u"at byte %1: %2"_s.arg(fault->at).arg(QLatin1StringView(fault->what))
                            : u"it is no JSON"_s);
    }
    d.resource.assign(d.tape.size(), -1);
    const Place root{int(m_documents.size()) - 1, 0};
    Resource &r = m_resources.emplace_back();
    r.root = root;
    r.draft = unstated;
    r.uri = baseOf(name);
    const int number = int(m_resources.size()) - 1;
    m_byName.emplace(name, number);
    m_byUri.emplace(r.uri.toString(), number);
    scan(root, number);
    return {};
}

// The resource of a schema that stands in another, or a new one.
int SchemaDocuments::enter(const Place &p, int within)
{
    const JsonTape &t = tape(p);
    if (t[p.value].kind != Kind::Object)
        return within;
    const bool isRoot = m_resources[std::size_t(within)].root.document == p.document && p.value == 0;
    SchemaDraft draft = m_resources[std::size_t(within)].draft;
    if (const auto stated = draftOf(stringMember(t, p.value, "$schema")))
        draft = *stated;
    const bool old = draft <= SchemaDraft::Draft7;
    std::string id = stringMember(t, p.value, draft == SchemaDraft::Draft4 ? "id" : "$id");
    const bool hidden = old && t.member(p.value, "$ref");
    if (isRoot)
        m_resources[std::size_t(within)].draft = draft;
    if (id.empty() || hidden)
        return within;
    if (id.front() == '#') { // before 2019 an address that is only a fragment was an anchor
        if (old)
            m_resources[std::size_t(within)].anchors.emplace(id.substr(1), p.value);
        return within;
    }
    const QUrl full = m_resources[std::size_t(within)].uri.resolved(QUrl(textOf(id)));
    const QUrl uri = withoutFragment(full);
    int number = within;
    if (isRoot) {
        m_resources[std::size_t(within)].uri = uri;
    } else {
        Resource &r = m_resources.emplace_back();
        r.root = p;
        r.draft = draft;
        r.uri = uri;
        number = int(m_resources.size()) - 1;
    }
    m_byUri.emplace(uri.toString(), number);
    if (old && !full.fragment().isEmpty())
        m_resources[std::size_t(number)].anchors.emplace(full.fragment().toStdString(), p.value);
    return number;
}

void SchemaDocuments::readAnchors(const Place &p, int resource)
{
    Resource &r = m_resources[std::size_t(resource)];
    const JsonTape &t = tape(p);
    if (r.draft <= SchemaDraft::Draft7 || t[p.value].kind != Kind::Object)
        return;
    if (std::string anchor = stringMember(t, p.value, "$anchor"); !anchor.empty())
        r.anchors.emplace(std::move(anchor), p.value);
    if (std::string anchor = stringMember(t, p.value, "$dynamicAnchor"); !anchor.empty()) {
        r.anchors.emplace(anchor, p.value);
        r.dynamicAnchors.emplace(std::move(anchor), p.value);
    }
    const quint32 recursive = t.member(p.value, "$recursiveAnchor");
    if (recursive && t[recursive].kind == Kind::True && r.root.value == p.value)
        r.recursiveAnchor = true;
}

void SchemaDocuments::scan(const Place &root, int resource)
{
    Document &d = m_documents[std::size_t(root.document)];
    const JsonTape &t = d.tape;
    std::vector<std::pair<quint32, int>> open{{root.value, resource}};
    std::string memory;
    while (!open.empty()) {
        auto [value, within] = open.back();
        open.pop_back();
        if (d.resource[value] >= 0)
            continue;
        const Place place{root.document, value};
        within = enter(place, within);
        d.resource[value] = within;
        readAnchors(place, within);
        if (t[value].kind != Kind::Object)
            continue;
        quint32 at = value + 1;
        for (quint32 n = t[value].count; n > 0; --n, at = t[at + 1].next) {
            const std::string_view keyword = t.text(at, memory);
            const Kind kind = t[at + 1].kind;
            if (kind == Kind::Object && among(OneSchema, keyword))
                open.emplace_back(at + 1, within);
            const bool map = kind == Kind::Object && among(MapsOfSchemas, keyword);
            if (!map && !(kind == Kind::Array && among(ListsOfSchemas, keyword)))
                continue;
            quint32 child = at + 2;
            for (quint32 c = t[at + 1].count; c > 0; --c, child = t[child + (map ? 1u : 0u)].next)
                open.emplace_back(child + (map ? 1u : 0u), within);
        }
    }
}

int SchemaDocuments::resourceAt(const Place &p)
{
    Document &d = m_documents[std::size_t(p.document)];
    if (d.resource[p.value] >= 0)
        return d.resource[p.value];
    quint32 around = p.value;
    while (around > 0 && (d.resource[around] < 0 || d.tape[around].next <= p.value))
        --around;
    m_work += p.value - around;
    scan(p, d.resource[around]);
    return d.resource[p.value];
}

std::optional<SchemaDocuments::Place> SchemaDocuments::pointed(const Place &root, const std::string &fragment)
{
    const auto pointer = JsonPointer::parse(fragment);
    if (!pointer)
        return {};
    const JsonTape &t = tape(root);
    Place p = root;
    for (const std::string &token : pointer->tokens()) {
        m_work += t[p.value].count;
        const auto index = arrayIndex(token);
        p.value = t[p.value].kind == Kind::Array && index ? t.element(p.value, *index) : t.member(p.value, token);
        if (p.value == 0)
            return {};
    }
    return p;
}

std::optional<SchemaDocuments::Place> SchemaDocuments::resolve(const Place &at, std::string_view reference)
{
    if (m_work > MostWork)
        return {};
    const int from = resourceAt(at);
    const QUrl url = m_resources[std::size_t(from)].uri.resolved(QUrl(textOf(reference)));
    int to = -1;
    if (const auto found = m_byUri.find(withoutFragment(url).toString()); found != m_byUri.end())
        to = found->second;
    // A registry's references go by the name that the schema uses for them.
    else if (const auto named = m_byName.find(std::string(reference.substr(0, reference.find('#'))));
             named != m_byName.end())
        to = named->second;
    if (to < 0)
        return {};
    const Resource &r = m_resources[std::size_t(to)];
    const std::string fragment = url.fragment(QUrl::FullyDecoded).toStdString();
    if (fragment.empty())
        return r.root;
    if (fragment.front() == '/')
        return pointed(r.root, fragment);
    const auto anchor = r.anchors.find(fragment);
    return anchor == r.anchors.end() ? std::nullopt : std::optional(Place{r.root.document, anchor->second});
}

} // namespace flowbench
