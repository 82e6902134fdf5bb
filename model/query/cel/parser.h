// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/cel/lexer.h"
#include "model/query/cel/program.h"
#include "model/query/cel/tree.h"

namespace flowbench::cel {

// Makes a tree of a text and expands its macros. Names are not resolved: a name is a Variable with index -1, a leading
// dot kept. Whole numbers are folded at once, so that 1+1+... stays flat.
class Parser
{
public:
    Parser(std::string_view text, Tree &tree, const Program::Limits &limits)
        : m_text(text), m_lexer(text), m_tree(tree), m_limits(limits)
    {}
    Node *parse(); // null: problem() says why
    const Diagnostic &problem() const { return m_problem; }

private:
    void next();
    bool accept(Tok tok);
    bool expect(Tok tok, const char *what);
    std::nullptr_t refuse(int column, QString message, QStringList expected = {});
    std::nullptr_t unexpected(const QString &what, QStringList expected = {});
    QString found() const;

    Node *expression();
    Node *conditional();
    Node *binary(int precedence);
    Node *unary();
    Node *postfix(Node *of);
    Node *primary();
    Node *literal(bool negative);
    Node *integer(bool negative);
    Node *name(bool root);
    Node *list();
    Node *map();
    Node *member(Node *of);
    bool arguments(std::vector<Node *> &into);

    Node *make(Node::Kind kind, int column);
    Node *constant(int column, const Value &value);
    Node *text(Tok tok);
    Node *finish(Node *node); // its operands are there: depth is computed and checked
    Node *withinDepth(Node *node);
    Node *call(Op op, int column, Node *left, Node *right = nullptr);
    Node *folded(Op op, Node *left, Node *right);
    void drop(Node *node);
    Node *macroOrCall(Node *receiver, const std::string &name, int column, std::vector<Node *> arguments);
    Node *has(int column, Node *what);
    Node *bind(int column, std::vector<Node *> &arguments);
    bool variable(const Node *name, std::vector<std::string> &names);

    std::string_view m_text;
    Lexer m_lexer;
    Tree &m_tree;
    Program::Limits m_limits;
    Token m_token;
    Diagnostic m_problem;
    int m_nesting = 0;
};

} // namespace flowbench::cel
