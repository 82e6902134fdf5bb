// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/containers.h"
#include "model/query/cel/functions.h"

#include <cmath>
#include <limits>

namespace flowbench::cel {

namespace {
constexpr Kinds I = kinds(Kind::Int), U = kinds(Kind::UInt), R = kinds(Kind::Double), N = NumberKinds,
                L = kinds(Kind::List);

// The first one of those that are equal. `direction`: 1 the greatest, -1 the least.
template <int direction>
Value extreme(const Call &c)
{
    Value best = c.args[0];
    for (int i = 1; i < c.count; ++i) {
        if (const auto order = compare(c.args[i], best, c.scratch); order != Unordered && *order * direction > 0)
            best = c.args[i];
    }
    return best;
}

template <int direction>
Value extremeOf(const Call &c)
{
    const List &list = *c.args[0].list;
    if (list.size() == 0)
        return Value::error(Fault::BadValue, "the list is empty");
    Value best;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const Value v = list.at(i, c.scratch);
        if (!c.scratch.step())
            return limitReached();
        if (!(N & kinds(v.kind)))
            return fail(c.scratch, Fault::NoOverload, {"expected numbers, the list holds a ", typeName(v.kind)});
        const Value both[] = {best, v};
        best = i == 0 ? v : extreme<direction>({both, 2, c.scratch});
    }
    return best;
}

template <double (*apply)(double)>
Value real(const Call &c)
{
    return Value::ofDouble(apply(c.args[0].real));
}

Value abs(const Call &c)
{
    const Value &v = c.args[0];
    if (v.kind == Kind::Double)
        return Value::ofDouble(std::abs(v.real));
    if (v.kind == Kind::Int && v.integer == std::numeric_limits<qint64>::min())
        return Value::error(Fault::Overflow, "the int does not fit into 64 bits");
    return v.kind == Kind::Int ? Value::ofInt(std::abs(v.integer)) : v;
}

Value sign(const Call &c)
{
    const Value &v = c.args[0];
    if (v.kind == Kind::Double)
        return Value::ofDouble(std::isnan(v.real) ? v.real : double((v.real > 0) - (v.real < 0)));
    if (v.kind == Kind::Int)
        return Value::ofInt((v.integer > 0) - (v.integer < 0));
    return Value::ofUInt(v.unsignedInteger > 0);
}

Value squareRoot(const Call &c)
{
    const Value &v = c.args[0];
    return Value::ofDouble(std::sqrt(v.kind == Kind::Int    ? double(v.integer)
                                     : v.kind == Kind::UInt ? double(v.unsignedInteger)
                                                            : v.real));
}

Value isNaN(const Call &c) { return Value::ofBool(std::isnan(c.args[0].real)); }
Value isInf(const Call &c) { return Value::ofBool(std::isinf(c.args[0].real)); }
Value isFinite(const Call &c) { return Value::ofBool(std::isfinite(c.args[0].real)); }

// Both arguments are of one kind; their bits are the same whichever way they are read.
Value ofBits(Kind kind, quint64 bits) { return kind == Kind::Int ? Value::ofInt(qint64(bits)) : Value::ofUInt(bits); }

Value bitAnd(const Call &c) { return ofBits(c.args[0].kind, c.args[0].unsignedInteger & c.args[1].unsignedInteger); }
Value bitOr(const Call &c) { return ofBits(c.args[0].kind, c.args[0].unsignedInteger | c.args[1].unsignedInteger); }
Value bitXor(const Call &c) { return ofBits(c.args[0].kind, c.args[0].unsignedInteger ^ c.args[1].unsignedInteger); }
Value bitNot(const Call &c) { return ofBits(c.args[0].kind, ~c.args[0].unsignedInteger); }

template <bool left>
Value shift(const Call &c)
{
    const qint64 by = c.args[1].integer;
    const quint64 bits = c.args[0].unsignedInteger;
    if (by < 0)
        return Value::error(Fault::BadValue, "bits cannot be shifted by a negative number");
    return ofBits(c.args[0].kind, by > 63 ? 0 : left ? bits << by : bits >> by);
}
} // namespace

std::span<const Overload> mathOverloads()
{
    static const Overload table[] = {
        {"math.greatest", false, Overload::AnyNumber, {N}, {}, extreme<1>},
        {"math.greatest", false, 1, {L}, {}, extremeOf<1>},
        {"math.least", false, Overload::AnyNumber, {N}, {}, extreme<-1>},
        {"math.least", false, 1, {L}, {}, extremeOf<-1>},
        {"math.ceil", false, 1, {R}, Kind::Double, real<std::ceil>},
        {"math.floor", false, 1, {R}, Kind::Double, real<std::floor>},
        {"math.round", false, 1, {R}, Kind::Double, real<std::round>},
        {"math.trunc", false, 1, {R}, Kind::Double, real<std::trunc>},
        {"math.abs", false, 1, {N}, {}, abs},
        {"math.sign", false, 1, {N}, {}, sign},
        {"math.sqrt", false, 1, {N}, Kind::Double, squareRoot},
        {"math.isNaN", false, 1, {R}, Kind::Bool, isNaN},
        {"math.isInf", false, 1, {R}, Kind::Bool, isInf},
        {"math.isFinite", false, 1, {R}, Kind::Bool, isFinite},
        {"math.bitAnd", false, 2, {I, I}, Kind::Int, bitAnd},
        {"math.bitAnd", false, 2, {U, U}, Kind::UInt, bitAnd},
        {"math.bitOr", false, 2, {I, I}, Kind::Int, bitOr},
        {"math.bitOr", false, 2, {U, U}, Kind::UInt, bitOr},
        {"math.bitXor", false, 2, {I, I}, Kind::Int, bitXor},
        {"math.bitXor", false, 2, {U, U}, Kind::UInt, bitXor},
        {"math.bitNot", false, 1, {I}, Kind::Int, bitNot},
        {"math.bitNot", false, 1, {U}, Kind::UInt, bitNot},
        {"math.bitShiftLeft", false, 2, {I, I}, Kind::Int, shift<true>},
        {"math.bitShiftLeft", false, 2, {U, I}, Kind::UInt, shift<true>},
        {"math.bitShiftRight", false, 2, {I, I}, Kind::Int, shift<false>},
        {"math.bitShiftRight", false, 2, {U, I}, Kind::UInt, shift<false>},
    };
    return table;
}

} // namespace flowbench::cel
