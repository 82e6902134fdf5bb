// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/jsonsame.h"

#include "model/base/decimal.h"
#include "model/replay/jsonscan.h"

#include <algorithm>
#include <vector>

namespace flowbench {

namespace {

bool sameValue(std::string_view a, std::size_t atA, std::string_view b, std::size_t atB);

struct Named
{
    std::string name;
    std::size_t value = 0;
};

std::vector<Named> membersOf(std::string_view json, std::size_t at)
{
    std::vector<Named> out;
    JsonMembers members(json, at);
    for (JsonMember m; members.next(m);)
        out.push_back({jsonStringText(json.substr(m.key.begin, m.key.size())), m.value.begin});
    std::stable_sort(out.begin(), out.end(), [](const Named &x, const Named &y) { return x.name < y.name; });
    return out;
}

bool sameObject(std::string_view a, std::size_t atA, std::string_view b, std::size_t atB)
{
    const auto one = membersOf(a, atA), two = membersOf(b, atB);
    return std::equal(one.begin(), one.end(), two.begin(), two.end(), [&](const Named &x, const Named &y) {
        return x.name == y.name && sameValue(a, x.value, b, y.value);
    });
}

bool sameArray(std::string_view a, std::size_t atA, std::string_view b, std::size_t atB)
{
    JsonMembers one(a, atA), two(b, atB);
    for (JsonMember x, y;;) {
        const bool more = one.next(x);
        if (more != two.next(y))
            return false;
        if (!more)
            return true;
        if (!sameValue(a, x.value.begin, b, y.value.begin))
            return false;
    }
}

// Recursion is as deep as checkJson() allows.
bool sameValue(std::string_view a, std::size_t atA, std::string_view b, std::size_t atB)
{
    const char x = a[atA], y = b[atB];
    if (x == '{' || y == '{')
        return x == y && sameObject(a, atA, b, atB);
    if (x == '[' || y == '[')
        return x == y && sameArray(a, atA, b, atB);
    const std::string_view one = a.substr(atA, skipJsonValue(a, atA) - atA),
                           two = b.substr(atB, skipJsonValue(b, atB) - atB);
    if (x == '"' || y == '"')
        return x == y && jsonStringText(one) == jsonStringText(two);
    const auto number = [](char c) { return c == '-' || (c >= '0' && c <= '9'); };
    return one == two || (number(x) && number(y) && Decimal::of(one) == Decimal::of(two));
}

} // namespace

bool jsonSaysTheSame(std::string_view a, std::string_view b)
{
    return sameValue(a, rootValue(a).begin, b, rootValue(b).begin);
}

} // namespace flowbench
