// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/quicktest.h"

#include "model/query/jsonvalues.h"

#include <QtEndian>

#include <array>
#include <bit>
#include <cstring>

namespace flowbench {

using cel::Kind;
using cel::Node;
using cel::Op;
using cel::Value;

namespace {

bool isNumber(Kind k) { return k == Kind::Int || k == Kind::UInt || k == Kind::Double; }

Op mirrored(Op op)
{
    switch (op) {
    case Op::Less:
        return Op::Greater;
    case Op::LessEqual:
        return Op::GreaterEqual;
    case Op::Greater:
        return Op::Less;
    case Op::GreaterEqual:
        return Op::LessEqual;
    default:
        return op;
    }
}

bool holds(Op op, int order)
{
    switch (op) {
    case Op::Equal:
        return order == 0;
    case Op::NotEqual:
        return order != 0;
    case Op::Less:
        return order < 0;
    case Op::LessEqual:
        return order <= 0;
    case Op::Greater:
        return order > 0;
    default:
        return order >= 0;
    }
}

constexpr qint64 Exact = qint64(1) << 53;

// A number that is exactly a double; not NaN.
std::optional<double> exactNumber(const Value &v)
{
    if (v.kind == Kind::Double && v.real == v.real)
        return v.real;
    if (v.kind == Kind::Int && v.integer >= -Exact && v.integer <= Exact)
        return double(v.integer);
    if (v.kind == Kind::UInt && v.unsignedInteger <= quint64(Exact))
        return double(v.unsignedInteger);
    return {};
}

// Up to seven digits that something else ends, without a branch on how many there are.
struct Digits
{
    quint64 value = 0;
    int count = 0; // 0: none, or too many

    explicit Digits(const char *at)
    {
        constexpr quint64 Each = 0x0101010101010101;
        quint64 bytes;
        std::memcpy(&bytes, at, sizeof bytes);
        bytes = qFromLittleEndian(bytes) ^ Each * '0';
        const quint64 others = ((bytes + Each * (0x80 - 10)) | bytes) & Each * 0x80; // up to the first one it is exact
        count = others ? std::countr_zero(others) / 8 : 0;
        if (count == 0)
            return;
        bytes <<= 64 - 8 * count; // zeros in front
        bytes = bytes * 10 + (bytes >> 8);
        constexpr quint64 Pairs = 0x000000ff000000ff;
        value = ((bytes & Pairs) * (100 + (quint64(1000000) << 32)) +
                 ((bytes >> 16) & Pairs) * (1 + (quint64(10000) << 32))) >>
                32;
    }
};

// What nearly all numbers are: few digits, perhaps a point. False: to be read with all care.
bool plainNumber(std::string_view text, double &out)
{
    static constexpr std::array Powers{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7};
    constexpr std::size_t Room = 1 + 8 + 1 + 8; // sign, digits, point, digits
    if (text.size() < Room)
        return false;
    const bool negative = text.front() == '-';
    const char *at = text.data() + negative;
    const Digits whole(at);
    if (whole.count == 0 || (*at == '0' && whole.count > 1))
        return false;
    at += whole.count;
    auto value = double(whole.value);
    if (*at == '.') {
        const Digits fraction(++at);
        if (fraction.count == 0)
            return false;
        const double power = Powers[std::size_t(fraction.count)];
        value = (value * power + double(fraction.value)) / power; // exact up to the division, which rounds once
        at += fraction.count;
    }
    if (*at != ',' && *at != '}' && *at != ']')
        return false;
    out = negative ? -value : value;
    return true;
}

int order(double a, double b) { return a < b ? -1 : a > b; }

} // namespace

std::optional<QuickTest::Test> QuickTest::testOf(const Node &node, const EventPlan &plan)
{
    const auto pathOf = [&](const Node &n) { return plan.slot(n.index).valuePath; };
    if (node.is(Node::Kind::HasPath) && pathOf(node) >= 0)
        return Test{pathOf(node), Op::None, {}, {}};
    if (!node.is(Node::Kind::Call) || node.op < Op::Equal || node.op > Op::GreaterEqual)
        return {};
    const Node *path = node.operands[0], *constant = node.operands[1];
    const bool flipped = path->is(Node::Kind::Constant);
    if (flipped)
        std::swap(path, constant);
    if (!path->is(Node::Kind::Path) || pathOf(*path) < 0 || !constant->is(Node::Kind::Constant))
        return {};
    const Kind kind = constant->constant.kind;
    if (kind != Kind::String && kind != Kind::Bool && !isNumber(kind))
        return {};
    return Test{pathOf(*path), flipped ? mirrored(node.op) : node.op, constant->constant,
                exactNumber(constant->constant)};
}

std::optional<QuickTest> QuickTest::of(const cel::Program &program, const EventPlan &plan)
{
    QuickTest quick;
    const Node &root = program.root();
    const std::vector<const Node *> nodes = root.is(Op::And)
                                                ? std::vector<const Node *>(root.operands.begin(), root.operands.end())
                                                : std::vector<const Node *>{&root};
    for (const Node *n : nodes) {
        const auto test = testOf(*n, plan);
        if (!test)
            return {};
        quick.m_tests.push_back(*test);
    }
    return quick;
}

std::optional<bool> QuickTest::run(const JsonIndex &index, const JsonPaths::Found &found, cel::Scratch &scratch) const
{
    for (const Test &test : m_tests) { // in && a missing field comes before any other error: no match either
        if (found.places[std::size_t(test.path)].state != JsonPaths::Place::State::There)
            return false;
    }
    for (const Test &test : m_tests) {
        if (test.op == Op::None)
            continue;
        double plain = 0;
        if (test.number &&
            plainNumber(index.text().substr(index.position(found.places[std::size_t(test.path)].token)), plain)) {
            if (!holds(test.op, order(plain, *test.number)))
                return false;
            continue;
        }
        Value value;
        if (test.number && jsonNumber(index.scalar(found.places[std::size_t(test.path)].token), value)) {
            if (const auto number = exactNumber(value)) {
                if (!holds(test.op, order(*number, *test.number)))
                    return false;
                continue;
            }
        }
        if (!jsonValue(index, found.places[std::size_t(test.path)].token, scratch, value) ||
            (value.kind != test.constant.kind && !(isNumber(value.kind) && isNumber(test.constant.kind))))
            return {};
        const auto ordered = cel::compare(value, test.constant, scratch);
        if (!ordered || *ordered == cel::Unordered)
            return {};
        if (!holds(test.op, *ordered))
            return false;
    }
    return true;
}

} // namespace flowbench
