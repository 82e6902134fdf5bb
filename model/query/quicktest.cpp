// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/quicktest.h"

#include "model/query/jsonvalues.h"

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

// What nearly all numbers are, without blanks to trim or a sum of digits that a double rounds: few digits, perhaps a
// point. False: to be read with all care.
bool plainNumber(std::string_view text, double &out)
{
    static constexpr double Powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14};
    constexpr std::size_t Room = 18; // sign, 15 digits, point, and what stands behind
    if (text.size() < Room)
        return false;
    const char *at = text.data(), *const begin = at + (*at == '-');
    const char *const end = begin + 15;
    const auto digit = [&] { return static_cast<unsigned char>(*at - '0'); };
    quint64 digits = 0;
    for (at = begin; at < end && digit() < 10; ++at)
        digits = digits * 10 + digit();
    if (at == begin || (*begin == '0' && at - begin > 1))
        return false;
    double value;
    if (*at == '.') {
        const char *const fraction = ++at;
        for (; at < end && digit() < 10; ++at)
            digits = digits * 10 + digit();
        if (at == fraction)
            return false;
        value = double(digits) / Powers[at - fraction];
    } else {
        value = double(digits);
    }
    if (*at != ',' && *at != '}' && *at != ']')
        return false;
    out = *text.data() == '-' ? -value : value;
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
        const auto ordered = cel::compare(value, test.constant);
        if (!ordered || *ordered == cel::Unordered)
            return {};
        if (!holds(test.op, *ordered))
            return false;
    }
    return true;
}

} // namespace flowbench
