// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sandbox/message.h"

#include <algorithm>

namespace flowbench::sandbox {

namespace {

void addDelivery(std::string &packed, FieldType type, std::string_view name, std::string_view value)
{
    FieldView f;
    f.place = FieldPlace::Delivery;
    f.type = type;
    f.name = name;
    f.value = value;
    appendField(packed, f);
}

} // namespace

EventView viewOf(const Message &message, std::string_view channel, int partition, qint64 offset, std::string &storage,
                 bool redelivered)
{
    EventView v;
    v.channel = channel;
    v.partition = partition;
    v.offset = offset;
    v.timeMs = message.timeMs;
    v.timeKind = TimeKind::Append;
    v.hasKey = message.key.has_value();
    v.hasValue = message.value.has_value();
    if (message.key)
        v.key = *message.key;
    if (message.value)
        v.value = *message.value;
    if (!message.queued) {
        v.fields = FieldList(message.fields);
        return v;
    }
    storage = message.fields;
    addDelivery(storage, FieldType::Bytes, "exchange", message.exchange);
    addDelivery(storage, FieldType::Bytes, "routing_key", v.key);
    addDelivery(storage, FieldType::Boolean, "redelivered", redelivered ? "true" : "false");
    v.fields = FieldList(storage);
    return v;
}

qint64 Log::append(MessagePtr message)
{
    m_bytes += message->bytes();
    m_messages.push_back(std::move(message));
    while (m_messages.size() > 1 && (m_bytes > m_maxBytes || m_messages.size() > m_maxMessages)) {
        m_bytes -= m_messages.front()->bytes();
        m_messages.pop_front();
        ++m_low;
    }
    return high() - 1;
}

qint64 Log::atTime(qint64 timeMs) const
{
    // Times never go back within a log: the broker stamps them.
    const auto at = std::lower_bound(m_messages.begin(), m_messages.end(), timeMs,
                                     [](const MessagePtr &m, qint64 t) { return m->timeMs < t; });
    return m_low + (at - m_messages.begin());
}

} // namespace flowbench::sandbox
