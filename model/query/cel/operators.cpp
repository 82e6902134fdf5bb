// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/operators.h"

#include "model/query/cel/containers.h"
#include "model/query/cel/times.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace flowbench::cel {

namespace {
Value overflow(std::string_view what) { return Value::error(Fault::Overflow, what); }
Value divisionByZero() { return Value::error(Fault::DivideByZero, "division by zero"); }

bool isNumber(Kind k) { return k == Kind::Int || k == Kind::UInt || k == Kind::Double; }

double realOf(const Value &v)
{
    return v.kind == Kind::Int ? double(v.integer) : v.kind == Kind::UInt ? double(v.unsignedInteger) : v.real;
}

Value ofInts(Op op, qint64 a, qint64 b)
{
    constexpr std::string_view TooLarge = "the int does not fit into 64 bits";
    qint64 out = 0;
    switch (op) {
    case Op::Add:
        return __builtin_add_overflow(a, b, &out) ? overflow(TooLarge) : Value::ofInt(out);
    case Op::Subtract:
        return __builtin_sub_overflow(a, b, &out) ? overflow(TooLarge) : Value::ofInt(out);
    case Op::Multiply:
        return __builtin_mul_overflow(a, b, &out) ? overflow(TooLarge) : Value::ofInt(out);
    default:
        break;
    }
    if (b == 0)
        return divisionByZero();
    if (b == -1 && a == std::numeric_limits<qint64>::min())
        return overflow(TooLarge);
    return Value::ofInt(op == Op::Divide ? a / b : a % b);
}

Value ofUInts(Op op, quint64 a, quint64 b)
{
    constexpr std::string_view TooLarge = "the uint does not fit into 64 bits, or is negative";
    quint64 out = 0;
    switch (op) {
    case Op::Add:
        return __builtin_add_overflow(a, b, &out) ? overflow(TooLarge) : Value::ofUInt(out);
    case Op::Subtract:
        return __builtin_sub_overflow(a, b, &out) ? overflow(TooLarge) : Value::ofUInt(out);
    case Op::Multiply:
        return __builtin_mul_overflow(a, b, &out) ? overflow(TooLarge) : Value::ofUInt(out);
    default:
        break;
    }
    if (b == 0)
        return divisionByZero();
    return Value::ofUInt(op == Op::Divide ? a / b : a % b);
}

Value ofDoubles(Op op, const Value &left, const Value &right, Scratch &scratch)
{
    const double a = realOf(left), b = realOf(right);
    switch (op) {
    case Op::Add:
        return Value::ofDouble(a + b);
    case Op::Subtract:
        return Value::ofDouble(a - b);
    case Op::Multiply:
        return Value::ofDouble(a * b);
    case Op::Divide:
        return Value::ofDouble(a / b);
    default:
        return noOperator("%", left, right, scratch);
    }
}

Value ofNumbers(Op op, const Value &left, const Value &right, Scratch &scratch)
{
    if (left.kind == right.kind && left.kind != Kind::Double) {
        Value out = left.kind == Kind::Int ? ofInts(op, left.integer, right.integer)
                                           : ofUInts(op, left.unsignedInteger, right.unsignedInteger);
        if (!out.isError())
            out.fromJson = left.fromJson || right.fromJson;
        return out;
    }
    const bool doubles = (left.kind == Kind::Double || left.fromJson) &&
                         (right.kind == Kind::Double || right.fromJson) &&
                         (left.kind == Kind::Double || right.kind == Kind::Double);
    return doubles ? ofDoubles(op, left, right, scratch) : noOperator(symbolOf(op), left, right, scratch);
}

Value joinTexts(const Value &left, const Value &right, Scratch &scratch)
{
    if (right.size == 0)
        return left;
    if (left.size == 0)
        return right;
    char *text = scratch.step((left.size + right.size) / 64) ? scratch.array<char>(left.size + right.size) : nullptr;
    if (!text)
        return limitReached();
    std::memcpy(text, left.text, left.size);
    std::memcpy(text + left.size, right.text, right.size);
    const std::string_view joined(text, left.size + right.size);
    return left.kind == Kind::String ? Value::ofString(joined) : Value::ofBytes(joined);
}

Value ofTimes(Op op, const Value &left, const Value &right, Scratch &scratch)
{
    const bool add = op == Op::Add, subtract = op == Op::Subtract;
    const bool leftTime = left.kind == Kind::Timestamp, rightTime = right.kind == Kind::Timestamp;
    const bool leftDuration = left.kind == Kind::Duration, rightDuration = right.kind == Kind::Duration;
    if (leftTime && rightDuration && (add || subtract))
        return shiftedTime(left, right, subtract);
    if (leftDuration && rightTime && add)
        return shiftedTime(right, left, false);
    if (((leftTime && rightTime) && subtract) || (leftDuration && rightDuration && (add || subtract)))
        return sumOfTimes(left, right, subtract);
    return noOperator(symbolOf(op), left, right, scratch);
}

Value arithmetic(Op op, const Value &left, const Value &right, Scratch &scratch)
{
    if (isNumber(left.kind) && isNumber(right.kind))
        return ofNumbers(op, left, right, scratch);
    if (op == Op::Add && left.kind == right.kind) {
        if (left.kind == Kind::String || left.kind == Kind::Bytes)
            return joinTexts(left, right, scratch);
        if (left.kind == Kind::List)
            return joinLists(*left.list, *right.list, scratch);
    }
    return ofTimes(op, left, right, scratch);
}

Value ordered(Op op, const Value &left, const Value &right, Scratch &scratch)
{
    const std::optional<int> order = compare(left, right, scratch);
    if (!order)
        return noOperator(symbolOf(op), left, right, scratch);
    if (*order == Unordered)
        return Value::ofBool(false);
    switch (op) {
    case Op::Less:
        return Value::ofBool(*order < 0);
    case Op::LessEqual:
        return Value::ofBool(*order <= 0);
    case Op::Greater:
        return Value::ofBool(*order > 0);
    default:
        return Value::ofBool(*order >= 0);
    }
}

Value isIn(const Value &element, const Value &container, Scratch &scratch)
{
    if (container.kind == Kind::Map)
        return Value::ofBool(container.map->find(element, scratch).has_value());
    if (container.kind != Kind::List)
        return noOperator("in", element, container, scratch);
    const std::size_t n = container.list->size();
    for (std::size_t i = 0; i < n; ++i) {
        if (!scratch.step())
            return limitReached();
        if (equal(element, container.list->at(i, scratch), scratch))
            return Value::ofBool(true);
    }
    return Value::ofBool(false);
}

Value listIndex(const List &list, const Value &index, Scratch &scratch)
{
    quint64 at = 0;
    const bool negative = index.kind == Kind::Int ? index.integer < 0 : index.kind == Kind::Double && index.real < 0;
    if (index.kind == Kind::Double) {
        if (std::trunc(index.real) != index.real)
            return fail(scratch, Fault::BadValue, {"the index of a list is a whole number"});
        at = negative || index.real >= 9.0e18 ? 0 : quint64(index.real);
    } else {
        at = index.unsignedInteger;
    }
    if (negative || at >= list.size() || (index.kind == Kind::Double && index.real >= 9.0e18))
        return fail(scratch, Fault::BadValue,
                    {"the index is outside the list, which has ", std::to_string(list.size()), " elements"});
    return list.at(std::size_t(at), scratch);
}

Value keyed(const Map &map, const Value &key, Scratch &scratch)
{
    if (const std::optional<Value> found = map.find(key, scratch))
        return *found;
    if (key.kind == Kind::String)
        return missingField(scratch, key.view());
    if (isNumber(key.kind) || key.kind == Kind::Bool)
        return fail(scratch, Fault::MissingField, {"no such key in the map"});
    return fail(scratch, Fault::NoOverload, {"a key of a map cannot be of type ", typeName(key.kind)});
}

Value indexed(const Value &container, const Value &index, Scratch &scratch)
{
    if (container.kind == Kind::Map)
        return keyed(*container.map, index, scratch);
    if (container.kind == Kind::List && isNumber(index.kind))
        return listIndex(*container.list, index, scratch);
    if (index.kind == Kind::String && container.kind != Kind::List)
        return fail(scratch, Fault::MissingField,
                    {"no such field: '", index.view(), "' (of a value of type ", typeName(container.kind), ")"});
    return fail(scratch, Fault::NoOverload,
                {"no such overload: ", typeName(container.kind), "[", typeName(index.kind), "]"});
}
} // namespace

