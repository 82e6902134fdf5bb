// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/sandbox/message.h"
#include "connectors/sandbox/random.h"

#include <string>
#include <vector>

namespace flowbench::sandbox {

struct OrderLine
{
    const char *sku;
    const char *name;
    int quantity = 1;
    int cents = 0;
};

enum class Flaw { None, TotalIsText, NoCustomer, QuantityIsText, NoOrderId };

// One customer's order: what all events of its way through the shop have in common.
struct Order
{
    std::string id, customer, correlation, trace, region;
    const char *country = "DE";
    const char *currency = "EUR";
    std::vector<OrderLine> lines;
    bool market = false;    // came through the marketplace: its events travel over exchanges
    Flaw flaw = Flaw::None; // a producer that broke the schema

    int totalCents() const;
};

Order makeOrder(Random &random, quint64 number);

// One thing that happened to an order.
struct Fact
{
    const char *type;
    std::string id;
    std::string causation; // id of the event that led here; empty for the first
    qint64 atMs = 0;
};

// The event of that fact, in the envelope of the team that sends it.
Message eventOf(const Order &order, const Fact &fact, Random &random);

// A dead letter as Spring Kafka writes it: the original's bytes and headers, and why it failed.
struct Failure
{
    const char *exception;
    const char *message;
    const char *group;
};
struct Origin
{
    std::string topic;
    int partition = 0;
    qint64 offset = 0, timeMs = 0;
};
Message springDeadLetter(const Message &original, const Origin &origin, const Failure &failure);

} // namespace flowbench::sandbox
