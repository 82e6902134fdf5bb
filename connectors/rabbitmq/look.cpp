// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/look.h"

#include "connectors/rabbitmq/ledger.h"
#include "connectors/rabbitmq/rescue.h"

#include <QDateTime>
#include <QFile>
#include <QLockFile>

#include <algorithm>

namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
constexpr int MaxPrefetch = 65535; // of one channel; without one a quorum queue hands out only 2000
constexpr Milliseconds Tick{50};
constexpr Milliseconds IdleAsks{250};     // nothing came for so long: is there still something?
constexpr Milliseconds InFlight{1000};    // what other consumers did not take is on its way to us
constexpr Milliseconds IdleGivesUp{5000}; // something is there, but we do not get it (a single active consumer)
constexpr qint64 ReturnsPerMs = 5;
constexpr Milliseconds ReturnTimeout{20000}, ReturnApplied{5000};

// Holds messages of one queue on one connection, over as many channels as it takes.
class Holder : public AmqpEvents
{
public:
    Holder(AmqpConnection &connection, const LookPlan &plan, const QueueNature &nature, Snapshot &snapshot)
        : m_connection(connection),
          m_plan(plan),
          m_queue(plan.queue.toUtf8().toStdString()),
          m_nature(nature),
          m_snapshot(snapshot)
    {
        m_connection.setEvents(this);
    }
    ~Holder() override { m_connection.setEvents(nullptr); }

    // Until `wanted` are held or the queue is empty.
    void hold(qint64 wanted, int otherConsumers, const Cancel &cancel);
    // Gives everything back, except what must not be returned again.
    Result<void> giveBack(Context &context);

    void delivered(Incoming &&message) override;
    void consumerCancelled(amqp_channel_t, const std::string &) override { m_gone = true; }

    std::optional<Error> trouble;
    bool cancelled = false;
    int rescued = 0, lost = 0;
    qint64 highestCount = 0;

private:
    struct Limited
    {
        amqp_channel_t channel;
        std::uint64_t tag;
        qint64 index; // in the snapshot
    };
    bool openNext(const Cancel &cancel);
    bool idle(const Cancel &cancel);
    void rescue(Context &context, const Cancel &cancel);
    bool settle(const Limited &message);
    Result<void> awaitReturn(const Cancel &cancel);

    AmqpConnection &m_connection;
    const LookPlan &m_plan;
    const std::string m_queue;
    const QueueNature &m_nature;
    Snapshot &m_snapshot;
    std::vector<std::string> m_consumers;                // of channel index + 1
    std::vector<std::vector<std::uint64_t>> m_unsettled; // the same
    std::vector<Limited> m_limited;
    qint64 m_wanted = 0, m_held = 0, m_onChannel = 0;
    int m_prefetch = 0, m_others = 0;
    bool m_gone = false;
    Clock::time_point m_last = Clock::now(), m_asked = Clock::now();
};

void Holder::delivered(Incoming &&message)
{
    ++m_held;
    ++m_onChannel;
    m_unsettled[message.channel - 1].push_back(message.tag);
    m_last = Clock::now();
    const qint64 count = message.deliveryCount.value_or(0);
    const bool limited = m_nature.deliveryLimit && !m_nature.limitGuessed && count >= *m_nature.deliveryLimit;
    if (!limited)
        highestCount = std::max(highestCount, count);
    // What came beyond what was asked for goes back unread, but never one that a return would destroy.
    if ((m_snapshot.size() >= m_wanted && !limited) || trouble)
        return;
    if (limited)
        m_limited.push_back({message.channel, message.tag, m_snapshot.size()});
    if (const auto kept = m_snapshot.add(message); !kept)
        trouble = kept.error();
}

