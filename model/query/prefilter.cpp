// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/prefilter.h"

#include "model/decode/decoder.h"
#include "model/decode/hints.h"
#include "model/query/cel/ast.h"

#include <algorithm>
#include <cstring>
#include <set>

namespace flowbench {

using cel::Node;
using cel::Op;

namespace {

constexpr std::size_t MostLiterals = 4, MostNames = 1;
constexpr quint32 TrialLooks = 128, TrialRest = 8192, WorthOneIn = 8;

// A JSON string without escapes, in its quotes.
std::string quoted(std::string_view text)
{
    std::string out = "\"";
    out += text;
    out += '"';
    return out;
}

// Literals: of paths in the body; told: what type or id must be, which headers may say as well.
struct Terms
{
    std::set<std::string> literals, told, names;

    void add(const Terms &more)
    {
        literals.insert(more.literals.begin(), more.literals.end());
        told.insert(more.told.begin(), more.told.end());
        names.insert(more.names.begin(), more.names.end());
    }
    void keepCommon(const Terms &other)
    {
        std::erase_if(literals, [&](const std::string &t) { return !other.literals.contains(t); });
        std::erase_if(told, [&](const std::string &t) { return !other.told.contains(t); });
        std::erase_if(names, [&](const std::string &t) { return !other.names.contains(t); });
    }
};

class Analysis
{
public:
    Analysis(const cel::Program &program, const Prefilter::Variables &variables)
        : m_program(program), m_variables(variables)
    {}

    // Without one of these, the node is false or a missing field.
    Terms ofTrue(const Node &n) const
    {
        if (n.is(Op::And)) {
            Terms all;
            for (const Node *o : n.operands)
                all.add(ofTrue(*o));
            return all;
        }
        if (n.is(Op::Or)) {
            Terms common = ofTrue(*n.operands.front());
            for (const Node *o : n.operands)
                common.keepCommon(ofTrue(*o));
            return common;
        }
        Terms terms = n.is(Node::Kind::HasPath) ? ofPath(n) : ofValue(n);
        if (n.is(Op::Equal)) {
            literal(*n.operands[0], *n.operands[1], terms);
            literal(*n.operands[1], *n.operands[0], terms);
        }
        return terms;
    }

private:
    // Without one of these, the node is a missing field.
    Terms ofValue(const Node &n) const
    {
        switch (n.kind) {
        case Node::Kind::Path:
            return ofPath(n);
        case Node::Kind::Select:
        case Node::Kind::Has:
        case Node::Kind::Macro:
            return n.macro == cel::Macro::Bind ? Terms() : ofValue(*n.operands.front());
        case Node::Kind::Call:
            break;
        default:
            return {};
        }
        if (n.is(Op::And) || n.is(Op::Or))
            return {};
        Terms all;
        for (const Node *o : n.operands) {
            all.add(ofValue(*o));
            if (n.is(Op::Conditional) || !onlyMissing(*o))
                break; // what comes later is not reached
        }
        return all;
    }

    Terms ofPath(const Node &n) const
    {
        Terms terms;
        const cel::Path &path = m_program.paths()[std::size_t(n.index)];
        if (path.variable == m_variables.value) {
            for (const std::string &name : path.fields)
                terms.names.insert(quoted(name));
        }
        return terms;
    }

    void literal(const Node &path, const Node &constant, Terms &terms) const
    {
        if (!constant.is(Node::Kind::Constant) || constant.constant.kind != cel::Kind::String)
            return;
        if (path.is(Node::Kind::Variable) && constant.constant.size > 0 &&
            (path.index == m_variables.type || path.index == m_variables.id))
            terms.told.insert(std::string(constant.constant.view())); // a number is told as it stands: no quotes
        if (path.is(Node::Kind::Path) && m_program.paths()[std::size_t(path.index)].variable == m_variables.value)
            terms.literals.insert(quoted(constant.constant.view()));
    }

    // Whether it is no other error than a missing field.
    static bool onlyMissing(const Node &n)
    {
        return n.is(Node::Kind::Path) || n.is(Node::Kind::HasPath) || n.is(Node::Kind::Constant) ||
               n.is(Node::Kind::Variable);
    }

    const cel::Program &m_program;
    const Prefilter::Variables m_variables;
};

void takeLongest(const std::set<std::string> &from, std::size_t most, std::vector<ByteSearch> &to)
{
    std::vector<std::string> terms(from.begin(), from.end());
    std::stable_sort(terms.begin(), terms.end(),
                     [](const std::string &a, const std::string &b) { return a.size() > b.size(); });
    terms.resize(std::min(terms.size(), most));
    for (const std::string &t : terms)
        to.emplace_back(t);
}

} // namespace

Prefilter::Prefilter(const cel::Program &program, const Variables &variables)
{
    const Terms terms = Analysis(program, variables).ofTrue(program.root());
    takeLongest(terms.literals, MostLiterals, m_terms);
    if (m_terms.empty()) {
        takeLongest(terms.told, MostLiterals, m_terms);
        m_told = !m_terms.empty();
    }
    if (m_terms.empty()) // names are in most bodies
        takeLongest(terms.names, MostNames, m_terms);
}

bool Prefilter::rulesOut(const EventView &event, const EventDecoder &decoder) const
{
    if (m_told && !event.fields.empty()) // headers may say it
        return false;
    const bool absent =
        std::any_of(m_terms.begin(), m_terms.end(), [&](const ByteSearch &term) { return !term.in(event.value); });
    if (!absent || !decoder.mayBeJson(event) || std::memchr(event.value.data(), '\\', event.value.size()) != nullptr)
        return false;
    if (event.fields.empty())
        return true;
    const Hints hints = bodyHints(event);
    return (!hints.type || *hints.type == Encoding::Json) && hints.compression == Compression::None &&
           hints.schemaId.empty();
}

bool Prefilter::Trial::wanted(const Prefilter *prefilter)
{
    if (of != prefilter)
        *this = {prefilter, 0, 0, 0};
    if (rest == 0)
        return true;
    --rest;
    return false;
}

void Prefilter::Trial::saw(bool ruledOut)
{
    ++looks;
    hits += ruledOut;
    if (looks < TrialLooks)
        return;
    rest = hits * WorthOneIn < looks ? TrialRest : 0;
    looks = hits = 0;
}

} // namespace flowbench
