// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/deadletter/failure.h"

#include <QVarLengthArray>

#include <array>
#include <optional>
#include <string_view>

// The headers by which brokers, frameworks and services tell of a failure.
namespace flowbench {

// What a header of a dialect says.
enum class FailureSlot : quint8 {
    Queue,   // a RabbitMQ queue
    Channel, // a topic, or a name whose kind is not known
    Address, // a URL whose last segment is the queue
    Partition,
    Offset,
    Exchange,
    RoutingKey,
    Group,
    Exception,
    Cause, // class of the cause
    CauseMessage,
    Message,
    Stack,
    Details, // exception, message and stack in one text
    Reason,
    Attempts,
    First,
    Last,
    Count_
};

// What each slot says; null: nothing.
using FailureSlots = std::array<const FieldView *, std::size_t(FailureSlot::Count_)>;

// Bits of FailureDialect.
using DialectMask = quint32;
constexpr DialectMask maskOf(FailureDialect d) { return DialectMask(1) << unsigned(d); }

// Those headers of an event that a dialect knows. Points into the event's memory.
class DialectHeaders
{
public:
    explicit DialectHeaders(const FieldList &fields);
    // Which dialects the headers give evidence of; Json never.
    DialectMask dialects() const { return m_dialects; }
    // The headers of one dialect, as long as this lives. One that repeats counts as it stands last.
    FailureSlots told(FailureDialect dialect) const;

private:
    struct Known
    {
        int name; // which of the names
        FieldView field;
    };
    QVarLengthArray<Known, 24> m_known;
    DialectMask m_dialects = 0;
};

// Text of a header: bytes as they are, a typed string without its quotes, other typed values as JSON.
std::string_view fieldText(const FieldView &field);
// A whole number: text, a typed value, or bytes where a framework writes those under this name.
std::optional<qint64> fieldNumber(const FieldView &field);
// A time: ISO 8601, .NET's, or a number of seconds or milliseconds (people write both). Unix time in ms.
std::optional<qint64> timeOf(std::string_view text);
std::optional<qint64> timeOf(qint64 number);

} // namespace flowbench
