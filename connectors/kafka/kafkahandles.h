// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/kafka/kafkaconfig.h"

#include <functional>
#include <librdkafka/rdkafka.h>
#include <memory>
#include <mutex>
#include <optional>

// librdkafka's objects as values with an owner. The library's order of destruction: messages, topics, partition lists,
// queues and events first, then the handle. So a class declares its Handle before everything made of it.
namespace flowbench::kafka {

template <auto Destroy>
struct Deleter
{
    template <class T>
    void operator()(T *p) const
    {
        Destroy(p);
    }
};
inline void destroyMetadata(const rd_kafka_metadata_t *m) { rd_kafka_metadata_destroy(m); }

using ConfPtr = std::unique_ptr<rd_kafka_conf_t, Deleter<rd_kafka_conf_destroy>>;
using TopicPtr = std::unique_ptr<rd_kafka_topic_t, Deleter<rd_kafka_topic_destroy>>;
using QueuePtr = std::unique_ptr<rd_kafka_queue_t, Deleter<rd_kafka_queue_destroy>>;
using ListPtr = std::unique_ptr<rd_kafka_topic_partition_list_t, Deleter<rd_kafka_topic_partition_list_destroy>>;
using MetadataPtr = std::unique_ptr<const rd_kafka_metadata_t, Deleter<destroyMetadata>>;
using EventPtr = std::unique_ptr<rd_kafka_event_t, Deleter<rd_kafka_event_destroy>>;
using ErrorPtr = std::unique_ptr<rd_kafka_error_t, Deleter<rd_kafka_error_destroy>>;

// The last thing that went wrong between a handle and its brokers. Any thread.
class Trouble
{
public:
    explicit Trouble(Config config) : m_config(std::move(config)) {}

    const Config &config() const { return m_config; }
    // From librdkafka's callbacks.
    void error(rd_kafka_resp_err_t code, const char *text);
    void certificate(int x509Error);
    // Set by the first thing that no retry heals soon: refused, unknown host, TLS, authentication.
    std::optional<Error> definite() const;
    Clock::time_point changedAt() const; // when the last error came
    std::optional<Error> last() const;
    bool allDown() const;
    void clear();
    // Called (on a thread of librdkafka's or the poller's) when an error was told.
    void setListener(std::function<void()> listener);

private:
    const Config m_config;
    mutable std::mutex m_mutex;
    std::optional<Error> m_last;      // guarded by m_mutex
    int m_x509 = 0;                   // guarded by m_mutex
    bool m_allDown = false;           // guarded by m_mutex
    Clock::time_point m_changedAt{};  // guarded by m_mutex
    std::function<void()> m_listener; // guarded by m_mutex
};

enum class Role { Catalog, Reader, Backwards, Producer };

// One rd_kafka_t. Errors of its connections are kept in trouble(); nothing is printed.
class Handle
{
public:
    using DeliveryReport = std::function<void(const rd_kafka_message_t *)>;

    // BadArgument where librdkafka does not take the combination of properties.
    static Result<std::unique_ptr<Handle>> create(const Config &config, Role role, const Properties &more = {},
                                                  DeliveryReport delivered = {});
    ~Handle();
    Handle(const Handle &) = delete;
    Handle &operator=(const Handle &) = delete;

    rd_kafka_t *get() const { return m_rk; }
    Trouble &trouble() { return *m_trouble; }
    // Serves the callbacks of a handle that nobody consumes from yet; consuming serves them itself afterwards.
    void poll(int ms)
    {
        if (!m_consumed)
            rd_kafka_poll(m_rk, ms);
    }
    // From now on events come through the consumer's queue: polling would throw them away.
    void setConsumed()
    {
        if (!m_consumed)
            rd_kafka_poll_set_consumer(m_rk);
        m_consumed = true;
    }

private:
    Handle(std::unique_ptr<Trouble> trouble, DeliveryReport delivered)
        : m_trouble(std::move(trouble)), m_delivered(std::move(delivered))
    {}
    static void onDelivery(rd_kafka_t *, const rd_kafka_message_t *message, void *self);
    static void onError(rd_kafka_t *, int code, const char *text, void *self);
    static int onCertificate(rd_kafka_t *, const char *, int32_t, int *x509Error, int depth, const char *, size_t,
                             char *, size_t, void *self);

    std::unique_ptr<Trouble> m_trouble;
    DeliveryReport m_delivered;
    rd_kafka_t *m_rk = nullptr;
    bool m_consumed = false;
};

// An answer of librdkafka as an Error of ours; `trouble` says more where the connection is to blame.
Error errorOf(rd_kafka_resp_err_t code, const QString &text, const Trouble &trouble);
// True where asking again may help: no broker yet, timed out, leader moving.
bool mayRetry(rd_kafka_resp_err_t code);

} // namespace flowbench::kafka