bool Holder::openNext(const Cancel &cancel)
{
    const auto channel = amqp_channel_t(m_consumers.size() + 1);
    Result<void> ok;
    if (channel > 1)
        ok = m_connection.openChannel(channel, cancel);
    if (ok && m_prefetch > 0)
        ok = m_connection.qos(channel, m_prefetch, false, cancel);
    if (ok) {
        m_onChannel = 0;
        m_unsettled.resize(channel);
        const auto consumer = m_connection.consume(channel, m_queue, amqp_empty_table, false, cancel);
        if (consumer) {
            m_consumers.push_back(*consumer);
            m_last = Clock::now();
            return true;
        }
        ok = consumer.error();
    }
    cancelled = ok.error().code == ErrorCode::Cancelled;
    if (!cancelled)
        trouble = ok.error();
    return false;
}

// True: there is nothing more to wait for.
bool Holder::idle(const Cancel &cancel)
{
    const auto now = Clock::now();
    if (now - m_last < IdleAsks || now - m_asked < IdleAsks)
        return false;
    const qint64 before = m_held;
    const auto state = m_connection.queueState(amqp_channel_t(m_consumers.size()), m_queue, cancel);
    m_asked = Clock::now();
    if (!state) {
        if (state.error().code != ErrorCode::Cancelled)
            trouble = state.error();
        return true;
    }
    if (m_held != before)
        return false;
    // Nothing ready does not mean that everything is here: a quorum queue reads what it hands out from its log, and
    // answers 0 when it is too busy to answer. Only others can have taken what does not come.
    const bool alone = m_others == 0 && state->consumers <= 1;
    if (Clock::now() - m_last < (state->ready == 0 && !alone ? InFlight : IdleGivesUp))
        return false;
    if (state->ready == 0)
        return true;
    trouble = makeError(ErrorCode::HasConsumers, {queueName(m_plan.queue), QString::number(state->consumers)});
    return true;
}

void Holder::hold(qint64 wanted, int otherConsumers, const Cancel &cancel)
{
    m_wanted = wanted;
    m_others = otherConsumers;
    // A classic queue hands out all it has without a prefetch; only part of it is held when only that is wanted.
    m_prefetch = m_nature.type == QueueType::Quorum          ? MaxPrefetch
                 : m_plan.first > 0 && wanted <= MaxPrefetch ? int(wanted)
                                                             : 0;
    if (wanted == 0 || !openNext(cancel))
        return;
    while (m_held < wanted && !trouble && !m_gone) {
        if (cancel.done()) {
            cancelled = true;
            return;
        }
        const auto pumped = m_connection.pump(Tick);
        if (!pumped) {
            trouble = pumped.error();
            return;
        }
        if (m_prefetch > 0 && m_onChannel >= m_prefetch && m_held < wanted) {
            if (!openNext(cancel))
                return;
        } else if (!*pumped && idle(cancel)) {
            return;
        }
        if (m_plan.progress)
            m_plan.progress(quint64(m_held));
    }
}

bool Holder::settle(const Limited &message)
{
    if (!m_connection.ack(message.channel, message.tag, false))
        return false;
    auto &tags = m_unsettled[message.channel - 1];
    tags.erase(std::ranges::lower_bound(tags, message.tag));
    return true;
}

void Holder::rescue(Context &context, const Cancel &cancel)
{
    const auto there =
        Rescue(context, m_plan.queue)
            .publish(
                m_limited.size(), [this](std::size_t i) { return m_snapshot.read(m_limited[i].index, {}); }, cancel);
    for (std::size_t i = 0; i < m_limited.size(); ++i) {
        if (there[i] && settle(m_limited[i]))
            ++rescued;
        else
            ++lost;
    }
}

