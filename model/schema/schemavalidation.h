// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/schema/jsontape.h"
#include "model/schema/schemaprogram.h"

#include <string>
#include <vector>

namespace flowbench {

// One check of a text against a program. Lives for one run().
class SchemaValidation
{
public:
    // Unknown: what could be checked is right, but something could not be checked.
    enum class Outcome : quint8 { Invalid, Unknown, Valid };
    // What a schema cannot make us spend: a hostile one refers to itself without end, or twice at each of a hundred
    // levels.
    static constexpr int MostDepth = 4000;
    static constexpr quint64 MostSteps = 20'000'000, StepsOfValue = 16;

    SchemaValidation(const schemaprogram::Program &program, const JsonTape &tape)
        : m_program(program), m_tape(tape), m_steps(MostSteps + StepsOfValue * tape.size())
    {}
    Outcome run() { return m_outcome = node(0, 0, nullptr); }

    std::string path() const;    // Invalid: JSON pointer of the first fault; what is missing has the place it lacks
    std::string problem() const; // Invalid: "minimum: 0"; Unknown: what could not be checked

private:
    // What is wrong, without any text made of it: most faults are forgotten, as another branch fits.
    struct Fault
    {
        quint32 value = 0;
        const char *keyword = nullptr;        // what is said, with the numbers behind it
        const std::string *words = nullptr;   // said instead
        const std::string *missing = nullptr; // a property that is not there
        std::optional<std::pair<quint64, quint64>> numbers = {};
    };
    // Members or elements (their values) that a schema looked at, for unevaluatedProperties and unevaluatedItems.
    struct Evaluated
    {
        std::vector<quint32> values;
        bool all = false, uncertain = false;
    };
    struct Presence;

    Outcome node(int number, quint32 value, Evaluated *evaluated);
    Outcome entered(const schemaprogram::Node &n, quint32 value, Evaluated *evaluated);
    Outcome tracked(const schemaprogram::Node &n, quint32 value, Evaluated *evaluated);
    Outcome plain(const schemaprogram::Node &n, quint32 value, Evaluated *evaluated);
    Outcome unevaluated(const schemaprogram::Node &n, quint32 value, Evaluated &evaluated);
    Outcome composed(const schemaprogram::Node &n, quint32 value, Evaluated *evaluated);
    Outcome branch(int number, quint32 value, Evaluated *evaluated);
    Outcome anyOf(const schemaprogram::Choice &choice, quint32 value, Evaluated *evaluated);
    Outcome oneOf(const schemaprogram::Choice &choice, quint32 value, Evaluated *evaluated);
    Outcome noneFits(const schemaprogram::Choice &choice, quint32 value, const std::optional<Fault> &deeper, int deep);
    Outcome negated(const schemaprogram::Node &n, quint32 value);
    Outcome conditional(const schemaprogram::Node &n, quint32 value, Evaluated *evaluated);
    int target(const schemaprogram::DynamicReference &reference) const;

    Outcome type(const schemaprogram::Node &n, quint32 value);
    Outcome values(const schemaprogram::Values &values, quint32 value);
    Outcome number(const schemaprogram::NumberRules &rules, quint32 value);
    Outcome string(const schemaprogram::StringRules &rules, quint32 value);
    Outcome array(const schemaprogram::ArrayRules &rules, quint32 value, Evaluated *evaluated);
    Outcome contains(const schemaprogram::ArrayRules &rules, quint32 value, Evaluated *evaluated);
    Outcome unique(quint32 value);
    Outcome object(const schemaprogram::ObjectRules &rules, quint32 value, Evaluated *evaluated);
    Outcome member(const schemaprogram::ObjectRules &rules, const schemaprogram::ObjectRules::Property *property,
                   quint32 name, Evaluated *evaluated);
    Outcome patterned(const schemaprogram::ObjectRules &rules, quint32 name, bool &taken, Evaluated *evaluated);
    Outcome present(const schemaprogram::ObjectRules &rules, quint32 value, const Presence &presence,
                    Evaluated *evaluated);
    Outcome matches(const re2::RE2 *expression, quint32 string);

    bool spend(quint64 steps);
    Outcome wrong(const Fault &fault);
    Outcome unknown(const std::string &what);

    const schemaprogram::Program &m_program;
    const JsonTape &m_tape;
    quint64 m_steps;
    int m_depth = 0;
    std::vector<int> m_scope; // resources on the way here, where that matters
    std::string m_memory;     // of a text with escapes
    Outcome m_outcome = Outcome::Valid;
    Fault m_fault;         // the last one
    std::string m_unknown; // the first one
};

} // namespace flowbench
