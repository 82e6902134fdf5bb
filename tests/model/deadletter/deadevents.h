// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"

#include <string>
#include <string_view>

// Dead letters as brokers and frameworks were seen to write them.
namespace flowbench::tests {

inline Event eventWith(std::string body = {})
{
    Event e;
    e.channel = "dead";
    e.value = std::move(body);
    return e;
}

inline void addTyped(Event &e, std::string_view name, FieldType type, std::string_view json)
{
    FieldView f;
    f.name = name;
    f.type = type;
    f.value = json;
    e.addField(f);
}

inline void addProperty(Event &e, std::string_view name, std::string_view value)
{
    FieldView f;
    f.place = FieldPlace::Property;
    f.name = name;
    f.value = value;
    e.addField(f);
}

inline std::string bigEndian(quint64 n, int bytes)
{
    std::string s;
    for (int i = bytes - 1; i >= 0; --i)
        s.push_back(char(n >> (8 * i)));
    return s;
}

inline std::string orderBody(int i)
{
    return R"({"id":"e-)" + std::to_string(i) +
           R"(","type":"order.placed","timestamp":"2026-07-01T12:00:00Z","source":"shop","data":{"orderId":"o-)" +
           std::to_string(i) + R"("}})";
}

// RabbitMQ 3.10: the array and the flat x-first-death-*.
inline Event rejected(int i, std::string_view reason = "rejected", std::string_view queue = "orders")
{
    Event e = eventWith(orderBody(i));
    e.channel = "queue:orders.dlq";
    const std::string q(queue), r(reason);
    addTyped(e, "x-death", FieldType::Array,
             R"([{"count":1,"exchange":"events","queue":")" + q + R"(","reason":")" + r +
                 R"(","routing-keys":["order.placed"],"time":1782907200}])");
    e.addHeader("x-first-death-exchange", "events");
    e.addHeader("x-first-death-queue", q);
    e.addHeader("x-first-death-reason", r);
    addProperty(e, "message_id", "m-" + std::to_string(i));
    return e;
}

inline Event springKafka(int i)
{
    Event e = eventWith(orderBody(i));
    e.channel = "orders-dlt";
    e.partition = i % 3;
    e.offset = i;
    e.timeMs = 1782907300000 + i;
    e.timeKind = TimeKind::Create;
    const std::string text = "Listener method 'void com.shop.Orders.on(java.lang.String)' threw exception; Only " +
                             std::to_string(i) + " left";
    e.addHeader("kafka_dlt-original-topic", "orders");
    e.addHeader("kafka_dlt-original-partition", bigEndian(quint64(i % 3), 4));
    e.addHeader("kafka_dlt-original-offset", bigEndian(4711 + quint64(i), 8));
    e.addHeader("kafka_dlt-original-timestamp", bigEndian(1782907200000, 8));
    e.addHeader("kafka_dlt-original-timestamp-type", "CreateTime");
    e.addHeader("kafka_dlt-original-consumer-group", "shop");
    e.addHeader("kafka_dlt-exception-fqcn", "org.springframework.kafka.listener.ListenerExecutionFailedException");
    e.addHeader("kafka_dlt-exception-cause-fqcn", "com.shop.NoStockException");
    e.addHeader("kafka_dlt-exception-message", text);
    e.addHeader("kafka_dlt-exception-stacktrace",
                "org.springframework.kafka.listener.ListenerExecutionFailedException: " + text +
                    "\n\tat org.springframework.kafka.listener.KafkaMessageListenerContainer.run(K.java:2900)\n"
                    "Caused by: com.shop.NoStockException: Only " +
                    std::to_string(i) +
                    " left\n\tat java.base/java.util.Optional.orElseThrow(Optional.java:403)\n"
                    "\tat com.shop.Stock.take(Stock.java:17)\n"
                    "\tat com.shop.Orders.on(Orders.java:42)\n\t... 12 more\n");
    return e;
}

} // namespace flowbench::tests
