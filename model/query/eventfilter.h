// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"
#include "model/live/sink.h"
#include "model/query/cel/program.h"

#include <memory>
#include <optional>
#include <string>

namespace flowbench {

class EventDecoder;

// The names of expressions over events (the command line's page): key (on RabbitMQ the routing key), value (decoded),
// headers, type, id, time, channel, partition, offset, failure, size, envelope.
std::vector<cel::Declaration> eventDeclarations();

// Why an event neither matched nor did not.
struct EventFailure
{
    enum class Stage : quint8 { Evaluate, Decode } stage = Stage::Evaluate;
    QString message;
};
const char *failureStageName(EventFailure::Stage stage); // "evaluate", "decode"

struct FilterOptions
{
    // Null: bodies are JSON (compressed or not), MsgPack, CBOR or text by their looks; no registry is asked.
    std::shared_ptr<const EventDecoder> decoder;
};

// An expression as a filter. Compiled once; matches() may be called from several threads at once and allocates nothing
// on the common path. A field that is not there is no match; an evaluation that fails is Failed, and explain() says
// why.
class EventFilter final : public EventMatcher
{
public:
    // BadExpression (args: what, column): a mistake, or an expression that is known not to be a bool.
    static Result<std::shared_ptr<const EventFilter>> compile(std::string_view expression, FilterOptions options = {});
    ~EventFilter() override;

    Verdict matches(const EventView &event) const override;
    // Of an event that Failed: evaluated anew. Nothing where it does not fail.
    std::optional<EventFailure> explain(const EventView &event) const;
    // Of those that Failed so far, the ones whose body could not be decoded.
    quint64 decodeFailures() const;
    const std::string &text() const;

private:
    struct Impl;
    explicit EventFilter(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

// What evaluations on one event may cost together, where there are several. Each takes its part.
struct EvaluationBudget
{
    quint64 steps = 20'000'000;
    std::size_t bytes = std::size_t(64) << 20; // of each one's JSON
};

// An expression as a value to be shown: a column from content ("value.data.total"), a projection of the command line.
class EventExpression
{
public:
    static Result<std::shared_ptr<const EventExpression>> compile(std::string_view expression,
                                                                  FilterOptions options = {});
    ~EventExpression();

    // As text: a string itself, numbers in shortest form, times as ISO 8601, lists and maps as JSON, bytes as base64.
    // Nothing where a field is missing or the evaluation failed. At most `limit` bytes.
    std::optional<std::string> text(const EventView &event, std::size_t limit = 64 * 1024) const;
    // As JSON, whole: for --json and recipes. An Error (Evaluation) where it fails, also for want of budget.
    Result<std::string> json(const EventView &event) const;
    Result<std::string> json(const EventView &event, EvaluationBudget &budget) const;
    // What sorting compares: numbers before text, nothing last. Writes a key that memcmp orders into `key` (cleared).
    void sortKey(const EventView &event, std::string &key, std::size_t limit = 64) const;

private:
    struct Impl;
    explicit EventExpression(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace flowbench
