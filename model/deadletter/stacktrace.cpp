// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/deadletter/stacktrace.h"

#include <algorithm>
#include <array>

namespace flowbench {

namespace {

constexpr std::array<std::string_view, 20> Wrappers = {"ListenerExecutionFailedException",
                                                       "MessageHandlingException",
                                                       "MessagingException",
                                                       "MessageDeliveryException",
                                                       "MessageTransformationException",
                                                       "CompletionException",
                                                       "ExecutionException",
                                                       "InvocationTargetException",
                                                       "UndeclaredThrowableException",
                                                       "AggregateException",
                                                       "TargetInvocationException",
                                                       "StreamsException",
                                                       "RetryListenerException",
                                                       "TimestampedException",
                                                       "KafkaBackoffException",
                                                       "ExhaustedRetryException",
                                                       "NestedRuntimeException",
                                                       "CompositeException",
                                                       "ConsumerException",
                                                       "SubscriberExecutionFailedException"};

constexpr std::array<std::string_view, 9> Generic = {"Error",   "Exception",       "RuntimeException",     "Throwable",
                                                     "Failure", "SystemException", "ApplicationException", "Fault",
                                                     "Object"};

// Code that is no application's.
constexpr std::array<std::string_view, 32> FrameworkPrefixes = {
    "java.",      "javax.",     "jakarta.",     "jdk.",        "sun.",          "com.sun.",    "kotlin.",
    "kotlinx.",   "scala.",     "groovy.",      "org.spring",  "org.apache.",   "io.smallrye", "io.quarkus.",
    "io.vertx.",  "io.netty.",  "io.micronaut", "reactor.",    "com.rabbitmq.", "org.hiber",   "com.fasterxml.",
    "com.zaxxer", "System.",    "Microsoft.",   "NServiceBus", "MassTransit.",  "Rebus.",      "DotNetCore.",
    "RabbitMQ.",  "Confluent.", "Newtonsoft.",  "<anonymous>"};

// Parts of a file's path that are no application's.
constexpr std::array<std::string_view, 6> FrameworkPaths = {"node_modules/",  "node:",     "site-packages/",
                                                            "dist-packages/", "/usr/lib/", "<frozen"};

std::string_view simpleName(std::string_view name)
{
    const std::size_t at = name.find_last_of(".$/:\\");
    return at == std::string_view::npos ? name : name.substr(at + 1);
}

bool isNameChar(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '$' || c == '`' || c == '+' || static_cast<unsigned char>(c) >= 0x80;
}

// A class at the beginning of `line`: "com.shop.NoStock: only 3", "ValueError", "System.Exception (0x8000): x".
std::string_view classAt(std::string_view line)
{
    constexpr std::size_t Longest = 300;
    std::size_t end = 0;
    while (end < line.size() && end < Longest && isNameChar(line[end]))
        ++end;
    const bool ends = end == line.size() || line[end] == ':' || line[end] == '\r' || line[end] == '\n' ||
                      line.substr(end, 2) == " (" || line.substr(end, 4) == " at ";
    return end > 1 && ends && !(line[0] >= '0' && line[0] <= '9') && line[0] != '.' ? line.substr(0, end)
                                                                                    : std::string_view();
}

std::string_view trimmedLeft(std::string_view s)
{
    const std::size_t at = s.find_first_not_of(" \t");
    return at == std::string_view::npos ? std::string_view() : s.substr(at);
}

// "at com.shop.A.b(A.java:1)", "at Shop.A.B(String x) in /src/A.cs:line 4", "at handle (/app/x.js:3:4)",
// "at async A.b (...)", "at app//com.shop.A.b(...)": the function, and the whole to tell whose it is.
struct Frame
{
    std::string_view function, whole;
};

Frame frameAfterAt(std::string_view text)
{
    constexpr std::size_t LongestLine = 2000;
    text = text.substr(0, LongestLine);
    const std::string_view line = text.substr(0, text.find('\n'));
    std::string_view rest = line;
    for (const std::string_view word : {std::string_view("async "), std::string_view("new ")}) {
        if (rest.starts_with(word))
            rest.remove_prefix(word.size());
    }
    const std::size_t open = rest.find('(');
    std::string_view function = rest.substr(0, open);
    if (open == std::string_view::npos && (rest.find('/') == std::string_view::npos))
        return {}; // neither arguments nor a path
    while (!function.empty() && function.back() == ' ')
        function.remove_suffix(1);
    if (const std::size_t module = function.rfind('/');
        module != std::string_view::npos && open != std::string_view::npos)
        function.remove_prefix(module + 1); // java.base/java.util...
    if (function.find(' ') != std::string_view::npos && open != std::string_view::npos)
        return {}; // prose with brackets
    return {function, line};
}

bool ofFramework(const Frame &f)
{
    return std::any_of(FrameworkPrefixes.begin(), FrameworkPrefixes.end(),
                       [&](std::string_view p) { return f.function.starts_with(p); }) ||
           std::any_of(FrameworkPaths.begin(), FrameworkPaths.end(),
                       [&](std::string_view p) { return f.whole.find(p) != std::string_view::npos; });
}

// The first frame of the application in a section of "at" frames.
std::string_view firstFrame(std::string_view section)
{
    constexpr int MostCandidates = 500; // the text may be anybody's
    std::string_view fallback;
    int candidates = 0;
    for (std::size_t at = 0; candidates < MostCandidates && (at = section.find("at ", at)) != std::string_view::npos;
         at += 3) {
        const bool starts = at == 0 || section[at - 1] == ' ' || section[at - 1] == '\t' || section[at - 1] == '\n';
        if (!starts)
            continue;
        ++candidates;
        const Frame f = frameAfterAt(section.substr(at + 3));
        if (f.function.empty())
            continue;
        if (!ofFramework(f))
            return f.function;
        if (fallback.empty())
            fallback = f.function;
    }
    return fallback;
}

// Python's: the innermost call stands last.
StackTrace readTraceback(std::string_view stack)
{
    StackTrace t;
    std::string_view application, any;
    for (std::size_t at = 0; at < stack.size();) {
        std::size_t end = stack.find('\n', at);
        end = end == std::string_view::npos ? stack.size() : end;
        const std::string_view line = stack.substr(at, end - at), text = trimmedLeft(line);
        if (text.starts_with("File \"")) {
            const std::size_t in = text.rfind(", in ");
            any = in == std::string_view::npos ? text : text.substr(in + 5);
            if (!ofFramework({any, text}))
                application = any;
        } else if (text.size() == line.size()) {
            if (const std::string_view name = classAt(line); !name.empty() && line.find("Traceback") != 0)
                t.exception = name;
        }
        at = end + 1;
    }
    t.rootCause = t.exception;
    t.frame = application.empty() ? any : application;
    return t;
}

// Where the innermost cause begins, at its class.
std::size_t innermostCause(std::string_view stack)
{
    std::size_t found = std::string_view::npos;
    for (const std::string_view mark : {std::string_view("\nCaused by: "), std::string_view("---> ")}) {
        std::size_t at = stack.rfind(mark);
        // The last one may stand in text; the one before it counts then.
        for (int tries = 0; at != std::string_view::npos && tries < 8; ++tries) {
            std::size_t begin = at + mark.size();
            if (stack.substr(begin).starts_with("(Inner Exception #"))
                begin = std::min(stack.find(") ", begin), stack.size() - 2) + 2;
            if (!classAt(stack.substr(begin)).empty()) {
                found = found == std::string_view::npos ? begin : std::max(found, begin);
                break;
            }
            at = at == 0 ? std::string_view::npos : stack.rfind(mark, at - 1);
        }
    }
    return found;
}

} // namespace

StackTrace readStackTrace(std::string_view stack, std::string_view message)
{
    if (stack.find("Traceback (most recent call last)") != std::string_view::npos)
        return readTraceback(stack);
    StackTrace t;
    std::string_view head = trimmedLeft(stack);
    t.exception = classAt(head);
    const std::size_t cause = innermostCause(stack);
    std::string_view section = cause == std::string_view::npos ? head : stack.substr(cause);
    t.rootCause = cause == std::string_view::npos ? t.exception : classAt(section);
    // The text behind the class is not looked at for frames.
    section.remove_prefix(std::min(section.size(), t.rootCause.size()));
    if (section.starts_with(": "))
        section.remove_prefix(2);
    if (!message.empty() && section.starts_with(message))
        section.remove_prefix(message.size());
    t.frame = firstFrame(section);
    return t;
}

bool isWrapperException(std::string_view className)
{
    return std::find(Wrappers.begin(), Wrappers.end(), simpleName(className)) != Wrappers.end();
}

bool isGenericException(std::string_view className)
{
    return std::find(Generic.begin(), Generic.end(), simpleName(className)) != Generic.end();
}

} // namespace flowbench
