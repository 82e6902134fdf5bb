// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/sink.h"
#include "model/query/bytesearch.h"

#include <vector>

namespace flowbench {

// Plain words: a byte search in key, headers (names and values) and body. Words are divided by blanks, "in quotes" is
// one; all must be there. Case counts only where a word has an upper-case letter.
class TextMatcher final : public EventMatcher
{
public:
    explicit TextMatcher(std::string_view words);

    Verdict matches(const EventView &event) const override;
    bool empty() const { return m_words.empty(); }

private:
    std::vector<ByteSearch> m_words;
};

} // namespace flowbench
