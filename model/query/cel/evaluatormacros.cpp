// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/code.h"
#include "model/query/cel/containers.h"

namespace flowbench::cel {

Evaluator::Rounds Evaluator::rounds(const Step &step)
{
    Rounds out;
    out.range = eval(operand(step, 0));
    if (out.range.kind == Kind::List)
        out.size = out.range.list->size();
    else if (out.range.kind == Kind::Map)
        out.size = out.range.map->size();
    else if (out.range.isError())
        out.problem = out.range;
    else
        out.problem = fail(m_scratch, Fault::NoOverload,
                           {"no such overload: expected a list or a map, this is of type ", typeName(out.range.kind)});
    return out;
}

// One variable: a list's element or a map's key. Two: index and element, or key and value.
bool Evaluator::nextRound(const Step &step, Rounds &r)
{
    if (r.problem.isError() || r.next == r.size)
        return false;
    if (!m_scratch.step(step.weight)) {
        r.problem = limitReached();
        return false;
    }
    Value *variables = m_locals + step.index;
    const std::size_t at = r.next++;
    if (r.range.kind == Kind::List) {
        if (step.variables == 2)
            variables[0] = Value::ofInt(qint64(at));
        variables[step.variables - 1] = r.range.list->at(at, m_scratch);
    } else {
        variables[0] = r.range.map->key(at, m_scratch);
        if (step.variables == 2)
            variables[1] = r.range.map->value(at, m_scratch);
    }
    return true;
}

Value Evaluator::quantifier(const Step &step)
{
    Rounds r = rounds(step);
    Value problem;
    std::size_t found = 0;
    while (nextRound(step, r)) {
        const Value value = eval(operand(step, 1));
        if (value.kind != Kind::Bool) {
            if (step.macro == Macro::ExistsOne || value.fault == Fault::Limit)
                return noBool(value);
            if (!problem.isError())
                problem = noBool(value);
        } else if (step.macro == Macro::ExistsOne) {
            found += value.boolean;
        } else if (value.boolean == (step.macro == Macro::Exists)) {
            return value;
        }
    }
    if (r.problem.isError())
        return r.problem;
    if (step.macro == Macro::ExistsOne)
        return Value::ofBool(found == 1);
    return problem.isError() ? problem : Value::ofBool(step.macro == Macro::All);
}

Value Evaluator::collect(const Step &step)
{
    Rounds r = rounds(step);
    ListBuilder list(m_scratch);
    const quint32 body = step.hasCondition ? 2 : 1;
    while (nextRound(step, r)) {
        if (step.hasCondition) {
            const Value chosen = eval(operand(step, 1));
            if (chosen.kind != Kind::Bool)
                return noBool(chosen);
            if (!chosen.boolean)
                continue;
        }
        const Value value = step.macro == Macro::Filter ? m_locals[step.index] : eval(operand(step, body));
        if (value.isError())
            return value;
        if (!list.add(value))
            return limitReached();
    }
    return r.problem.isError() ? r.problem : list.finish();
}

Value Evaluator::makeMap(const Step &step)
{
    Rounds r = rounds(step);
    MapBuilder map(m_scratch);
    while (nextRound(step, r)) {
        if (step.hasCondition) {
            const Value chosen = eval(operand(step, 1));
            if (chosen.kind != Kind::Bool)
                return noBool(chosen);
            if (!chosen.boolean)
                continue;
        }
        const Value key = r.range.kind == Kind::List ? Value::ofInt(qint64(r.next - 1)) : m_locals[step.index];
        const Value value = eval(operand(step, step.hasCondition ? 2 : 1));
        if (value.isError())
            return value;
        if (step.macro == Macro::TransformMapEntry && value.kind != Kind::Map)
            return fail(m_scratch, Fault::NoOverload,
                        {"no such overload: transformMapEntry expects a map, this is of type ", typeName(value.kind)});
        const bool entries = step.macro == Macro::TransformMapEntry;
        const std::size_t n = entries ? value.map->size() : 1;
        for (std::size_t i = 0; i < n; ++i) {
            const Value added =
                entries ? map.add(value.map->key(i, m_scratch), value.map->value(i, m_scratch)) : map.add(key, value);
            if (added.isError())
                return added;
        }
    }
    return r.problem.isError() ? r.problem : map.finish();
}

// An error in the value is one where the name is used.
Value Evaluator::bind(const Step &step)
{
    m_locals[step.index] = eval(operand(step, 0));
    return eval(operand(step, 1));
}

} // namespace flowbench::cel