std::string_view symbolOf(Op op)
{
    switch (op) {
    case Op::None:
        return "";
    case Op::Not:
        return "!";
    case Op::Negate:
    case Op::Subtract:
        return "-";
    case Op::Add:
        return "+";
    case Op::Multiply:
        return "*";
    case Op::Divide:
        return "/";
    case Op::Modulo:
        return "%";
    case Op::Equal:
        return "==";
    case Op::NotEqual:
        return "!=";
    case Op::Less:
        return "<";
    case Op::LessEqual:
        return "<=";
    case Op::Greater:
        return ">";
    case Op::GreaterEqual:
        return ">=";
    case Op::In:
        return "in";
    case Op::Index:
        return "[]";
    case Op::And:
        return "&&";
    case Op::Or:
        return "||";
    case Op::Conditional:
        return "?:";
    }
    return {};
}

Value noOperator(std::string_view symbol, const Value &left, const Value &right, Scratch &scratch)
{
    std::string_view hint;
    const Kind a = left.kind, b = right.kind;
    if (isNumber(a) && isNumber(b) && a != b)
        hint = a == Kind::Double || b == Kind::Double ? "; double() and int() convert" : "; int() and uint() convert";
    else if (symbol == "%" && (a == Kind::Double || b == Kind::Double))
        hint = "; int() converts";
    else if (isNumber(a) && b == Kind::String)
        hint = "; string() converts the number, int() or double() the text";
    else if (a == Kind::String && isNumber(b))
        hint = "; string() converts the number, int() or double() the text";
    return fail(scratch, Fault::NoOverload, {"no such overload: ", typeName(a), " ", symbol, " ", typeName(b), hint});
}

