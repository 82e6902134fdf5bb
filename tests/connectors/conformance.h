// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/port.h"
#include "model/store/arena.h"

#include <QObject>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

// The suite that every connector passes: it knows the port and nothing of any broker.
//
//   class tst_Kafka : public flowbench::Conformance
//   {
//       Q_OBJECT
//   public:
//       tst_Kafka() : Conformance(subject()) {}
//   private slots:
//       void ownCase();
//   };
//
// Inherited slots run first. Everything of one case goes through ONE connector, so that an in-process broker can be
// a subject too. A subject without topics leaves `topic` empty, one without queues leaves `queue` and `exchange`
// empty; subjectGivesWhatIsOffered() fails where a part is offered and the suite was given nothing to try it with.
namespace flowbench {

struct Subject
{
    // A fresh connector, nothing connected yet. `arenas` may be shared by all.
    std::function<std::unique_ptr<Connector>()> make;

    // A fresh empty channel that keeps events, by its name as `channels` prints it.
    std::function<QString(Connector &, int partitions)> topic;
    // A fresh empty queue with these arguments (x-dead-letter-exchange, x-dead-letter-routing-key, x-message-ttl,
    // x-delivery-limit with x-queue-type quorum), as "queue:NAME". `arguments` may be empty.
    std::function<QString(Connector &, const QJsonObject &arguments)> queue;
    // A fresh exchange of that type ("direct", "topic", "fanout", "headers") without bindings, as "exchange:NAME".
    std::function<QString(Connector &, const QString &type)> exchange;
    std::function<void(Connector &, const BindingInfo &)> bind;

    // Takes the broker away and brings it back (a proxy that closes, a hook). Both or none. heal is called once a case.
    std::function<void(Connector &)> breakLink, healLink;

    bool live = true;             // topics can be tailed; false: what is there is all that will ever be
    bool nullValues = true;       // a tombstone is not an empty value
    bool nullHeaders = true;      // a header without a value is not one with an empty value
    bool duplicateHeaders = true; // twice the same header name is kept
    bool dropsAtLimit = true;     // a nack beyond the delivery limit dead-letters; false: it is published anew instead
    qint64 largest = 5 << 20;     // bytes of the largest body that is tried
    Milliseconds patience{10000}; // how old a broker's own figures (depth, consumers) may be
    Milliseconds groupPatience{10000};
};

// Collects what a scan or a tail gives, as events of its own. Any thread.
class CollectSink : public EventSink
{
public:
    bool take(ChunkPtr chunk) override;
    bool hasRoom() const override { return true; }

    std::vector<Event> events() const;
    std::vector<std::string> values() const; // absent values as ""
    std::size_t size() const;
    // False where there are fewer than `events` when the time is over.
    bool waitFor(std::size_t events, Milliseconds timeout = Milliseconds(10000)) const;
    void clear();

private:
    mutable std::mutex m_mutex;
    mutable std::condition_variable m_more;
    std::vector<Event> m_events; // guarded by m_mutex
};

// Counts only; fails the case when an event comes all the same.
class CountSink : public EventSink
{
public:
    bool wantsEvents() const override { return false; }
    bool take(ChunkPtr) override
    {
        taken = true;
        return true;
    }
    void count(quint64 events, quint64 bytes) override
    {
        counted += events;
        countedBytes += bytes;
    }
    quint64 counted = 0, countedBytes = 0;
    bool taken = false;
};

// Keeps what a tail says. Any thread.
class Notices
{
public:
    TailListener listener();
    bool waitFor(TailNotice::Kind kind, Milliseconds timeout = Milliseconds(10000)) const;
    std::vector<TailNotice> all() const;
    std::optional<TailNotice> last(TailNotice::Kind kind) const;

private:
    struct State
    {
        std::mutex mutex;
        std::condition_variable more;
        std::vector<TailNotice> notices;
    };
    std::shared_ptr<State> m_state = std::make_shared<State>();
};

// ---- helpers of the suite, for a connector's own cases too

// Lets everything through; audits nothing.
WriteGrant anyGrant(WriteOperation operation, const QString &target = {}, quint64 count = 0);
// The same, run out.
WriteGrant expiredGrant(WriteOperation operation);

Outgoing outgoing(std::optional<std::string> value, std::optional<std::string> key = {},
                  const std::vector<std::pair<std::string, std::optional<std::string>>> &headers = {});
// "PREFIX0" .. "PREFIX(n-1)"
std::vector<Outgoing> numbered(const std::string &prefix, int count, std::optional<int> partition = {});

struct Published
{
    std::vector<Receipt> receipts; // by tag: receipts[i] belongs to events[i]
    std::optional<Error> error;    // of publisher() or the first send() that was not taken
    bool confirmed() const;        // all of them
};
Published publishAll(Connector &connector, const QString &channel, std::vector<Outgoing> events,
                     Milliseconds timeout = Milliseconds(30000));

struct Scanned
{
    std::vector<Event> events;
    Coverage coverage;
    std::optional<Error> error;
    std::vector<std::string> values() const;
};
Scanned scanAll(Connector &connector, ScanRequest request, const Cancel &cancel = Cancel::after(Milliseconds(30000)));
Scanned lookAll(Connector &connector, Browse::Request request);
ScanRequest scanOf(const QString &channel);

std::optional<ChannelInfo> infoOf(Connector &connector, const QString &channel);
// Asks again until it is true or the time is over.
bool eventually(const std::function<bool()> &condition, Milliseconds timeout);

class Conformance : public QObject
{
    Q_OBJECT

protected:
    explicit Conformance(Subject subject, QObject *parent = nullptr) : QObject(parent), m_subject(std::move(subject)) {}
    const Subject m_subject;

private slots:
    // any connector
    void subjectGivesWhatIsOffered();
    void absentPartsSayWhy();
    void testTellsStepsInOrder();
    void stateIsReported();
    void channelsAreSorted();
    void missingChannelIsSaidAndNeverMade();
    void writesNeedTheirGrant();
    void destructorEndsSoon();
    void lostConnectionIsAnError();

    // channels that keep events
    void topicIsListed();
    void topicKeepsBytes();
    void topicKeepsLargeBody();
    void receiptsSayWhere();
    void scanOffsetsAndPartition();
    void scanTimes();
    void scanLastAndNewestFirst();
    void scanLimitAndKey();
    void scanCountsWithoutEvents();
    void scanMatcherAndFailures();
    void scanCoverageIsExact();
    void scanResumes();
    void scanEndsAtCapturedEnd();
    void scanIsCancelled();

    void tailSeesWhatComes();
    void tailBeginsWhereAsked();
    void tailPauses();
    void tailStops();
    void tailFiltersAndCovers();
    void tailSurvivesLoss();
    void tailGivesUp();

    void groupsAndReset();

    // queues and exchanges
    void queueIsListed();
    void bareNameIsResolved();
    void queueKeepsBytes();
    void lookLeavesQueueAsItWas();
    void lookRefusesAtDeliveryLimit();
    void consumeAndAck();
    void nackRequeuesOrDeadLetters();
    void prefetchBounds();
    void unsettledGoesBack();
    void timeToLive();
    void deliveryLimit();
    void exchangesRoute();
    void unroutableIsReturned();
    void tailOfExchange();
    void tailOfQueueTakesNothing();

private:
    std::unique_ptr<Connector> make() const { return m_subject.make(); }
};

} // namespace flowbench
