// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/eventfilter.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace flowbench {

// A rule that colours rows: the first enabled one whose expression holds wins.
struct ColourRule
{
    QString name;
    QString expression;
    int tint = 0; // one of the palette of eight
    bool enabled = true;
    bool operator==(const ColourRule &) const = default;
};

// The names of the palette, as files have them: "red", "orange", "yellow", "green", "teal", "blue", "violet", "grey".
inline constexpr int TintCount = 8;
const char *tintName(int tint);
std::optional<int> tintFromName(QStringView name);

// Rules compiled, in order. Immutable; any thread.
class ColourRules
{
public:
    // A rule with a mistake colours nothing; mistakes() has it, by the rule's index.
    ColourRules(std::vector<ColourRule> rules, const FilterOptions &options);

    // The index of the first that holds; -1: none. One that fails on the event does not hold.
    int match(const EventView &event) const;
    const std::vector<ColourRule> &rules() const { return m_rules; }
    const std::vector<std::optional<Error>> &mistakes() const { return m_mistakes; }
    bool any() const { return m_any; } // at least one can match

private:
    std::vector<ColourRule> m_rules;
    std::vector<std::shared_ptr<const EventFilter>> m_filters; // null: disabled or a mistake
    std::vector<std::optional<Error>> m_mistakes;
    bool m_any = false;
};

} // namespace flowbench
