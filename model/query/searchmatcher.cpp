// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/searchmatcher.h"

#include "model/query/textmatch.h"

namespace flowbench {

namespace {

// Words first: they are looked for in bytes, without reading a body.
class Both final : public EventMatcher
{
public:
    Both(TextMatcher words, std::shared_ptr<const EventFilter> filter)
        : m_words(std::move(words)), m_filter(std::move(filter))
    {}
    Verdict matches(const EventView &event) const override
    {
        return m_words.matches(event) == Verdict::Match ? m_filter->matches(event) : Verdict::NoMatch;
    }

private:
    TextMatcher m_words;
    std::shared_ptr<const EventFilter> m_filter;
};

} // namespace

Result<CompiledSearch> compileSearch(const SearchText &search, const FilterOptions &options)
{
    CompiledSearch out;
    if (search.kind == SearchKind::Empty)
        return out;
    TextMatcher words(search.words.toStdString());
    if (search.kind == SearchKind::Expression && (!search.expression.trimmed().isEmpty() || words.empty())) {
        auto filter = EventFilter::compile(search.expression.toStdString(), options);
        if (!filter)
            return filter.error();
        out.filter = std::move(filter.value());
        if (words.empty())
            out.matcher = out.filter;
        else
            out.matcher = std::make_shared<Both>(std::move(words), out.filter);
    } else if (!words.empty()) {
        out.matcher = std::make_shared<TextMatcher>(std::move(words));
    }
    return out;
}

} // namespace flowbench
