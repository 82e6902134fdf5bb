// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/textmatch.h"

#include <algorithm>
#include <cstring>

namespace flowbench {

namespace {
char lower(char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; }
char upper(char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; }

bool sameFolded(const char *text, const std::string &word)
{
    for (std::size_t i = 0; i < word.size(); ++i) {
        if (lower(text[i]) != word[i])
            return false;
    }
    return true;
}

// ASCII letters of either case; the first byte is looked for by memchr, in both its cases.
bool containsFolded(std::string_view text, const std::string &word)
{
    if (text.size() < word.size())
        return false;
    const char *end = text.data() + text.size() - word.size() + 1;
    for (const char first : {word[0], upper(word[0])}) {
        for (const char *at = text.data(); at < end; ++at) {
            at = static_cast<const char *>(std::memchr(at, first, std::size_t(end - at)));
            if (!at)
                break;
            if (sameFolded(at, word))
                return true;
        }
        if (upper(first) == first)
            break;
    }
    return false;
}

bool containsExact(std::string_view text, const std::string &word)
{
    return ::memmem(text.data(), text.size(), word.data(), word.size()) != nullptr;
}
} // namespace

TextMatcher::TextMatcher(std::string_view words)
{
    std::string word;
    bool quoted = false, any = false;
    const auto finish = [&] {
        if (any && !word.empty()) {
            const bool folded = std::none_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
            m_words.push_back(
                {word, folded && std::any_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; })});
        }
        word.clear();
        any = false;
    };
    for (const char c : words) {
        if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && (c == ' ' || c == '\t')) {
            finish();
        } else {
            word.push_back(c);
            any = true;
        }
    }
    finish();
}

EventMatcher::Verdict TextMatcher::matches(const EventView &event) const
{
    for (const Word &w : m_words) {
        const auto has = [&](std::string_view text) {
            return w.anyCase ? containsFolded(text, w.text) : containsExact(text, w.text);
        };
        if (has(event.value) || has(event.key))
            continue;
        bool found = false;
        for (const FieldView &f : event.fields)
            found = found || has(f.name) || has(f.value);
        if (!found)
            return Verdict::NoMatch;
    }
    return Verdict::Match;
}

} // namespace flowbench
