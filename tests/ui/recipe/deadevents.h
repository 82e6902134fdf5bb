// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/deadset.h"
#include "tests/support/fakeconnector.h"

// Dead letters of a queue that a test fills.
namespace flowbench::dead {

inline Event event(int i, const std::string &body)
{
    Event e;
    e.channel = "queue:orders.dlq";
    e.value = body;
    const std::string id = "m-" + std::to_string(i);
    FieldView f;
    f.place = FieldPlace::Property;
    f.name = "message_id";
    f.value = id;
    e.addField(f);
    e.addHeader("x-attempt", std::to_string(i % 4));
    return e;
}

inline std::string order(int i, const std::string &currency)
{
    return R"({"id":"e)" + std::to_string(i) + R"(","type":"order.placed","version":"1.0","data":{"currency":)" +
           (currency.empty() ? "null" : '"' + currency + '"') + R"(,"total":)" + std::to_string(i) +
           R"(.10,"big":9223372036854775808,"tmp":{"x":[1, 2]},"items":[{"sku":"a/b"},{"sku":"c"}]}})";
}

inline std::shared_ptr<const DeadSet> set(std::vector<Event> events)
{
    const auto broker = std::make_shared<fake::Broker>();
    broker->held = std::move(events);
    fake::Connector connector(broker);
    ChannelAddress queue;
    queue.name = QStringLiteral("queue:orders.dlq");
    auto read = DeadSet::read(connector, queue, {}, Cancel{});
    return read ? read.value() : nullptr;
}

inline std::vector<std::size_t> all(const DeadSet &set)
{
    std::vector<std::size_t> numbers(set.size());
    for (std::size_t i = 0; i < numbers.size(); ++i)
        numbers[i] = i;
    return numbers;
}

} // namespace flowbench::dead
