// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/jsonsame.h"

#include "model/replay/jsonscan.h"

#include <QtGlobal>

#include <algorithm>
#include <charconv>
#include <vector>

namespace flowbench {

namespace {

// A number as sign, digits without outer zeros, and the power of ten of the last digit.
struct Decimal
{
    bool negative = false;
    std::string digits;
    qint64 power = 0;
    bool operator==(const Decimal &) const = default;
};

Decimal decimalOf(std::string_view text)
{
    Decimal d;
    if (text.starts_with('-')) {
        d.negative = true;
        text.remove_prefix(1);
    }
    const std::size_t e = text.find_first_of("eE");
    if (e != std::string_view::npos) {
        std::string_view exponent = text.substr(e + 1);
        if (exponent.starts_with('+'))
            exponent.remove_prefix(1);
        constexpr qint64 Huge = 1'000'000'000'000;
        qint64 n = 0;
        const auto r = std::from_chars(exponent.data(), exponent.data() + exponent.size(), n);
        d.power = r.ec == std::errc() ? std::clamp(n, -Huge, Huge) : exponent.starts_with('-') ? -Huge : Huge;
        text = text.substr(0, e);
    }
    const std::size_t point = text.find('.');
    d.digits = text.substr(0, point);
    if (point != std::string_view::npos) {
        d.digits += text.substr(point + 1);
        d.power -= qint64(text.size() - point - 1);
    }
    d.digits.erase(0, d.digits.find_first_not_of('0'));
    while (!d.digits.empty() && d.digits.back() == '0') {
        d.digits.pop_back();
        ++d.power;
    }
    if (d.digits.empty())
        return {}; // zero has no sign here
    return d;
}

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
    return one == two || (number(x) && number(y) && decimalOf(one) == decimalOf(two));
}

} // namespace

bool jsonSaysTheSame(std::string_view a, std::string_view b)
{
    return sameValue(a, rootValue(a).begin, b, rootValue(b).begin);
}

} // namespace flowbench
