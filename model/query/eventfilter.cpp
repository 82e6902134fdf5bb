// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/eventfilter.h"

#include "model/deadletter/failure.h"
#include "model/decode/decoder.h"
#include "model/query/eventactivation.h"
#include "model/query/quicktest.h"
#include "model/query/valuetext.h"

#include <algorithm>
#include <atomic>
#include <cmath>

namespace flowbench {

using namespace Qt::StringLiterals;
using cel::Fault;
using cel::Value;

namespace {

struct CompiledExpression
{
    std::shared_ptr<const cel::Program> program;
    EventPlan plan;
};

QString textOf(std::string_view utf8) { return QString::fromUtf8(utf8.data(), qsizetype(utf8.size())); }

Error badExpression(const QString &what, int column)
{
    return makeError(ErrorCode::BadExpression, {what, QString::number(column)});
}

Result<CompiledExpression> compileExpression(std::string_view text, FilterOptions options)
{
    auto compiled = cel::Program::compile(text, eventDeclarations());
    if (const auto *wrong = std::get_if<cel::Diagnostic>(&compiled))
        return badExpression(wrong->message, wrong->column);
    auto program = std::get<std::shared_ptr<const cel::Program>>(std::move(compiled));
    if (!options.decoder)
        options.decoder = std::make_shared<const EventDecoder>();
    EventPlan plan(*program, std::move(options.decoder));
    return CompiledExpression{std::move(program), std::move(plan)};
}

struct Evaluation
{
    Value value; // in the context
    bool decodeFailed = false;
};

Evaluation evaluate(const CompiledExpression &e, const EventView &event, EventContext &context)
{
    EventActivation activation(e.plan, event, context);
    const Value value = e.program->evaluate(activation, context.scratch);
    return {value, value.isError() && activation.decodeFailed()};
}

bool ruledOut(const Prefilter &prefilter, const EventDecoder &decoder, const EventView &event, EventContext &context)
{
    if (prefilter.empty() || !event.hasValue)
        return false;
    Prefilter::Trial &trial = context.trialOf(&prefilter);
    if (!trial.wanted(&prefilter))
        return false;
    const bool out = prefilter.rulesOut(event, decoder);
    trial.saw(out);
    return out;
}

std::optional<bool> answerQuickly(const QuickTest &quick, const EventPlan &plan, const EventView &event,
                                  EventContext &context)
{
    if (!event.hasValue || !plan.decoder().mayBeJson(event))
        return {};
    JsonIndex &index = context.nextIndex();
    if (!index.read(event.value) || !plan.valuePaths().find(index, context.found))
        return {};
    return quick.run(index, context.found, context.scratch);
}

// Cut between characters.
void limitText(std::string &text, std::size_t limit)
{
    if (text.size() <= limit)
        return;
    while (limit > 0 && (text[limit] & 0xc0) == 0x80)
        --limit;
    text.resize(limit);
}

} // namespace

std::vector<cel::Declaration> eventDeclarations()
{
    std::vector<cel::Declaration> names(EventNameCount);
    const auto set = [&](EventName name, const char *text, std::optional<cel::Kind> kind, bool structured = false) {
        names[std::size_t(name)] = {text, structured, kind, {}};
    };
    set(EventName::Key, "key", std::nullopt);
    set(EventName::Value, "value", std::nullopt, true);
    set(EventName::Headers, "headers", cel::Kind::Map, true);
    set(EventName::Type, "type", std::nullopt);
    set(EventName::Id, "id", std::nullopt);
    set(EventName::Time, "time", cel::Kind::Timestamp);
    set(EventName::Channel, "channel", cel::Kind::String);
    set(EventName::Partition, "partition", cel::Kind::Int);
    set(EventName::Offset, "offset", cel::Kind::Int);
    set(EventName::Failure, "failure", cel::Kind::Map, true);
    names[std::size_t(EventName::Failure)].fields = failureFields();
    set(EventName::Size, "size", cel::Kind::Int);
    set(EventName::Envelope, "envelope", cel::Kind::Map, true);
    return names;
}

const char *failureStageName(EventFailure::Stage stage)
{
    return stage == EventFailure::Stage::Decode ? "decode" : "evaluate";
}

struct EventFilter::Impl
{
    std::string text;
    CompiledExpression expression;
    Prefilter prefilter;
    std::optional<QuickTest> quick;
    mutable std::atomic<quint64> decodeFailures = 0;
};

EventFilter::EventFilter(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
EventFilter::~EventFilter() = default;

Result<std::shared_ptr<const EventFilter>> EventFilter::compile(std::string_view expression, FilterOptions options)
{
    auto compiled = compileExpression(expression, std::move(options));
    if (!compiled)
        return compiled.error();
    const auto kind = compiled->program->resultKind();
    if (kind && *kind != cel::Kind::Bool)
        return badExpression(u"a filter must be true or false, this is of type %1"_s.arg(textOf(cel::typeName(*kind))),
                             1);
    Prefilter prefilter(*compiled->program, {int(EventName::Value), int(EventName::Type), int(EventName::Id)});
    auto quick = QuickTest::of(*compiled->program, compiled->plan);
    std::unique_ptr<Impl> impl(
        new Impl{std::string(expression), std::move(*compiled), std::move(prefilter), std::move(quick)});
    return std::shared_ptr<const EventFilter>(new EventFilter(std::move(impl)));
}

EventMatcher::Verdict EventFilter::matches(const EventView &event) const
{
    EventContext &context = EventContext::fresh();
    if (ruledOut(m_impl->prefilter, m_impl->expression.plan.decoder(), event, context))
        return Verdict::NoMatch;
    if (m_impl->quick) {
        if (const auto known = answerQuickly(*m_impl->quick, m_impl->expression.plan, event, context))
            return *known ? Verdict::Match : Verdict::NoMatch;
    }
    const Evaluation e = evaluate(m_impl->expression, event, context);
    if (e.value.kind == cel::Kind::Bool)
        return e.value.boolean ? Verdict::Match : Verdict::NoMatch;
    if (e.value.isError() && e.value.fault == Fault::MissingField)
        return Verdict::NoMatch;
    if (e.decodeFailed)
        m_impl->decodeFailures.fetch_add(1, std::memory_order_relaxed);
    return Verdict::Failed;
}

std::optional<EventFailure> EventFilter::explain(const EventView &event) const
{
    const Evaluation e = evaluate(m_impl->expression, event, EventContext::fresh());
    if (e.value.kind == cel::Kind::Bool || (e.value.isError() && e.value.fault == Fault::MissingField))
        return {};
    if (!e.value.isError())
        return EventFailure{EventFailure::Stage::Evaluate, u"a filter must be true or false, this is of type %1"_s.arg(
                                                               textOf(cel::typeName(e.value.kind)))};
    return EventFailure{e.decodeFailed ? EventFailure::Stage::Decode : EventFailure::Stage::Evaluate,
                        textOf(e.value.view())};
}

quint64 EventFilter::decodeFailures() const { return m_impl->decodeFailures.load(std::memory_order_relaxed); }

const std::string &EventFilter::text() const { return m_impl->text; }

struct EventExpression::Impl
{
    CompiledExpression expression;
};

EventExpression::EventExpression(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
EventExpression::~EventExpression() = default;

Result<std::shared_ptr<const EventExpression>> EventExpression::compile(std::string_view expression,
                                                                        FilterOptions options)
{
    auto compiled = compileExpression(expression, std::move(options));
    if (!compiled)
        return compiled.error();
    std::unique_ptr<Impl> impl(new Impl{std::move(*compiled)});
    return std::shared_ptr<const EventExpression>(new EventExpression(std::move(impl)));
}

std::optional<std::string> EventExpression::text(const EventView &event, std::size_t limit) const
{
    EventContext &context = EventContext::fresh();
    const Evaluation e = evaluate(m_impl->expression, event, context);
    std::string text;
    if (e.value.isError() || (!appendValueText(text, e.value, context.scratch, limit) && text.size() <= limit))
        return {};
    limitText(text, limit);
    return text;
}

Result<std::string> EventExpression::json(const EventView &event) const
{
    EvaluationBudget budget;
    return json(event, budget);
}

Result<std::string> EventExpression::json(const EventView &event, EvaluationBudget &budget) const
{
    EventContext &context = EventContext::fresh();
    const quint64 all = context.scratch.limits().steps;
    const quint64 spent = all - std::min(all, budget.steps);
    context.scratch.step(spent);
    const Evaluation e = evaluate(m_impl->expression, event, context);
    std::string text;
    const bool written = !e.value.isError() && appendValueJson(text, e.value, context.scratch, budget.bytes);
    budget.steps -= std::min(budget.steps, context.scratch.steps() - spent);
    if (e.value.isError())
        return makeError(ErrorCode::Evaluation, {textOf(e.value.view())});
    if (e.value.kind == cel::Kind::Double && !std::isfinite(e.value.real))
        return makeError(ErrorCode::Evaluation, {u"%1 is no number of JSON"_s.arg(QString::fromStdString(text))});
    if (!written)
        return makeError(ErrorCode::Evaluation,
                         {text.size() > budget.bytes ? u"the value is larger than %1 bytes"_s.arg(budget.bytes)
                                                     : u"the value is too large or nested too deep"_s});
    return text;
}

void EventExpression::sortKey(const EventView &event, std::string &key, std::size_t limit) const
{
    key.clear();
    EventContext &context = EventContext::fresh();
    const Evaluation e = evaluate(m_impl->expression, event, context);
    appendSortKey(key, e.value, limit, context.scratch);
}

} // namespace flowbench
