// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/checker.h"

#include <algorithm>

namespace flowbench::cel {

namespace {
constexpr Kind TypeKinds[] = {Kind::Null,  Kind::Bool,      Kind::Int,      Kind::UInt, Kind::Double, Kind::String,
                              Kind::Bytes, Kind::Timestamp, Kind::Duration, Kind::List, Kind::Map,    Kind::Type};

std::optional<Kind> typeNamed(std::string_view name)
{
    const auto found = std::ranges::find(TypeKinds, name, typeName);
    return found == std::end(TypeKinds) ? std::optional<Kind>() : *found;
}

bool isConstant(const Node *n) { return n->is(Node::Kind::Constant); }
} // namespace

std::string dottedName(const Node *node)
{
    std::vector<const Node *> chain;
    for (; node->is(Node::Kind::Select); node = node->operands[0])
        chain.push_back(node);
    if (!node->is(Node::Kind::Variable) || node->index >= 0)
        return {};
    std::string name = node->text;
    for (auto it = chain.rbegin(); it != chain.rend(); ++it)
        name += '.' + (*it)->text;
    return name;
}

const Node *rootOf(const Node *node)
{
    while (node->is(Node::Kind::Select))
        node = node->operands[0];
    return node;
}

std::optional<int> Checker::local(std::string_view name) const
{
    for (std::size_t i = m_scope.size(); i-- > 0;) {
        if (m_scope[i] == name)
            return int(i);
    }
    return {};
}

std::optional<int> Checker::declared(std::string_view name) const
{
    const auto found = std::ranges::find(m_declarations, name, &Declaration::name);
    return found == m_declarations.end() ? std::optional<int>() : int(found - m_declarations.begin());
}

bool Checker::resolve(Node *node, std::string_view dotted)
{
    if (const auto index = declared(dotted)) {
        node->kind = Node::Kind::Variable;
        node->index = *index;
        node->text = dotted;
        node->operands.clear();
        node->known = m_declarations[std::size_t(*index)].kind;
        return true;
    }
    if (const auto kind = typeNamed(dotted)) {
        becomeConstant(node, Value::ofType(typeName(*kind)));
        return true;
    }
    return false;
}

// The longest dotted name wins; a macro's variable hides all others. False: there is no such name.
bool Checker::visitName(Node *node)
{
    const Node *root = rootOf(node);
    const bool absolute = root->text.starts_with('.');
    const auto slot = absolute ? std::optional<int>() : local(root->text);
    std::string dotted = dottedName(node);
    std::vector<Node *> above; // selects over the name that was found
    for (Node *n = node;; n = n->operands[0]) {
        const bool isRoot = n->is(Node::Kind::Variable);
        if (slot && isRoot) {
            n->kind = Node::Kind::Local;
            n->index = *slot;
            break;
        }
        if (!slot && resolve(n, std::string_view(dotted).substr(absolute)))
            break;
        if (isRoot)
            return false;
        dotted.resize(dotted.size() - n->text.size() - 1);
        above.push_back(n);
    }
    for (auto it = above.rbegin(); it != above.rend(); ++it) {
        const Node *of = (*it)->operands[0];
        const bool structured = of->is(Node::Kind::Variable) && m_declarations[std::size_t(of->index)].structured;
        if (structured || of->is(Node::Kind::Path))
            becomePath(*it, of, (*it)->text, Node::Kind::Path);
    }
    return true;
}

void Checker::visitField(Node *node)
{
    const bool has = node->is(Node::Kind::Has);
    if (!has && !dottedName(node).empty()) {
        if (!visitName(node)) {
            const Node *root = rootOf(node);
            node->column = root->column;
            invalid(node, unknownName(root->text));
        }
        return;
    }
    Node *of = node->operands[0];
    visit(of);
    if (has)
        node->known = Kind::Bool;
    const bool structured = of->is(Node::Kind::Variable) && m_declarations[std::size_t(of->index)].structured;
    if (structured || of->is(Node::Kind::Path))
        becomePath(node, of, node->text, has ? Node::Kind::HasPath : Node::Kind::Path);
    else if (isConstant(of))
        fold(node);
}

void Checker::visitIndex(Node *node)
{
    visitOperands(node);
    const Node *of = node->operands[0], *index = node->operands[1];
    const bool structured = of->is(Node::Kind::Variable) && m_declarations[std::size_t(of->index)].structured;
    if ((structured || of->is(Node::Kind::Path)) && isConstant(index) && index->constant.kind == Kind::String)
        becomePath(node, of, std::string(index->constant.view()), Node::Kind::Path);
    else
        fold(node);
}

void Checker::becomePath(Node *node, const Node *of, std::string field, Node::Kind kind)
{
    std::vector<std::string> fields = of->names;
    fields.push_back(std::move(field));
    const Declaration &declaration = m_declarations[std::size_t(of->index)];
    if (!declaration.fields.empty() && std::ranges::find(declaration.fields, fields) == declaration.fields.end()) {
        invalid(node, unknownField(declaration, fields));
        return;
    }
    node->index = of->index;
    node->kind = kind;
    node->op = Op::None;
    node->names = std::move(fields);
    node->text.clear();
    node->operands.clear();
    node->depth = 1;
}

int Checker::pathIndex(int variable, const std::vector<std::string> &fields)
{
    const auto [at, isNew] = m_pathIndex.try_emplace({variable, fields}, int(m_paths.size()));
    if (isNew)
        m_paths.push_back({variable, fields});
    return at->second;
}

void Checker::numberPaths(Node *node)
{
    if (node->is(Node::Kind::Path) || node->is(Node::Kind::HasPath))
        node->index = pathIndex(node->index, node->names);
    for (Node *n : node->operands)
        numberPaths(n);
}

} // namespace flowbench::cel
