// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/deadletter/failure.h"

#include "model/deadletter/dialects.h"
#include "model/deadletter/failurebody.h"
#include "model/deadletter/stacktrace.h"
#include "model/deadletter/xdeath.h"

#include <algorithm>

namespace flowbench {

namespace {

using D = FailureDialect;
using S = FailureSlot;

// Where an event has headers of several, the first of these tells most.
constexpr D Priority[] = {D::Spring,  D::SpringRetry, D::SpringStream, D::SpringAmqp,  D::Connect,
                          D::Streams, D::ShareGroup,  D::SmallRye,     D::NServiceBus, D::MassTransit,
                          D::Rebus,   D::Cap,         D::Headers};

std::string_view text(const FailureSlots &told, S slot)
{
    const FieldView *f = told[std::size_t(slot)];
    return f ? fieldText(*f) : std::string_view();
}

std::optional<qint64> number(const FailureSlots &told, S slot)
{
    const FieldView *f = told[std::size_t(slot)];
    return f ? fieldNumber(*f) : std::nullopt;
}

std::optional<qint64> time(const FailureSlots &told, S slot)
{
    const FieldView *f = told[std::size_t(slot)];
    return f ? timeOf(fieldText(*f)) : std::nullopt;
}

// "rabbitmq://host/vhost/orders?durable=true" names a queue.
std::string queueOfAddress(std::string_view address)
{
    address = address.substr(0, address.find('?'));
    const std::size_t at = address.find_last_of("/:");
    const std::string_view name = at == std::string_view::npos ? address : address.substr(at + 1);
    return name.empty() ? std::string() : "queue:" + std::string(name);
}

void readOrigin(const FailureSlots &told, FailureOrigin &o)
{
    if (const auto queue = text(told, S::Queue); !queue.empty())
        o.channel = "queue:" + std::string(queue);
    else if (const auto address = text(told, S::Address); !address.empty())
        o.channel = queueOfAddress(address);
    else
        o.channel = text(told, S::Channel);
    if (const auto p = number(told, S::Partition); p && *p >= 0 && *p <= 0x7fffffff)
        o.partition = std::int32_t(*p);
    if (const auto n = number(told, S::Offset); n && *n >= 0)
        o.offset = *n;
    if (told[std::size_t(S::Exchange)])
        o.exchange = std::string(text(told, S::Exchange));
    if (const auto key = text(told, S::RoutingKey); told[std::size_t(S::RoutingKey)])
        o.routingKeys.emplace_back(key);
    o.group = text(told, S::Group);
}

// Exception, message and stack in one text: "NoStock-->only 3 left" (CAP), or a trace behind a sentence (Rebus).
void readDetails(std::string_view details, Failure &f)
{
    if (const std::size_t arrow = details.find("-->"); arrow != std::string_view::npos && arrow > 0 && arrow < 300 &&
                                                       details.find('\n') > arrow && details[arrow - 1] != '-' &&
                                                       details.find(' ') > arrow) {
        f.exception = details.substr(0, arrow);
        f.message = details.substr(arrow + 3);
        return;
    }
    f.stack = details;
    // Rebus: "1 unhandled exceptions" and lines of "TIME: CLASS: message".
    std::string_view rest = details;
    for (int lines = 0; lines < 4 && !rest.empty(); ++lines) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        for (std::size_t at = 0; (at = line.find(": ", at)) != std::string_view::npos; at += 2) {
            const std::string_view tail = line.substr(at + 2);
            if (const StackTrace t = readStackTrace(tail.substr(0, 400), {});
                !t.exception.empty() && t.exception.find('.') != std::string_view::npos) {
                f.exception = t.exception;
                const std::string_view said = tail.substr(std::min(tail.size(), t.exception.size() + 2));
                f.message = said.substr(0, said.find("\r"));
                return;
            }
        }
        if (const StackTrace t = readStackTrace(line, {}); !t.exception.empty()) {
            f.exception = t.exception;
            f.message = line.substr(std::min(line.size(), t.exception.size() + 2));
            return;
        }
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    }
    f.message = details.substr(0, details.find('\n'));
}

// The exception that matters: not the framework's own around it.
void unwrap(std::string_view headerCause, Failure &f)
{
    const StackTrace t = readStackTrace(f.stack, f.message);
    if (f.exception.empty())
        f.exception = t.exception;
    std::string cause(headerCause);
    if (!t.rootCause.empty() && t.rootCause != f.exception && t.rootCause != t.exception)
        cause = t.rootCause;
    if (isWrapperException(f.exception)) {
        // The cause a header names is the one the application threw; below it may be others.
        std::string real(!headerCause.empty() && !isWrapperException(headerCause) ? std::string(headerCause) : cause);
        if (real.empty() && t.exception != f.exception)
            real = t.exception; // the trace is the cause's own
        if (!real.empty() && real != f.exception) {
            f.wrapper = std::exchange(f.exception, std::move(real));
        }
    }
    if (cause != f.exception && cause != f.wrapper && !isWrapperException(cause))
        f.cause = std::move(cause);
}

std::string reasonOf(D dialect, const FailureSlots &told, const Failure &f)
{
    if (const auto reason = text(told, S::Reason); !reason.empty())
        return std::string(reason);
    if (dialect == D::ShareGroup) { // the words that a queue uses
        if (f.message.find("rejected") != std::string::npos)
            return "rejected";
        if (f.message.find("delivery count") != std::string::npos)
            return "delivery_limit";
        return {};
    }
    if (!f.exception.empty() || !f.stack.empty())
        return "exception";
    return f.message.empty() ? std::string() : "error";
}

// The time of the record is when it died: these producers leave it to the client or the broker to say it.
bool stampedAtDeath(D dialect, const EventView &event)
{
    const bool fresh = dialect == D::Spring || dialect == D::SpringRetry || dialect == D::SmallRye;
    return event.timeKind == TimeKind::Append || (fresh && event.timeKind == TimeKind::Create);
}

Failure readHeaders(const EventView &event, const DialectHeaders &headers, D dialect)
{
    Failure f;
    f.dialect = dialect;
    const FailureSlots told = headers.told(dialect);
    readOrigin(told, f.origin);
    f.exception = text(told, S::Exception);
    f.message = text(told, S::Message);
    f.stack = text(told, S::Stack);
    if (const auto details = text(told, S::Details); !details.empty())
        readDetails(details, f);
    if (f.message.empty())
        f.message = text(told, S::CauseMessage);
    unwrap(text(told, S::Cause), f);
    f.attempts = number(told, S::Attempts);
    if (f.attempts && *f.attempts < 0)
        f.attempts.reset();
    f.first = time(told, S::First);
    f.last = time(told, S::Last);
    if (!f.last && stampedAtDeath(dialect, event))
        f.last = event.timeMs;
    f.reason = reasonOf(dialect, told, f);
    f.pointer = dialect == D::ShareGroup && !event.hasValue;
    return f;
}

// A framework knows the exception, the broker where and when: each fills what the other leaves out.
void fill(FailureOrigin &origin, FailureOrigin &&death)
{
    if (origin.channel.empty())
        origin.channel = std::move(death.channel);
    if (!origin.exchange) {
        origin.exchange = std::move(death.exchange);
        origin.routingKeys = std::move(death.routingKeys);
    }
}

void fill(Failure &f, Failure &&death)
{
    fill(f.origin, std::move(death.origin));
    if (f.reason.empty())
        f.reason = std::move(death.reason);
    if (!f.attempts)
        f.attempts = death.attempts;
    if (!f.first)
        f.first = death.first;
    if (!f.last)
        f.last = death.last;
}

std::optional<D> tellingMost(DialectMask mask)
{
    const auto *found =
        std::find_if(std::begin(Priority), std::end(Priority), [&](D d) { return (mask & maskOf(d)) != 0; });
    return found == std::end(Priority) ? std::nullopt : std::optional(*found);
}

void writeText(JsonWriter &out, std::string_view name, std::string_view text)
{
    if (text.empty())
        return;
    out.key(name);
    if (isUtf8(text))
        out.string(text);
    else
        out.string(QString::fromUtf8(text.data(), qsizetype(text.size())).toStdString());
}

void writeTime(JsonWriter &out, std::string_view name, const std::optional<qint64> &ms)
{
    if (!ms)
        return;
    std::string iso;
    appendIsoTime(iso, *ms);
    out.key(name).string(iso);
}

void writeOrigin(JsonWriter &out, const FailureOrigin &o)
{
    out.key("origin").beginObject();
    writeText(out, "channel", o.channel);
    if (o.partition)
        out.key("partition").integer(*o.partition);
    if (o.offset)
        out.key("offset").integer(*o.offset);
    if (o.exchange && o.exchange->empty())
        out.key("exchange").string("");
    else if (o.exchange)
        writeText(out, "exchange", *o.exchange);
    if (!o.routingKeys.empty()) {
        out.key("routing_keys").beginArray();
        for (const std::string &k : o.routingKeys)
            out.string(isUtf8(k) ? k : QString::fromUtf8(k.data(), qsizetype(k.size())).toStdString());
        out.endArray();
    }
    writeText(out, "group", o.group);
    out.endObject();
}

} // namespace

