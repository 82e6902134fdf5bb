// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/cancel.h"
#include "model/base/result.h"
#include "model/live/channel.h"
#include "model/live/coverage.h"
#include "model/live/guard.h"
#include "model/live/sink.h"

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <variant>

// The port: what a connector can do, in small interfaces. A connector hands out each, or the reason why it has none.
//
// Threads: every function that talks to the broker BLOCKS and is called on a worker thread, never on the GUI's; it ends
// soon after its Cancel is requested (<= 500 ms) or expired. Functions of one interface may be called from several
// threads at once. Objects that run (RunningTail, Publisher, Consumption) own their threads and end them in their
// destructors within a second.
namespace flowbench {

// ---- state

enum class LinkState : quint8 { Idle, Connecting, Connected, Reconnecting, Blocked, Failed };

// What a person sees of a connection. `error` says why when Reconnecting, Blocked (the broker's reason) or Failed.
struct ConnectionState
{
    LinkState link = LinkState::Idle;
    std::optional<Error> error;
    int attempt = 0;      // of reconnecting
    qint64 retryInMs = 0; // until the next attempt
    qint64 sinceMs = 0;   // Unix time of the change
};

// Called on any thread, must return at once.
using StateListener = std::function<void(const ConnectionState &)>;

enum class StepName : quint8 { Resolve, Connect, Tls, Authenticate, List };
const char *stepName(StepName step); // as cli.md prints it

struct TestStep
{
    StepName step;
    bool ok = false;
    QString detail; // short, technical: "127.0.0.1:9092", "TLSv1.3", "12 topics"
    double ms = 0;
    std::optional<Error> error;
};

// ---- reading

class Catalog
{
public:
    virtual ~Catalog() = default;
    // All channels, sorted by name. Never creates one.
    virtual Result<std::vector<ChannelInfo>> channels(const Cancel &cancel) = 0;
    // ChannelNotFound where there is none of that name. `channel` as ChannelInfo::name or bare where only one kind has
    // it.
    virtual Result<ChannelDetails> details(const QString &channel, const Cancel &cancel) = 0;
    // The address of what a person typed: adds the kind where a bare name is unambiguous (AmbiguousChannel otherwise).
    virtual Result<ChannelAddress> resolve(const QString &typed, const Cancel &cancel) = 0;
};

// Where to begin or end. Offset is per partition; Time is Unix milliseconds; Group: that group's position.
struct Earliest
{
    bool operator==(const Earliest &) const = default;
};
struct Latest
{
    bool operator==(const Latest &) const = default;
};
struct AtOffset
{
    qint64 offset = 0;
    bool operator==(const AtOffset &) const = default;
};
struct AtTime
{
    qint64 timeMs = 0;
    bool operator==(const AtTime &) const = default;
};
struct AtGroup
{
    QString group;
    bool operator==(const AtGroup &) const = default;
};
using Position = std::variant<Earliest, Latest, AtOffset, AtTime, AtGroup>;

struct TailRequest
{
    std::vector<ChannelAddress> channels;
    Position from = Latest{};                    // or use last
    quint64 last = 0;                            // > 0: the newest N of all channels together first, then what comes
    std::shared_ptr<const EventMatcher> matcher; // null: everything
    std::optional<int> partition;
    std::chrono::milliseconds lostAfter{30000}; // gone for longer than this: it ends with ConnectionLost; < 0: never
};

// Something said while a tail runs: a lost connection, a reconnect, a gap. Any thread, must return at once.
struct TailNotice
{
    enum class Kind : quint8 { Lost, Back, Gap, Warning, Ended } kind = Kind::Warning;
    Error error;        // Lost, Warning, Ended with an error (code Cancelled: ended as asked)
    quint64 events = 0; // Gap: how many were dropped by the broker; 0: not known how many
};
using TailListener = std::function<void(const TailNotice &)>;

// A running tail. Goes on where it was after a reconnect: no event twice, none missing as far as the broker keeps them.
class RunningTail
{
public:
    virtual ~RunningTail() = default; // stops it
    // Ends it soon, without waiting. After `Ended` was told nothing more reaches the sink.
    virtual void stop() = 0;
    // Nothing is fetched while paused for long (RabbitMQ: unbound after 10 s; see design, section 2).
    virtual void setPaused(bool paused) = 0;
    virtual Coverage coverage() const = 0; // any thread, also after the end
};

class Tail
{
public:
    virtual ~Tail() = default;
    // Answers once the tail is in place: what is published after this returned is seen. ChannelNotFound, NoBindings.
    virtual Result<std::unique_ptr<RunningTail>> tail(const TailRequest &request, std::shared_ptr<EventSink> sink,
                                                      TailListener listener, const Cancel &cancel) = 0;
};

struct ScanProgress
{
    quint64 scanned = 0, matched = 0, bytes = 0;
    quint64 total = 0; // offsets to go through, 0: not known
    double seconds = 0;
};

struct ScanRequest
{
    std::vector<ChannelAddress> channels;
    Position from = Earliest{};
    Position to = Latest{}; // Latest: the end as it is when the scan starts
    std::optional<int> partition;
    quint64 last = 0;  // > 0: only the newest N events of all channels together
    quint64 limit = 0; // > 0: ends after so many matches
    bool newestFirst = false;
    bool committed = true;          // isolation
    std::optional<std::string> key; // exact
    std::shared_ptr<const EventMatcher> matcher;
    std::vector<ResumePoint> resume; // set: these bounds instead of from and to
    std::chrono::milliseconds lostAfter{30000};
    std::function<void(const ScanProgress &)> progress; // a few times a second, on the connector's thread; may be empty
    std::function<void(const Error &)> warning;         // lost and back, withheld: while it runs; may be empty
};

class Scan
{
public:
    virtual ~Scan() = default;
    // Reads what was asked for into the sink, in broker order per partition, and ends at the end offsets captured when
    // it started. The coverage is the answer even when it ended early (ended says why); an Error only where nothing
    // could be read at all (never connected, no such channel).
    virtual Result<Coverage> scan(const ScanRequest &request, EventSink &sink, const Cancel &cancel) = 0;
};

// What looking does to a channel, said before the click.
struct LookEffects
{
    bool changesNothing = true;
    bool marksRedelivered = false; // queue: messages come back with the redelivered flag
    bool mayReorder = false;
    bool countsAsDelivery = false; // a delivery limit counts it
    std::optional<int> deliveryLimit;
    std::optional<int> deliveriesLeft; // by our own ledger, for the message that has fewest
    int consumers = 0;                 // they would go without these messages meanwhile
    qint64 depth = 0;
};

// Looking into a queue: all (or the first N) ready messages are held once, copied, and given back together.
class Browse
{
public:
    virtual ~Browse() = default;
    virtual Result<LookEffects> effects(const QString &queue, const Cancel &cancel) = 0;
    struct Request
    {
        QString queue;
        quint64 first = 1000; // 0: all
        bool refresh = false; // a queue with a delivery limit is fetched once; true fetches again
        std::shared_ptr<const EventMatcher> matcher;
        quint64 limit = 0;
    };
    // Offsets of the events are their places in the queue, from 0. DeliveryLimit where a look could destroy.
    virtual Result<Coverage> look(const Request &request, EventSink &sink, const Cancel &cancel) = 0;
};

// ---- writing

// One event to be published.
struct Outgoing
{
    std::optional<std::string> key;   // on RabbitMQ the routing key of an exchange
    std::optional<std::string> value; // absent: tombstone (Kafka); RabbitMQ: an empty body
    std::string fields;               // packed FieldList: headers and properties
    std::optional<int> partition;
    quint64 tag = 0; // the caller's own number, comes back in the receipt
};

// The same where it lies: it points into memory of somebody else.
struct OutgoingView
{
    OutgoingView() = default;
    OutgoingView(const Outgoing &event)
        : key(event.key), value(event.value), fields(event.fields), partition(event.partition), tag(event.tag)
    {}

