// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "tests/support/fakeconnector.h"

#include <memory>
#include <string>
#include <vector>

// Dead letters as the look's pictures show them: of an order queue, for four reasons.
namespace flowbench::deadshop {

inline void death(Event &e, const std::string &reason, int count, qint64 timeMs)
{
    FieldView f;
    f.type = FieldType::Array;
    f.name = "x-death";
    const std::string json = R"([{"count":)" + std::to_string(count) + R"(,"reason":")" + reason +
                             R"(","queue":"orders","exchange":"events","routing-keys":["order.placed"],"time":)" +
                             std::to_string(timeMs / 1000) + "}]";
    f.value = json;
    e.addField(f);
}

inline void failed(Event &e, const std::string &exception, const std::string &message)
{
    e.addHeader("x-original-exchange", "events");
    e.addHeader("x-original-routingKey", "order.placed");
    e.addHeader("x-exception-message", message);
    e.addHeader("x-exception-stacktrace", "com.shop." + exception + ": " + message +
                                              "\n\tat com.shop.Billing.charge(Billing.java:88)"
                                              "\n\tat com.shop.OrderListener.on(OrderListener.java:41)\n");
}

// Number i of a queue of dead letters that died from `startMs` on, two seconds apart.
inline Event letter(int i, qint64 startMs)
{
    Event e;
    e.channel = "queue:orders.dlq";
    e.offset = i;
    e.key = "order.placed";
    const std::string id = "7f3c-" + std::to_string(1000 + i);
    e.value = R"({"id":")" + id + R"(","type":"order.placed","data":{"order":)" + std::to_string(20981 + i) +
              R"(,"total":)" + std::to_string(i % 400) + R"(.50},"metadata":{"correlationId":"c-)" +
              std::to_string(i / 4) + R"("}})";
    FieldView mid;
    mid.place = FieldPlace::Property;
    mid.name = "message_id";
    mid.value = id;
    e.addField(mid);
    const qint64 died = startMs + qint64(i) * 2000;
    const int kind = i % 16;
    if (kind < 10)
        failed(e, "PaymentDeclined", "card_declined for order " + std::to_string(20981 + i));
    else if (kind < 14)
        failed(e, "SchemaError", "/data/currency: required");
    else if (kind < 15)
        failed(e, "TimeoutException", "inventory did not answer in 5000 ms");
    death(e, kind == 15 ? "expired" : "rejected", 1 + i % 4, died);
    return e;
}

inline std::vector<Event> letters(int count, qint64 startMs)
{
    std::vector<Event> all;
    all.reserve(std::size_t(count));
    for (int i = 0; i < count; ++i)
        all.push_back(letter(i, startMs));
    return all;
}

inline std::shared_ptr<fake::Broker> broker(std::vector<Event> held)
{
    auto broker = std::make_shared<fake::Broker>();
    ChannelInfo dead;
    dead.name = QStringLiteral("queue:orders.dlq");
    dead.kind = ChannelKind::Queue;
    dead.depth = qint64(held.size());
    dead.unacked = 0;
    dead.deadLetter = true;
    broker->channels = {dead};
    broker->effects.changesNothing = false;
    broker->effects.marksRedelivered = true;
    broker->effects.depth = qint64(held.size());
    broker->held = std::move(held);
    return broker;
}

} // namespace flowbench::deadshop