Result<void> Holder::giveBack(Context &context)
{
    // Also after a cancel: nothing may be left to the closing of the channel.
    const Cancel own = Cancel::after(ReturnTimeout + Milliseconds(m_held / ReturnsPerMs));
    Result<void> ok;
    for (std::size_t i = 0; i < m_consumers.size() && ok; ++i)
        ok = m_connection.cancelConsumer(amqp_channel_t(i + 1), m_consumers[i], own);
    // What a quorum queue handed out before it knew comes behind its answer.
    for (std::size_t i = 0; i < m_consumers.size() && ok; ++i) {
        if (const auto all = m_connection.queueState(amqp_channel_t(i + 1), m_queue, own); !all)
            ok = all.error();
    }
    if (!m_limited.empty())
        rescue(context, own);
    for (std::size_t i = 0; i < m_consumers.size() && ok; ++i) {
        const auto channel = amqp_channel_t(i + 1);
        ok = m_connection.giveBack(channel, m_queue, m_unsettled[i], m_nature.type == QueueType::Quorum, own);
        if (ok) {
            const auto fence = m_connection.queueState(channel, m_queue, own);
            if (!fence)
                ok = fence.error();
        }
    }
    if (ok && m_nature.type == QueueType::Quorum)
        ok = awaitReturn(own);
    return ok;
}

// A quorum queue takes a return into its log and appends the messages one by one: whoever asks at once sees less than
// there is. With other consumers nobody knows how many should be there.
Result<void> Holder::awaitReturn(const Cancel &cancel)
{
    const auto end = Clock::now() + ReturnApplied;
    while (Clock::now() < end && !m_consumers.empty() && m_others == 0) {
        const auto state = m_connection.queueState(1, m_queue, cancel);
        if (!state)
            return state.error();
        if (state->ready >= m_held)
            return {};
        if (const auto waited = m_connection.pump(Tick); !waited)
            return waited.error();
    }
    return {};
}

QString isoTime(qint64 ms) { return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODateWithMs); }

// Answers from the snapshot where there is one to answer from; nothing: fetch.
Result<std::optional<Looked>> fromSnapshot(const LookPlan &plan, const QueueNature &nature, const LedgerEntry &entry,
                                           qint64 ready)
{
    const int limit = *nature.deliveryLimit;
    const bool couldDestroy = ready > 0 && entry.highest + 1 > limit;
    const Error refused = makeError(ErrorCode::DeliveryLimit, {queueName(plan.queue), QString::number(limit)});
    if (plan.refresh || entry.snapshot.isEmpty() || (ready == 0 && entry.lost == 0))
        return couldDestroy ? Result<std::optional<Looked>>(refused) : Result<std::optional<Looked>>(std::nullopt);
    auto snapshot = Snapshot::open(entry.snapshot);
    if (!snapshot)
        return couldDestroy ? Result<std::optional<Looked>>(refused) : Result<std::optional<Looked>>(std::nullopt);
    Looked l;
    l.nature = nature;
    l.snapshot = std::move(*snapshot);
    l.ready = ready;
    l.notes.append(u"snapshot-of:"_s + isoTime(entry.lookedMs));
    return std::optional<Looked>(std::move(l));
}

Result<Looked> fetch(Context &context, AmqpConnection &connection, const LookPlan &plan, const QueueNature &nature,
                     const QueueState &state, const QString &path, LedgerEntry &entry, const Cancel &cancel)
{
    auto snapshot = Snapshot::create(path);
    if (!snapshot)
        return snapshot.error();
    Looked l;
    l.nature = nature;
    l.ready = state.ready;
    l.snapshot = std::move(*snapshot);
    // Part of a quorum queue would come back behind the rest: it is read whole.
    const bool whole = nature.type == QueueType::Quorum || plan.first == 0;
    const qint64 wanted = whole ? state.ready : std::min(state.ready, qint64(plan.first));
    Holder holder(connection, plan, nature, *l.snapshot);
    holder.hold(wanted, state.consumers, cancel);
    const auto back = holder.giveBack(context);
    l.cancelled = holder.cancelled;
    l.trouble = holder.trouble;
    if (!back && !l.trouble)
        l.trouble = back.error();
    entry.highest = int(holder.highestCount) + 1;
    entry.rescued += holder.rescued;
    entry.lost += holder.lost;
    if (holder.rescued)
        l.notes.append(u"rescued:"_s + QString::number(holder.rescued));
    if (holder.lost)
        l.trouble = makeError(
            ErrorCode::DeliveryLimit,
            {queueName(plan.queue), QString::number(nature.deliveryLimit.value_or(0)), QString::number(holder.lost)},
            u"%1 messages at their limit could not be republished; their copies are kept in the snapshot"_s.arg(
                holder.lost));
    if (const auto kept = l.snapshot->finish(); !kept && !l.trouble)
        l.trouble = kept.error();
    return l;
}