    std::optional<std::string_view> key, value;
    FieldList fields;
    std::optional<int> partition;
    quint64 tag = 0;

    Outgoing copy() const;
};

struct Receipt
{
    enum class Status : quint8 { Confirmed, Returned, Failed, Unknown } status = Status::Unknown;
    quint64 tag = 0;
    std::optional<int> partition;
    std::optional<qint64> offset;
    Error error; // why, unless confirmed; Returned: args[0] is the broker's reason ("NO_ROUTE")
};
const char *receiptStatusName(Receipt::Status status); // "confirmed", "returned", "failed", "unknown"

// On the publisher's thread, in any order; one for every event that send() took, before finish() returned.
using ReceiptListener = std::function<void(const Receipt &)>;

// Sends to one channel, with a window of unconfirmed events. One thread calls send() and finish().
class Publisher
{
public:
    virtual ~Publisher() = default; // what is unconfirmed is told as unknown
    // Takes it at once, and keeps nothing of what it points to; waits while the window is full. An error: it was not
    // taken and gets no receipt.
    virtual Result<void> send(const OutgoingView &event, const Cancel &cancel) = 0;
    // Waits for the receipts of everything sent. Expired: the rest is told as Unknown (may have arrived) or Failed
    // (certainly never left this machine).
    virtual void finish(const Cancel &cancel) = 0;

