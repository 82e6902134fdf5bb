// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sandbox/parts.h"

namespace flowbench::sandbox {

using namespace Qt::StringLiterals;

namespace {

class Held final : public Consumption
{
public:
    Held(CorePtr core, QString queue, quint64 consumer)
        : m_core(std::move(core)), m_queue(std::move(queue)), m_consumer(consumer), m_losses(m_core->link.losses())
    {}
    ~Held() override { m_core->broker.removeConsumer(m_consumer); }

    Result<std::optional<Delivery>> next(const Cancel &cancel) override
    {
        for (;;) {
            if (lost())
                return gone();
            const quint64 seen = m_core->broker.version();
            Broker::Handed handed;
            switch (m_core->broker.handOut(m_consumer, handed)) {
            case Broker::Asked::Gone:
                return gone();
            case Broker::Asked::Got:
                return std::optional(delivery(handed));
            case Broker::Asked::Nothing:
                break;
            }
            if (cancel.requested())
                return makeError(ErrorCode::Cancelled);
            if (cancel.expired())
                return std::optional<Delivery>();
            m_core->broker.waitForChange(seen, cancel.token, cancel.deadline);
        }
    }

    Result<void> ack(quint64 tag, bool upTo) override { return settle(tag, upTo, Broker::Settlement::Ack); }

    Result<void> nack(quint64 tag, bool upTo, bool requeue) override
    {
        return settle(tag, upTo, requeue ? Broker::Settlement::Requeue : Broker::Settlement::Reject);
    }

    // Everything is processed when ack() and nack() return.
    Result<void> fence(const Cancel &) override { return lost() ? Result<void>(gone()) : Result<void>(); }

private:
    bool lost() const { return !m_core->link.up() || m_core->link.losses() != m_losses; }

    static Error gone()
    {
        Error e = Link::lostError();
        e.fatal = true; // the broker has given everything back: consume anew
        return e;
    }

    Result<void> settle(quint64 tag, bool upTo, Broker::Settlement how)
    {
        return lost() ? Result<void>(gone()) : m_core->broker.settle(m_consumer, tag, upTo, how);
    }

    Delivery delivery(const Broker::Handed &handed) const
    {
        Delivery d;
        d.tag = handed.tag;
        std::string storage;
        d.event = Event(viewOf(*handed.entry.message, m_queue.toStdString(), -1, EventView::NoOffset, storage,
                               handed.entry.redelivered));
        d.redelivered = handed.entry.redelivered;
        d.deliveryCount = handed.entry.deliveries;
        return d;
    }

    CorePtr m_core;
    QString m_queue;
    quint64 m_consumer;
    quint64 m_losses;
};

} // namespace

Result<std::unique_ptr<Consumption>> SandboxSettle::consume(const WriteGrant &grant, const QString &queue, int prefetch,
                                                            const Cancel &cancel)
{
    if (auto allowed = grant.allows(WriteOperation::Settle); !allowed)
        return allowed.error();
    if (auto entered = m_core->enter(cancel); !entered)
        return entered.error();
    const auto consumer = m_core->broker.addConsumer(queue, prefetch);
    if (!consumer)
        return consumer.error();
    return std::unique_ptr<Consumption>(std::make_unique<Held>(m_core, queue, *consumer));
}

} // namespace flowbench::sandbox
