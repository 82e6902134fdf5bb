// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/scanoptions.h"

#include "app/common/schemas.h"
#include "model/decode/decoder.h"
#include "model/query/textmatch.h"

#include <QCoreApplication>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
constexpr Milliseconds LongestWait{10000}; // for one schema

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

// Words and filter both, the cheaper one first.
class BothMatcher final : public EventMatcher
{
public:
    BothMatcher(std::shared_ptr<const EventMatcher> first, std::shared_ptr<const EventMatcher> second)
        : m_first(std::move(first)), m_second(std::move(second))
    {}
    Verdict matches(const EventView &event) const override
    {
        const Verdict v = m_first->matches(event);
        return v == Verdict::Match ? m_second->matches(event) : v;
    }

private:
    const std::shared_ptr<const EventMatcher> m_first, m_second;
};

// Whoever waits for a schema stops waiting after Ctrl+C.
class InterruptibleSource final : public SchemaSource
{
public:
    InterruptibleSource(std::shared_ptr<SchemaSource> source, std::stop_token token)
        : m_source(std::move(source)), m_token(std::move(token))
    {}
    Answer find(const SchemaKey &key) override { return m_source->find(key); }
    Answer wait(const SchemaKey &key, const Cancel &cancel) override
    {
        return m_source->wait(key, Cancel{m_token, cancel.deadline});
    }
    void setListener(std::function<void()> listener) override { m_source->setListener(std::move(listener)); }

private:
    const std::shared_ptr<SchemaSource> m_source;
    const std::stop_token m_token;
};
} // namespace

std::vector<OptionSpec> selectionOptions()
{
    return {{"--key", ValueKind::Text, "K", QT_TRANSLATE_NOOP("cli", "Only events with exactly this key.")},
            {"--text", ValueKind::Text, "WORDS",
             QT_TRANSLATE_NOOP("cli", "Only events with these words in key, headers or body.")},
            {"--filter", ValueKind::Text, "EXPR",
             QT_TRANSLATE_NOOP("cli", "Only events for which this expression is true.")},
            registryOption(),
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
            {"--partitioner",
             ValueKind::Choice,
             "NAME",
             QT_TRANSLATE_NOOP("cli",
                               "With --key: the producer's partitioner, known for sure; only its partition is read."),
             false,
             {"murmur2", "murmur2_random", "consistent", "consistent_random", "crc32", "fnv1a", "fnv1a_random"}},
            {"--resume", ValueKind::Text, "TOKEN",
             QT_TRANSLATE_NOOP("cli", "Go on exactly where the scan with this token ended.")}};
}

std::vector<OptionSpec> printOptions()
{
    return {
        {"--failures", ValueKind::Flag, "",
         QT_TRANSLATE_NOOP("cli",
                           "Instead of matches list events on which the filter failed or that cannot be decoded.")},
        {"--columns", ValueKind::Text, "PATH,...",
         QT_TRANSLATE_NOOP("cli", "Print these: offset, key, value, ... or expressions such as value.data.total.")}};
}

OptionSpec registryOption()
{
    return {"--registry", ValueKind::Text, "URL",
            QT_TRANSLATE_NOOP("cli", "The schema registry, instead of the connection's.")};
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

void Selection::account(Coverage &coverage) const
{
    if (failures) {
        coverage.matched = failures->matched();
        coverage.evaluationFailures = failures->evaluationFailures();
        coverage.decodeFailures = failures->decodeFailures();
    } else if (filter) {
        const quint64 undecoded = std::min(filter->decodeFailures(), coverage.evaluationFailures);
        coverage.evaluationFailures -= undecoded;
        coverage.decodeFailures += undecoded;
    }
}

Result<std::shared_ptr<const EventDecoder>> decoderOf(const Context &context, const PreparedConnection &prepared)
{
    auto schemas = makeSchemaSource(prepared, context.args.text("--registry"));
    if (!schemas)
        return schemas.error();
    if (*schemas)
        *schemas = std::make_shared<InterruptibleSource>(std::move(*schemas), context.interrupt.token());
    auto decoder = std::make_shared<EventDecoder>(std::move(*schemas));
    decoder->setWait(std::min(context.timeout(), LongestWait));
    return std::shared_ptr<const EventDecoder>(std::move(decoder));
}

Result<Selection> selectionOf(const Context &context, const Opened &opened)
{
    const Arguments &args = context.args;
    Selection s;
    auto decoder = decoderOf(context, opened.prepared);
    if (!decoder)
        return decoder.error();
    s.decoder = std::move(*decoder);
    if (args.has("--key"))
        s.key = args.bytes("--key").toStdString();
    if (args.has("--text"))
        s.matcher = std::make_shared<TextMatcher>(args.bytes("--text").toStdString());
    if (args.has("--filter")) {
        auto filter = EventFilter::compile(args.bytes("--filter").toStdString(), {s.decoder});
        if (!filter)
            return filter.error();
        s.filter = std::move(*filter);
    }
    if (args.has("--failures"))
        s.matcher = s.failures = std::make_shared<FailureMatcher>(s.matcher, s.filter, s.decoder);
    else if (s.filter)
        s.matcher = s.matcher ? std::make_shared<BothMatcher>(s.matcher, s.filter)
                              : std::static_pointer_cast<const EventMatcher>(s.filter);
    return s;
}

} // namespace flowbench::cli
