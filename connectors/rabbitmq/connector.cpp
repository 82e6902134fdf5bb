// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/connector.h"

#include "connectors/rabbitmq/ledger.h"
#include "connectors/rabbitmq/management.h"

#include <QElapsedTimer>

namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

RabbitConnector::RabbitConnector(Settings settings, std::shared_ptr<ArenaPool> arenas)
    : m_context(std::make_shared<Context>(std::move(settings), std::move(arenas))),
      m_catalog(m_context),
      m_tail(m_context),
      m_scan(m_context),
      m_browse(m_context),
      m_publish(m_context),
      m_settle(m_context),
      m_topology(m_context)
{}

RabbitConnector::~RabbitConnector()
{
    // What still runs of ours must not call a listener of somebody who is gone.
    m_context->board.setListener({});
}

Offer<Positions> RabbitConnector::positions()
{
    // A queue remembers no reader: what is acked is gone, and nobody has a position in it.
    return {nullptr, makeError(ErrorCode::NotSupported, {u"positions"_s})};
}

std::vector<TestStep> RabbitConnector::test(std::function<void(const TestStep &)> told, const Cancel &cancel)
{
    std::vector<TestStep> steps;
    const auto add = [&](const TestStep &step) {
        steps.push_back(step);
        if (steps.back().error)
            steps.back().error->connection = m_context->settings.address;
        if (told)
            told(steps.back());
    };
    const bool connected = onBigStack([&] {
        const Cancel bounded{cancel.token, std::min(cancel.deadline, Clock::now() + m_context->settings.timeout)};
        return AmqpConnection::open(m_context->settings, bounded, ConnectionUse::Read, add).ok();
    });
    if (!connected)
        return steps;
    m_context->board.connected();
    add(list(cancel));
    return steps;
}

TestStep RabbitConnector::list(const Cancel &cancel)
{
    QElapsedTimer timer;
    timer.start();
    TestStep step;
    step.step = StepName::List;
    const auto queues = m_context->management->queues(cancel);
    step.ok = queues.ok();
    if (queues)
        step.detail = u"%1 queues"_s.arg(queues->size());
    else
        step.detail = queues.error().detail;
    if (!queues)
        step.error = queues.error();
    step.ms = double(timer.nsecsElapsed()) / 1e6;
    return step;
}

} // namespace flowbench::rabbitmq
