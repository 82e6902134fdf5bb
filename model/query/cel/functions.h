// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/cel/value.h"

#include <array>
#include <concepts>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace flowbench::cel {

// A set of kinds.
using Kinds = quint16;
constexpr Kinds kinds(std::same_as<Kind> auto... k) { return Kinds((0 | ... | (1 << int(k)))); }
constexpr Kinds AnyKind = 0xffff;
constexpr Kinds NumberKinds = kinds(Kind::Int, Kind::UInt, Kind::Double);

struct Call
{
    const Value *args; // no errors, of the kinds that the overload takes; the receiver first
    int count;
    Scratch &scratch;
};
using Implementation = Value (*)(const Call &call);

// A function for certain kinds of arguments.
struct Overload
{
    static constexpr quint8 AnyNumber = 255; // one or more, all of the first parameter's kinds

    std::string_view name; // "size", "math.abs"
    bool method;           // called behind its first argument
    quint8 count;          // of arguments, with the receiver
    std::array<Kinds, 4> parameters;
    std::optional<Kind> result; // absent: it depends
    Implementation run;

    bool takes(int arguments) const { return count == AnyNumber ? arguments > 0 : arguments == count; }
    Kinds parameter(int i) const { return count == AnyNumber ? parameters[0] : parameters[std::size_t(i)]; }
};

// The tables, one a topic.
std::span<const Overload> standardOverloads();
std::span<const Overload> conversionOverloads();
std::span<const Overload> timeOverloads();
std::span<const Overload> stringOverloads();
std::span<const Overload> mathOverloads();

const std::vector<const Overload *> &allOverloads();
std::vector<const Overload *> findOverloads(std::string_view name, bool method, int arguments);

// The first overload that takes these arguments, or a NoOverload error.
Value callFunction(std::string_view name, std::span<const Overload *const> candidates, const Call &call);

// "string.contains(string)", for people.
std::string describe(const Overload &overload);
std::string describeKinds(Kinds kinds);

// format(): its own file, for its many rules.
Value formatText(std::string_view format, const List &values, Scratch &scratch);
// A value as %s has it.
bool appendText(std::string &out, const Value &value, Scratch &scratch, int depth = 0);

} // namespace flowbench::cel
