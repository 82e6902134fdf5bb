// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <cstring>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbench {

// What the time of an event means (cli.md, time_kind).
enum class TimeKind : quint8 { None, Create, Append, Broker, Received };

// A header that is not bytes has an AMQP type, and its value is JSON text.
enum class FieldType : quint8 {
    Bytes,
    Boolean,
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Float,
    Double,
    Decimal,
    Timestamp,
    Array,
    Table,
    Void
};

// Where a field stands: among the event's headers, or among the broker's own (AMQP: exchange, routing_key, redelivered,
// and the message properties as the AMQP specification names them).
enum class FieldPlace : quint8 { Header, Delivery, Property };

// One entry of an event's ordered field list; name and value point into the event's memory.
struct FieldView
{
    FieldPlace place = FieldPlace::Header;
    FieldType type = FieldType::Bytes;
    bool null = false; // a Kafka header without a value
    std::string_view name;
    std::string_view value; // raw bytes, or JSON text when type is not Bytes
};

// The packed list of fields. Order and duplicates are kept. Iterate:  for (FieldView f : event.fields)
// Entry: u8 place, u8 type, u32 name length, u32 value length (0xffffffff: null), name, value. Little endian, no
// padding.
class FieldList
{
public:
    static constexpr quint32 NullLength = 0xffffffffu;
    static constexpr std::ptrdiff_t EntryHead = 10;

    FieldList() = default;
    explicit FieldList(std::string_view packed) : m_packed(packed) {}

    class Iterator
    {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = FieldView;
        using difference_type = std::ptrdiff_t;
        using pointer = const FieldView *;
        using reference = const FieldView &;

        Iterator(const char *at, const char *end) : m_at(at), m_end(end) { read(); }
        const FieldView &operator*() const { return m_field; }
        const FieldView *operator->() const { return &m_field; }
        Iterator &operator++()
        {
            m_at = m_next;
            read();
            return *this;
        }
        bool operator==(const Iterator &o) const { return m_at == o.m_at; }

    private:
        // Here, to be inlined: every header of every event is read.
        void read()
        {
            if (m_end - m_at < EntryHead) {
                m_at = m_end;
                return;
            }
            quint32 name = 0, length = 0;
            std::memcpy(&name, m_at + 2, sizeof name);
            std::memcpy(&length, m_at + 6, sizeof length);
            const quint32 value = length == NullLength ? 0 : length;
            if (quint64(m_end - m_at) < EntryHead + quint64(name) + value) {
                m_at = m_end;
                return;
            }
            m_field.place = FieldPlace(m_at[0]);
            m_field.type = FieldType(m_at[1]);
            m_field.null = length == NullLength;
            m_field.name = {m_at + EntryHead, name};
            m_field.value = {m_at + EntryHead + name, value};
            m_next = m_at + EntryHead + name + value;
        }
        const char *m_at;
        const char *m_next = nullptr;
        const char *m_end;
        FieldView m_field;
    };
    Iterator begin() const { return {m_packed.data(), m_packed.data() + m_packed.size()}; }
    Iterator end() const { return {m_packed.data() + m_packed.size(), m_packed.data() + m_packed.size()}; }
    bool empty() const { return m_packed.empty(); }
    std::string_view packed() const { return m_packed; }
    // Headers only, or those of one place.
    std::size_t count(FieldPlace place = FieldPlace::Header) const;
    // The last field of that name in that place (Kafka: the last one wins).
    std::optional<FieldView> find(FieldPlace place, std::string_view name) const;

private:
    std::string_view m_packed;
};

// Appends one field to a packed list.
void appendField(std::string &packed, const FieldView &field);

// An event where it lies: everything points into memory of somebody else (a chunk, a message of the broker's library).
// Valid only as long as that memory.
struct EventView
{
    static constexpr qint64 NoOffset = -1;

    std::string_view channel;    // as `channels` prints it: "orders", "queue:orders", "exchange:events"
    std::int32_t partition = -1; // -1: the broker has none
    qint64 offset = NoOffset;
    qint64 timeMs = 0; // Unix time in milliseconds; see timeKind
    TimeKind timeKind = TimeKind::None;
    bool hasKey = false;
    bool hasValue = false; // false: null value (tombstone)
    std::string_view key;  // on RabbitMQ the routing key
    std::string_view value;
    FieldList fields;

    std::size_t bytes() const { return key.size() + value.size() + fields.packed().size(); }
};

// The same, owning its bytes. For one event that a person looks at or publishes, not for traffic.
struct Event
{
    std::string channel;
    std::int32_t partition = -1;
    qint64 offset = EventView::NoOffset;
    qint64 timeMs = 0;
    TimeKind timeKind = TimeKind::None;
    std::optional<std::string> key;
    std::optional<std::string> value;
    std::string fields; // packed, see FieldList

    Event() = default;
    explicit Event(const EventView &view);
    EventView view() const;
    void addHeader(std::string_view name, std::optional<std::string_view> value);
    void addField(const FieldView &field) { appendField(fields, field); }
};

} // namespace flowbench
