// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/program.h"

#include "model/base/jsonwriter.h"
#include "model/query/cel/checker.h"
#include "model/query/cel/code.h"
#include "model/query/cel/operators.h"
#include "model/query/cel/parser.h"

namespace flowbench::cel {

using namespace Qt::StringLiterals;

namespace {
std::optional<Diagnostic> refusedText(std::string_view text, const Program::Limits &limits)
{
    if (text.size() > limits.characters)
        return Diagnostic{1, u"the expression is too long (at most %1 bytes)"_s.arg(limits.characters), {}};
    if (!isUtf8(text))
        return Diagnostic{1, u"the expression is not UTF-8"_s, {}};
    return {};
}
} // namespace

Program::Program() = default;
Program::~Program() = default;

std::variant<std::shared_ptr<const Program>, Diagnostic>
Program::compile(std::string_view expression, std::vector<Declaration> declarations, Limits limits, Mistakes mistakes)
{
    if (auto refused = refusedText(expression, limits))
        return *refused;
    std::shared_ptr<Program> program(new Program);
    program->m_text = expression;
    program->m_declarations = std::move(declarations);
    program->m_code = std::make_unique<Compiled>();
    Compiled &code = *program->m_code;
    Parser parser(program->m_text, code.tree, limits);
    Node *root = parser.parse();
    if (!root)
        return parser.problem();
    Checker checker(code.tree, program->m_declarations);
    checker.check(root);
    if (checker.mistake() && mistakes == Mistakes::Refused)
        return *checker.mistake();
    program->m_root = root;
    program->m_result = root->known;
    program->m_paths = checker.takePaths();
    code.locals = checker.locals();
    code.build(root);
    return std::shared_ptr<const Program>(std::move(program));
}

Value Program::evaluate(Activation &activation, Scratch &scratch) const
{
    return Evaluator(*this, *m_code, activation, scratch).run();
}

Value Activation::path(const Program &program, int path, Scratch &scratch)
{
    const Path &p = program.paths()[std::size_t(path)];
    Value value = variable(p.variable, scratch);
    for (auto it = p.fields.begin(); it != p.fields.end() && !value.isError(); ++it)
        value = selectField(value, *it, scratch);
    return value;
}

Value Activation::hasPath(const Program &program, int path, Scratch &scratch)
{
    const Path &p = program.paths()[std::size_t(path)];
    Value value = variable(p.variable, scratch);
    for (std::size_t i = 0; i + 1 < p.fields.size() && !value.isError(); ++i)
        value = selectField(value, p.fields[i], scratch);
    return value.isError() ? value : hasField(value, p.fields.back(), scratch);
}

} // namespace flowbench::cel
