// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/scanoptions.h"

#include "model/query/textmatch.h"

#include <QCoreApplication>

namespace flowbench::cli {

namespace {
// Exactly this key, and what `inner` wants.
class KeyMatcher final : public EventMatcher
{
public:
    KeyMatcher(std::string key, std::shared_ptr<const EventMatcher> inner)
        : m_key(std::move(key)), m_inner(std::move(inner))
    {}
    Verdict matches(const EventView &event) const override
    {
        if (!event.hasKey || event.key != m_key)
            return Verdict::NoMatch;
        return m_inner ? m_inner->matches(event) : Verdict::Match;
    }

private:
    std::string m_key;
    std::shared_ptr<const EventMatcher> m_inner;
};
} // namespace

std::vector<OptionSpec> selectionOptions()
{
    return {{"--key", ValueKind::Text, "K", QT_TRANSLATE_NOOP("cli", "Only events with exactly this key.")},
            {"--text", ValueKind::Text, "WORDS",
             QT_TRANSLATE_NOOP("cli", "Only events with these words in key, headers or body.")},
            {"--partition", ValueKind::Number, "P", QT_TRANSLATE_NOOP("cli", "Only this partition.")}};
}

std::vector<OptionSpec> boundsOptions()
{
    return {{"--from", ValueKind::Where, "WHERE", QT_TRANSLATE_NOOP("cli", "Begin here, included (default earliest).")},
            {"--to", ValueKind::Where, "WHERE",
             QT_TRANSLATE_NOOP("cli", "End here, not included (default the end at the start).")},
            {"--last", ValueKind::Number, "N",
             QT_TRANSLATE_NOOP("cli", "Only the newest N events of all channels together.")},
            {"--limit", ValueKind::Number, "N", QT_TRANSLATE_NOOP("cli", "End after N matches."), false, {}, 1},
            {"--newest-first", ValueKind::Flag, "", QT_TRANSLATE_NOOP("cli", "Begin with the newest.")},
            {"--isolation",
             ValueKind::Choice,
             "LEVEL",
             QT_TRANSLATE_NOOP("cli", "Whether events of open transactions are shown (default committed)."),
             false,
             {"committed", "uncommitted"}},
            {"--resume", ValueKind::Text, "TOKEN",
             QT_TRANSLATE_NOOP("cli", "Go on exactly where the scan with this token ended.")}};
}

std::vector<OptionSpec> joined(std::initializer_list<std::vector<OptionSpec>> groups)
{
    std::vector<OptionSpec> all;
    for (const auto &g : groups)
        all.insert(all.end(), g.begin(), g.end());
    return all;
}

std::shared_ptr<const EventMatcher> Selection::whole() const
{
    return key ? std::make_shared<KeyMatcher>(*key, matcher) : matcher;
}

Result<Selection> selectionOf(const Context &context, const Opened &)
{
    Selection s;
    if (context.args.has("--key"))
        s.key = context.args.bytes("--key").toStdString();
    if (context.args.has("--text"))
        s.matcher = std::make_shared<TextMatcher>(context.args.bytes("--text").toStdString());
    return s;
}

} // namespace flowbench::cli
