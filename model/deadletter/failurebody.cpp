// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/deadletter/failurebody.h"

#include "model/deadletter/dialects.h"
#include "model/deadletter/stacktrace.h"

#include <array>
#include <simdjson.h>

namespace flowbench {

namespace {

namespace json = simdjson::ondemand;

enum class Part : quint8 {
    None,
    Queue,
    Topic,
    Channel,
    Partition,
    Offset,
    Exchange,
    RoutingKey,
    Original, // the event itself
    Error,
    Reason,
    Exception,
    Stack,
    FailedAt,
    Attempts,
    LastAt,
    FirstAt
};

struct Name
{
    std::string_view name; // lower case, without '_' and '-'
    Part part;
};

constexpr Name Names[] = {
    {"originalqueue", Part::Queue},
    {"sourcequeue", Part::Queue},
    {"failedqueue", Part::Queue},
    {"originqueue", Part::Queue},
    {"originaltopic", Part::Topic},
    {"sourcetopic", Part::Topic},
    {"failedtopic", Part::Topic},
    {"origintopic", Part::Topic},
    {"originalchannel", Part::Channel},
    {"originaldestination", Part::Channel},
    {"originalsubject", Part::Channel},
    {"originalpartition", Part::Partition},
    {"sourcepartition", Part::Partition},
    {"originaloffset", Part::Offset},
    {"sourceoffset", Part::Offset},
    {"originalexchange", Part::Exchange},
    {"sourceexchange", Part::Exchange},
    {"originalroutingkey", Part::RoutingKey},
    {"sourceroutingkey", Part::RoutingKey},
    {"originalmessage", Part::Original},
    {"originalevent", Part::Original},
    {"originalpayload", Part::Original},
    {"originalbody", Part::Original},
    {"originalvalue", Part::Original},
    {"originalrecord", Part::Original},
    {"originaldata", Part::Original},
    {"failedmessage", Part::Original},
    {"failedevent", Part::Original},
    {"failedpayload", Part::Original},
    {"error", Part::Error},
    {"errormessage", Part::Error},
    {"exception", Part::Error},
    {"exceptionmessage", Part::Error},
    {"lasterror", Part::Error},
    {"failuremessage", Part::Error},
    {"reason", Part::Reason},
    {"failurereason", Part::Reason},
    {"errorreason", Part::Reason},
    {"errorcode", Part::Reason},
    {"errortype", Part::Exception},
    {"errorclass", Part::Exception},
    {"errorname", Part::Exception},
    {"exceptiontype", Part::Exception},
    {"exceptionclass", Part::Exception},
    {"stack", Part::Stack},
    {"stacktrace", Part::Stack},
    {"errorstack", Part::Stack},
    {"errorstacktrace", Part::Stack},
    {"exceptionstacktrace", Part::Stack},
    {"failedat", Part::FailedAt},
    {"failuretime", Part::FailedAt},
    {"failuretimestamp", Part::FailedAt},
    {"erroredat", Part::FailedAt},
    {"deadletteredat", Part::FailedAt},
    {"firstfailedat", Part::FirstAt},
    {"lastfailedat", Part::LastAt},
    {"lastretryat", Part::LastAt},
    {"lastretriedat", Part::LastAt},
    {"lastattemptat", Part::LastAt},
    {"retrycount", Part::Attempts},
    {"retries", Part::Attempts},
    {"retryattempts", Part::Attempts},
    {"attempts", Part::Attempts},
    {"attemptcount", Part::Attempts},
    {"deliverycount", Part::Attempts},
    {"deliveryattempts", Part::Attempts},
};

constexpr std::size_t LongestName = 32;

Part partOf(std::string_view key)
{
    if (key.size() > LongestName || key.size() < 5)
        return Part::None;
    std::array<char, LongestName> folded;
    std::size_t n = 0;
    for (const char c : key) {
        if (c != '_' && c != '-')
            folded[n++] = c >= 'A' && c <= 'Z' ? char(c + 32) : c;
    }
    const std::string_view name(folded.data(), n);
    for (const Name &known : Names) {
        if (known.name == name)
            return known.part;
    }
    return Part::None;
}

// What was found, where it lies: nothing is copied before it is known to be a dead letter.
struct Found
{
    json::json_type type = json::json_type::null;
    std::string_view text;  // of a string
    std::string_view token; // of a number
};

struct Parts
{
    std::array<Found, 17> found;
    std::array<bool, 17> has{};
    std::string_view errorName, errorMessage, errorStack; // of an "error" that is an object

