// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/code.h"

#include "model/query/cel/caches.h"

#include <algorithm>

namespace flowbench::cel {

namespace {
bool isConstant(const Node *n) { return n->is(Node::Kind::Constant); }

Do textTest(std::string_view name)
{
    if (name == "startsWith")
        return Do::StartsWith;
    if (name == "endsWith")
        return Do::EndsWith;
    if (name == "contains")
        return Do::Contains;
    return name == "matches" ? Do::Matches : Do::Function;
}

Do stepOf(Macro macro)
{
    switch (macro) {
    case Macro::All:
    case Macro::Exists:
    case Macro::ExistsOne:
        return Do::Quantifier;
    case Macro::TransformMap:
    case Macro::TransformMapEntry:
        return Do::MakeMap;
    case Macro::Bind:
        return Do::Bind;
    default:
        return Do::Collect;
    }
}

// Of one program; each may take some megabytes. More of them share the cache of those that are no constants.
constexpr std::size_t MostPatterns = 32;
} // namespace

std::unique_ptr<ConstantSet> ConstantSet::of(const List &list, Scratch &scratch)
{
    constexpr std::size_t Few = 6;
    const std::size_t n = list.size();
    if (n < Few || n > std::size_t(1) << 24)
        return {};
    auto set = std::make_unique<ConstantSet>();
    std::size_t room = 16;
    while (room < n * 2)
        room *= 2;
    set->m_table.resize(room);
    for (std::size_t i = 0; i < n; ++i) {
        const Value v = list.at(i, scratch);
        if (v.kind == Kind::List || v.kind == Kind::Map)
            return {};
        if (set->contains(v, scratch))
            continue;
        set->m_values.push_back(v);
        std::size_t at = hashOf(v) & (room - 1);
        while (set->m_table[at])
            at = (at + 1) & (room - 1);
        set->m_table[at] = quint32(set->m_values.size());
    }
    return set;
}

bool ConstantSet::contains(const Value &value, Scratch &scratch) const
{
    const std::size_t mask = m_table.size() - 1;
    for (std::size_t at = hashOf(value) & mask; m_table[at]; at = (at + 1) & mask) {
        if (equal(m_values[m_table[at] - 1], value, scratch))
            return true;
    }
    return false;
}

void Compiled::build(const Node *node) { root = add(node); }

quint32 Compiled::add(const Node *node)
{
    Step step;
    std::vector<const Node *> given(node->operands.begin(), node->operands.end());
    step.column = node->column;
    step.index = node->index;
    step.op = node->op;
    translate(node, step, given);
    std::vector<quint32> indices;
    indices.reserve(given.size());
    for (const Node *n : given) {
        indices.push_back(add(n));
        step.weight += steps[indices.back()].weight;
    }
    step.first = quint32(operands.size());
    step.count = quint32(indices.size());
    operands.insert(operands.end(), indices.begin(), indices.end());
    steps.push_back(step);
    return quint32(steps.size()) - 1;
}

void Compiled::translate(const Node *node, Step &step, std::vector<const Node *> &given)
{
    switch (node->kind) {
    case Node::Kind::Constant:
        step.what = Do::Constant;
        step.constant = node->constant;
        return;
    case Node::Kind::Variable:
        step.what = Do::Variable;
        return;
    case Node::Kind::Local:
        step.what = Do::Local;
        return;
    case Node::Kind::Path:
        step.what = Do::Path;
        return;
    case Node::Kind::HasPath:
        step.what = Do::HasPath;
        return;
    case Node::Kind::Select:
    case Node::Kind::Has:
        step.what = node->is(Node::Kind::Has) ? Do::Has : Do::Select;
        step.constant = Value::ofString(node->text);
        return;
    case Node::Kind::List:
        step.what = Do::List;
        return;
    case Node::Kind::Map:
        step.what = Do::Map;
        return;
    case Node::Kind::Macro:
        step.what = stepOf(node->macro);
        step.macro = node->macro;
        step.variables = node->variables;
        step.hasCondition = node->hasCondition;
        return;
    case Node::Kind::Invalid:
        step.what = Do::Invalid;
        step.constant = Value::error(Fault::NoOverload, node->text);
        return;
    case Node::Kind::Call:
        if (node->op == Op::None)
            translateFunction(node, step, given);
        else
            translateCall(node, step, given);
        return;
    }
}

void Compiled::translateCall(const Node *node, Step &step, std::vector<const Node *> &given)
{
    switch (node->op) {
    case Op::Not:
    case Op::Negate:
        step.what = Do::Unary;
        return;
    case Op::Add:
        step.what = given.size() == 2 ? Do::Binary : Do::Sum;
        return;
    case Op::And:
        step.what = Do::And;
        return;
    case Op::Or:
        step.what = Do::Or;
        return;
    case Op::Conditional:
        step.what = Do::Conditional;
        return;
    default:
        step.what = Do::Binary;
        break;
    }
    if (node->op == Op::In && isConstant(given[1]) && given[1]->constant.kind == Kind::List) {
        if (auto set = ConstantSet::of(*given[1]->constant.list, tree.constants)) {
            step.what = Do::InSet;
            step.set = set.get();
            sets.push_back(std::move(set));
            given.pop_back();
        }
        return;
    }
    if (node->op < Op::Equal || node->op > Op::GreaterEqual || (!isConstant(given[0]) && !isConstant(given[1])))
        return;
    step.what = Do::Compare;
    step.flipped = isConstant(given[0]);
    const std::size_t constant = step.flipped ? 0 : 1;
    step.constant = given[constant]->constant;
    given.erase(given.begin() + std::ptrdiff_t(constant));
}

void Compiled::translateFunction(const Node *node, Step &step, std::vector<const Node *> &given)
{
    step.what = Do::Function;
    step.constant = Value::ofString(node->text);
    const auto found = findOverloads(node->text, node->method, int(given.size()));
    step.firstOverload = quint32(overloads.size());
    step.overloads = quint32(found.size());
    overloads.insert(overloads.end(), found.begin(), found.end());
    const Do test = textTest(node->text);
    if (test == Do::Function || !isConstant(given[1]) || given[1]->constant.kind != Kind::String)
        return;
    if (test == Do::Matches) {
        if (patterns.size() == MostPatterns)
            return;
        auto pattern = compilePattern(given[1]->constant.view());
        if (!pattern)
            return;
        step.pattern = pattern.get();
        patterns.push_back(std::move(pattern));
    }
    step.what = test;
    step.constant = given[1]->constant;
    given.pop_back();
}

} // namespace flowbench::cel
