// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/checker.h"
#include "model/query/cel/containers.h"
#include "model/query/cel/functions.h"
#include "model/query/cel/macros.h"
#include "model/query/cel/operators.h"

#include <algorithm>

namespace flowbench::cel {

using namespace Qt::StringLiterals;

namespace {
QString text(std::string_view utf8) { return QString::fromUtf8(utf8.data(), qsizetype(utf8.size())); }

// Changes that make one text of the other: a letter more, less or other, two letters swapped. Case aside.
std::size_t distance(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; };
    const auto same = [&](std::size_t i, std::size_t j) { return lower(a[i - 1]) == lower(b[j - 1]); };
    std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + !same(i, j)});
            if (i > 1 && j > 1 && same(i, j - 1) && same(i - 1, j))
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[a.size()][b.size()];
}

std::vector<Value> constantsOf(const Node *node)
{
    std::vector<Value> values;
    values.reserve(node->operands.size());
    for (const Node *n : node->operands)
        values.push_back(n->constant);
    return values;
}

Value listOf(const std::vector<Value> &values, Scratch &scratch)
{
    ListBuilder list(scratch);
    for (const Value &v : values) {
        if (!list.add(v))
            return limitReached();
    }
    return list.finish();
}

Value mapOf(const std::vector<Value> &values, Scratch &scratch)
{
    MapBuilder map(scratch);
    for (std::size_t i = 0; i + 1 < values.size(); i += 2) {
        if (const Value added = map.add(values[i], values[i + 1]); added.isError())
            return added;
    }
    return map.finish();
}

Value valueOf(const Node *node, const std::vector<Value> &values, Scratch &scratch)
{
    switch (node->kind) {
    case Node::Kind::List:
        return listOf(values, scratch);
    case Node::Kind::Map:
        return mapOf(values, scratch);
    case Node::Kind::Select:
        return selectField(values[0], node->text, scratch);
    case Node::Kind::Has:
        return hasField(values[0], node->text, scratch);
    default:
        break;
    }
    if (node->op == Op::None) {
        const auto overloads = findOverloads(node->text, node->method, int(values.size()));
        return callFunction(node->text, overloads, {values.data(), int(values.size()), scratch});
    }
    if (node->op == Op::Add)
        return sum(values, scratch);
    return values.size() == 1 ? applyUnary(node->op, values[0], scratch)
                              : applyBinary(node->op, values[0], values[1], scratch);
}
} // namespace

QString nearest(std::string_view name, const std::vector<std::string_view> &names)
{
    constexpr std::size_t Longest = 40; // of a name that is worth comparing
    QString best;
    std::size_t bestDistance = std::min<std::size_t>(3, name.size() / 2 + 1);
    for (std::string_view n : names) {
        if (name.size() > Longest || n.size() > Longest)
            continue;
        if (const std::size_t d = distance(name, n); d < bestDistance) {
            bestDistance = d;
            best = text(n);
        }
    }
    return best;
}

// Errors are left to the evaluation, where && and || may absorb them.
void Checker::fold(Node *node)
{
    const bool constant =
        std::ranges::all_of(node->operands, [](const Node *n) { return n->is(Node::Kind::Constant); });
    if (!constant || m_tree.folded.exhausted())
        return;
    const Value value = valueOf(node, constantsOf(node), m_tree.folded);
    if (!value.isError() && !m_tree.folded.exhausted())
        becomeConstant(node, value);
}

// Only the first mistake is shown with it: there may be many.
QString Checker::hint(std::string_view name, const std::vector<std::string_view> &names) const
{
    const QString near = m_mistake ? QString() : nearest(name, names);
    return near.isEmpty() ? QString() : u"; did you mean '%1'?"_s.arg(near);
}

QString Checker::unknownName(std::string_view name) const
{
    name.remove_prefix(name.starts_with('.'));
    std::vector<std::string_view> names(m_scope.begin(), m_scope.end());
    for (const Declaration &d : m_declarations)
        names.push_back(d.name);
    return u"there is no name '%1'%2"_s.arg(text(name.substr(0, 60)), hint(name, names));
}

// Names what could have been meant, else what there is.
QString Checker::unknownField(const Declaration &of, const std::vector<std::string> &chain) const
{
    std::string owner = of.name;
    for (std::size_t i = 0; i + 1 < chain.size(); ++i)
        owner += '.' + chain[i];
    std::vector<std::string_view> names;
    QStringList there;
    for (const auto &known : of.fields) {
        if (known.size() != chain.size() || !std::equal(known.begin(), known.end() - 1, chain.begin()))
            continue;
        names.push_back(known.back());
        there.append(text(known.back()));
    }
    const QString said = u"%1 has no field '%2'"_s.arg(text(owner), text(std::string_view(chain.back()).substr(0, 60)));
    if (const QString near = hint(chain.back(), names); !near.isEmpty())
        return said + near;
    return there.isEmpty() ? said : said + u"; it may have "_s + there.join(u", "_s);
}

QString Checker::unknownFunction(const Node *node) const
{
    const std::string_view name = node->text;
    if (node->method && isMacro(name))
        return u"the macro %1 takes other arguments"_s.arg(text(name));
    std::vector<std::string_view> names;
    std::string shapes;
    for (const Overload *o : allOverloads()) {
        names.push_back(o->name);
        if (o->name == name)
            shapes += (shapes.empty() ? "" : " or ") + describe(*o);
    }
    if (!shapes.empty())
        return u"no such overload: expected %1"_s.arg(text(shapes));
    for (const MacroShape &shape : macroShapes())
        names.push_back(shape.name);
    return u"there is no function '%1'%2"_s.arg(text(name.substr(0, 60)), hint(name, names));
}

} // namespace flowbench::cel
