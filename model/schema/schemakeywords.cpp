// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/jsontext.h"
#include "model/schema/schemavalidation.h"

#include <algorithm>
#include <re2/re2.h>

namespace flowbench {

using namespace schemaprogram;
using Outcome = SchemaValidation::Outcome;
using Kind = JsonTape::Kind;

namespace {
constexpr std::size_t LongestMatched = 1 << 20; // bytes that a pattern is tried on

// A number of the text against bounds, as integers where both are, and exactly where it is close.
class Measured
{
public:
    explicit Measured(std::string_view text) : m_text(text), m_number(readJsonNumber(text).value_or(JsonNumber())) {}

    std::strong_ordering operator<=>(const Bound &bound)
    {
        constexpr qint64 ExactDoubles = qint64(1) << 53;
        if (bound.integer && m_number.kind == JsonNumber::Kind::Int)
            return m_number.integer <=> *bound.integer;
        if (bound.integer && m_number.kind == JsonNumber::Kind::Double &&
            *bound.integer<ExactDoubles && * bound.integer> - ExactDoubles) {
            const auto limit = double(*bound.integer);
            if (m_number.real != limit)
                return m_number.real < limit ? std::strong_ordering::less : std::strong_ordering::greater;
        }
        return exact() <=> bound.value;
    }

    bool isMultipleOf(const Bound &bound)
    {
        if (bound.integer && m_number.kind == JsonNumber::Kind::Int)
            return m_number.integer % *bound.integer == 0;
        return exact().isMultipleOf(bound.value);
    }

private:
    const Decimal &exact()
    {
        if (!m_exact)
            m_exact = Decimal::of(m_text);
        return *m_exact;
    }

    const std::string_view m_text;
    const JsonNumber m_number;
    std::optional<Decimal> m_exact;
};

bool isWhole(std::string_view text)
{
    return text.find_first_of(".eE") == std::string_view::npos || Decimal::of(text).isInteger();
}

quint64 codePoints(std::string_view utf8)
{
    return quint64(
        std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}
} // namespace

// Which of the names whose presence counts are there.
struct SchemaValidation::Presence
{
    explicit Presence(std::size_t count)
    {
        if (count > 64)
            many.resize(count);
    }
    void add(int slot)
    {
        if (many.empty())
            few |= quint64(1) << slot;
        else
            many[std::size_t(slot)] = true;
    }
    bool has(int slot) const { return many.empty() ? few >> slot & 1 : many[std::size_t(slot)]; }