// A message at its limit is published anew instead of being returned: where that cannot be done none is fetched.
Result<void> canBeReturned(Context &context, const LookPlan &plan, const QueueNature &nature, const QueueState &state,
                           const Cancel &cancel)
{
    if (state.ready == 0 || nature.limitGuessed)
        return {};
    const auto able = Rescue(context, plan.queue).check(cancel);
    return able ? able : Result<void>(notReturnable(queueName(plan.queue), *nature.deliveryLimit, able.error()));
}

// The only copies of messages that a return destroyed: a fresh look does not write over them.
void keepLost(LedgerEntry &entry)
{
    if (QFile::rename(entry.snapshot, entry.snapshot + u".lost-"_s + QString::number(entry.lookedMs)))
        entry.lost = 0;
}

Result<Looked> lookLimited(Context &context, AmqpConnection &connection, const LookPlan &plan,
                           const QueueNature &nature, const Cancel &cancel)
{
    const auto lock = context.ledger->lock(plan.queue);
    if (!lock)
        return lock.error();
    const auto state = connection.queueState(1, plan.queue.toUtf8().toStdString(), cancel);
    if (!state)
        return state.error();
    LedgerEntry entry = context.ledger->entry(plan.queue).value_or(LedgerEntry());
    auto known = fromSnapshot(plan, nature, entry, state->ready);
    if (!known)
        return known.error();
    if (*known)
        return std::move(**known);
    if (const auto able = canBeReturned(context, plan, nature, *state, cancel); !able)
        return able.error();
    if (entry.lost > 0)
        keepLost(entry);
    // Written before the first message is fetched: after a crash while we hold them they count as returned.
    const int before = entry.highest;
    entry.limit = *nature.deliveryLimit;
    entry.highest = before + 1;
    if (const auto ok = context.ledger->store(plan.queue, entry); !ok)
        return ok.error();
    const QString path = context.ledger->snapshotPath(plan.queue);
    auto looked = fetch(context, connection, plan, nature, *state, path, entry, cancel);
    if (!looked)
        return looked;
    if (state->ready > 0 && (looked->cancelled || looked->trouble))
        entry.highest = std::max(entry.highest, before + 1);
    entry.lookedMs = QDateTime::currentMSecsSinceEpoch();
    entry.messages = looked->snapshot->size();
    entry.snapshot = path;
    if (state->ready == 0)
        entry.highest = 0;
    if (const auto ok = context.ledger->store(plan.queue, entry); !ok && !looked->trouble)
        looked->trouble = ok.error();
    return looked;
}
} // namespace

Result<Looked> lookAtQueue(Context &context, const LookPlan &plan, const Cancel &cancel)
{
    auto connection = connectTo(context, cancel);
    if (!connection)
        return connection.error();
    const auto state = (*connection)->queueState(1, plan.queue.toUtf8().toStdString(), cancel);
    if (!state)
        return state.error();
    const auto nature = natureOf(context, **connection, plan.queue, cancel);
    if (!nature)
        return nature.error();
    if (nature->type == QueueType::Stream) {
        Looked l;
        l.nature = *nature;
        l.ready = state->ready;
        l.stream = true;
        return l;
    }
    if (nature->deliveryLimit)
        return lookLimited(context, **connection, plan, *nature, cancel);
    LedgerEntry unused;
    return fetch(context, **connection, plan, *nature, *state, {}, unused, cancel);
}

} // namespace flowbench::rabbitmq
