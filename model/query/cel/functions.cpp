// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/functions.h"

#include "model/query/cel/containers.h"

#include <algorithm>

namespace flowbench::cel {

namespace {
bool fits(const Overload &o, const Call &call)
{
    for (int i = 0; i < call.count; ++i) {
        if (!(o.parameter(i) & kinds(call.args[i].kind)))
            return false;
    }
    return true;
}

std::vector<const Overload *> collect()
{
    std::vector<const Overload *> all;
    for (const auto &table :
         {standardOverloads(), conversionOverloads(), timeOverloads(), stringOverloads(), mathOverloads()}) {
        for (const Overload &o : table)
            all.push_back(&o);
    }
    std::ranges::stable_sort(all, {}, [](const Overload *o) { return o->name; });
    return all;
}
} // namespace

const std::vector<const Overload *> &allOverloads()
{
    static const std::vector<const Overload *> all = collect();
    return all;
}

std::vector<const Overload *> findOverloads(std::string_view name, bool method, int arguments)
{
    const auto &all = allOverloads();
    std::vector<const Overload *> found;
    auto at = std::lower_bound(all.begin(), all.end(), name,
                               [](const Overload *o, std::string_view n) { return o->name < n; });
    for (; at != all.end() && (*at)->name == name; ++at) {
        if ((*at)->method == method && (*at)->takes(arguments))
            found.push_back(*at);
    }
    return found;
}

std::string describeKinds(Kinds k)
{
    std::string out;
    if (k == AnyKind)
        return "any";
    for (int i = 0; i <= int(Kind::Type); ++i) {
        if (k & (1 << i))
            out += (out.empty() ? "" : "|") + std::string(typeName(Kind(i)));
    }
    return out;
}

std::string describe(const Overload &o)
{
    std::string out = o.method ? describeKinds(o.parameters[0]) + '.' : "";
    out += std::string(o.name) + '(';
    const int last = o.count == Overload::AnyNumber ? 1 : o.count;
    for (int i = o.method; i < last; ++i)
        out += (i > o.method ? ", " : "") + describeKinds(o.parameter(i));
    return out + (o.count == Overload::AnyNumber ? ", ...)" : ")");
}

Value callFunction(std::string_view name, std::span<const Overload *const> candidates, const Call &call)
{
    for (const Overload *o : candidates) {
        if (fits(*o, call))
            return o->run(call);
    }
    std::string given;
    for (int i = 0; i < call.count; ++i)
        given += (i ? ", " : "") + std::string(typeName(call.args[i].kind));
    std::string expected;
    for (std::size_t i = 0; i < candidates.size() && i < 3; ++i)
        expected += (i ? " or " : "; expected ") + describe(*candidates[i]);
    return fail(call.scratch, Fault::NoOverload, {"no such overload: ", name, "(", given, ")", expected});
}

} // namespace flowbench::cel
