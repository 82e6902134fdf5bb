// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/cel/program.h"
#include "model/query/cel/tree.h"

#include <map>

namespace flowbench::cel {

// Resolves names, finds paths and mistakes, folds what is constant.
class Checker
{
public:
    Checker(Tree &tree, const std::vector<Declaration> &declarations) : m_tree(tree), m_declarations(declarations) {}
    void check(Node *root);

    const std::optional<Diagnostic> &mistake() const { return m_mistake; } // the first one
    std::vector<Path> takePaths() { return std::move(m_paths); }
    int locals() const { return m_locals; } // slots

private:
    void visit(Node *node);
    void visitOperands(Node *node);
    bool visitName(Node *node);
    bool resolve(Node *node, std::string_view dotted);
    void visitField(Node *node);
    void visitIndex(Node *node);
    void visitOperator(Node *node);
    void visitLogic(Node *node);
    void visitFunction(Node *node);
    void visitMacro(Node *node);
    void checkArguments(Node *node);
    void checkPattern(const Node *node);

    void becomePath(Node *node, const Node *of, std::string field, Node::Kind kind);
    void becomeConstant(Node *node, const Value &value);
    void fold(Node *node);
    void invalid(Node *node, QString message);
    void note(int column, QString message, QStringList expected = {});
    std::optional<int> local(std::string_view name) const;
    std::optional<int> declared(std::string_view name) const;
    QString unknownName(std::string_view name) const;
    QString unknownFunction(const Node *node) const;
    QString unknownField(const Declaration &of, const std::vector<std::string> &chain) const;
    int pathIndex(int variable, const std::vector<std::string> &fields);
    QString hint(std::string_view name, const std::vector<std::string_view> &names) const;
    void numberPaths(Node *node);

    Tree &m_tree;
    const std::vector<Declaration> &m_declarations;
    std::vector<std::string> m_scope; // names of macros' variables, by slot
    int m_locals = 0;
    std::vector<Path> m_paths;
    std::map<std::pair<int, std::vector<std::string>>, int> m_pathIndex;
    std::optional<Diagnostic> m_mistake;
};

// The dotted name that a chain of selects over a plain name spells; empty: it is none. And the node of that name.
std::string dottedName(const Node *node);
const Node *rootOf(const Node *node);

// What a person may have meant: one of `names` that is close; null: none.
QString nearest(std::string_view name, const std::vector<std::string_view> &names);

} // namespace flowbench::cel
