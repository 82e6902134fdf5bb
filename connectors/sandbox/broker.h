// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/sandbox/queue.h"
#include "model/live/port.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <set>

namespace flowbench::sandbox {

// The broker itself: topics, queues, exchanges and groups in bounded memory. One mutex; every function may be called
// from any thread and returns at once, but for waitForChange. Channels are named as `channels` prints them.
class Broker
{
public:
    static constexpr std::size_t LargestMessage = std::size_t(128) << 20;

    // ---- time. Unix milliseconds; while a backlog is made the past is played through.
    void setClock(std::optional<qint64> nowMs, qint64 contentShiftMs = 0);
    qint64 nowMs() const;
    // What stands inside of messages: the same for the same seed, whenever the sandbox was started.
    qint64 contentMs() const;

    // ---- channels
    std::vector<ChannelInfo> channels() const;
    Result<ChannelDetails> details(const QString &name) const;
    bool exists(const QString &name) const;
    QString exchangeType(const QString &name) const;
    std::vector<BindingInfo> bindings() const;
    Result<void> declare(const ChannelSpec &spec);
    Result<void> remove(const QString &name);
    Result<void> bind(const BindingInfo &binding);

    // ---- publishing
    struct Placed
    {
        int partition = -1;
        qint64 offset = -1;
        bool routed = true; // false: no queue wanted it
    };
    // ChannelNotFound, TooLarge, BadArgument (partition), NotPersisted (a full queue that refuses).
    Result<Placed> publish(const QString &channel, Message message, std::optional<int> partition = {});

    // ---- reading. Partition -1: what passed a queue or an exchange.
    struct Bounds
    {
        int partition = -1;
        qint64 low = 0, high = 0;
    };
    Result<std::vector<Bounds>> bounds(const QString &channel) const;
    // All at the same moment.
    Result<std::vector<std::vector<Bounds>>> bounds(const std::vector<QString> &channels) const;
    qint64 offsetAtTime(const QString &channel, int partition, qint64 timeMs) const;
    // Up to `most` messages from `from`; fewer at the end. Nothing where `from` is no longer kept.
    std::vector<MessagePtr> read(const QString &channel, int partition, qint64 from, qint64 to, std::size_t most) const;

    // ---- queues
    Result<LookEffects> lookEffects(const QString &queue) const;
    // The first N ready messages (0: all). Where a delivery limit counts them they are handed out and returned;
    // DeliveryLimit where that could reach the limit.
    Result<std::vector<Entry>> look(const QString &queue, quint64 first);
    // `service`: of the simulated shop, it survives a lost connection of ours.
    Result<quint64> addConsumer(const QString &queue, int prefetch, bool service = false);
    void removeConsumer(quint64 consumer); // what it holds goes back
    struct Handed
    {
        quint64 tag = 0;
        Entry entry;
    };
    enum class Asked { Gone, Nothing, Got };
    Asked handOut(quint64 consumer, Handed &to);
    enum class Settlement { Ack, Requeue, Reject };
    Result<void> settle(quint64 consumer, quint64 tag, bool upTo, Settlement how);
    void dropConsumers(); // the connection is lost: all but the services'
    qint64 depth(const QString &queue) const;
    // Dead-letters what is over its time; answers when to come again (Unix ms), 0: nothing has a time.
    qint64 expire();
    void renewTimes(); // the past is over: what waits gets its whole time to live

    // ---- groups
    std::vector<GroupInfo> groups() const;
    Result<GroupInfo> positions(const QString &group) const;
    Result<void> setPositions(const QString &group, std::span<const GroupPosition> to);
    void setMembers(const QString &group, int members, const QString &protocol);
    void follow(const QString &group, const QString &topic, qint64 lag); // moves on to at most `lag` behind the end

    // ---- changes
    quint64 version() const;
    // Until something changed since `seen`, the time is over or it is stopped; answers the version then.
    quint64 waitForChange(quint64 seen, const std::stop_token &stop, Clock::time_point until) const;
    void rest(const std::stop_token &stop, Clock::time_point until) const; // whatever changes
    void poke();

private:
    struct Topic
    {
        std::vector<Log> partitions;
        QJsonObject config;
        qint64 next = 0; // round robin of events without a key
    };
    struct Exchange
    {
        QString type;
        QJsonObject arguments;
        Log passed;
        qint64 published = 0;
    };
    struct Consumer
    {
        QString queue;
        std::size_t prefetch = 0;
        std::set<quint64> tags;
        bool service = false;
    };
    struct Group
    {
        QString protocol;
        int members = 0;
        std::map<std::pair<QString, int>, qint64> positions;
    };

    // All below: m_mutex held.
    ChannelInfo topicInfo(const QString &name, const Topic &topic) const;
    ChannelInfo queueInfo(const QString &name, const Queue &queue) const;
    bool isDeadLetterQueue(const QString &name) const;
    const Log *log(const QString &channel, int partition) const;
    Result<Placed> append(Topic &topic, Message message, std::optional<int> partition);
    Result<Placed> publishRouted(const QString &channel, Message message);
    void route(const QString &exchange, const MessagePtr &message, std::set<QString> &queues,
               std::set<QString> &visited);
    bool enqueue(const QString &name, const MessagePtr &message, int depth);
    void deadLetter(const QString &queue, const Entry &entry, const char *reason, int depth);
    void shorten(const QString &name, Queue &queue, int depth);
    void release(Queue &queue, quint64 tag, Settlement how, const QString &name);
    qint64 now() const;
    void changed();

    mutable std::mutex m_mutex;
    mutable std::condition_variable_any m_changed;
    quint64 m_version = 0;
    std::optional<qint64> m_now;
    qint64 m_contentShift = 0;
    qint64 m_lastMs = 0;
    quint64 m_nextSequence = 1, m_nextTag = 1, m_nextConsumer = 1;
    std::map<QString, Topic> m_topics;
    std::map<QString, Queue> m_queues;       // by "queue:NAME"
    std::map<QString, Exchange> m_exchanges; // by "exchange:NAME"
    std::vector<BindingInfo> m_bindings;
    std::map<quint64, Consumer> m_consumers;
    std::map<QString, Group> m_groups;
};

} // namespace flowbench::sandbox
