// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/eventfilter.h"
#include "model/query/searchtext.h"

#include <memory>

namespace flowbench {

// What a search text asks for, ready to be matched.
struct CompiledSearch
{
    std::shared_ptr<const EventMatcher> matcher; // null: nothing is asked for
    std::shared_ptr<const EventFilter> filter;   // its expression, for explain(); null where there are words only
};

// BadExpression; its column counts in the expression.
Result<CompiledSearch> compileSearch(const SearchText &search, const FilterOptions &options);

} // namespace flowbench
