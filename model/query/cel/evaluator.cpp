// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/caches.h"
#include "model/query/cel/code.h"
#include "model/query/cel/containers.h"
#include "model/query/cel/operators.h"
#include "model/query/cel/textsearch.h"

#include <re2/re2.h>

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
    const Value value = eval(m_code.steps[m_code.root]);
    return m_scratch.exhausted() ? limitReached() : value;
}

Value Evaluator::eval(const Step &step)
{
    Value value;
    switch (step.what) {
    case Do::Constant:
        return step.constant;
    case Do::Local:
        return m_locals[step.index];
    case Do::Variable:
        value = m_activation.variable(step.index, m_scratch);
        break;
    case Do::Path:
        value = m_activation.path(m_program, step.index, m_scratch);
        break;
    case Do::HasPath:
        value = m_activation.hasPath(m_program, step.index, m_scratch);
        break;
    case Do::Compare:
        value = eval(operand(step, 0));
        if (!value.isError())
            value = compared(step, value);
        break;
    case Do::And:
    case Do::Or:
        return logic(step);
    case Do::Conditional:
        value = eval(operand(step, 0));
        if (value.kind == Kind::Bool)
            return eval(operand(step, value.boolean ? 1 : 2));
        value = noBool(value);
        if (value.nanos == 0)
            value.nanos = operand(step, 0).column;
        break;
    case Do::Select:
    case Do::Has:
        value = eval(operand(step, 0));
        if (!value.isError())
            value = step.what == Do::Select ? selectField(value, step.constant.view(), m_scratch)
                                            : hasField(value, step.constant.view(), m_scratch);
        break;
    case Do::Unary:
        value = eval(operand(step, 0));
        if (!value.isError())
            value = applyUnary(step.op, value, m_scratch);
        break;
    case Do::Binary:
        value = binary(step);
        break;
    case Do::InSet:
        value = eval(operand(step, 0));
        if (!value.isError())
            value = Value::ofBool(step.set->contains(value, m_scratch));
        break;
    case Do::StartsWith:
    case Do::EndsWith:
    case Do::Contains:
    case Do::Matches:
        value = eval(operand(step, 0));
        if (!value.isError())
            value = text(step, value);
        break;
    case Do::Sum:
        value = sumOf(step);
        break;
    case Do::List:
        value = list(step);
        break;
    case Do::Map:
        value = map(step);
        break;
    case Do::Function:
        value = function(step);
        break;
    case Do::Quantifier:
        value = quantifier(step);
        break;
    case Do::Collect:
        value = collect(step);
        break;
    case Do::MakeMap:
        value = makeMap(step);
        break;
    case Do::Bind:
        value = bind(step);
        break;
    case Do::Invalid:
        value = step.constant;
        break;
    }
    if (value.isError() && value.nanos == 0)
        value.nanos = step.column;
    return value;
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

Value Evaluator::compared(const Step &step, const Value &value)
{
    const Value &constant = step.constant;
    if (step.op == Op::Equal || step.op == Op::NotEqual)
        return Value::ofBool(equal(value, constant, m_scratch) == (step.op == Op::Equal));
    const Value &left = step.flipped ? constant : value, &right = step.flipped ? value : constant;
    const std::optional<int> order = compare(left, right);
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
                return value;
        } else if (!problem.isError() || (!decides && value.fault == Fault::MissingField)) {
            problem = noBool(value);
            if (problem.nanos == 0)
                problem.nanos = at.column;
        }
    }
    return problem.isError() ? problem : Value::ofBool(!decides);
}

Value Evaluator::text(const Step &step, const Value &value)
{
    const std::string_view given = value.view(), constant = step.constant.view();
    if (value.kind != Kind::String) {
        const Value args[] = {value, step.constant};
        return callFunction(nameOf(step.what), {&m_code.overloads[step.firstOverload], step.overloads},
                            {args, 2, m_scratch});
    }
    switch (step.what) {
    case Do::StartsWith:
        return Value::ofBool(given.starts_with(constant));
    case Do::EndsWith:
        return Value::ofBool(given.ends_with(constant));
    case Do::Contains:
        break;
    default:
        if (!m_scratch.step(given.size() / 64))
            return limitReached();
        return Value::ofBool(RE2::PartialMatch(re2::StringPiece(given.data(), given.size()), *step.pattern));
    }
    if (!m_scratch.step(given.size() / 64))
        return limitReached();
    return Value::ofBool(holds(given, constant));
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
