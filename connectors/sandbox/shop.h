// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/sandbox/broker.h"
#include "connectors/sandbox/order.h"

#include <queue>

namespace flowbench::sandbox {

// The shop that lives in the broker: orders on their way, the services that consume them, and what goes wrong.
// A step is one published event and what the services do meanwhile; the same seed gives the same steps. One thread.
class Shop
{
public:
    Shop(Broker &broker, quint64 seed);

    void declareChannels();
    void step();

private:
    enum class Stage { Placed, Paid, PaymentFailed, Reserved, OutOfStock, Shipped, Mailed, Cancelled, Dead };
    struct Plan
    {
        quint64 step = 0, number = 0; // due; ties in the order in which they were planned
        Stage stage = Stage::Placed;
        std::shared_ptr<const Order> order;
        std::string causation;
        std::shared_ptr<const Message> original; // Dead
        Origin origin;                           // Dead
        bool operator<(const Plan &o) const { return step != o.step ? step > o.step : number > o.number; }
    };
    struct Worker
    {
        QString queue;
        quint64 consumer = 0;
        quint64 seed = 0;
        void (Shop::*handle)(const Worker &, const Broker::Handed &) = nullptr;
        int period = 0, asleep = 0; // steps: sleeps for `asleep` of every `period`
    };

    void run(const Plan &plan);
    void plan(Stage stage, const Plan &after, const std::string &causation);
    void planNext(const Plan &done, const std::string &id);
    void planDead(const Plan &done, const Message &message, const Broker::Placed &placed, const QString &topic);
    void placeOrder();

    void hire(const QString &queue, int prefetch, void (Shop::*handle)(const Worker &, const Broker::Handed &),
              int period, int asleep);
    void workQueues();
    void moveGroups();
    Random dice(const Worker &worker, const Broker::Handed &handed) const;
    void accept(const Worker &worker, const Broker::Handed &handed);
    void acceptOrReject(const Worker &worker, const Broker::Handed &handed);
    void acceptOrRequeue(const Worker &worker, const Broker::Handed &handed);
    void acceptOrRepublish(const Worker &worker, const Broker::Handed &handed);

    Broker &m_broker;
    quint64 m_seed;
    Random m_random;
    quint64 m_step = 0, m_orders = 0, m_plans = 0;
    std::priority_queue<Plan> m_due;
    std::vector<Worker> m_workers;
};

} // namespace flowbench::sandbox