    std::string_view text(Part p) const { return found[std::size_t(p)].text; }
    bool any(std::initializer_list<Part> parts) const
    {
        for (const Part p : parts) {
            if (has[std::size_t(p)])
                return true;
        }
        return false;
    }
};

bool isScalarText(json::value &value, Found &f)
{
    if (f.type == json::json_type::string)
        return value.get_string().get(f.text) == simdjson::SUCCESS;
    if (f.type != json::json_type::number)
        return false;
    f.token = value.raw_json_token();
    while (!f.token.empty() && std::string_view(" \t\r\n").find(f.token.back()) != std::string_view::npos)
        f.token.remove_suffix(1);
    return true;
}

// {"name":"NoStock","message":"…","stack":"…"}
void readError(json::object object, Parts &parts)
{
    for (auto field : object) {
        std::string_view key, text;
        json::value value;
        if (field.unescaped_key().get(key) != simdjson::SUCCESS || field.value().get(value) != simdjson::SUCCESS)
            return;
        if (value.get_string().get(text) != simdjson::SUCCESS)
            continue;
        if (key == "name" || key == "type" || key == "class" || key == "className")
            parts.errorName = text;
        else if (key == "message" || key == "msg" || key == "description")
            parts.errorMessage = text;
        else if (key == "stack" || key == "stackTrace" || key == "stacktrace" || key == "trace")
            parts.errorStack = text;
    }
}

bool readParts(json::object object, Parts &parts)
{
    for (auto field : object) {
        std::string_view key;
        json::value value;
        if (field.unescaped_key().get(key) != simdjson::SUCCESS || field.value().get(value) != simdjson::SUCCESS)
            return false;
        const Part part = partOf(key);
        if (part == Part::None)
            continue;
        Found f;
        if (value.type().get(f.type) != simdjson::SUCCESS)
            return false;
        const std::size_t at = std::size_t(part);
        if (part == Part::Error && f.type == json::json_type::object) {
            json::object inner;
            if (value.get_object().get(inner) == simdjson::SUCCESS)
                readError(inner, parts);
            parts.has[at] = true;
        } else if (part == Part::Original) {
            parts.has[at] = parts.has[at] || f.type != json::json_type::null;
        } else if (isScalarText(value, f) && (!parts.has[at] || part != Part::Error)) {
            parts.found[at] = f;
            parts.has[at] = true;
        }
    }
    return true;
}

std::optional<qint64> numberOf(const Found &f)
{
    FieldView field;
    field.type = FieldType::Int64;
    field.value = f.token.empty() ? f.text : f.token;
    return fieldNumber(field);
}

std::optional<qint64> timeIn(const Parts &parts, Part p)
{
    const Found &f = parts.found[std::size_t(p)];
    return timeOf(f.token.empty() ? f.text : f.token);
}

void readOrigin(const Parts &parts, FailureOrigin &o)
{
    if (parts.has[std::size_t(Part::Queue)] && !parts.text(Part::Queue).empty())
        o.channel = "queue:" + std::string(parts.text(Part::Queue));
    else if (parts.has[std::size_t(Part::Topic)])
        o.channel = parts.text(Part::Topic);
    else
        o.channel = parts.text(Part::Channel);
    if (const auto p = numberOf(parts.found[std::size_t(Part::Partition)]); p && *p >= 0 && *p <= 0x7fffffff)
        o.partition = std::int32_t(*p);
    if (const auto n = numberOf(parts.found[std::size_t(Part::Offset)]); n && *n >= 0)
        o.offset = *n;
    if (parts.has[std::size_t(Part::Exchange)])
        o.exchange = std::string(parts.text(Part::Exchange));
    if (parts.has[std::size_t(Part::RoutingKey)])
        o.routingKeys.emplace_back(parts.text(Part::RoutingKey));
}

Failure failureOf(const Parts &parts)
{
    Failure f;
    f.dialect = FailureDialect::Json;
    readOrigin(parts, f.origin);
    f.message = parts.errorMessage.empty() ? parts.text(Part::Error) : parts.errorMessage;
    f.exception = parts.errorName.empty() ? parts.text(Part::Exception) : parts.errorName;
    f.stack = parts.errorStack.empty() ? parts.text(Part::Stack) : parts.errorStack;
    f.reason = parts.text(Part::Reason);
    if (f.reason.empty())
        f.reason = parts.found[std::size_t(Part::Reason)].token;
    const StackTrace t = readStackTrace(f.stack, f.message);
    if (f.exception.empty())
        f.exception = t.exception;
    if (!t.rootCause.empty() && t.rootCause != f.exception)
        f.cause = t.rootCause;
    if (f.reason.empty())
        f.reason = f.exception.empty() && f.stack.empty() ? "error" : "exception";
    f.attempts = numberOf(parts.found[std::size_t(Part::Attempts)]);
    if (f.attempts && *f.attempts < 0)
        f.attempts.reset();
    const auto failed = timeIn(parts, Part::FailedAt), firstAt = timeIn(parts, Part::FirstAt),
               lastAt = timeIn(parts, Part::LastAt);
    f.first = firstAt ? firstAt : failed;
    f.last = lastAt ? lastAt : failed;
    return f;
}

} // namespace

std::optional<Failure> failureOfBody(std::string_view body, std::size_t limit)
{
    const std::size_t start = body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (start == std::string_view::npos || body[start] != '{' || body.size() > limit)
        return {};
    thread_local json::parser parser;
    thread_local std::string padded;
    padded.assign(body.substr(start));
    const std::size_t size = padded.size();
    padded.append(simdjson::SIMDJSON_PADDING, '\0');
    json::document document;
    json::object object;
    Parts parts;
    std::optional<Failure> failure;
    if (parser.iterate(padded.data(), size, padded.size()).get(document) == simdjson::SUCCESS &&
        document.get_object().get(object) == simdjson::SUCCESS && readParts(object, parts)) {
        const bool origin = parts.any({Part::Queue, Part::Topic, Part::Channel, Part::Exchange, Part::Original});
        const bool failed = parts.any({Part::Error, Part::Reason, Part::Exception, Part::Stack, Part::FailedAt,
                                       Part::FirstAt, Part::LastAt, Part::Attempts});
        if (origin && failed)
            failure = failureOf(parts);
    }
    if (padded.capacity() > (1 << 20)) { // one large body must not stay for the thread's life
        std::string().swap(padded);
        parser = json::parser();
    }
    return failure;
}

} // namespace flowbench
