// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sandbox/shop.h"

#include <array>

namespace flowbench::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array Failures{
    Failure{"shop.payment.FraudCheckException", "fraud score 0.97 is above 0.9", "payment-service"},
    Failure{"java.net.SocketTimeoutException", "Read timed out", "payment-service"},
    Failure{"java.lang.IllegalStateException", "no price for this currency", "payment-service"},
    Failure{"org.springframework.dao.DuplicateKeyException", "duplicate key value violates \"payments_pkey\"",
            "payment-service"},
};
constexpr Failure Malformed{"com.fasterxml.jackson.databind.exc.MismatchedInputException",
                            "order does not match its schema", "payment-service"};
constexpr Failure StockTimeout{"java.net.SocketTimeoutException", "Read timed out", "inventory-service"};

void topic(Broker &broker, const QString &name, int partitions)
{
    ChannelSpec spec;
    spec.name = name;
    spec.partitions = partitions;
    (void)broker.declare(spec).ok();
}

void exchange(Broker &broker, const QString &name, const QString &type)
{
    ChannelSpec spec;
    spec.name = u"exchange:"_s + name;
    spec.exchangeType = type;
    (void)broker.declare(spec).ok();
}

void queue(Broker &broker, const QString &name, const QJsonObject &arguments)
{
    ChannelSpec spec;
    spec.name = u"queue:"_s + name;
    spec.arguments = arguments;
    (void)broker.declare(spec).ok();
}

void bind(Broker &broker, const QString &exchange, const QString &to, const QString &key,
          const QJsonObject &arguments = {})
{
    (void)broker.bind({u"exchange:"_s + exchange, to, key, arguments}).ok();
}

QJsonObject deadLetters(QJsonObject more = {})
{
    more[u"x-dead-letter-exchange"_s] = u"orders.dlx"_s;
    return more;
}

} // namespace

Shop::Shop(Broker &broker, quint64 seed) : m_broker(broker), m_seed(seed), m_random(seed * 0x100000001b3ull + 17) {}

void Shop::declareChannels()
{
    topic(m_broker, u"orders"_s, 3);
    topic(m_broker, u"payments"_s, 3);
    topic(m_broker, u"inventory"_s, 2);
    topic(m_broker, u"shipments"_s, 2);
    topic(m_broker, u"orders.DLT"_s, 3);

    exchange(m_broker, u"events"_s, u"topic"_s);
    exchange(m_broker, u"notifications"_s, u"fanout"_s);
    exchange(m_broker, u"regions"_s, u"headers"_s);
    exchange(m_broker, u"orders.dlx"_s, u"topic"_s);

    const QJsonObject kept{{u"x-max-length"_s, 5000}};
    queue(m_broker, u"orders"_s, deadLetters());
    queue(m_broker, u"orders.eu"_s, {{u"x-max-length"_s, 2000}});
    queue(m_broker, u"billing"_s, deadLetters({{u"x-queue-type"_s, u"quorum"_s}, {u"x-delivery-limit"_s, 3}}));
    queue(m_broker, u"stock"_s, {});
    queue(m_broker, u"mail"_s, deadLetters({{u"x-message-ttl"_s, 60000}}));
    queue(m_broker, u"push"_s, deadLetters({{u"x-max-length"_s, 25}}));
    for (const QString &name : {u"orders.dlq"_s, u"billing.dlq"_s, u"notifications.dlq"_s})
        queue(m_broker, name, kept);

    bind(m_broker, u"events"_s, u"queue:orders"_s, u"order.#"_s);
    bind(m_broker, u"events"_s, u"queue:billing"_s, u"payment.#"_s);
    bind(m_broker, u"events"_s, u"queue:stock"_s, u"inventory.#"_s);
    bind(m_broker, u"events"_s, u"exchange:regions"_s, u"order.placed"_s);
    bind(m_broker, u"regions"_s, u"queue:orders.eu"_s, u""_s, {{u"x-match"_s, u"all"_s}, {u"region"_s, u"eu"_s}});
    bind(m_broker, u"notifications"_s, u"queue:mail"_s, u""_s);
    bind(m_broker, u"notifications"_s, u"queue:push"_s, u""_s);
    bind(m_broker, u"orders.dlx"_s, u"queue:orders.dlq"_s, u"order.#"_s);
    bind(m_broker, u"orders.dlx"_s, u"queue:orders.dlq"_s, u"error.#"_s);
    bind(m_broker, u"orders.dlx"_s, u"queue:billing.dlq"_s, u"payment.#"_s);
    bind(m_broker, u"orders.dlx"_s, u"queue:notifications.dlq"_s, u"shipment.#"_s);

    hire(u"queue:orders"_s, 20, &Shop::acceptOrReject, 700, 120);
    hire(u"queue:orders.eu"_s, 20, &Shop::accept, 500, 60);
    hire(u"queue:billing"_s, 20, &Shop::acceptOrRequeue, 400, 90);
    hire(u"queue:stock"_s, 20, &Shop::acceptOrRepublish, 300, 30);
    hire(u"queue:mail"_s, 20, &Shop::accept, 1000, 600); // asleep for longer than its messages live
    hire(u"queue:push"_s, 20, &Shop::accept, 900, 500);  // or than its queue is long
}