const char *failureDialectName(FailureDialect dialect)
{
    constexpr const char *Names[] = {"x-death",     "spring",  "spring-retry", "spring-stream", "spring-amqp",
                                     "connect",     "streams", "share-group",  "smallrye",      "nservicebus",
                                     "masstransit", "rebus",   "cap",          "headers",       "json"};
    return Names[std::size_t(dialect)];
}

std::optional<Failure> recogniseFailure(const EventView &event, std::size_t bodyLimit)
{
    const DialectHeaders headers(event.fields);
    const DialectMask mask = headers.dialects();
    if (mask == 0)
        return event.hasValue ? failureOfBody(event.value, bodyLimit) : std::nullopt;
    const auto dialect = tellingMost(mask);
    if (!dialect)
        return readXDeath(event.fields);
    Failure f = readHeaders(event, headers, *dialect);
    if (mask & maskOf(D::XDeath))
        fill(f, readXDeath(event.fields));
    return f;
}

std::optional<FailureOrigin> originOf(const EventView &event)
{
    const DialectHeaders headers(event.fields);
    const auto dialect = tellingMost(headers.dialects());
    if (!dialect) {
        auto failure = recogniseFailure(event);
        return failure ? std::optional(std::move(failure->origin)) : std::nullopt;
    }
    FailureOrigin origin;
    readOrigin(headers.told(*dialect), origin);
    if (headers.dialects() & maskOf(D::XDeath))
        fill(origin, readXDeath(event.fields).origin);
    return origin;
}

