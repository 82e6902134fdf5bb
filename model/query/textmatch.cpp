// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/textmatch.h"

#include <algorithm>

namespace flowbench {

TextMatcher::TextMatcher(std::string_view words)
{
    std::string word;
    bool quoted = false;
    const auto finish = [&] {
        if (word.empty())
            return;
        const bool exact = std::any_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
        m_words.emplace_back(word, exact ? ByteSearch::Case::Exact : ByteSearch::Case::Any);
        word.clear();
    };
    for (const char c : words) {
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == ' ' || c == '\t'))
            finish();
        else
            word.push_back(c);
    }
    finish();
}

EventMatcher::Verdict TextMatcher::matches(const EventView &event) const
{
    for (const ByteSearch &word : m_words) {
        if (word.in(event.value) || word.in(event.key))
            continue;
        bool found = false;
        for (const FieldView &f : event.fields)
            found = found || word.in(f.name) || word.in(f.value);
        if (!found)
            return Verdict::NoMatch;
    }
    return Verdict::Match;
}

} // namespace flowbench