    quint64 few = 0;
    std::vector<bool> many;
};

Outcome SchemaValidation::type(const Node &n, quint32 value)
{
    const Kind kind = m_tape[value].kind;
    const bool fits = n.types >> int(kind) & 1;
    if (fits && (kind != Kind::Number || !(n.types & IntegerOnly) || isWhole(m_tape.raw(value))))
        return Outcome::Valid;
    return wrong({value, nullptr, &n.typeWords});
}

Outcome SchemaValidation::values(const Values &values, quint32 value)
{
    const auto isAmong = [](const std::vector<std::string> &all, std::string_view one) {
        return std::binary_search(all.begin(), all.end(), one, std::less<std::string_view>());
    };
    bool found = false;
    if (m_tape[value].kind == Kind::String) {
        found = isAmong(values.strings, m_tape.text(value, m_memory));
    } else if (!values.others.empty()) {
        if (!spend(m_tape[value].next - value))
            return unknown("it takes too long");
        std::string canonical;
        m_tape.appendCanonical(value, canonical);
        found = isAmong(values.others, canonical);
    }
    return found ? Outcome::Valid : wrong({value, nullptr, &values.words});
}

Outcome SchemaValidation::number(const NumberRules &rules, quint32 value)
{
    Measured n(m_tape.raw(value));
    const auto breaks = [&](const std::optional<Bound> &bound, auto keeps) { return bound && !keeps(n <=> *bound); };
    if (breaks(rules.minimum, [](auto order) { return order >= 0; }))
        return wrong({value, nullptr, &rules.minimum->words});
    if (breaks(rules.exclusiveMinimum, [](auto order) { return order > 0; }))
        return wrong({value, nullptr, &rules.exclusiveMinimum->words});
    if (breaks(rules.maximum, [](auto order) { return order <= 0; }))
        return wrong({value, nullptr, &rules.maximum->words});
    if (breaks(rules.exclusiveMaximum, [](auto order) { return order < 0; }))
        return wrong({value, nullptr, &rules.exclusiveMaximum->words});
    if (rules.multipleOf && !n.isMultipleOf(*rules.multipleOf))
        return wrong({value, nullptr, &rules.multipleOf->words});
    return Outcome::Valid;
}

Outcome SchemaValidation::matches(const re2::RE2 *expression, quint32 string)
{
    const std::string_view text = m_tape.text(string, m_memory);
    if (!expression || text.size() > LongestMatched || !spend(1 + text.size() / 16))
        return Outcome::Unknown;
    return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *expression) ? Outcome::Valid
                                                                                      : Outcome::Invalid;
}

Outcome SchemaValidation::string(const StringRules &rules, quint32 value)
{
    if (rules.minLength || rules.maxLength) {
        const quint64 length = codePoints(m_tape.text(value, m_memory));
        if (rules.minLength && length < rules.minLength->limit)
            return wrong({value, nullptr, &rules.minLength->words});
        if (rules.maxLength && length > rules.maxLength->limit)
            return wrong({value, nullptr, &rules.maxLength->words});
    }
    if (!rules.pattern)
        return Outcome::Valid;
    const Outcome out = matches(rules.pattern->expression.get(), value);
    if (out == Outcome::Unknown)
        return unknown(rules.pattern->words);
    return out == Outcome::Valid ? out : wrong({value, nullptr, &rules.pattern->words});
}

Outcome SchemaValidation::array(const ArrayRules &rules, quint32 value, Evaluated *evaluated)
{
    const quint64 count = m_tape[value].count;
    if (rules.minItems && count < rules.minItems->limit)
        return wrong({value, nullptr, &rules.minItems->words});
    if (rules.maxItems && count > rules.maxItems->limit)
        return wrong({value, nullptr, &rules.maxItems->words});
    Outcome out = Outcome::Valid;
    quint32 at = value + 1;
    for (quint32 i = 0; i < count; ++i, at = m_tape[at].next) {
        const int schema = i < rules.prefix.size() ? rules.prefix[i] : rules.rest;
        if (schema == None)
            break;
        out = std::min(out, node(schema, at, nullptr));
        if (out == Outcome::Invalid)
            return out;
        if (evaluated && i < rules.prefix.size())
            evaluated->values.push_back(at);
    }
    if (evaluated && rules.rest != None)
        evaluated->all = true;
    if (rules.contains != None)
        out = std::min(out, contains(rules, value, evaluated));
    return out == Outcome::Invalid || !rules.uniqueItems ? out : std::min(out, unique(value));
}

Outcome SchemaValidation::contains(const ArrayRules &rules, quint32 value, Evaluated *evaluated)
{
    quint64 fit = 0, unsure = 0;
    const quint64 count = m_tape[value].count;
    quint32 at = value + 1;
    for (quint32 i = 0; i < count; ++i, at = m_tape[at].next) {
        const Outcome one = node(rules.contains, at, nullptr);
        fit += one == Outcome::Valid;
        unsure += one == Outcome::Unknown;
        if (!evaluated || !rules.containsEvaluates)
            continue;
        if (one != Outcome::Invalid)
            evaluated->values.push_back(at);
        evaluated->uncertain |= one == Outcome::Unknown;
    }
    if (fit + unsure < rules.minContains)
        return wrong({value, rules.minContains == 1 ? "contains" : "minContains", {}, {}, std::pair(fit, count)});
    if (rules.maxContains && fit > *rules.maxContains)
        return wrong({value, "maxContains", {}, {}, std::pair(fit, count)});
    const bool sure = fit >= rules.minContains && (!rules.maxContains || fit + unsure <= *rules.maxContains);
    return sure ? Outcome::Valid : Outcome::Unknown;
}

Outcome SchemaValidation::unique(quint32 value)
{
    std::vector<std::string> items;
    if (!spend(m_tape[value].next - value))
        return unknown("uniqueItems");
    quint32 at = value + 1;
    for (quint32 left = m_tape[value].count; left > 0; --left, at = m_tape[at].next)
        m_tape.appendCanonical(at, items.emplace_back());
    std::sort(items.begin(), items.end());
    return std::adjacent_find(items.begin(), items.end()) == items.end() ? Outcome::Valid
                                                                         : wrong({value, "uniqueItems"});
}

Outcome SchemaValidation::object(const ObjectRules &rules, quint32 value, Evaluated *evaluated)
{
    const quint64 count = m_tape[value].count;
    if (rules.minProperties && count < rules.minProperties->limit)
        return wrong({value, nullptr, &rules.minProperties->words});
    if (rules.maxProperties && count > rules.maxProperties->limit)
        return wrong({value, nullptr, &rules.maxProperties->words});
    Presence presence(rules.slotNames.size());
    Outcome out = Outcome::Valid;
    std::size_t expected = 0; // members often stand in the order of the schema
    quint32 at = value + 1;
    for (quint32 left = m_tape[value].count; left > 0; --left, at = m_tape[at + 1].next) {
        const std::string_view name = m_tape.text(at, m_memory);
        const ObjectRules::Property *property = nullptr;
        if (expected < rules.properties.size() && rules.properties[expected].name == name) {
            property = &rules.properties[expected++];
        } else if (const auto found = rules.byName.find(name); found != rules.byName.end()) {
            property = &rules.properties[found->second];
            expected = found->second + 1;
        }
        if (property && property->slot != None)
            presence.add(property->slot);
        out = std::min(out, member(rules, property, at, evaluated));
        if (out == Outcome::Invalid)
            return out;
    }
    return rules.slotNames.empty() ? out : std::min(out, present(rules, value, presence, evaluated));
}

Outcome SchemaValidation::member(const ObjectRules &rules, const ObjectRules::Property *property, quint32 name,
                                 Evaluated *evaluated)
{
    Outcome out = Outcome::Valid;
    bool taken = property && property->node != None;
    if (taken)
        out = node(property->node, name + 1, nullptr);
    if (out != Outcome::Invalid && !rules.patterns.empty())
        out = std::min(out, patterned(rules, name, taken, evaluated));
    if (out != Outcome::Invalid && !taken && rules.additional != None) {
        taken = true;
        if (m_program.nodes[std::size_t(rules.additional)].never)
            return wrong({name + 1, "additionalProperties"});
        out = std::min(out, node(rules.additional, name + 1, nullptr));
    }
    if (out != Outcome::Invalid && rules.names != None)
        out = std::min(out, node(rules.names, name, nullptr));
    if (taken && evaluated)
        evaluated->values.push_back(name + 1);
    return out;
}

Outcome SchemaValidation::patterned(const ObjectRules &rules, quint32 name, bool &taken, Evaluated *evaluated)
{
    Outcome out = Outcome::Valid;
    for (const ObjectRules::PatternProperty &p : rules.patterns) {
        const Outcome match = matches(p.expression.get(), name);
        if (match == Outcome::Invalid)
            continue;
        taken = true;
        if (match == Outcome::Unknown) {
            out = std::min(out, unknown(p.words));
            if (evaluated)
                evaluated->uncertain = true;
            continue;
        }
        out = std::min(out, node(p.node, name + 1, nullptr));
        if (out == Outcome::Invalid)
            break;
    }
    return out;
}

Outcome SchemaValidation::present(const ObjectRules &rules, quint32 value, const Presence &presence,
                                  Evaluated *evaluated)
{
    for (const int slot : rules.required) {
        if (!presence.has(slot))
            return wrong({value, "required", {}, &rules.slotNames[std::size_t(slot)]});
    }
    Outcome out = Outcome::Valid;
    for (const ObjectRules::Dependency &d : rules.dependencies) {
        if (!presence.has(d.on))
            continue;
        for (const int slot : d.required) {
            if (!presence.has(slot))
                return wrong({value, "dependentRequired", {}, &rules.slotNames[std::size_t(slot)]});
        }
        if (d.node != None)
            out = std::min(out, branch(d.node, value, evaluated));
        if (out == Outcome::Invalid)
            return out;
    }
    return out;
}

} // namespace flowbench
