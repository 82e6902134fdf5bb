// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/schema/schemavalidation.h"

#include <algorithm>

namespace flowbench {

using namespace schemaprogram;
using Outcome = SchemaValidation::Outcome;

std::string SchemaValidation::path() const
{
    std::string pointer = m_tape.pointerTo(m_fault.value);
    if (m_fault.missing)
        appendPointerToken(pointer, *m_fault.missing);
    return pointer;
}

std::string SchemaValidation::problem() const
{
    if (m_outcome == Outcome::Unknown)
        return m_unknown;
    if (m_fault.words)
        return *m_fault.words;
    std::string words = m_fault.keyword ? m_fault.keyword : "";
    if (m_fault.numbers)
        words += ": " + std::to_string(m_fault.numbers->first) + " of " + std::to_string(m_fault.numbers->second);
    return words;
}

bool SchemaValidation::spend(quint64 steps)
{
    if (m_steps < steps)
        m_steps = 0;
    else
        m_steps -= steps;
    return m_steps > 0;
}

Outcome SchemaValidation::wrong(const Fault &fault)
{
    m_fault = fault;
    return Outcome::Invalid;
}

Outcome SchemaValidation::unknown(const std::string &what)
{
    if (m_unknown.empty())
        m_unknown = what;
    return Outcome::Unknown;
}

Outcome SchemaValidation::node(int number, quint32 value, Evaluated *evaluated)
{
    if (!spend(1))
        return unknown("it takes too long");
    if (m_depth >= MostDepth)
        return unknown("it refers to itself without end");
    ++m_depth;
    const Node &n = m_program.nodes[std::size_t(number)];
    const Outcome out = m_program.dynamic ? entered(n, value, evaluated) : tracked(n, value, evaluated);
    --m_depth;
    return out;
}

Outcome SchemaValidation::entered(const Node &n, quint32 value, Evaluated *evaluated)
{
    const bool other = m_scope.empty() || m_scope.back() != n.resource;
    if (other)
        m_scope.push_back(n.resource);
    const Outcome out = tracked(n, value, evaluated);
    if (other)
        m_scope.pop_back();
    return out;
}

// What is unevaluated is what this schema alone did not look at.
Outcome SchemaValidation::tracked(const Node &n, quint32 value, Evaluated *evaluated)
{
    if (n.unevaluatedItems == None && n.unevaluatedProperties == None)
        return plain(n, value, evaluated);
    Evaluated own;
    Outcome out = plain(n, value, &own);
    if (out != Outcome::Invalid)
        out = std::min(out, unevaluated(n, value, own));
    if (evaluated && out != Outcome::Invalid) {
        evaluated->values.insert(evaluated->values.end(), own.values.begin(), own.values.end());
        evaluated->all |= own.all;
        evaluated->uncertain |= own.uncertain;
    }
    return out;
}

Outcome SchemaValidation::unevaluated(const Node &n, quint32 value, Evaluated &evaluated)
{
    const bool object = m_tape[value].kind == JsonTape::Kind::Object;
    const bool list = m_tape[value].kind == JsonTape::Kind::Array;
    const int schema = object ? n.unevaluatedProperties : list ? n.unevaluatedItems : None;
    if (schema == None || evaluated.all)
        return Outcome::Valid;
    std::sort(evaluated.values.begin(), evaluated.values.end());
    Outcome out = Outcome::Valid;
    quint32 at = value + 1;
    for (quint32 left = m_tape[value].count; left > 0; --left) {
        const quint32 child = object ? at + 1 : at;
        at = m_tape[child].next;
        if (std::binary_search(evaluated.values.begin(), evaluated.values.end(), child))
            continue;
        Outcome one = node(schema, child, nullptr);
        if (one == Outcome::Invalid && evaluated.uncertain)
            one = unknown(object ? "unevaluatedProperties" : "unevaluatedItems");
        else if (one == Outcome::Invalid && m_program.nodes[std::size_t(schema)].never)
            m_fault = {child, object ? "unevaluatedProperties" : "unevaluatedItems"};
        out = std::min(out, one);
        if (out == Outcome::Invalid)
            return out;
    }
    evaluated.all = true;
    return out;
}

Outcome SchemaValidation::plain(const Node &n, quint32 value, Evaluated *evaluated)
{
    using Kind = JsonTape::Kind;
    if (n.never)
        return wrong({value, "not allowed"});
    Outcome out = n.unchecked.empty() ? Outcome::Valid : unknown(n.unchecked.front());
    out = std::min(out, type(n, value));
    for (const Values &v : n.values) {
        if (out != Outcome::Invalid)
            out = std::min(out, values(v, value));
    }
    if (out == Outcome::Invalid)
        return out;
    const Kind kind = m_tape[value].kind;
    if (kind == Kind::Object && n.object)
        out = std::min(out, object(*n.object, value, evaluated));
    else if (kind == Kind::String && n.string)
        out = std::min(out, string(*n.string, value));
    else if (kind == Kind::Number && n.number)
        out = std::min(out, number(*n.number, value));
    else if (kind == Kind::Array && n.array)
        out = std::min(out, array(*n.array, value, evaluated));
    return out == Outcome::Invalid || !n.composed ? out : std::min(out, composed(n, value, evaluated));
}

Outcome SchemaValidation::composed(const Node &n, quint32 value, Evaluated *evaluated)
{
    Outcome out = Outcome::Valid;
    const auto also = [&out](Outcome one) {
        out = std::min(out, one);
        return out != Outcome::Invalid;
    };
    for (const int schema : n.all) {
        if (!also(branch(schema, value, evaluated)))
            return out;
    }
    for (const DynamicReference &d : n.dynamic) {
        if (!also(branch(target(d), value, evaluated)))
            return out;
    }
    for (const Choice &c : n.choices) {
        if (!also(c.one ? oneOf(c, value, evaluated) : anyOf(c, value, evaluated)))
            return out;
    }
    if (n.negated != None && !also(negated(n, value)))
        return out;
    if (n.condition != None)
        also(conditional(n, value, evaluated));
    return out;
}

int SchemaValidation::target(const DynamicReference &reference) const
{
    if (!reference.anchor.empty()) {
        for (const int resource : m_scope) {
            if (const auto it = m_program.anchors.find({resource, reference.anchor}); it != m_program.anchors.end())
                return it->second;
        }
    }
    return reference.node;
}

// What a schema that does not fit looked at is forgotten.
Outcome SchemaValidation::branch(int number, quint32 value, Evaluated *evaluated)
{
    if (!evaluated)
        return node(number, value, nullptr);
    const std::size_t size = evaluated->values.size();
    const bool all = evaluated->all;
    const Outcome out = node(number, value, evaluated);
    if (out == Outcome::Invalid) {
        evaluated->values.resize(size);
        evaluated->all = all;
    }
    evaluated->uncertain |= out == Outcome::Unknown;
    return out;
}

// Where no branch fits, and only one got further than the value itself, its fault is the one that helps.
Outcome SchemaValidation::noneFits(const Choice &choice, quint32 value, const std::optional<Fault> &deeper, int deep)
{
    if (deeper && deep == 1)
        return wrong(*deeper);
    return wrong({value, choice.one ? "oneOf" : "anyOf", {}, {}, std::pair(quint64(0), quint64(choice.nodes.size()))});
}

Outcome SchemaValidation::anyOf(const Choice &choice, quint32 value, Evaluated *evaluated)
{
    Outcome out = Outcome::Invalid;
    std::optional<Fault> deeper;
    int deep = 0;
    for (const int schema : choice.nodes) {
        const Outcome one = branch(schema, value, evaluated);
        out = std::max(out, one);
        if (out == Outcome::Valid && !evaluated)
            return out;
        if (one == Outcome::Invalid && (m_fault.value > value || m_fault.missing)) {
            deeper = m_fault;
            ++deep;
        }
    }
    return out == Outcome::Invalid ? noneFits(choice, value, deeper, deep) : out;
}

Outcome SchemaValidation::oneOf(const Choice &choice, quint32 value, Evaluated *evaluated)
{
    quint64 valid = 0, unsure = 0;
    std::optional<Fault> deeper;
    int deep = 0;
    for (const int schema : choice.nodes) {
        const Outcome one = branch(schema, value, evaluated);
        valid += one == Outcome::Valid;
        unsure += one == Outcome::Unknown;
        if (valid > 1)
            return wrong({value, "oneOf", {}, {}, std::pair(valid, quint64(choice.nodes.size()))});
        if (one == Outcome::Invalid && (m_fault.value > value || m_fault.missing)) {
            deeper = m_fault;
            ++deep;
        }
    }
    if (unsure > 0)
        return Outcome::Unknown;
    return valid == 1 ? Outcome::Valid : noneFits(choice, value, deeper, deep);
}

Outcome SchemaValidation::negated(const Node &n, quint32 value)
{
    switch (node(n.negated, value, nullptr)) {
    case Outcome::Valid:
        return wrong({value, "not"});
    case Outcome::Invalid:
        return Outcome::Valid;
    case Outcome::Unknown:
        break;
    }
    return Outcome::Unknown;
}

Outcome SchemaValidation::conditional(const Node &n, quint32 value, Evaluated *evaluated)
{
    const Outcome condition = branch(n.condition, value, evaluated);
    const auto side = [&](int schema) { return schema == None ? Outcome::Valid : branch(schema, value, evaluated); };
    if (condition == Outcome::Valid)
        return side(n.then);
    if (condition == Outcome::Invalid)
        return side(n.otherwise);
    const Outcome one = side(n.then), two = side(n.otherwise);
    return one == two ? one : Outcome::Unknown;
}

} // namespace flowbench
