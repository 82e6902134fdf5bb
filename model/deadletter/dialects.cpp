// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/deadletter/dialects.h"

#include "model/deadletter/nametable.h"
#include "model/decode/headers.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace flowbench {

namespace {

using D = FailureDialect;
using S = FailureSlot;

struct Entry
{
    FailureDialect dialect;
    FailureSlot slot;
    std::string_view name;
    bool evidence = false; // an event with this header is a dead letter
    bool weak = false;     // counts only where nothing else fills the slot
};

constexpr Entry Entries[] = {
    {D::Spring, S::Channel, "kafka_dlt-original-topic", true},
    {D::Spring, S::Partition, "kafka_dlt-original-partition"},
    {D::Spring, S::Offset, "kafka_dlt-original-offset"},
    {D::Spring, S::Group, "kafka_dlt-original-consumer-group"},
    {D::Spring, S::Exception, "kafka_dlt-exception-fqcn", true},
    {D::Spring, S::Cause, "kafka_dlt-exception-cause-fqcn", true},
    {D::Spring, S::Message, "kafka_dlt-exception-message", true},
    {D::Spring, S::Stack, "kafka_dlt-exception-stacktrace", true},
    {D::Spring, S::Exception, "kafka_dlt-key-exception-fqcn", true, true},
    {D::Spring, S::Message, "kafka_dlt-key-exception-message", true, true},
    {D::Spring, S::Stack, "kafka_dlt-key-exception-stacktrace", true, true},
    {D::Spring, S::Attempts, "retry_topic-attempts"},

    {D::SpringRetry, S::Channel, "kafka_original-topic", true},
    {D::SpringRetry, S::Partition, "kafka_original-partition"},
    {D::SpringRetry, S::Offset, "kafka_original-offset"},
    {D::SpringRetry, S::Group, "kafka_dlt-original-consumer-group"},
    {D::SpringRetry, S::Group, "kafka_original-consumer-group", false, true},
    {D::SpringRetry, S::Exception, "kafka_exception-fqcn", true},
    {D::SpringRetry, S::Cause, "kafka_exception-cause-fqcn", true},
    {D::SpringRetry, S::Message, "kafka_exception-message", true},
    {D::SpringRetry, S::Stack, "kafka_exception-stacktrace", true},
    {D::SpringRetry, S::Attempts, "retry_topic-attempts"},

    {D::SpringStream, S::Channel, "x-original-topic"},
    {D::SpringStream, S::Partition, "x-original-partition"},
    {D::SpringStream, S::Offset, "x-original-offset"},
    {D::SpringStream, S::Exchange, "x-original-exchange"},
    {D::SpringStream, S::RoutingKey, "x-original-routingKey"},
    {D::SpringStream, S::Exception, "x-exception-fqcn", true},
    {D::SpringStream, S::Cause, "x-exception-cause-fqcn"},
    {D::SpringStream, S::Message, "x-exception-message"},
    {D::SpringStream, S::Stack, "x-exception-stacktrace"},

    {D::SpringAmqp, S::Exchange, "x-original-exchange"},
    {D::SpringAmqp, S::RoutingKey, "x-original-routingKey"},
    {D::SpringAmqp, S::Queue, "x-original-queue"},
    {D::SpringAmqp, S::Channel, "x-original-topic"},
    {D::SpringAmqp, S::Partition, "x-original-partition"},
    {D::SpringAmqp, S::Offset, "x-original-offset"},
    {D::SpringAmqp, S::Message, "x-exception-message", true},
    {D::SpringAmqp, S::Stack, "x-exception-stacktrace", true},
    {D::SpringAmqp, S::Attempts, "retry-count"},

    {D::Connect, S::Channel, "__connect.errors.topic", true},
    {D::Connect, S::Partition, "__connect.errors.partition"},
    {D::Connect, S::Offset, "__connect.errors.offset"},
    {D::Connect, S::Group, "__connect.errors.connector.name"},
    {D::Connect, S::Exception, "__connect.errors.exception.class.name", true},
    {D::Connect, S::Message, "__connect.errors.exception.message", true},
    {D::Connect, S::Stack, "__connect.errors.exception.stacktrace", true},

    {D::Streams, S::Channel, "__streams.errors.topic", true},
    {D::Streams, S::Partition, "__streams.errors.partition"},
    {D::Streams, S::Offset, "__streams.errors.offset"},
    {D::Streams, S::Exception, "__streams.errors.exception", true},
    {D::Streams, S::Message, "__streams.errors.message", true},
    {D::Streams, S::Stack, "__streams.errors.stacktrace", true},

    {D::ShareGroup, S::Channel, "__dlq.errors.topic", true},
    {D::ShareGroup, S::Partition, "__dlq.errors.partition"},
    {D::ShareGroup, S::Offset, "__dlq.errors.offset"},
    {D::ShareGroup, S::Group, "__dlq.errors.group"},
    {D::ShareGroup, S::Attempts, "__dlq.errors.delivery.count"},
    {D::ShareGroup, S::Message, "__dlq.errors.message", true},

    {D::SmallRye, S::Channel, "dead-letter-topic", true},
    {D::SmallRye, S::Partition, "dead-letter-partition"},
    {D::SmallRye, S::Offset, "dead-letter-offset"},
    {D::SmallRye, S::Exception, "dead-letter-exception-class-name", true},
    {D::SmallRye, S::Cause, "dead-letter-cause-class-name"},
    {D::SmallRye, S::CauseMessage, "dead-letter-cause"},
    {D::SmallRye, S::Message, "dead-letter-reason", true},

    {D::NServiceBus, S::Queue, "NServiceBus.FailedQ", true},
    {D::NServiceBus, S::Exception, "NServiceBus.ExceptionInfo.ExceptionType", true},
    {D::NServiceBus, S::Cause, "NServiceBus.ExceptionInfo.InnerExceptionType"},
    {D::NServiceBus, S::Message, "NServiceBus.ExceptionInfo.Message", true},
    {D::NServiceBus, S::Stack, "NServiceBus.ExceptionInfo.StackTrace"},
    {D::NServiceBus, S::Last, "NServiceBus.TimeOfFailure"},
    {D::NServiceBus, S::Attempts, "NServiceBus.Retries"},
    {D::NServiceBus, S::Attempts, "NServiceBus.DelayedRetries", false, true},

    {D::MassTransit, S::Address, "MT-Fault-InputAddress", true},
    {D::MassTransit, S::Reason, "MT-Reason", true},
    {D::MassTransit, S::Exception, "MT-Fault-ExceptionType", true},
    {D::MassTransit, S::Message, "MT-Fault-Message", true},
    {D::MassTransit, S::Stack, "MT-Fault-StackTrace"},
    {D::MassTransit, S::Group, "MT-Fault-ConsumerType"},
    {D::MassTransit, S::Last, "MT-Fault-Timestamp"},
    {D::MassTransit, S::Attempts, "MT-Fault-RetryCount"},
    {D::MassTransit, S::Attempts, "MT-Fault-RedeliveryCount", false, true},

    {D::Rebus, S::Queue, "rbs2-source-queue", true},
    {D::Rebus, S::Details, "rbs2-error-details", true},
    {D::Rebus, S::Attempts, "rbs2-delivery-count"},

    {D::Cap, S::Details, "cap-exception", true},
    {D::Cap, S::Group, "cap-msg-group"},
    {D::Cap, S::Channel, "cap-msg-name"},

    {D::Headers, S::Channel, "x-original-topic", true},
    {D::Headers, S::Queue, "x-original-queue", true},
    {D::Headers, S::Channel, "x-source-topic", true, true},
    {D::Headers, S::Queue, "x-source-queue", true, true},
    {D::Headers, S::Channel, "x-failed-topic", true, true},
    {D::Headers, S::Partition, "x-original-partition"},
    {D::Headers, S::Offset, "x-original-offset"},
    {D::Headers, S::Exchange, "x-original-exchange", true},
    {D::Headers, S::RoutingKey, "x-original-routingKey"},
    {D::Headers, S::RoutingKey, "x-original-routing-key", false, true},
    {D::Headers, S::Exception, "x-error-type"},
    {D::Headers, S::Exception, "x-error-class", false, true},
    {D::Headers, S::Message, "x-error-message", true},
    {D::Headers, S::Message, "x-error", true, true},
    {D::Headers, S::Message, "x-failure-message", true, true},
    {D::Headers, S::Stack, "x-error-stack"},
    {D::Headers, S::Stack, "x-error-stacktrace", false, true},
    {D::Headers, S::Reason, "x-failure-reason", true},
    {D::Headers, S::Reason, "x-error-reason", true, true},
    {D::Headers, S::Reason, "x-death-reason", true, true},
    {D::Headers, S::Attempts, "x-retry-count"},
    {D::Headers, S::Attempts, "x-retries", false, true},
    {D::Headers, S::Attempts, "x-attempts", false, true},
    {D::Headers, S::Attempts, "retry-count", false, true},
    {D::Headers, S::Last, "x-failed-at"},
    {D::Headers, S::Last, "x-failure-time", false, true},
    {D::Headers, S::Last, "x-error-timestamp", false, true},
};

bool ofBroker(std::string_view name)
{
    return name == "x-death" || name.starts_with("x-first-death-") || name.starts_with("x-last-death-");
}

// What the dialects know, by name.
struct Names
{
    NameTable table;
    std::vector<std::vector<const Entry *>> entries;
    std::vector<DialectMask> evidence;
};

Names makeNames()
{
    std::vector<std::string_view> all;
    for (const Entry &e : Entries) {
        if (std::ranges::find(all, e.name) == all.end())
            all.push_back(e.name);
    }
    Names names{NameTable(all), std::vector<std::vector<const Entry *>>(all.size()),
                std::vector<DialectMask>(all.size())};
    for (const Entry &e : Entries) {
        const auto at = std::size_t(names.table.find(e.name));
        names.entries[at].push_back(&e);
        if (e.evidence)
            names.evidence[at] |= maskOf(e.dialect);
    }
    return names;
}

const Names &names()
{
    static const Names made = makeNames();
    return made;
}

std::optional<qint64> decimal(std::string_view text)
{
    if (text.starts_with('+'))
        text.remove_prefix(1);
    qint64 n = 0;
    const auto [end, e] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (text.empty() || e != std::errc() || end != text.data() + text.size())
        return {};
    return n;
}

// "2026-07-01 12:00:00:123456 Z" as NServiceBus writes it.
std::optional<qint64> dotNetTime(const QString &text)
{
    if (text.size() < 19 || text[10] != u' ')
        return {};
    QDateTime t = QDateTime::fromString(text.left(19), QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    if (!t.isValid())
        return {};
    t.setTimeZone(QTimeZone::utc());
    const QString fraction = text.size() > 20 ? text.mid(20, 3) : QString();
    return t.toMSecsSinceEpoch() + (fraction.size() == 3 ? fraction.toInt() : 0);
}

} // namespace

DialectHeaders::DialectHeaders(const FieldList &fields)
{
    for (const FieldView &f : fields) {
        if (f.place != FieldPlace::Header)
            continue;
        if (ofBroker(f.name)) {
            m_dialects |= maskOf(D::XDeath);
            continue;
        }
        const int name = names().table.find(f.name);
        if (name < 0)
            continue;
        m_known.append({name, f});
        m_dialects |= names().evidence[std::size_t(name)];
    }
}

FailureSlots DialectHeaders::told(FailureDialect dialect) const
{
    FailureSlots strong{}, weak{};
    for (const Known &k : m_known) {
        if (k.field.null)
            continue;
        for (const Entry *e : names().entries[std::size_t(k.name)]) {
            if (e->dialect == dialect)
                (e->weak ? weak : strong)[std::size_t(e->slot)] = &k.field;
        }
    }
    for (std::size_t i = 0; i < strong.size(); ++i) {
        if (!strong[i])
            strong[i] = weak[i];
    }
    return strong;
}

std::string_view fieldText(const FieldView &f)
{
    if (f.type != FieldType::Bytes && f.value.size() >= 2 && f.value.front() == '"')
        return f.value.substr(1, f.value.size() - 2);
    return f.value;
}

std::optional<qint64> fieldNumber(const FieldView &f)
{
    const std::string_view text = fieldText(f);
    if (const auto n = decimal(text))
        return n;
    return f.type == FieldType::Bytes ? binaryHeaderNumber(f.name, f.value) : std::nullopt;
}

std::optional<qint64> timeOf(qint64 number)
{
    // No failure is from before 1973 as milliseconds, nor from after the year 5138 as seconds.
    constexpr qint64 MillisecondsFrom = 100'000'000'000, MicrosecondsFrom = 100'000'000'000'000;
    if (number <= 0)
        return {};
    if (number >= MicrosecondsFrom)
        return number / 1000 < MicrosecondsFrom ? std::optional(number / 1000) : std::nullopt;
    return number >= MillisecondsFrom ? number : number * 1000;
}

std::optional<qint64> timeOf(std::string_view text)
{
    if (const auto n = decimal(text))
        return timeOf(*n);
    constexpr std::size_t Longest = 64;
    if (text.size() < 10 || text.size() > Longest)
        return {};
    const QString s = QString::fromUtf8(text.data(), qsizetype(text.size()));
    if (const auto t = dotNetTime(s))
        return t;
    QDateTime t = QDateTime::fromString(s, Qt::ISODateWithMs);
    if (!t.isValid())
        return {};
    if (t.timeSpec() == Qt::LocalTime) // without a zone services mean UTC
        t.setTimeZone(QTimeZone::utc());
    return t.toMSecsSinceEpoch();
}

} // namespace flowbench