void Shop::step()
{
    ++m_step;
    if (m_due.empty() || m_due.top().step > m_step) {
        placeOrder();
    } else {
        const Plan due = m_due.top();
        m_due.pop();
        run(due);
    }
    workQueues();
    moveGroups();
}

void Shop::placeOrder()
{
    Plan first;
    first.order = std::make_shared<const Order>(makeOrder(m_random, ++m_orders));
    run(first);
}

void Shop::plan(Stage stage, const Plan &after, const std::string &causation)
{
    Plan p;
    p.step = m_step + 2 + quint64(m_random.below(14));
    p.number = ++m_plans;
    p.stage = stage;
    p.order = after.order;
    p.causation = causation;
    m_due.push(std::move(p));
}

void Shop::run(const Plan &due)
{
    const Order &order = *due.order;
    if (due.stage == Stage::Dead) {
        const Failure &failure = order.flaw != Flaw::None ? Malformed
                                 : due.origin.topic == "payments"
                                     ? StockTimeout
                                     : Failures[std::size_t(m_random.below(int(Failures.size())))];
        (void)m_broker
            .publish(u"orders.DLT"_s, springDeadLetter(*due.original, due.origin, failure), due.origin.partition)
            .ok();
        return;
    }
    static constexpr std::array Types{"order.placed",       "payment.processed", "payment.failed", "inventory.reserved",
                                      "inventory.rejected", "shipment.created",  "shipment.mail",  "order.cancelled"};
    static const std::array Topics{u"orders"_s,    u"payments"_s,  u"payments"_s, u"inventory"_s,
                                   u"inventory"_s, u"shipments"_s, u""_s,         u"orders"_s};
    const auto stage = std::size_t(due.stage);
    const Fact fact{Types[stage], m_random.uuid(), due.causation, m_broker.contentMs()};
    const Message message = eventOf(order, fact, m_random);
    const QString channel = due.stage == Stage::Mailed ? u"exchange:notifications"_s
                            : order.market             ? u"exchange:events"_s
                                                       : Topics[stage];
    const auto placed = m_broker.publish(channel, message);
    if (!placed)
        return; // a person deleted the channel: this order's way ends
    const bool fails =
        !order.market && ((due.stage == Stage::Placed && (order.flaw != Flaw::None || m_random.chance(0.04))) ||
                          (due.stage == Stage::Paid && m_random.chance(0.02)));
    if (fails)
        planDead(due, message, *placed, channel);
    else
        planNext(due, fact.id);
}

void Shop::planNext(const Plan &done, const std::string &id)
{
    switch (done.stage) {
    case Stage::Placed:
        plan(m_random.chance(0.06) ? Stage::PaymentFailed : Stage::Paid, done, id);
        break;
    case Stage::Paid:
        plan(m_random.chance(0.04) ? Stage::OutOfStock : Stage::Reserved, done, id);
        break;
    case Stage::Reserved:
        plan(Stage::Shipped, done, id);
        break;
    case Stage::Shipped:
        plan(Stage::Mailed, done, id);
        break;
    case Stage::PaymentFailed:
    case Stage::OutOfStock:
        plan(Stage::Cancelled, done, id);
        break;
    case Stage::Mailed:
    case Stage::Cancelled:
    case Stage::Dead:
        break;
    }
}

void Shop::planDead(const Plan &done, const Message &message, const Broker::Placed &placed, const QString &topic)
{
    Plan p = done;
    p.step = m_step + 3 + quint64(m_random.below(20));
    p.number = ++m_plans;
    p.stage = Stage::Dead;
    p.original = std::make_shared<const Message>(message);
    p.origin = {topic.toStdString(), placed.partition, placed.offset, m_broker.contentMs()};
    m_due.push(std::move(p));
}

} // namespace flowbench::sandbox
