// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/kafka/kafkapublisher.h"

#include "connectors/kafka/kafkagroups.h"
#include "connectors/kafka/kafkametadata.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <set>

namespace flowbench::kafka {

using namespace Qt::StringLiterals;

namespace {

constexpr int ServeMs = 50;
constexpr qint64 TransactionTimeout = 60000; // the broker ends one that is open for longer
constexpr Milliseconds InitTick{500};
constexpr auto LastWord = std::chrono::milliseconds(900); // for the reports of what was purged

using HeadersPtr = std::unique_ptr<rd_kafka_headers_t, Deleter<rd_kafka_headers_destroy>>;

HeadersPtr headersOf(const FieldList &fields)
{
    if (fields.empty())
        return {};
    constexpr std::size_t Usual = 8;
    HeadersPtr headers(rd_kafka_headers_new(Usual));
    for (const FieldView &f : fields) {
        if (f.place != FieldPlace::Header)
            continue; // the broker's own of another kind of broker
        rd_kafka_header_add(headers.get(), f.name.data(), ssize_t(f.name.size()), f.null ? nullptr : f.value.data(),
                            f.null ? 0 : ssize_t(f.value.size()));
    }
    return headers;
}

// What librdkafka knows of an event's fate, never guessed from the error's name: a timed-out event may have arrived.
Receipt receiptOf(const rd_kafka_message_t &m, const Config &config)
{
    Receipt r;
    r.tag = quint64(reinterpret_cast<std::uintptr_t>(m._private));
    if (m.partition >= 0)
        r.partition = m.partition;
    if (m.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        r.status = Receipt::Status::Confirmed;
        r.offset = m.offset;
        return r;
    }
    const bool never = rd_kafka_message_status(&m) == RD_KAFKA_MSG_STATUS_NOT_PERSISTED;
    r.status = never ? Receipt::Status::Failed : Receipt::Status::Unknown;
    const QString reason = QString::fromUtf8(rd_kafka_err2str(m.err));
    r.error = makeError(never ? ErrorCode::NotPersisted : ErrorCode::PossiblyPersisted, {reason}, reason);
    if (m.err == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE)
        r.error = makeError(ErrorCode::TooLarge, {u"event"_s, QString::number(m.len)}, reason);
    if (m.err == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
        r.error = makeError(ErrorCode::NotPermitted, {u"publish"_s}, reason);
    r.error.connection = config.address;
    r.error.retriable = never;
    return r;
}

// A producer of its own with a thread that serves its delivery reports.
class KafkaPublisher final : public Publisher
{
public:
    KafkaPublisher(Client &client, const Publish::Options &options, ReceiptListener listener, std::set<int> partitions)
        : m_client(client),
          m_options(options),
          m_topic(options.channel.name.toStdString()),
          m_partitions(std::move(partitions)),
          m_listener(std::move(listener))
    {}
    ~KafkaPublisher() override;

    Result<void> start(const Cancel &cancel);
    Result<void> begin(const Cancel &cancel) override;
    Result<void> commit(const QString &note, const Cancel &cancel) override;
    Result<void> abort(const Cancel &cancel) override;
    Result<void> send(const OutgoingView &event, const Cancel &cancel) override;
    void finish(const Cancel &cancel) override;

private:
    Result<void> connect();
    Result<void> takeName(const Cancel &cancel);
    Result<void> transacted(rd_kafka_error_t *error);
    Result<void> rebuildIfFatal(const Cancel &cancel);
    rd_kafka_resp_err_t produce(const OutgoingView &event, std::string *why);
    void refuse(const OutgoingView &event, Error error);
    void serve(std::stop_token stop);
    void tellRefused();
    void settle(const Receipt &receipt);
    bool waitUntil(quint64 most, const Cancel &cancel);
    void purge(int what);

    Client &m_client;
    const Publish::Options m_options;
    const std::string m_topic;
    const std::set<int> m_partitions;
    const ReceiptListener m_listener;

    std::mutex m_handleMutex;         // the sender replaces the handle, the serving thread uses it
    std::shared_ptr<Handle> m_handle; // guarded by m_handleMutex
    TopicPtr m_place;                 // of m_handle; the sender's

    std::atomic<quint64> m_open = 0;   // taken and without a receipt
    std::atomic<quint64> m_wakeAt = 0; // how many of them somebody waits for
    std::mutex m_mutex;
    std::condition_variable m_settled;
    std::deque<Receipt> m_refused; // guarded by m_mutex; to be told by the serving thread
    std::jthread m_thread;
};

Result<void> KafkaPublisher::connect()
{
    qint64 timeout = std::max<qint64>(m_options.timeout.count(), 1);
    if (!m_options.transaction.isEmpty())
        timeout = std::min(timeout, TransactionTimeout);
    Properties more = {{"message.timeout.ms", std::to_string(timeout)}};
    if (m_options.maxRequestBytes > 0)
        more.emplace_back("message.max.bytes", std::to_string(m_options.maxRequestBytes));
    if (m_client.config().option("queue.buffering.max.messages").empty())
        more.emplace_back("queue.buffering.max.messages", std::to_string(std::max(m_options.window * 2, 100000)));
    if (!m_options.transaction.isEmpty()) {
        more.emplace_back("transactional.id", m_options.transaction.toStdString());
        more.emplace_back("transaction.timeout.ms", std::to_string(TransactionTimeout));
    }
    auto handle = Handle::create(m_client.config(), Role::Producer, more,
                                 [this](const rd_kafka_message_t *m) { settle(receiptOf(*m, m_client.config())); });
    if (!handle)
        return handle.error();
    m_place.reset();
    const std::lock_guard lock(m_handleMutex);
    m_handle = std::move(*handle);
    m_place.reset(rd_kafka_topic_new(m_handle->get(), m_topic.c_str(), nullptr));
    if (!m_place)
        return errorOf(rd_kafka_last_error(), {}, m_handle->trouble());
    m_handle->trouble().setListener([this] { m_client.suspect(); });
    return {};
}

Result<void> KafkaPublisher::start(const Cancel &cancel)
{
    if (auto r = connect(); !r)
        return r;
    m_thread = std::jthread([this](std::stop_token stop) { serve(stop); });
    return m_options.transaction.isEmpty() ? Result<void>() : takeName(cancel);
}

// Fences whoever had the name before and ends what they left open. In short calls: none of librdkafka's can be
// interrupted.
Result<void> KafkaPublisher::takeName(const Cancel &cancel)
{
    for (;;) {
        auto taken = transacted(rd_kafka_init_transactions(m_handle->get(), int(cancel.left(InitTick).count())));
        if (taken || cancel.done() || !taken.error().retriable)
            return taken;
    }
}

Result<void> KafkaPublisher::transacted(rd_kafka_error_t *raw)
{
    const ErrorPtr error(raw);
    if (!error)
        return {};
    Error e = errorOf(rd_kafka_error_code(error.get()), QString::fromUtf8(rd_kafka_error_string(error.get())),
                      m_handle->trouble());
    e.retriable = rd_kafka_error_is_retriable(error.get()) != 0;
    e.fatal = rd_kafka_error_is_fatal(error.get()) != 0;
    return e;
}

Result<void> KafkaPublisher::begin(const Cancel &cancel)
{
    if (m_options.transaction.isEmpty())
        return Publisher::begin(cancel);
    char text[256];
    if (rd_kafka_fatal_error(m_handle->get(), text, sizeof text)) {
        if (auto rebuilt = rebuildIfFatal(cancel); !rebuilt)
            return rebuilt;
        if (auto taken = takeName(cancel); !taken)
            return taken;
    }
    return transacted(rd_kafka_begin_transaction(m_handle->get()));
}

Result<void> KafkaPublisher::commit(const QString &note, const Cancel &cancel)
{
    if (m_options.transaction.isEmpty())
        return Publisher::commit(note, cancel);
    const ListPtr offsets(rd_kafka_topic_partition_list_new(1));
    auto *place = rd_kafka_topic_partition_list_add(offsets.get(), m_topic.c_str(), 0);
    const std::string text = note.toStdString();
    place->offset = 0;
    place->metadata = std::malloc(text.size() + 1); // freed with the list
    place->metadata_size = text.size();
    std::memcpy(place->metadata, text.c_str(), text.size() + 1);
    using GroupPtr =
        std::unique_ptr<rd_kafka_consumer_group_metadata_t, Deleter<rd_kafka_consumer_group_metadata_destroy>>;
    const GroupPtr group(rd_kafka_consumer_group_metadata_new(m_options.transaction.toUtf8().constData()));
    const auto left = [&] { return int(cancel.left(Milliseconds(60000)).count()); };
    for (bool noted = false;;) {
        auto done =
            noted
                ? transacted(rd_kafka_commit_transaction(m_handle->get(), left()))
                : transacted(rd_kafka_send_offsets_to_transaction(m_handle->get(), offsets.get(), group.get(), left()));
        if (done && noted)
            return done;
        noted = noted || done.ok();
        if (!done && (!done.error().retriable || cancel.done()))
            return done;
    }
}

Result<void> KafkaPublisher::abort(const Cancel &cancel)
{
    return m_options.transaction.isEmpty()
               ? Publisher::abort(cancel)
               : transacted(rd_kafka_abort_transaction(m_handle->get(), int(cancel.left(Milliseconds(30000)).count())));
}

// Reports are only ever served here, so that receipts come on one thread.
void KafkaPublisher::serve(std::stop_token stop)
{
    while (!stop.stop_requested()) {
        std::shared_ptr<Handle> handle;
        {
            const std::lock_guard lock(m_handleMutex);
            handle = m_handle;
        }
        handle->poll(ServeMs);
        tellRefused();
    }
}

void KafkaPublisher::tellRefused()
{
    for (;;) {
        Receipt next;
        {
            const std::lock_guard lock(m_mutex);
            if (m_refused.empty())
                return;
            next = std::move(m_refused.front());
            m_refused.pop_front();
        }
        settle(next);
    }
}

void KafkaPublisher::settle(const Receipt &receipt)
{
    if (m_listener)
        m_listener(receipt);
    if (--m_open != m_wakeAt)
        return;
    {
        const std::lock_guard lock(m_mutex); // who is about to wait does
    }
    m_settled.notify_all();
}

bool KafkaPublisher::waitUntil(quint64 most, const Cancel &cancel)
{
    if (m_open <= most)
        return true;
    std::unique_lock lock(m_mutex);
    m_wakeAt = most;
    while (m_open > most) {
        if (cancel.done())
            return false;
        m_settled.wait_for(lock, cancel.left(Milliseconds(100)));
    }
    return true;
}

void KafkaPublisher::refuse(const OutgoingView &event, Error error)
{
    error.connection = m_client.config().address;
    Receipt r;
    r.status = Receipt::Status::Failed;
    r.tag = event.tag;
    r.partition = event.partition;
    r.error = std::move(error);
    ++m_open;
    const std::lock_guard lock(m_mutex);
    m_refused.push_back(std::move(r));
}

// producev, never produceva: that one frees headers twice where the partition does not exist.
rd_kafka_resp_err_t KafkaPublisher::produce(const OutgoingView &e, std::string *why)
{
    HeadersPtr headers = headersOf(e.fields);
    static const char Empty = 0;
    const auto bytes = [](const std::optional<std::string_view> &s) {
        return const_cast<char *>(!s ? nullptr : s->empty() ? &Empty : s->data());
    };
    const std::size_t keySize = e.key ? e.key->size() : 0, valueSize = e.value ? e.value->size() : 0;
    rd_kafka_t *rk = m_handle->get();
    const auto code = rd_kafka_producev(
        rk, RD_KAFKA_V_RKT(m_place.get()), RD_KAFKA_V_PARTITION(e.partition.value_or(RD_KAFKA_PARTITION_UA)),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(bytes(e.key), keySize),
        RD_KAFKA_V_VALUE(bytes(e.value), valueSize), RD_KAFKA_V_HEADERS(headers.get()),
        RD_KAFKA_V_OPAQUE(reinterpret_cast<void *>(std::uintptr_t(e.tag))), RD_KAFKA_V_END);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
        (void)headers.release();
    else
        *why = rd_kafka_err2str(code);
    return code;
}

// After a fatal error (an idempotent producer that lost its sequence) the handle only ever fails: its events are told,
// then a new one takes over.
Result<void> KafkaPublisher::rebuildIfFatal(const Cancel &cancel)
{
    char text[256];
    if (!rd_kafka_fatal_error(m_handle->get(), text, sizeof text))
        return {};
    purge(RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    if (!waitUntil(0, cancel))
        return makeError(cancel.requested() ? ErrorCode::Cancelled : ErrorCode::Timeout, {}, QString::fromUtf8(text));
    return connect();
}

Result<void> KafkaPublisher::send(const OutgoingView &event, const Cancel &cancel)
{
    // Who has filled the window is woken once some of it is free, not for each event.
    const auto window = quint64(std::max(m_options.window, 1));
    if (m_open >= window && !waitUntil(window - 1 - window / 8, cancel))
        return makeError(cancel.requested() ? ErrorCode::Cancelled : ErrorCode::Timeout);
    if (event.partition && !m_partitions.contains(*event.partition)) {
        refuse(event, makeError(ErrorCode::BadArgument, {u"partition"_s, QString::number(*event.partition)}));
        return {};
    }
    for (;;) {
        // (A transaction that broke is begun anew as a whole.)
        if (auto r = m_options.transaction.isEmpty() ? rebuildIfFatal(cancel) : Result<void>(); !r)
            return r;
        ++m_open; // before: its report may come at once
        std::string why;
        const auto code = produce(event, &why);
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
            return {};
        --m_open;
        const bool again = code == RD_KAFKA_RESP_ERR__FATAL && m_options.transaction.isEmpty();
        if (code == RD_KAFKA_RESP_ERR__QUEUE_FULL || again) {
            if (cancel.done())
                return makeError(cancel.requested() ? ErrorCode::Cancelled : ErrorCode::Timeout);
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            continue;
        }
        const QString reason = QString::fromStdString(why);
        const bool large = code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE;
        const qsizetype size = qsizetype(event.value ? event.value->size() : 0);
        const std::string limit = m_client.config().option("message.max.bytes");
        refuse(event, large ? makeError(ErrorCode::TooLarge,
                                        {u"message.max.bytes"_s, QString::number(size),
                                         limit.empty() ? u"1000000"_s : QString::fromStdString(limit)},
                                        reason)
                            : makeError(ErrorCode::NotPersisted, {reason}, reason));
        return {};
    }
}

void KafkaPublisher::purge(int what) { rd_kafka_purge(m_handle->get(), what); }

void KafkaPublisher::finish(const Cancel &cancel)
{
    if (waitUntil(0, cancel))
        return;
    // What never left this machine has failed for certain; of what left nobody can say more than "unknown".
    purge(RD_KAFKA_PURGE_F_QUEUE);
    purge(RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    waitUntil(0, Cancel::after(LastWord));
}

KafkaPublisher::~KafkaPublisher()
{
    if (m_thread.joinable()) {
        finish(Cancel::after(Milliseconds(0)));
        m_thread.request_stop();
        m_thread.join();
    }
    m_place.reset();
    m_handle.reset(); // before what its callbacks use
}

} // namespace

Result<std::unique_ptr<Publisher>> KafkaPublish::publisher(const WriteGrant &grant, const Options &options,
                                                           ReceiptListener listener, const Cancel &cancel)
{
    if (auto r = grant.allows(WriteOperation::Publish); !r)
        return r.error();
    auto asking = m_client.asking();
    if (!asking)
        return asking.error();
    // A producer's own question would create the topic: a consumer asks, who may not.
    auto metadata = topicMetadata(m_client, **asking, options.channel.name.toStdString(), cancel);
    if (!metadata)
        return metadata.error();
    const rd_kafka_metadata_topic &t = (*metadata)->topics[0];
    std::set<int> partitions;
    for (int i = 0; i < t.partition_cnt; ++i)
        partitions.insert(t.partitions[i].id);
    auto publisher = std::make_unique<KafkaPublisher>(m_client, options, std::move(listener), std::move(partitions));
    if (auto r = publisher->start(cancel); !r)
        return r.error();
    return std::unique_ptr<Publisher>(std::move(publisher));
}

Result<QString> KafkaPublish::lastNote(const QString &transaction, const Cancel &cancel)
{
    auto handle = m_client.asking();
    if (!handle)
        return handle.error();
    return committedNote(**handle, transaction, cancel);
}

} // namespace flowbench::kafka
