// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/schema/schemacompiler.h"

#include "model/schema/schemawords.h"

namespace flowbench {

using namespace Qt::StringLiterals;
using namespace schemaprogram;
using Kind = JsonTape::Kind;
using Draft = SchemaDraft;

namespace {
constexpr std::size_t MostNodes = 200'000;

QString textOf(std::string_view utf8) { return QString::fromUtf8(utf8.data(), qsizetype(utf8.size())); }
} // namespace

SchemaCompiler::Handler SchemaCompiler::handlerOf(std::string_view name)
{
    using C = SchemaCompiler;
    static const std::unordered_map<std::string_view, Handler> handlers{
        {"$ref", {&C::reference}},
        {"$dynamicRef", {&C::dynamicReference, Draft::Draft2020}},
        {"$recursiveRef", {&C::dynamicReference, Draft::Draft2019, Draft::Draft2019}},
        {"type", {&C::type}},
        {"enum", {&C::values}},
        {"const", {&C::values, Draft::Draft6}},
        {"allOf", {&C::lists}},
        {"anyOf", {&C::lists}},
        {"oneOf", {&C::lists}},
        {"not", {&C::single}},
        {"if", {&C::single, Draft::Draft7}},
        {"then", {&C::single, Draft::Draft7}},
        {"else", {&C::single, Draft::Draft7}},
        {"additionalProperties", {&C::single}},
        {"propertyNames", {&C::single, Draft::Draft6}},
        {"unevaluatedItems", {&C::single, Draft::Draft2019}},
        {"unevaluatedProperties", {&C::single, Draft::Draft2019}},
        {"minimum", {&C::bound}},
        {"maximum", {&C::bound}},
        {"exclusiveMinimum", {&C::bound}},
        {"exclusiveMaximum", {&C::bound}},
        {"multipleOf", {&C::multipleOf}},
        {"minLength", {&C::count}},
        {"maxLength", {&C::count}},
        {"minItems", {&C::count}},
        {"maxItems", {&C::count}},
        {"minProperties", {&C::count}},
        {"maxProperties", {&C::count}},
        {"pattern", {&C::pattern}},
        {"uniqueItems", {&C::uniqueItems}},
        {"prefixItems", {&C::items, Draft::Draft2020}},
        {"items", {&C::items}},
        {"additionalItems", {&C::additionalItems, Draft::Draft4, Draft::Draft2019}},
        {"contains", {&C::contains, Draft::Draft6}},
        {"properties", {&C::properties}},
        {"patternProperties", {&C::patternProperties}},
        {"required", {&C::required}},
        {"dependencies", {&C::dependencies}},
        {"dependentRequired", {&C::dependencies, Draft::Draft2019}},
        {"dependentSchemas", {&C::dependencies, Draft::Draft2019}},
    };
    const auto found = handlers.find(name);
    return found == handlers.end() ? Handler() : found->second;
}

Result<Program> SchemaCompiler::run()
{
    nodeOf({0, 0});
    while (!m_open.empty() && !m_error) {
        const auto [node, place] = m_open.back();
        m_open.pop_back();
        compile(node, place);
        if (m_open.empty() && m_program.dynamic)
            addAnchors();
    }
    if (m_error)
        return *m_error;
    return std::move(m_program);
}

int SchemaCompiler::nodeOf(const Place &p)
{
    const auto [at, added] = m_nodes.try_emplace(p, int(m_program.nodes.size()));
    if (added) {
        m_program.nodes.emplace_back();
        m_open.emplace_back(at->second, p);
        if (m_program.nodes.size() > MostNodes && !m_error)
            m_error = makeError(ErrorCode::DecodeFailed, {u"JSON Schema"_s, u"it is too large"_s});
    }
    return at->second;
}

void SchemaCompiler::compile(int number, const Place &p)
{
    m_node = number;
    m_at = p;
    m_tape = &m_documents.tape(p);
    m_names.clear();
    node().resource = m_documents.resourceAt(p);
    m_draft = m_documents.resource(node().resource).draft;
    if (is(p.value, Kind::False) || is(p.value, Kind::True)) {
        node().never = is(p.value, Kind::False);
        return;
    }
    if (!is(p.value, Kind::Object))
        return broken({"", p.value}, "a schema is an object, true or false");
    // Until 2019 nothing beside a reference counted.
    const bool alone = m_draft <= Draft::Draft7 && sibling("$ref");
    eachMember(p.value, [&](std::string_view name, quint32 value) {
        const Handler h = handlerOf(name);
        const bool known = m_draft == Draft::Unstated || (m_draft >= h.since && m_draft <= h.until);
        if (h.handle && known && (!alone || name == "$ref"))
            (this->*h.handle)({name, value});
    });
    finish();
}

void SchemaCompiler::finish()
{
    Node &n = node();
    if (n.object) {
        for (quint32 i = 0; i < n.object->properties.size(); ++i)
            n.object->byName.emplace(n.object->properties[i].name, i);
    }
    if (n.condition == None)
        n.then = n.otherwise = None;
    n.composed = !n.all.empty() || !n.choices.empty() || !n.dynamic.empty() || n.negated != None || n.condition != None;
}

// Whatever could be meant by a dynamic reference.
void SchemaCompiler::addAnchors()
{
    for (std::size_t i = 0; i < m_documents.resources().size(); ++i) {
        const SchemaDocuments::Resource &r = m_documents.resource(int(i));
        for (const auto &[name, value] : r.dynamicAnchors)
            m_program.anchors[{int(i), name}] = nodeOf({r.root.document, value});
        if (r.recursiveAnchor)
            m_program.anchors[{int(i), RecursiveAnchor}] = nodeOf(r.root);
    }
}

bool SchemaCompiler::expect(const Keyword &k, Kind kind, const char *what)
{
    if (!is(k.value, kind))
        broken(k, what);
    return is(k.value, kind);
}

void SchemaCompiler::broken(const Keyword &k, const char *what)
{
    if (m_error)
        return;
    const std::string place = m_tape->pointerTo(k.value);
    m_error = makeError(ErrorCode::DecodeFailed,
                        {u"JSON Schema"_s, u"at %1: %2"_s.arg(place.empty() ? u"/"_s : textOf(shortWords(place)),
                                                              QLatin1StringView(what))});
}

std::string SchemaCompiler::string(quint32 value) const
{
    std::string memory;
    return std::string(m_tape->text(value, memory));
}

std::string SchemaCompiler::shown(quint32 value) const
{
    switch ((*m_tape)[value].kind) {
    case Kind::Array:
        return "[…]";
    case Kind::Object:
        return "{…}";
    case Kind::String:
        return shortWords(string(value));
    default:
        return shortWords(std::string(m_tape->raw(value)));
    }
}

NumberRules &SchemaCompiler::number()
{
    if (!node().number)
        node().number = std::make_unique<NumberRules>();
    return *node().number;
}

StringRules &SchemaCompiler::strings()
{
    if (!node().string)
        node().string = std::make_unique<StringRules>();
    return *node().string;
}

ArrayRules &SchemaCompiler::array()
{
    if (!node().array)
        node().array = std::make_unique<ArrayRules>();
    return *node().array;
}

ObjectRules &SchemaCompiler::object()
{
    if (!node().object)
        node().object = std::make_unique<ObjectRules>();
    return *node().object;
}

ObjectRules::Property &SchemaCompiler::property(const std::string &name)
{
    auto &properties = object().properties;
    const auto [at, added] = m_names.try_emplace(name, quint32(properties.size()));
    if (added)
        properties.emplace_back().name = name;
    return properties[at->second];
}

int SchemaCompiler::slotOf(const std::string &name)
{
    ObjectRules::Property &p = property(name);
    if (p.slot == None) {
        p.slot = int(object().slotNames.size());
        object().slotNames.push_back(name);
    }
    return p.slot;
}

} // namespace flowbench