    // Of a publisher with Options::transaction: what is sent between begin() and commit() arrives as one or not at all.
    // commit() answers once the broker has it, and keeps `note` with it (see Publish::lastNote). NotSupported
    // elsewhere.
    virtual Result<void> begin(const Cancel &cancel);
    virtual Result<void> commit(const QString &note, const Cancel &cancel);
    virtual Result<void> abort(const Cancel &cancel);
};

class Publish
{
public:
    virtual ~Publish() = default;
    struct Options
    {
        ChannelAddress channel;
        std::chrono::milliseconds timeout{30000}; // how long one event may take to be confirmed
        int window = 1000;
        int maxRequestBytes = 0; // 0: the connection's
        QString transaction;     // a name: one at a time has it, an earlier one is fenced off. Empty: no transactions
    };
    virtual Result<std::unique_ptr<Publisher>> publisher(const WriteGrant &grant, const Options &options,
                                                         ReceiptListener listener, const Cancel &cancel) = 0;
    // The note of the last commit under that transaction's name; null: there was none. NotSupported where there are no
    // transactions.
    virtual Result<QString> lastNote(const QString &transaction, const Cancel &cancel);
};

// One message handed out by a queue and not settled yet.
struct Delivery
{
    quint64 tag = 0;
    Event event;
    bool redelivered = false;
    std::optional<int> deliveryCount; // how often it was handed out before, where the broker counts
};

// A consumer that settles by hand. One thread. What is unsettled at the end goes back to the queue.
class Consumption
{
public:
    virtual ~Consumption() = default;
    virtual Result<std::optional<Delivery>> next(const Cancel &cancel) = 0; // nothing: the Cancel expired
    virtual Result<void> ack(quint64 tag, bool upTo) = 0;
    virtual Result<void> nack(quint64 tag, bool upTo, bool requeue) = 0; // requeue false: dead-lettered or dropped
    // Returns once the broker has processed everything before it (an ack itself has no answer).
    virtual Result<void> fence(const Cancel &cancel) = 0;
};

class Settle
{
public:
    virtual ~Settle() = default;
    virtual Result<std::unique_ptr<Consumption>> consume(const WriteGrant &grant, const QString &queue, int prefetch,
                                                         const Cancel &cancel) = 0;
};

struct GroupPosition
{
    QString channel;
    int partition = 0;
    std::optional<qint64> position; // absent: nothing committed
    qint64 end = 0;
};

struct GroupInfo
{
    QString group;
    QString state; // as the broker says it
    QString protocol;
    std::optional<int> members;           // absent: not visible to this client library
    std::vector<GroupPosition> positions; // filled by positions(), not by groups()
};

class Positions
{
public:
    virtual ~Positions() = default;
    virtual Result<std::vector<GroupInfo>> groups(const Cancel &cancel) = 0;
    virtual Result<GroupInfo> positions(const QString &group, const Cancel &cancel) = 0;
    virtual Result<void> reset(const WriteGrant &grant, const QString &group, std::span<const GroupPosition> to,
                               const Cancel &cancel) = 0;
};

struct ChannelSpec
{
    QString name; // with its kind: "orders", "queue:orders", "exchange:events"
    int partitions = 1;
    QString exchangeType = QStringLiteral("topic");
    bool durable = true;
    bool autoDelete = false;
    QJsonObject arguments; // queue arguments, or a topic's configuration
};

class Topology
{
public:
    virtual ~Topology() = default;
    virtual Result<std::vector<BindingInfo>> bindings(const Cancel &cancel) = 0;
    // Every channel with its arguments, the definition of the policy that applies, and its configuration: what a look
    // at the whole set-up needs, with as few calls as the broker allows. NotSupported, ManagementUnavailable.
    virtual Result<std::vector<ChannelDetails>> everything(const Cancel &cancel);
    virtual Result<void> declare(const WriteGrant &grant, const ChannelSpec &spec, const Cancel &cancel) = 0;
    virtual Result<void> remove(const WriteGrant &grant, const QString &channel, const Cancel &cancel) = 0;
    virtual Result<void> bind(const WriteGrant &grant, const BindingInfo &binding, const Cancel &cancel) = 0;
    // Deletes everything before these offsets for good (Kafka's DeleteRecords). NotSupported elsewhere.
    struct PartitionOffset
    {
        int partition = 0;
        qint64 offset = 0;
    };
    virtual Result<void> deleteRecords(const WriteGrant &grant, const QString &channel,
                                       std::span<const PartitionOffset> before, const Cancel &cancel);
};

// ---- the connector

// An interface, or why there is none.
template <class T>
struct Offer
{
    T *part = nullptr; // owned by the connector
    Error reason;      // NotSupported with args, when part is null
    explicit operator bool() const { return part != nullptr; }
    T *operator->() const { return part; }
};

// One broker. Made on any thread; nothing is connected before the first use. The destructor ends its threads.
class Connector
{
public:
    virtual ~Connector() = default;
    virtual Offer<Catalog> catalog() = 0;
    virtual Offer<Tail> tail() = 0;
    virtual Offer<Scan> scan() = 0;
    virtual Offer<Browse> browse() = 0;
    virtual Offer<Publish> publish() = 0;
    virtual Offer<Settle> settle() = 0;
    virtual Offer<Positions> positions() = 0;
    virtual Offer<Topology> topology() = 0;

    // Step by step, each told as soon as it is known; stops at the first that is not ok. Steps that do not apply
    // (tls on a plain connection) are left out. The same steps are the answer.
    virtual std::vector<TestStep> test(std::function<void(const TestStep &)> told, const Cancel &cancel) = 0;
    // What tells this broker from every other, for records that outlive a connection: Kafka's cluster id. NotSupported:
    // host, port and vhost of its URL do. Blocks.
    virtual Result<QString> identity(const Cancel &cancel);
    virtual ConnectionState state() const = 0;
    virtual void setStateListener(StateListener listener) = 0;
};

} // namespace flowbench