void writeFailureJson(JsonWriter &out, const Failure &f)
{
    out.beginObject();
    out.key("dialect").string(failureDialectName(f.dialect));
    writeOrigin(out, f.origin);
    writeText(out, "reason", f.reason);
    writeText(out, "exception", f.exception);
    writeText(out, "wrapper", f.wrapper);
    writeText(out, "cause", f.cause);
    writeText(out, "message", f.message);
    writeText(out, "stack", f.stack);
    if (f.attempts)
        out.key("attempts").integer(*f.attempts);
    writeTime(out, "first", f.first);
    writeTime(out, "last", f.last);
    if (f.pointer)
        out.key("pointer").boolean(true);
    out.endObject();
}

std::vector<std::vector<std::string>> failureFields()
{
    return {{"dialect"},
            {"origin"},
            {"origin", "channel"},
            {"origin", "partition"},
            {"origin", "offset"},
            {"origin", "exchange"},
            {"origin", "routing_keys"},
            {"origin", "group"},
            {"reason"},
            {"exception"},
            {"wrapper"},
            {"cause"},
            {"message"},
            {"stack"},
            {"attempts"},
            {"first"},
            {"last"},
            {"pointer"}};
}

std::string failureJson(const EventView &event)
{
    const auto failure = recogniseFailure(event);
    if (!failure)
        return {};
    JsonWriter out;
    writeFailureJson(out, *failure);
    return std::move(out.text());
}

} // namespace flowbench
