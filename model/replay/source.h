// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/port.h"
#include "model/replay/deadset.h"
#include "model/replay/journal.h"
#include "model/replay/options.h"
#include "model/store/chunk.h"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <unordered_map>
#include <vector>

namespace flowbench {

// Where a run takes its events from, one after the other. One thread; calls block.
class RunSource
{
public:
    struct Taken
    {
        quint64 number = 0; // in the job
        EventView event;    // until the event is settled, released, or the source ends
    };
    // An event of the source that this job sent earlier: it died again.
    using CameBack = std::function<void(const EventView &event)>;
    // Any other event that is not wanted, by its hash.
    using Stranger = std::function<void(const std::string &hash)>;

    virtual ~RunSource() = default;
    // The next wanted event; nothing: what is still wanted is not there any more, or the Cancel expired.
    virtual Result<std::optional<Taken>> next(const Cancel &cancel) = 0;
    // Nothing wanted is left that could still come.
    virtual bool exhausted() const = 0;
    // Where something wanted did not come: it is not there any more. False: somebody else may hold it.
    virtual bool seenAll() const = 0;
    // Takes these out of the source; it is done once fence() returned.
    virtual Result<void> settle(std::span<const quint64> numbers) = 0;
    Result<void> fence(const Cancel &cancel) const { return fencer()(cancel); }
    // What fence() does, for what was settled until now and on any thread: beside it everything goes on. The source
    // must outlive it.
    virtual std::function<Result<void>(const Cancel &cancel)> fencer() const = 0;
    // They stay in the source, untouched.
    virtual void release(std::span<const quint64> numbers) = 0;
    // Looks at what comes meanwhile, for so long: see CameBack.
    virtual Result<void> watch(const Cancel &cancel) = 0;
};

// A queue: one consumer holds its messages; those of the job are matched by identity and multiplicity, the others are
// given back once, at the end. Of a queue with a delivery limit those that a broken connection would destroy go back at
// once (the consumption publishes them anew), and the copy that comes round is held like any other.
class QueueSource final : public RunSource
{
public:
    struct Wanted
    {
        quint64 number = 0;
        std::string hash;
        bool stays = false; // not to be handed on: an identical one that is not to be taken for it
    };
    // How many messages a consumer may hold. Beyond `first` only where that many are somebody else's.
    struct Prefetch
    {
        int first = 1, most = 1;
        std::optional<int> deliveryLimit; // of the queue
    };
    // `warning`: messages could not be given back, said when it ends.
    using Warning = std::function<void(const Error &)>;
    static Result<std::unique_ptr<QueueSource>> open(Settle &settle, Browse *browse, const WriteGrant &grant,
                                                     const QString &queue, Prefetch prefetch,
                                                     std::vector<Wanted> wanted, std::string replayIdPrefix,
                                                     CameBack cameBack, Stranger stranger, const Cancel &cancel,
                                                     Warning warning = {});
    // No more are held of those that are lost with the consumer.
    static constexpr int Few = 50;
    // The limit of a queue whose messages may have no delivery left: those that are held are lost with us. Nothing: it
    // has none, there is enough left, or it is not known.
    static std::optional<int> limitReached(Connector &connector, const ChannelAddress &queue, const Cancel &cancel);
    // So many of those a run of this kind holds at once: few, unless it has to see the end of the queue.
    static quint64 heldAtLimit(const RunOptions &options, const DeadSet &set);
    // So many messages of that size may lie in memory, handed out and not settled.
    static int prefetchFor(quint64 meanBytes);
    ~QueueSource() override;

    Result<std::optional<Taken>> next(const Cancel &cancel) override;
    bool exhausted() const override { return m_ready.empty() && (m_left == 0 || m_gone); }
    bool seenAll() const override { return m_left == 0 || m_empty; }
    Result<void> settle(std::span<const quint64> numbers) override;
    std::function<Result<void>(const Cancel &cancel)> fencer() const override;
    void release(std::span<const quint64> numbers) override;
    Result<void> watch(const Cancel &cancel) override;

private:
    struct Consumer
    {
        std::unique_ptr<Consumption> consumption;
        std::size_t prefetch = 1;
        std::deque<quint64> outstanding; // tags, in order
        std::set<quint64> last;          // of these: their return would destroy them
    };
    struct Held
    {
        std::size_t consumer = 0;
        Delivery delivery;
    };
    QueueSource() = default;
    Result<void> addConsumer(const Cancel &cancel);
    const Wanted *match(const std::string &hash);
    const Wanted *take(std::size_t place);
    std::unique_ptr<Held> letGo(quint64 number);
    Result<bool> receive(Clock::time_point until, const Cancel &cancel);
    Result<void> sort(std::size_t consumer, Delivery &&delivery);
    Result<void> putBack(Consumer &consumer, quint64 tag, const std::string &hash);
    bool isFull() const { return m_consumers.back().outstanding.size() >= m_consumers.back().prefetch; }
    bool emptied(const Cancel &cancel);
    static Result<void> acknowledge(Consumer &consumer, std::vector<quint64> &tags);

    Settle *m_settle = nullptr;
    Browse *m_browse = nullptr;
    const WriteGrant *m_grant = nullptr;
    QString m_queue;
    std::string m_prefix;
    CameBack m_cameBack;
    Stranger m_stranger;
    std::vector<Consumer> m_consumers;
    std::vector<Wanted> m_wanted;
    std::vector<bool> m_taken;  // of these
    std::size_t m_expected = 0; // all before it are taken
    // Where they do not come in that order: places by hash, last first. Some may be taken.
    std::optional<std::unordered_map<std::string_view, std::vector<std::size_t>>> m_places;
    std::vector<std::unique_ptr<Held>> m_held; // by number
    std::size_t m_heldCount = 0;
    std::deque<quint64> m_ready;                    // held and not handed on yet
    int m_handedOn = 0;                             // of these, since it was last looked for more
    std::unordered_map<std::string, int> m_putBack; // by hash: copies that will come round
    Warning m_warning;
    Prefetch m_prefetch;
    std::size_t m_left = 0;
    bool m_gone = false;  // nothing more will come
    bool m_empty = false; // and nobody else can have it
    Clock::time_point m_lastDelivery = Clock::now(), m_asked{};
};

// A log that is not settled at the broker: the frozen events themselves, in their order.
class LogSource final : public RunSource
{
public:
    using Fetch = std::function<std::optional<EventView>(quint64 number)>;
    LogSource(std::vector<quint64> numbers, Fetch fetch) : m_numbers(std::move(numbers)), m_fetch(std::move(fetch)) {}

    Result<std::optional<Taken>> next(const Cancel &cancel) override;
    bool exhausted() const override { return m_at >= m_numbers.size(); }
    bool seenAll() const override { return true; }
    Result<void> settle(std::span<const quint64>) override { return {}; }
    std::function<Result<void>(const Cancel &cancel)> fencer() const override
    {
        return [](const Cancel &) { return Result<void>(); };
    }
    void release(std::span<const quint64>) override {}
    Result<void> watch(const Cancel &cancel) override;

private:
    std::vector<quint64> m_numbers;
    Fetch m_fetch;
    std::size_t m_at = 0;
};

} // namespace flowbench