Value applyUnary(Op op, const Value &value, Scratch &scratch)
{
    if (op == Op::Not) {
        if (value.kind == Kind::Bool)
            return Value::ofBool(!value.boolean);
        return fail(scratch, Fault::NoOverload, {"no such overload: !", typeName(value.kind), "; expected a bool"});
    }
    if (value.kind == Kind::Double)
        return Value::ofDouble(-value.real);
    if (value.kind != Kind::Int)
        return fail(scratch, Fault::NoOverload, {"no such overload: -", typeName(value.kind)});
    Value out = ofInts(Op::Subtract, 0, value.integer);
    if (!out.isError())
        out.fromJson = value.fromJson;
    return out;
}

Value applyBinary(Op op, const Value &left, const Value &right, Scratch &scratch)
{
    switch (op) {
    case Op::Add:
    case Op::Subtract:
    case Op::Multiply:
    case Op::Divide:
    case Op::Modulo:
        return arithmetic(op, left, right, scratch);
    case Op::Equal:
        return Value::ofBool(equal(left, right, scratch));
    case Op::NotEqual:
        return Value::ofBool(!equal(left, right, scratch));
    case Op::In:
        return isIn(left, right, scratch);
    case Op::Index:
        return indexed(left, right, scratch);
    default:
        return ordered(op, left, right, scratch);
    }
}

Value sum(std::span<const Value> values, Scratch &scratch)
{
    const Kind kind = values[0].kind;
    const bool texts = (kind == Kind::String || kind == Kind::Bytes) && values.size() > 2 &&
                       std::ranges::all_of(values, [kind](const Value &v) { return v.kind == kind; });
    if (!texts) {
        Value total = values[0];
        for (std::size_t i = 1; i < values.size() && !total.isError(); ++i)
            total = arithmetic(Op::Add, total, values[i], scratch);
        return total;
    }
    std::size_t size = 0;
    for (const Value &v : values)
        size += v.size;
    char *text = scratch.step(size / 64) ? scratch.array<char>(size) : nullptr;
    if (!text)
        return limitReached();
    char *at = text;
    for (const Value &v : values)
        at = std::copy_n(v.text, v.size, at);
    return kind == Kind::String ? Value::ofString({text, size}) : Value::ofBytes({text, size});
}

Value selectField(const Value &of, std::string_view name, Scratch &scratch)
{
    if (of.kind != Kind::Map)
        return fail(scratch, Fault::MissingField,
                    {"no such field: '", name, "' (of a value of type ", typeName(of.kind), ")"});
    const std::optional<Value> found = of.map->find(Value::ofString(name), scratch);
    return found ? *found : missingField(scratch, name);
}

Value hasField(const Value &of, std::string_view name, Scratch &scratch)
{
    if (of.kind != Kind::Map)
        return selectField(of, name, scratch);
    return Value::ofBool(of.map->find(Value::ofString(name), scratch).has_value());
}

Value joinLists(const List &left, const List &right, Scratch &scratch)
{
    const std::size_t a = left.size(), b = right.size();
    Value *items = scratch.step(a + b) ? scratch.array<Value>(a + b) : nullptr;
    if (!items)
        return limitReached();
    for (std::size_t i = 0; i < a + b; ++i)
        new (items + i) Value(i < a ? left.at(i, scratch) : right.at(i - a, scratch));
    const auto *list = scratch.make<ArrayList>(items, a + b);
    return list ? Value::ofList(list) : limitReached();
}

} // namespace flowbench::cel
