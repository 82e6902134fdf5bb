// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/publish/publishjob.h"

#include <mutex>
#include <optional>

namespace flowbench {

namespace {
PublishOutcome refusal(Error error)
{
    PublishOutcome o;
    o.refused = true;
    o.receipt.status = Receipt::Status::Failed;
    o.receipt.error = std::move(error);
    return o;
}

// Told on the publisher's thread, taken after its end.
struct Told
{
    std::mutex mutex;
    std::optional<Receipt> receipt; // guarded by mutex
};

PublishOutcome send(Connector &connector, const WriteGrant &grant, const ChannelAddress &channel, const Outgoing &event,
                    const Cancel &cancel)
{
    const auto offer = connector.publish();
    if (!offer)
        return refusal(offer.reason);
    auto told = std::make_shared<Told>();
    Publish::Options options;
    options.channel = channel;
    options.timeout = PublishJob::Timeout;
    options.window = 1;
    auto publisher = offer->publisher(
        grant, options,
        [told](const Receipt &receipt) {
            const std::lock_guard lock(told->mutex);
            told->receipt = receipt;
        },
        cancel);
    if (!publisher)
        return refusal(publisher.error());
    if (auto sent = (*publisher)->send(event, cancel); !sent)
        return refusal(sent.error());
    (*publisher)->finish(cancel);
    publisher->reset(); // what has no receipt by now is told as unknown
    PublishOutcome outcome;
    const std::lock_guard lock(told->mutex);
    if (told->receipt)
        outcome.receipt = *told->receipt;
    else
        outcome.receipt.error = makeError(cancel.requested() ? ErrorCode::Cancelled : ErrorCode::Timeout);
    return outcome;
}
} // namespace

PublishOutcome publishOne(Connector &connector, Guard &guard, const ChannelAddress &channel, const Outgoing &event,
                          const Cancel &cancel)
{
    const auto grant = guard.grant(WriteOperation::Publish, channel.toString(), 1);
    if (!grant)
        return refusal(grant.error());
    PublishOutcome outcome = send(connector, *grant, channel, event, cancel);
    const bool confirmed = outcome.receipt.status == Receipt::Status::Confirmed;
    guard.done(*grant, QString::fromLatin1(receiptStatusName(outcome.receipt.status)), confirmed ? 1 : 0);
    return outcome;
}

PublishJob::PublishJob(QObject *parent) : QObject(parent) {}

void PublishJob::start(Session &session, const ChannelAddress &channel, Outgoing event, Done done)
{
    m_running = true;
    m_done = std::move(done);
    m_stop = std::stop_source();
    m_watch = connect(&session, &QObject::destroyed, this, [this] {
        PublishOutcome gone;
        gone.receipt.error = makeError(ErrorCode::Cancelled);
        finish(gone);
    });
    m_job = session.run(
        this, Timeout + Milliseconds(15000),
        [guard = &session.guard(), channel, event = std::move(event), stop = m_stop](Connector &connector,
                                                                                     const Cancel &cancel) mutable {
            // Two ways to stop it: the person's, after which the answer still counts, and the end of page or session.
            const std::stop_callback both(cancel.token, [&stop] { stop.request_stop(); });
            return publishOne(connector, *guard, channel, std::move(event), Cancel{stop.get_token(), cancel.deadline});
        },
        [this](const PublishOutcome &outcome) { finish(outcome); });
}

void PublishJob::finish(const PublishOutcome &outcome)
{
    if (!m_running)
        return;
    m_running = false;
    disconnect(m_watch);
    m_job = JobHandle();
    const Done done = std::move(m_done);
    m_done = nullptr;
    done(outcome);
}

} // namespace flowbench
