// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/checker.h"

#include "model/query/cel/caches.h"
#include "model/query/cel/containers.h"
#include "model/query/cel/functions.h"
#include "model/query/cel/operators.h"

#include <algorithm>

namespace flowbench::cel {

using namespace Qt::StringLiterals;

namespace {
QString text(std::string_view utf8) { return QString::fromUtf8(utf8.data(), qsizetype(utf8.size())); }

// Any value of a kind: what an operator makes of it says whether kinds fit, and the kind of the result.
Value sample(Kind kind)
{
    static const ArrayList list(nullptr, 0);
    static const ArrayMap map(nullptr, 0, nullptr, 0);
    switch (kind) {
    case Kind::Bool:
        return Value::ofBool(true);
    case Kind::Int:
        return Value::ofInt(1);
    case Kind::UInt:
        return Value::ofUInt(1);
    case Kind::Double:
        return Value::ofDouble(1);
    case Kind::String:
        return Value::ofString("a");
    case Kind::Bytes:
        return Value::ofBytes("a");
    case Kind::Timestamp:
        return Value::ofTimestamp(1, 0);
    case Kind::Duration:
        return Value::ofDuration(1, 0);
    case Kind::List:
        return Value::ofList(&list);
    case Kind::Map:
        return Value::ofMap(&map);
    case Kind::Type:
        return Value::ofType("type");
    default:
        return {};
    }
}

bool isConstant(const Node *n) { return n->is(Node::Kind::Constant); }
} // namespace

void Checker::check(Node *root)
{
    visit(root);
    numberPaths(root);
}

void Checker::note(int column, QString message, QStringList expected)
{
    if (!m_mistake)
        m_mistake = Diagnostic{column, std::move(message), std::move(expected)};
}

// The mistake is an error of the evaluation too, should it be let through.
void Checker::invalid(Node *node, QString message)
{
    node->kind = Node::Kind::Invalid;
    node->operands.clear();
    node->text = message.toStdString();
    note(node->column, std::move(message));
}

void Checker::becomeConstant(Node *node, const Value &value)
{
    node->kind = Node::Kind::Constant;
    node->constant = value;
    node->known = value.kind;
    node->operands.clear();
    node->text.clear();
}

void Checker::visitOperands(Node *node)
{
    for (Node *n : node->operands)
        visit(n);
}

void Checker::visit(Node *node)
{
    switch (node->kind) {
    case Node::Kind::Constant:
        node->known = node->constant.kind;
        return;
    case Node::Kind::Variable:
        if (!visitName(node))
            invalid(node, unknownName(node->text));
        return;
    case Node::Kind::Select:
    case Node::Kind::Has:
        visitField(node);
        return;
    case Node::Kind::List:
    case Node::Kind::Map:
        visitOperands(node);
        node->known = node->is(Node::Kind::List) ? Kind::List : Kind::Map;
        fold(node);
        return;
    case Node::Kind::Call:
        if (node->op == Op::None)
            visitFunction(node);
        else if (node->op == Op::And || node->op == Op::Or || node->op == Op::Conditional)
            visitLogic(node);
        else if (node->op == Op::Index)
            visitIndex(node);
        else
            visitOperator(node);
        return;
    case Node::Kind::Macro:
        visitMacro(node);
        return;
    default:
        return;
    }
}

// --- operators ---

void Checker::visitOperator(Node *node)
{
    visitOperands(node);
    std::optional<Kind> known = node->operands[0]->known;
    Scratch &scratch = m_tree.constants;
    for (std::size_t i = 1; i < node->operands.size() || i == 1; ++i) {
        const bool unary = node->operands.size() == 1;
        if (node->op == Op::Equal || node->op == Op::NotEqual) {
            known = Kind::Bool;
            continue;
        }
        const auto right = unary ? known : node->operands[i]->known;
        if (!known || !right) {
            const bool isBool = node->op >= Op::Less || node->op == Op::Not;
            known = isBool ? std::optional(Kind::Bool) : std::optional<Kind>();
            continue;
        }
        const Value made = unary ? applyUnary(node->op, sample(*known), scratch)
                                 : applyBinary(node->op, sample(*known), sample(*right), scratch);
        if (made.fault == Fault::NoOverload && made.isError())
            note(node->column, text(made.view()));
        known = made.isError() ? std::optional<Kind>() : made.kind;
    }
    node->known = known;
    fold(node);
}

void Checker::visitLogic(Node *node)
{
    visitOperands(node);
    const bool conditional = node->op == Op::Conditional;
    const std::size_t bools = conditional ? 1 : node->operands.size();
    for (std::size_t i = 0; i < bools; ++i) {
        const Node *n = node->operands[i];
        if (n->known && *n->known != Kind::Bool)
            note(n->column, u"no such overload: %1 needs a bool, this is of type %2"_s.arg(text(symbolOf(node->op)),
                                                                                           text(typeName(*n->known))));
    }
    if (!conditional)
        node->known = Kind::Bool;
    else if (node->operands[1]->known == node->operands[2]->known)
        node->known = node->operands[1]->known;
}

// --- functions and macros ---

void Checker::visitFunction(Node *node)
{
    if (node->method) {
        const Node *root = rootOf(node->operands[0]);
        const std::string space = dottedName(node->operands[0]);
        const std::string whole = space + '.' + node->text;
        const bool hidden = space.empty() || local(root->text) || declared(root->text);
        const bool known = std::ranges::any_of(allOverloads(), [&](const Overload *o) { return o->name == whole; });
        if (!hidden && known) {
            node->text = whole;
            node->method = false;
            node->column = root->column;
            node->operands.erase(node->operands.begin());
        }
    }
    const auto overloads = findOverloads(node->text, node->method, int(node->operands.size()));
    if (overloads.empty()) {
        invalid(node, unknownFunction(node));
        return;
    }
    visitOperands(node);
    checkArguments(node);
    checkPattern(node);
    fold(node);
}

void Checker::checkArguments(Node *node)
{
    std::vector<const Overload *> possible = findOverloads(node->text, node->method, int(node->operands.size()));
    std::string expected;
    for (const Overload *o : possible)
        expected += (expected.empty() ? "" : " or ") + describe(*o);
    std::erase_if(possible, [&](const Overload *o) {
        for (int i = 0; i < int(node->operands.size()); ++i) {
            const auto known = node->operands[std::size_t(i)]->known;
            if (known && !(o->parameter(i) & kinds(*known)))
                return true;
        }
        return false;
    });
    if (possible.empty()) {
        note(node->column, u"no such overload: expected %1"_s.arg(text(expected)), {text(expected)});
        return;
    }
    const bool same =
        std::ranges::all_of(possible, [&](const Overload *o) { return o->result == possible[0]->result; });
    if (same)
        node->known = possible[0]->result;
}

void Checker::checkPattern(const Node *node)
{
    if (node->text != "matches" || !isConstant(node->operands[1]) || node->operands[1]->constant.kind != Kind::String)
        return;
    std::string problem;
    if (!compilePattern(node->operands[1]->constant.view(), &problem))
        note(node->operands[1]->column, u"the pattern is wrong: %1"_s.arg(QString::fromStdString(problem)));
}

void Checker::visitMacro(Node *node)
{
    visit(node->operands[0]);
    const auto range = node->operands[0]->known;
    if (node->macro != Macro::Bind && range && *range != Kind::List && *range != Kind::Map)
        note(node->operands[0]->column,
             u"no such overload: expected a list or a map, this is of type %1"_s.arg(text(typeName(*range))));
    node->index = int(m_scope.size());
    m_scope.insert(m_scope.end(), node->names.begin(), node->names.end());
    m_locals = std::max(m_locals, int(m_scope.size()));
    for (std::size_t i = 1; i < node->operands.size(); ++i)
        visit(node->operands[i]);
    m_scope.resize(m_scope.size() - node->names.size());
    const Node *condition = node->hasCondition ? node->operands[1] : nullptr;
    if (condition && condition->known && *condition->known != Kind::Bool)
        note(condition->column,
             u"no such overload: expected a bool, this is of type %1"_s.arg(text(typeName(*condition->known))));
    switch (node->macro) {
    case Macro::Map:
    case Macro::Filter:
        node->known = Kind::List;
        break;
    case Macro::TransformMap:
    case Macro::TransformMapEntry:
        node->known = Kind::Map;
        break;
    case Macro::Bind:
        node->known = node->operands[1]->known;
        break;
    default:
        node->known = Kind::Bool;
        break;
    }
}

} // namespace flowbench::cel
