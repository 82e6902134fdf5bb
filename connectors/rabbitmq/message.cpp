// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/message.h"

#include <QDateTime>

#include <array>
#include <charconv>

namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
struct StringProperty
{
    const char *name;
    amqp_flags_t flag;
    amqp_bytes_t amqp_basic_properties_t::*member;
};
using P = amqp_basic_properties_t;
constexpr StringProperty Strings[] = {{"content_type", AMQP_BASIC_CONTENT_TYPE_FLAG, &P::content_type},
                                      {"content_encoding", AMQP_BASIC_CONTENT_ENCODING_FLAG, &P::content_encoding},
                                      {"correlation_id", AMQP_BASIC_CORRELATION_ID_FLAG, &P::correlation_id},
                                      {"reply_to", AMQP_BASIC_REPLY_TO_FLAG, &P::reply_to},
                                      {"expiration", AMQP_BASIC_EXPIRATION_FLAG, &P::expiration},
                                      {"message_id", AMQP_BASIC_MESSAGE_ID_FLAG, &P::message_id},
                                      {"type", AMQP_BASIC_TYPE_FLAG, &P::type},
                                      {"user_id", AMQP_BASIC_USER_ID_FLAG, &P::user_id},
                                      {"app_id", AMQP_BASIC_APP_ID_FLAG, &P::app_id},
                                      {"cluster_id", AMQP_BASIC_CLUSTER_ID_FLAG, &P::cluster_id}};

// Seconds are meant; amqplib's users write Date.now(). No event is from the year 5138.
constexpr std::uint64_t MillisecondsFrom = 100'000'000'000, MicrosecondsFrom = 100'000'000'000'000;
constexpr std::size_t MaxShortString = 255;

qint64 timestampMs(std::uint64_t t)
{
    if (t >= MicrosecondsFrom)
        return t / 1000 < MicrosecondsFrom ? qint64(t / 1000) : 0;
    return t >= MillisecondsFrom ? qint64(t) : qint64(t) * 1000;
}

void append(std::string &packed, FieldPlace place, std::string_view name, std::string_view value,
            FieldType type = FieldType::Bytes)
{
    FieldView f;
    f.place = place;
    f.type = type;
    f.name = name;
    f.value = value;
    appendField(packed, f);
}

QString quoted(std::string_view s) { return QString::fromUtf8(s.data(), qsizetype(s.size())).left(200); }

// Seconds, or an ISO date and time.
std::optional<std::uint64_t> parseTimestamp(std::string_view value)
{
    std::uint64_t number = 0;
    if (const auto [end, e] = std::from_chars(value.data(), value.data() + value.size(), number);
        e == std::errc() && end == value.data() + value.size())
        return number;
    const QDateTime t = QDateTime::fromString(quoted(value), Qt::ISODateWithMs);
    if (!t.isValid() || t.toSecsSinceEpoch() < 0)
        return {};
    return std::uint64_t(t.toSecsSinceEpoch());
}

bool setNumber(amqp_basic_properties_t &p, std::string_view name, std::string_view value)
{
    if (name == "timestamp") {
        const auto t = parseTimestamp(value);
        p.timestamp = t.value_or(0);
        p._flags |= AMQP_BASIC_TIMESTAMP_FLAG;
        return t.has_value();
    }
    const bool mode = name == "delivery_mode";
    if (!mode && name != "priority")
        return false;
    unsigned number = 0;
    const auto [end, e] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (e != std::errc() || end != value.data() + value.size() || number > 255)
        return false;
    (mode ? p.delivery_mode : p.priority) = std::uint8_t(number);
    p._flags |= mode ? AMQP_BASIC_DELIVERY_MODE_FLAG : AMQP_BASIC_PRIORITY_FLAG;
    return true;
}
} // namespace

EventView Incoming::view(std::string_view channelName, qint64 offset) const
{
    EventView v;
    v.channel = channelName;
    v.offset = offset;
    v.timeMs = timeMs;
    v.timeKind = timeKind;
    v.hasKey = true;
    v.hasValue = true;
    v.key = routingKey;
    v.value = body;
    v.fields = FieldList(fields);
    return v;
}

void readProperties(Incoming &m, const amqp_basic_properties_t &p)
{
    append(m.fields, FieldPlace::Delivery, "exchange", m.exchange);
    append(m.fields, FieldPlace::Delivery, "routing_key", m.routingKey);
    append(m.fields, FieldPlace::Delivery, "redelivered", m.redelivered ? "true" : "false", FieldType::Boolean);
    for (const StringProperty &s : Strings) {
        if (p._flags & s.flag)
            append(m.fields, FieldPlace::Property, s.name, rabbitmq::view(p.*s.member));
    }
    if (p._flags & AMQP_BASIC_DELIVERY_MODE_FLAG)
        append(m.fields, FieldPlace::Property, "delivery_mode", std::to_string(p.delivery_mode), FieldType::UInt8);
    if (p._flags & AMQP_BASIC_PRIORITY_FLAG)
        append(m.fields, FieldPlace::Property, "priority", std::to_string(p.priority), FieldType::UInt8);
    m.timeMs = QDateTime::currentMSecsSinceEpoch();
    m.timeKind = TimeKind::Received;
    if (p._flags & AMQP_BASIC_TIMESTAMP_FLAG) {
        append(m.fields, FieldPlace::Property, "timestamp", std::to_string(p.timestamp), FieldType::Timestamp);
        if (const qint64 ms = timestampMs(p.timestamp); ms > 0) {
            m.timeMs = ms;
            m.timeKind = TimeKind::Create;
        }
    }
    if (!(p._flags & AMQP_BASIC_HEADERS_FLAG))
        return;
    amqp_table_t table = p.headers;
    if (const auto *count = findEntry(table, "x-delivery-count"))
        m.deliveryCount = asInteger(*count);
    std::vector<amqp_table_entry_t> own;
    if (const auto *offset = findEntry(table, "x-stream-offset"); offset && asInteger(*offset)) {
        // The broker's coordinate, not a header of the event: a copy must not carry it.
        m.streamOffset = asInteger(*offset);
        for (int i = 0; i < table.num_entries; ++i) {
            if (&table.entries[i].value != offset)
                own.push_back(table.entries[i]);
        }
        table = {int(own.size()), own.data()};
    }
    appendHeaders(m.fields, table);
}

Result<amqp_basic_properties_t> writeProperties(TableBuilder &builder, const FieldList &fields)
{
    amqp_basic_properties_t p{};
    for (const FieldView &f : fields) {
        if (f.place != FieldPlace::Property || f.null)
            continue;
        const auto *known = std::find_if(std::begin(Strings), std::end(Strings),
                                         [&](const StringProperty &s) { return f.name == s.name; });
        if (known != std::end(Strings)) {
            if (f.value.size() > MaxShortString)
                return makeError(ErrorCode::TooLarge,
                                 {quoted(f.name), QString::number(f.value.size()), QString::number(MaxShortString)});
            p.*known->member = bytes(f.value);
            p._flags |= known->flag;
        } else if (!setNumber(p, f.name, f.value)) {
            return makeError(ErrorCode::BadArgument, {quoted(f.name), quoted(f.value)});
        }
    }
    auto headers = builder.headers(fields);
    if (!headers)
        return headers.error();
    if (headers->num_entries > 0) {
        p.headers = *headers;
        p._flags |= AMQP_BASIC_HEADERS_FLAG;
    }
    return p;
}

} // namespace flowbench::rabbitmq
