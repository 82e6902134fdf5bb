// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/macros.h"

#include "model/query/cel/parser.h"

#include <algorithm>

namespace flowbench::cel {

using namespace Qt::StringLiterals;

namespace {
constexpr MacroShape Shapes[] = {
    {"all", Macro::All, 1, 2, true},
    {"all", Macro::All, 2, 3, true},
    {"exists", Macro::Exists, 1, 2, true},
    {"exists", Macro::Exists, 2, 3, true},
    {"exists_one", Macro::ExistsOne, 1, 2, true},
    {"exists_one", Macro::ExistsOne, 2, 3, true},
    {"existsOne", Macro::ExistsOne, 1, 2, true},
    {"existsOne", Macro::ExistsOne, 2, 3, true},
    {"filter", Macro::Filter, 1, 2, true},
    {"map", Macro::Map, 1, 2, false},
    {"map", Macro::Map, 1, 3, true},
    {"transformList", Macro::Map, 2, 3, false},
    {"transformList", Macro::Map, 2, 4, true},
    {"transformMap", Macro::TransformMap, 2, 3, false},
    {"transformMap", Macro::TransformMap, 2, 4, true},
    {"transformMapEntry", Macro::TransformMapEntry, 2, 3, false},
    {"transformMapEntry", Macro::TransformMapEntry, 2, 4, true},
};

bool isNamed(const Node *node, std::string_view name) { return node->is(Node::Kind::Variable) && node->text == name; }
} // namespace

std::span<const MacroShape> macroShapes() { return Shapes; }

const MacroShape *findMacro(std::string_view name, std::size_t parameters)
{
    const auto found =
        std::ranges::find_if(Shapes, [&](const MacroShape &s) { return s.name == name && s.parameters == parameters; });
    return found == std::end(Shapes) ? nullptr : &*found;
}

bool isMacro(std::string_view name)
{
    return name == "has" || std::ranges::find(Shapes, name, &MacroShape::name) != std::end(Shapes);
}

bool Parser::variable(const Node *name, std::vector<std::string> &names)
{
    if (!name->is(Node::Kind::Variable) || name->text.starts_with('.')) {
        refuse(name->column, u"expected the name of a variable"_s, {u"a name"_s});
        return false;
    }
    if (std::ranges::find(names, name->text) != names.end()) {
        refuse(name->column, u"the two variables need different names"_s);
        return false;
    }
    names.push_back(name->text);
    return true;
}

Node *Parser::has(int column, Node *what)
{
    if (!what->is(Node::Kind::Select))
        return refuse(what->column, u"expected a field, as in has(value.name)"_s);
    what->kind = Node::Kind::Has;
    what->column = column;
    return what;
}

Node *Parser::bind(int column, std::vector<Node *> &arguments)
{
    Node *n = make(Node::Kind::Macro, column);
    if (!n || !variable(arguments[0], n->names))
        return nullptr;
    n->macro = Macro::Bind;
    n->variables = 1;
    n->operands = {arguments[1], arguments[2]};
    return finish(n);
}

Node *Parser::macroOrCall(Node *receiver, const std::string &name, int column, std::vector<Node *> arguments)
{
    if (!receiver && name == "has" && arguments.size() == 1)
        return has(column, arguments[0]);
    if (receiver && name == "bind" && isNamed(receiver, "cel") && arguments.size() == 3)
        return bind(column, arguments);
    const MacroShape *shape = receiver ? findMacro(name, arguments.size()) : nullptr;
    Node *n = make(shape ? Node::Kind::Macro : Node::Kind::Call, column);
    if (!n)
        return nullptr;
    if (receiver)
        n->operands.push_back(receiver);
    if (!shape) {
        n->text = name;
        n->method = receiver != nullptr;
        n->operands.insert(n->operands.end(), arguments.begin(), arguments.end());
        return finish(n);
    }
    n->macro = shape->macro;
    n->variables = shape->variables;
    n->hasCondition = shape->condition;
    for (int i = 0; i < shape->variables; ++i) {
        if (!variable(arguments[std::size_t(i)], n->names))
            return nullptr;
    }
    n->operands.insert(n->operands.end(), arguments.begin() + shape->variables, arguments.end());
    return finish(n);
}

} // namespace flowbench::cel
