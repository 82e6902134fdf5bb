// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/jsontext.h"
#include "model/schema/schemacompiler.h"
#include "model/schema/schemapattern.h"
#include "model/schema/schemawords.h"

#include <algorithm>
#include <limits>

namespace flowbench {

using namespace schemaprogram;
using Kind = JsonTape::Kind;
using Draft = SchemaDraft;

namespace {
constexpr std::size_t LongestList = 160; // of values, in words

quint8 typeBits(std::string_view name)
{
    const auto bit = [](Kind kind) { return quint8(1 << int(kind)); };
    if (name == "null")
        return bit(Kind::Null);
    if (name == "boolean")
        return bit(Kind::False) | bit(Kind::True);
    if (name == "number")
        return bit(Kind::Number);
    if (name == "integer")
        return bit(Kind::Number) | IntegerOnly;
    if (name == "string")
        return bit(Kind::String);
    if (name == "array")
        return bit(Kind::Array);
    return name == "object" ? bit(Kind::Object) : 0;
}

} // namespace

void SchemaCompiler::type(const Keyword &k)
{
    node().types = 0;
    node().typeWords = "type: ";
    if (is(k.value, Kind::String))
        addType(k.value);
    else if (expect(k, Kind::Array, "a name or a list of names is expected"))
        eachElement(k.value, [&](quint32 value) { addType(value); });
}

void SchemaCompiler::addType(quint32 value)
{
    const quint8 bits = is(value, Kind::String) ? typeBits(string(value)) : quint8(0);
    if (!bits)
        return broken({"type", value}, "there is no such type");
    quint8 &types = node().types;
    const quint8 number = typeBits("number");
    const auto any = [&](quint8 t) { return (t & number) && !(t & IntegerOnly); };
    const bool whole = (types | bits) & IntegerOnly && !any(types) && !any(bits);
    node().typeWords += (types ? " or " : "") + string(value);
    types = quint8((types | bits) & ~IntegerOnly) | (whole ? IntegerOnly : quint8(0));
}

void SchemaCompiler::values(const Keyword &k)
{
    Values values;
    const auto add = [&](quint32 value) {
        if (values.words.size() < LongestList)
            values.words += (values.words.empty() ? "" : ", ") + shown(value);
        if (is(value, Kind::String))
            values.strings.push_back(string(value));
        else
            m_tape->appendCanonical(value, values.others.emplace_back());
    };
    if (k.name == "const")
        add(k.value);
    else if (expect(k, Kind::Array, "a list is expected"))
        eachElement(k.value, add);
    values.words = shortWords(std::string(k.name) + ": " + values.words);
    std::sort(values.strings.begin(), values.strings.end());
    std::sort(values.others.begin(), values.others.end());
    node().values.push_back(std::move(values));
}

void SchemaCompiler::reference(const Keyword &k)
{
    if (!expect(k, Kind::String, "an address is expected"))
        return;
    const auto place = m_documents.resolve(m_at, string(k.value));
    if (!place) {
        node().unchecked.push_back("$ref: " + shown(k.value));
        return;
    }
    const int target = nodeOf(*place);
    node().all.push_back(target);
}

void SchemaCompiler::dynamicReference(const Keyword &k)
{
    if (!expect(k, Kind::String, "an address is expected"))
        return;
    const std::string address = string(k.value);
    const auto place = m_documents.resolve(m_at, address);
    if (!place) {
        node().unchecked.push_back(std::string(k.name) + ": " + shown(k.value));
        return;
    }
    DynamicReference out;
    out.node = nodeOf(*place);
    const auto &resource = m_documents.resource(m_documents.resourceAt(*place));
    const std::size_t sign = address.find('#');
    const std::string anchor = sign == std::string::npos ? std::string() : address.substr(sign + 1);
    const auto known = resource.dynamicAnchors.find(anchor);
    if (k.name == "$recursiveRef")
        out.anchor = resource.recursiveAnchor ? RecursiveAnchor : "";
    else if (known != resource.dynamicAnchors.end() && known->second == place->value)
        out.anchor = anchor;
    m_program.dynamic |= !out.anchor.empty();
    node().dynamic.push_back(std::move(out));
}

std::optional<std::vector<int>> SchemaCompiler::schemasOf(const Keyword &k)
{
    if (!expect(k, Kind::Array, "a list of schemas is expected"))
        return {};
    std::vector<int> nodes;
    eachElement(k.value, [&](quint32 value) { nodes.push_back(nodeAt(value)); });
    return nodes;
}

void SchemaCompiler::lists(const Keyword &k)
{
    auto nodes = schemasOf(k);
    if (!nodes)
        return;
    if (k.name == "allOf")
        node().all.insert(node().all.end(), nodes->begin(), nodes->end());
    else
        node().choices.push_back({std::move(*nodes), k.name == "oneOf"});
}

void SchemaCompiler::single(const Keyword &k)
{
    const int schema = nodeAt(k.value);
    if (k.name == "not")
        node().negated = schema;
    else if (k.name == "if")
        node().condition = schema;
    else if (k.name == "then")
        node().then = schema;
    else if (k.name == "else")
        node().otherwise = schema;
    else if (k.name == "additionalProperties")
        object().additional = schema;
    else if (k.name == "propertyNames")
        object().names = schema;
    else if (k.name == "unevaluatedItems")
        node().unevaluatedItems = schema;
    else
        node().unevaluatedProperties = schema;
}

std::optional<Bound> SchemaCompiler::boundOf(const Keyword &k)
{
    if (!expect(k, Kind::Number, "a number is expected"))
        return {};
    Bound b;
    b.value = Decimal::of(m_tape->raw(k.value));
    const auto n = readJsonNumber(m_tape->raw(k.value));
    if (n && n->kind == JsonNumber::Kind::Int)
        b.integer = n->integer;
    b.words = shortWords(std::string(k.name) + ": " + shown(k.value));
    return b;
}

void SchemaCompiler::bound(const Keyword &k)
{
    const bool low = k.name == "minimum" || k.name == "exclusiveMinimum";
    const bool old = m_draft == Draft::Draft4 || m_draft == Draft::Unstated;
    // In draft 4 exclusiveMinimum said true or false of minimum.
    if (old && k.name.starts_with("exclusive") && (is(k.value, Kind::True) || is(k.value, Kind::False)))
        return;
    auto b = boundOf(k);
    if (!b)
        return;
    const quint32 exclusive = sibling(low ? "exclusiveMinimum" : "exclusiveMaximum");
    const bool strict = k.name.starts_with("exclusive") || (old && exclusive && is(exclusive, Kind::True));
    NumberRules &rules = number();
    (low ? (strict ? rules.exclusiveMinimum : rules.minimum) : (strict ? rules.exclusiveMaximum : rules.maximum)) =
        std::move(b);
}

void SchemaCompiler::multipleOf(const Keyword &k)
{
    auto b = boundOf(k);
    if (!b)
        return;
    if (b->value.isZero() || b->value.negative)
        return broken(k, "a number above zero is expected");
    if (b->value.digits.size() > Decimal::StepDigits)
        node().unchecked.push_back(b->words);
    else
        number().multipleOf = std::move(b);
}

std::optional<Count> SchemaCompiler::countOf(const Keyword &k)
{
    const bool isNumber = expect(k, Kind::Number, "a count is expected");
    const Decimal d = isNumber ? Decimal::of(m_tape->raw(k.value)) : Decimal();
    if (!isNumber || d.negative || !d.isInteger()) {
        broken(k, "a count is expected");
        return {};
    }
    constexpr auto Most = std::numeric_limits<quint64>::max();
    Count c{Most, shortWords(std::string(k.name) + ": " + shown(k.value))};
    if (d.power + qint64(d.digits.size()) <= 18)
        c.limit = d.isZero() ? 0 : std::stoull(d.digits + std::string(std::size_t(d.power), '0'));
    return c;
}

void SchemaCompiler::count(const Keyword &k)
{
    auto c = countOf(k);
    if (!c)
        return;
    if (k.name == "minLength")
        strings().minLength = std::move(c);
    else if (k.name == "maxLength")
        strings().maxLength = std::move(c);
    else if (k.name == "minItems")
        array().minItems = std::move(c);
    else if (k.name == "maxItems")
        array().maxItems = std::move(c);
    else if (k.name == "minProperties")
        object().minProperties = std::move(c);
    else
        object().maxProperties = std::move(c);
}

void SchemaCompiler::pattern(const Keyword &k)
{
    if (expect(k, Kind::String, "a pattern is expected"))
        strings().pattern = Pattern{compileSchemaPattern(string(k.value)), "pattern: " + shown(k.value)};
}

void SchemaCompiler::uniqueItems(const Keyword &k)
{
    if (!is(k.value, Kind::True) && !is(k.value, Kind::False))
        return broken(k, "true or false is expected");
    if (is(k.value, Kind::True))
        array().uniqueItems = true;
}

void SchemaCompiler::items(const Keyword &k)
{
    if (is(k.value, Kind::Array)) {
        if (auto nodes = schemasOf(k))
            array().prefix = std::move(*nodes);
        return;
    }
    const int schema = nodeAt(k.value);
    array().rest = schema;
}

// It says something only beside a list of items.
void SchemaCompiler::additionalItems(const Keyword &k)
{
    const quint32 items = sibling("items");
    if (!items || !is(items, Kind::Array))
        return;
    const int schema = nodeAt(k.value);
    array().rest = schema;
}

void SchemaCompiler::contains(const Keyword &k)
{
    const int schema = nodeAt(k.value);
    ArrayRules &rules = array();
    rules.contains = schema;
    rules.containsEvaluates = m_draft >= Draft::Draft2020;
    if (m_draft < Draft::Draft2019)
        return;
    if (const quint32 least = sibling("minContains")) {
        if (const auto c = countOf({"minContains", least}))
            rules.minContains = c->limit;
    }
    if (const quint32 most = sibling("maxContains")) {
        if (const auto c = countOf({"maxContains", most}))
            rules.maxContains = c->limit;
    }
}

void SchemaCompiler::properties(const Keyword &k)
{
    if (!expect(k, Kind::Object, "an object of schemas is expected"))
        return;
    eachMember(k.value, [&](std::string_view name, quint32 value) {
        const int schema = nodeAt(value);
        property(std::string(name)).node = schema;
    });
}

void SchemaCompiler::patternProperties(const Keyword &k)
{
    if (!expect(k, Kind::Object, "an object of schemas is expected"))
        return;
    eachMember(k.value, [&](std::string_view name, quint32 value) {
        const int schema = nodeAt(value);
        object().patterns.push_back(
            {compileSchemaPattern(name), schema, shortWords("patternProperties: " + std::string(name))});
    });
}

void SchemaCompiler::required(const Keyword &k)
{
    if (!expect(k, Kind::Array, "a list of names is expected"))
        return;
    eachElement(k.value, [&](quint32 value) {
        if (!expect({k.name, value}, Kind::String, "a name is expected"))
            return;
        const int slot = slotOf(string(value));
        object().required.push_back(slot);
    });
}

void SchemaCompiler::dependencies(const Keyword &k)
{
    if (!expect(k, Kind::Object, "an object is expected"))
        return;
    eachMember(k.value, [&](std::string_view name, quint32 value) {
        ObjectRules::Dependency d;
        d.on = slotOf(std::string(name));
        if (is(value, Kind::Array) && k.name != "dependentSchemas")
            eachElement(value, [&](quint32 v) {
                if (expect({k.name, v}, Kind::String, "a name is expected"))
                    d.required.push_back(slotOf(string(v)));
            });
        else
            d.node = nodeAt(value);
        object().dependencies.push_back(std::move(d));
    });
}

} // namespace flowbench
