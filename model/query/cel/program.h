// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/cel/value.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace flowbench::cel {

// What is wrong with an expression, and where.
struct Diagnostic
{
    int column = 1;       // in characters (code points), from 1; the end of the text is its length + 1
    QString message;      // "expected an expression, found '>'": English, technical, made harmless where it is shown
    QStringList expected; // what could stand there, for the editor; may be empty
};

// The names an expression may use. Index = order of declaration.
struct Declaration
{
    std::string name;
    // A structured variable (value, headers, envelope): chains of fields behind it are asked of the Activation as one
    // path, so that it need not make the whole.
    bool structured = false;
    std::optional<Kind> kind; // known for sure (time: Timestamp): mistakes are found while compiling; absent: dynamic
    // Of a structured variable: every chain of fields it can have ({"origin"}, {"origin", "channel"}); another one is a
    // mistake. Empty: it may have any.
    std::vector<std::vector<std::string>> fields = {};
};

// A chain of constant fields behind a structured variable: value.data.total, headers["x-a"], has(value.data.b).
struct Path
{
    int variable = 0; // index of its declaration
    std::vector<std::string> fields;
    bool operator==(const Path &) const = default;
};

class Program;

// Where the variables of one evaluation come from. Called on the evaluating thread only.
class Activation
{
public:
    virtual ~Activation() = default;
    virtual Value variable(int index, Scratch &scratch) = 0;
    // The value at program.paths()[path]; a MissingField error where it is not there. By default: variable() and field
    // by field.
    virtual Value path(const Program &program, int path, Scratch &scratch);
    // has(): whether the last field is there; an error where something before it is not.
    virtual Value hasPath(const Program &program, int path, Scratch &scratch);
};

struct Node;     // model/query/cel/ast.h
struct Compiled; // model/query/cel/code.h

// A compiled expression. Immutable, shared between threads; every thread has a Scratch and an Activation of its own.
class Program
{
public:
    struct Limits
    {
        std::size_t characters = 1 << 20;
        int depth = 250; // nesting of the expression
        int nodes = 200'000;
    };
    // Unknown names, unknown functions and operands that are known to be wrong: mistakes of the expression, or errors
    // of the evaluation that reaches them (which && and || may absorb).
    enum class Mistakes : quint8 { Refused, Evaluated };
    static std::variant<std::shared_ptr<const Program>, Diagnostic> compile(std::string_view expression,
                                                                            std::vector<Declaration> declarations,
                                                                            Limits limits,
                                                                            Mistakes mistakes = Mistakes::Refused);
    static std::variant<std::shared_ptr<const Program>, Diagnostic> compile(std::string_view expression,
                                                                            std::vector<Declaration> declarations)
    {
        return compile(expression, std::move(declarations), Limits{});
    }
    ~Program();

    // Does not reset the scratch: the caller does, before.
    Value evaluate(Activation &activation, Scratch &scratch) const;

    const std::string &text() const { return m_text; }
    const std::vector<Declaration> &declarations() const { return m_declarations; }
    const std::vector<Path> &paths() const { return m_paths; }  // each once
    const Node &root() const { return *m_root; }                // after macro expansion and checking
    std::optional<Kind> resultKind() const { return m_result; } // where it is known

private:
    Program();
    std::string m_text;
    std::vector<Declaration> m_declarations;
    std::vector<Path> m_paths;
    const Node *m_root = nullptr; // in m_code
    std::unique_ptr<Compiled> m_code;
    std::optional<Kind> m_result;
};

// What an editor can offer: every function and macro with its signature and one sentence.
struct FunctionInfo
{
    std::string name;      // "startsWith", "math.greatest"
    std::string signature; // "string.startsWith(string) -> bool"
    std::string says;      // English; translated by words
    bool method = false;   // called behind a value
    bool macro = false;
};
const std::vector<FunctionInfo> &functions();

} // namespace flowbench::cel
