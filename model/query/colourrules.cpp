// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/colourrules.h"

namespace flowbench {

ColourRules::ColourRules(std::vector<ColourRule> rules, const FilterOptions &options)
    : m_rules(std::move(rules)), m_filters(m_rules.size()), m_mistakes(m_rules.size())
{
    for (std::size_t i = 0; i < m_rules.size(); ++i) {
        auto filter = EventFilter::compile(m_rules[i].expression.toStdString(), options);
        if (!filter)
            m_mistakes[i] = filter.error();
        else if (m_rules[i].enabled)
            m_filters[i] = std::move(filter.value());
        m_any = m_any || m_filters[i];
    }
}

int ColourRules::match(const EventView &event) const
{
    for (std::size_t i = 0; i < m_filters.size(); ++i) {
        if (m_filters[i] && m_filters[i]->matches(event) == EventMatcher::Verdict::Match)
            return int(i);
    }
    return -1;
}

} // namespace flowbench
