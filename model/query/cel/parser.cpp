// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/parser.h"

#include "model/query/cel/operators.h"
#include "model/query/cel/parsertexts.h"

#include <algorithm>

namespace flowbench::cel {

using namespace Qt::StringLiterals;

namespace {
struct Binary
{
    Op op;
    int precedence;
};

constexpr int Lowest = 1, Relation = 3;

Binary binaryOperator(const Token &token)
{
    switch (token.tok) {
    case Tok::Or:
        return {Op::Or, Lowest};
    case Tok::And:
        return {Op::And, 2};
    case Tok::EqualEqual:
        return {Op::Equal, Relation};
    case Tok::NotEqual:
        return {Op::NotEqual, Relation};
    case Tok::Less:
        return {Op::Less, Relation};
    case Tok::LessEqual:
        return {Op::LessEqual, Relation};
    case Tok::Greater:
        return {Op::Greater, Relation};
    case Tok::GreaterEqual:
        return {Op::GreaterEqual, Relation};
    case Tok::Plus:
        return {Op::Add, 4};
    case Tok::Minus:
        return {Op::Subtract, 4};
    case Tok::Star:
        return {Op::Multiply, 5};
    case Tok::Slash:
        return {Op::Divide, 5};
    case Tok::Percent:
        return {Op::Modulo, 5};
    case Tok::Identifier:
        return token.text == "in" ? Binary{Op::In, Relation} : Binary{Op::None, 0};
    default:
        return {Op::None, 0};
    }
}

bool isKeyword(std::string_view name) { return name == "true" || name == "false" || name == "null" || name == "in"; }

bool isReserved(std::string_view name)
{
    static constexpr std::string_view words[] = {"as",       "break",  "const",  "continue", "else", "for",
                                                 "function", "if",     "import", "let",      "loop", "namespace",
                                                 "package",  "return", "var",    "void",     "while"};
    return std::ranges::find(words, name) != std::end(words);
}

} // namespace

Node *Parser::parse()
{
    next();
    Node *root = expression();
    if (!root)
        return nullptr;
    if (m_token.tok != Tok::End)
        return unexpected(u"an operator or the end"_s, {u"&&"_s, u"||"_s, u"=="_s, u"the end"_s});
    return root;
}

void Parser::next() { m_token = m_lexer.next(); }

bool Parser::accept(Tok tok)
{
    if (m_token.tok != tok)
        return false;
    next();
    return true;
}

bool Parser::expect(Tok tok, const char *what)
{
    if (accept(tok))
        return true;
    unexpected(u'\'' + QString::fromLatin1(what) + u'\'', {QString::fromLatin1(what)});
    return false;
}

// The first problem stays.
std::nullptr_t Parser::refuse(int column, QString message, QStringList expected)
{
    if (m_problem.message.isEmpty())
        m_problem = {column, std::move(message), std::move(expected)};
    return nullptr;
}

QString Parser::found() const { return m_token.tok == Tok::End ? u"the end"_s : u'\'' + shown(m_token.text) + u'\''; }

std::nullptr_t Parser::unexpected(const QString &what, QStringList expected)
{
    if (m_token.tok == Tok::Bad)
        return refuse(m_token.column, QString::fromStdString(m_token.value), std::move(expected));
    return refuse(m_token.column, u"expected %1, found %2"_s.arg(what, found()), std::move(expected));
}

// --- nodes ---

Node *Parser::make(Node::Kind kind, int column)
{
    if (m_tree.nodes.size() >= std::size_t(m_limits.nodes))
        return refuse(column, u"the expression is too long (at most %1 parts)"_s.arg(m_limits.nodes));
    Node &n = m_tree.nodes.emplace_back();
    n.kind = kind;
    n.column = column;
    return &n;
}

Node *Parser::constant(int column, const Value &value)
{
    Node *n = make(Node::Kind::Constant, column);
    if (n)
        n->constant = value;
    return n;
}

Node *Parser::finish(Node *node)
{
    if (!node)
        return nullptr;
    int deepest = 0;
    for (const Node *n : node->operands)
        deepest = std::max(deepest, n->depth);
    node->depth = deepest + 1;
    return withinDepth(node);
}

Node *Parser::withinDepth(Node *node)
{
    if (node->depth > m_limits.depth)
        return refuse(node->column, u"the expression is nested too deeply (at most %1 levels)"_s.arg(m_limits.depth));
    return node;
}

void Parser::drop(Node *node)
{
    if (!m_tree.nodes.empty() && node == &m_tree.nodes.back())
        m_tree.nodes.pop_back();
}

Node *Parser::folded(Op op, Node *left, Node *right)
{
    const auto isScalar = [](const Node *n) { return n->is(Node::Kind::Constant) && n->constant.kind <= Kind::Double; };
    if (!isScalar(left) || (right && !isScalar(right)))
        return nullptr;
    Value value;
    if (op == Op::Not || op == Op::Negate)
        value = applyUnary(op, left->constant, m_tree.constants);
    else if (op >= Op::Add && op <= Op::Modulo)
        value = applyBinary(op, left->constant, right->constant, m_tree.constants);
    else
        return nullptr;
    if (value.isError())
        return nullptr;
    if (right)
        drop(right);
    left->constant = value;
    return left;
}

Node *Parser::call(Op op, int column, Node *left, Node *right)
{
    if (Node *n = folded(op, left, right))
        return n;
    const bool chain = op == Op::Add || op == Op::And || op == Op::Or;
    if (chain && left->is(op)) {
        left->operands.push_back(right);
        left->depth = std::max(left->depth, right->depth + 1);
        return withinDepth(left);
    }
    Node *n = make(Node::Kind::Call, column);
    if (!n)
        return nullptr;
    n->op = op;
    n->operands = right ? std::vector<Node *>{left, right} : std::vector<Node *>{left};
    return finish(n);
}

// --- expressions ---

Node *Parser::expression()
{
    if (m_nesting >= m_limits.depth)
        return refuse(m_token.column, u"the expression is nested too deeply (at most %1 levels)"_s.arg(m_limits.depth));
    ++m_nesting;
    Node *n = conditional();
    --m_nesting;
    return n;
}

Node *Parser::conditional()
{
    Node *condition = binary(Lowest);
    const int column = m_token.column;
    if (!condition || !accept(Tok::Question))
        return condition;
    Node *yes = binary(Lowest);
    if (!yes || !expect(Tok::Colon, ":"))
        return nullptr;
    Node *no = expression();
    Node *n = no ? make(Node::Kind::Call, column) : nullptr;
    if (!n)
        return nullptr;
    n->op = Op::Conditional;
    n->operands = {condition, yes, no};
    return finish(n);
}

Node *Parser::binary(int precedence)
{
    Node *left = unary();
    while (left) {
        const Binary b = binaryOperator(m_token);
        if (b.op == Op::None || b.precedence < precedence)
            return left;
        const int column = m_token.column;
        next();
        Node *right = binary(b.precedence + 1);
        if (!right)
            return nullptr;
        left = call(b.op, column, left, right);
    }
    return nullptr;
}

Node *Parser::unary()
{
    std::vector<std::pair<Op, int>> operators;
    while (m_token.tok == Tok::Not || m_token.tok == Tok::Minus) {
        operators.emplace_back(m_token.tok == Tok::Not ? Op::Not : Op::Negate, m_token.column);
        next();
    }
    const bool number = m_token.tok == Tok::Int || m_token.tok == Tok::Double;
    const bool negative = number && !operators.empty() && operators.back().first == Op::Negate;
    if (negative)
        operators.pop_back();
    Node *n = postfix(negative ? literal(true) : primary());
    for (auto it = operators.rbegin(); n && it != operators.rend(); ++it)
        n = call(it->first, it->second, n);
    return n;
}

Node *Parser::postfix(Node *of)
{
    while (of) {
        const int column = m_token.column;
        if (accept(Tok::Dot)) {
            of = member(of);
        } else if (accept(Tok::LeftBracket)) {
            Node *index = expression();
            if (!index || !expect(Tok::RightBracket, "]"))
                return nullptr;
            of = call(Op::Index, column, of, index);
        } else if (m_token.tok == Tok::LeftBrace && (of->is(Node::Kind::Variable) || of->is(Node::Kind::Select))) {
            return refuse(column, u"messages cannot be made here: expected an operator, found '{'"_s);
        } else {
            return of;
        }
    }
    return nullptr;
}

Node *Parser::member(Node *of)
{
    const bool quoted = m_token.tok == Tok::Quoted;
    if (!quoted && (m_token.tok != Tok::Identifier || isKeyword(m_token.text)))
        return unexpected(u"the name of a field or a function"_s, {u"a name"_s});
    const int column = m_token.column;
    std::string name = quoted ? m_token.value : std::string(m_token.text);
    next();
    if (!quoted && accept(Tok::LeftParen)) {
        std::vector<Node *> given;
        if (!arguments(given))
            return nullptr;
        return macroOrCall(of, name, column, std::move(given));
    }
    Node *n = make(Node::Kind::Select, column);
    if (!n)
        return nullptr;
    n->text = std::move(name);
    n->operands = {of};
    return finish(n);
}

bool Parser::arguments(std::vector<Node *> &into)
{
    if (accept(Tok::RightParen))
        return true;
    do {
        Node *argument = expression();
        if (!argument)
            return false;
        into.push_back(argument);
    } while (accept(Tok::Comma));
    return expect(Tok::RightParen, ")");
}

Node *Parser::primary()
{
    switch (m_token.tok) {
    case Tok::Dot:
        next();
        return name(true);
    case Tok::Identifier:
        return name(false);
    case Tok::LeftBracket:
        return list();
    case Tok::LeftBrace:
        return map();
    case Tok::LeftParen: {
        next();
        Node *n = expression();
        return n && expect(Tok::RightParen, ")") ? n : nullptr;
    }
    default:
        return literal(false);
    }
}

Node *Parser::name(bool root)
{
    const int column = m_token.column;
    const std::string_view word = m_token.text;
    if (m_token.tok != Tok::Identifier || (root && isKeyword(word)) || word == "in")
        return unexpected(root ? u"a name"_s : u"an expression"_s, beginnings());
    if (isReserved(word))
        return refuse(column, u"'%1' is a reserved word"_s.arg(shown(word)));
    next();
    if (word == "true" || word == "false")
        return constant(column, Value::ofBool(word == "true"));
    if (word == "null")
        return constant(column, Value::null());
    if (accept(Tok::LeftParen)) {
        std::vector<Node *> given;
        if (!arguments(given))
            return nullptr;
        return macroOrCall(nullptr, std::string(word), column, std::move(given));
    }
    Node *n = make(Node::Kind::Variable, column);
    if (n)
        n->text = (root ? "." : "") + std::string(word);
    return n;
}

Node *Parser::list()
{
    Node *n = make(Node::Kind::List, m_token.column);
    if (!n)
        return nullptr;
    next();
    while (m_token.tok != Tok::RightBracket) {
        Node *item = expression();
        if (!item)
            return nullptr;
        n->operands.push_back(item);
        if (!accept(Tok::Comma))
            break;
    }
    return expect(Tok::RightBracket, "]") ? finish(n) : nullptr;
}

Node *Parser::map()
{
    Node *n = make(Node::Kind::Map, m_token.column);
    if (!n)
        return nullptr;
    next();
    while (m_token.tok != Tok::RightBrace) {
        Node *key = expression();
        if (!key || !expect(Tok::Colon, ":"))
            return nullptr;
        Node *value = expression();
        if (!value)
            return nullptr;
        n->operands.push_back(key);
        n->operands.push_back(value);
        if (!accept(Tok::Comma))
            break;
    }
    return expect(Tok::RightBrace, "}") ? finish(n) : nullptr;
}

} // namespace flowbench::cel
