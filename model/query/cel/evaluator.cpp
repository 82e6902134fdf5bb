// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/caches.h"
#include "model/query/cel/code.h"
#include "model/query/cel/containers.h"
#include "model/query/cel/operators.h"
#include "model/query/cel/textsearch.h"

namespace flowbench::cel {

namespace {
Value ofOrder(Op op, int order)
{
    if (order == Unordered)
        return Value::ofBool(op == Op::NotEqual);
    switch (op) {
    case Op::Equal:
        return Value::ofBool(order == 0);
    case Op::NotEqual:
        return Value::ofBool(order != 0);
    case Op::Less:
        return Value::ofBool(order < 0);
    case Op::LessEqual:
        return Value::ofBool(order <= 0);
    case Op::Greater:
        return Value::ofBool(order > 0);
    default:
        return Value::ofBool(order >= 0);
    }
}

std::string_view nameOf(Do test)
{
    switch (test) {
    case Do::StartsWith:
        return "startsWith";
    case Do::EndsWith:
        return "endsWith";
    case Do::Contains:
        return "contains";
    default:
        return "matches";
    }
}
} // namespace

Value Evaluator::run()
{
    if (m_code.locals > 0) {
        m_locals = m_scratch.array<Value>(std::size_t(m_code.locals));
        if (!m_locals)
            return limitReached();
        std::uninitialized_default_construct_n(m_locals, std::size_t(m_code.locals));
    }
    Value value = eval(m_code.steps[m_code.root]);
    if (m_scratch.exhausted())
        value = limitReached();
    return value;
}

// Calls build their value where it is returned: a copy of what was just written in pieces stalls the processor.
Value Evaluator::eval(const Step &step)
{
    Value value;
    switch (step.what) {
    case Do::Constant:
        value = step.constant;
        break;
    case Do::Local:
        value = m_locals[step.index];
        break;
    case Do::Variable:
        new (&value) Value(m_activation.variable(step.index, m_scratch));
        break;
    case Do::Path:
        new (&value) Value(m_activation.path(m_program, step.index, m_scratch));
        break;
    case Do::HasPath:
        new (&value) Value(m_activation.hasPath(m_program, step.index, m_scratch));
        break;
    case Do::Compare:
        new (&value) Value(compared(step));
        break;
    case Do::And:
    case Do::Or:
        new (&value) Value(logic(step));
        break;
    case Do::Conditional:
        new (&value) Value(conditional(step));
        break;
    case Do::Select:
    case Do::Has:
    case Do::Unary:
    case Do::InSet:
        new (&value) Value(ofOne(step));
        break;
    case Do::Binary:
        new (&value) Value(binary(step));
        break;
    case Do::StartsWith:
    case Do::EndsWith:
    case Do::Contains:
    case Do::Matches:
        new (&value) Value(text(step));
        break;
    case Do::Sum:
        new (&value) Value(sumOf(step));
        break;
    case Do::List:
        new (&value) Value(list(step));
        break;
    case Do::Map:
        new (&value) Value(map(step));
        break;
    case Do::Function:
        new (&value) Value(function(step));
        break;
    case Do::Quantifier:
        new (&value) Value(quantifier(step));
        break;
    case Do::Collect:
        new (&value) Value(collect(step));
        break;
    case Do::MakeMap:
        new (&value) Value(makeMap(step));
        break;
    case Do::Bind:
        new (&value) Value(bind(step));
        break;
    case Do::Invalid:
        value = step.constant;
        break;
    }
    if (value.isError() && value.nanos == 0)
        value.nanos = step.column;
    return value;
}

// Of one operand.
Value Evaluator::ofOne(const Step &step)
{
    const Value value = eval(operand(step, 0));
    if (value.isError())
        return value;
    switch (step.what) {
    case Do::Select:
        return selectField(value, step.constant.view(), m_scratch);
    case Do::Has:
        return hasField(value, step.constant.view(), m_scratch);
    case Do::InSet:
        return Value::ofBool(step.set->contains(value, m_scratch));
    default:
        return applyUnary(step.op, value, m_scratch);
    }
}

Value Evaluator::conditional(const Step &step)
{
    const Step &condition = operand(step, 0);
    const Value chosen = eval(condition);
    if (chosen.kind == Kind::Bool)
        return eval(operand(step, chosen.boolean ? 1 : 2));
    Value problem = noBool(chosen);
    if (problem.nanos == 0)
        problem.nanos = condition.column;
    return problem;
}

Value Evaluator::noBool(const Value &value)
{
    if (value.isError())
        return value;
    return fail(m_scratch, Fault::NoOverload,
                {"no such overload: expected a bool, this is of type ", typeName(value.kind)});
}

Value Evaluator::binary(const Step &step)
{
    const Value left = eval(operand(step, 0));
    if (left.isError())
        return left;
    const Value right = eval(operand(step, 1));
    if (right.isError())
        return right;
    return applyBinary(step.op, left, right, m_scratch);
}

// Values of one kind first: that is what nearly all comparisons are.
Value Evaluator::compared(const Step &step)
{
    const Value value = eval(operand(step, 0));
    const Value &constant = step.constant;
    if (value.kind == constant.kind && !step.flipped) {
        if (value.kind == Kind::Int)
            return ofOrder(step.op, (value.integer > constant.integer) - (value.integer < constant.integer));
        if (value.kind == Kind::String && step.op == Op::Equal)
            return Value::ofBool(value.size == constant.size && m_scratch.read(value.size) &&
                                 value.view() == constant.view());
    }
    if (value.isError())
        return value;
    if (step.op == Op::Equal || step.op == Op::NotEqual)
        return Value::ofBool(equal(value, constant, m_scratch) == (step.op == Op::Equal));
    const Value &left = step.flipped ? constant : value, &right = step.flipped ? value : constant;
    const std::optional<int> order = compare(left, right, m_scratch);
    return order ? ofOrder(step.op, *order) : noOperator(symbolOf(step.op), left, right, m_scratch);
}

Value Evaluator::sumOf(const Step &step)
{
    Value *values = m_scratch.array<Value>(step.count);
    if (!values)
        return limitReached();
    for (quint32 i = 0; i < step.count; ++i) {
        new (values + i) Value(eval(operand(step, i)));
        if (values[i].isError())
            return values[i];
    }
    return sum({values, step.count}, m_scratch);
}

// false && error is false, whichever comes first; likewise true || error.
// Of several errors the first one, but in && a missing field comes first: such an event is no match, whatever else
// fails on it.
Value Evaluator::logic(const Step &step)
{
    const bool decides = step.what == Do::Or;
    Value problem;
    for (quint32 i = 0; i < step.count; ++i) {
        const Step &at = operand(step, i);
        const Value value = eval(at);
        if (value.kind == Kind::Bool) {
            if (value.boolean == decides)
                return Value::ofBool(decides);
        } else if (!problem.isError() || (!decides && value.fault == Fault::MissingField)) {
            problem = noBool(value);
            if (problem.nanos == 0)
                problem.nanos = at.column;
        }
    }
    return problem.isError() ? problem : Value::ofBool(!decides);
}

Value Evaluator::text(const Step &step)
{
    const Value value = eval(operand(step, 0));
    if (value.isError())
        return value;
    const std::string_view given = value.view(), constant = step.constant.view();
    if (value.kind != Kind::String) {
        const Value args[] = {value, step.constant};
        return callFunction(nameOf(step.what), {&m_code.overloads[step.firstOverload], step.overloads},
                            {args, 2, m_scratch});
    }
    const bool atAnEnd = step.what == Do::StartsWith || step.what == Do::EndsWith;
    if (step.what == Do::Matches)
        return findPattern(given, *step.pattern, m_scratch);
    if (!m_scratch.read(atAnEnd ? constant.size() : given.size()))
        return limitReached();
    switch (step.what) {
    case Do::StartsWith:
        return Value::ofBool(given.starts_with(constant));
    case Do::EndsWith:
        return Value::ofBool(given.ends_with(constant));
    default:
        return Value::ofBool(holds(given, constant));
    }
}

Value Evaluator::list(const Step &step)
{
    ListBuilder list(m_scratch);
    for (quint32 i = 0; i < step.count; ++i) {
        const Value value = eval(operand(step, i));
        if (value.isError())
            return value;
        if (!list.add(value))
            return limitReached();
    }
    return list.finish();
}

Value Evaluator::map(const Step &step)
{
    MapBuilder map(m_scratch);
    for (quint32 i = 0; i + 1 < step.count; i += 2) {
        const Value key = eval(operand(step, i));
        if (key.isError())
            return key;
        const Value value = eval(operand(step, i + 1));
        if (value.isError())
            return value;
        if (const Value added = map.add(key, value); added.isError())
            return added;
    }
    return map.finish();
}

Value Evaluator::function(const Step &step)
{
    constexpr quint32 Few = 4;
    Value few[Few];
    Value *args = step.count <= Few ? few : m_scratch.array<Value>(step.count);
    if (!args)
        return limitReached();
    for (quint32 i = 0; i < step.count; ++i) {
        new (args + i) Value(eval(operand(step, i)));
        if (args[i].isError())
            return args[i];
    }
    return callFunction(step.constant.view(), {&m_code.overloads[step.firstOverload], step.overloads},
                        {args, int(step.count), m_scratch});
}

} // namespace flowbench::cel
