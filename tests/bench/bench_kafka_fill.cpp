// SPDX-License-Identifier: GPL-3.0-or-later
// Makes the benches' topic: bench_kafka_fill HOST:PORT TOPIC PARTITIONS EVENTS [ORIGIN]
// ORIGIN: they are dead letters of that topic, as Spring Kafka writes them.
#include "tests/bench/benchkit.h"
#include "tests/bench/orders.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <librdkafka/rdkafka.h>

using namespace flowbench::bench;
using namespace Qt::StringLiterals;

namespace {

[[noreturn]] void fail(const char *what, const char *why)
{
    std::fprintf(stderr, "%s: %s\n", what, why);
    std::exit(1);
}

rd_kafka_t *producer(const char *servers)
{
    char text[512];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    const char *const settings[][2] = {{"bootstrap.servers", servers},
                                       {"acks", "1"},
                                       {"linger.ms", "20"},
                                       {"batch.num.messages", "10000"},
                                       {"batch.size", "1000000"},
                                       {"queue.buffering.max.messages", "400000"},
                                       {"delivery.report.only.error", "true"}};
    for (const auto &[name, value] : settings) {
        if (rd_kafka_conf_set(conf, name, value, text, sizeof text) != RD_KAFKA_CONF_OK)
            fail(name, text);
    }
    rd_kafka_conf_set_dr_msg_cb(conf, [](rd_kafka_t *, const rd_kafka_message_t *m, void *) {
        if (m->err)
            fail("an event was not taken", rd_kafka_err2str(m->err));
    });
    rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, sizeof text);
    if (!rk)
        fail("producer", text);
    return rk;
}

// Kept for ever: the events' times lie in the past.
void createTopic(rd_kafka_t *rk, const char *name, int partitions)
{
    char text[512];
    rd_kafka_NewTopic_t *topic = rd_kafka_NewTopic_new(name, partitions, 1, text, sizeof text);
    rd_kafka_NewTopic_set_config(topic, "retention.ms", "-1");
    rd_kafka_queue_t *queue = rd_kafka_queue_new(rk);
    rd_kafka_CreateTopics(rk, &topic, 1, nullptr, queue);
    rd_kafka_event_t *event = rd_kafka_queue_poll(queue, 30000);
    if (!event || rd_kafka_event_error(event))
        fail("the topic could not be made", event ? rd_kafka_event_error_string(event) : "no answer");
    std::size_t count = 0;
    const auto *answers = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
    if (count != 1 || rd_kafka_topic_result_error(answers[0]))
        fail("the topic could not be made", count ? rd_kafka_topic_result_error_string(answers[0]) : "no answer");
    rd_kafka_event_destroy(event);
    rd_kafka_queue_destroy(queue);
    rd_kafka_NewTopic_destroy(topic);
}

std::string bigEndian(std::uint64_t n, std::size_t size)
{
    std::string out(size, '\0');
    for (std::size_t i = size; i-- > 0; n >>= 8)
        out[i] = char(n & 0xff);
    return out;
}

rd_kafka_headers_t *failureHeaders(const std::string &origin, int partition, std::size_t offset)
{
    std::string stack = "java.lang.IllegalStateException: no stock\n";
    for (int i = 0; i < 12; ++i)
        stack += "\tat com.example.shop.orders.Reservation" + std::to_string(i) + ".reserve(Reservation.java:42)\n";
    const std::pair<const char *, std::string> headers[] = {
        {"trace-id", "4bf92f3577b34da6a3ce929d0e0e4736"},
        {"kafka_dlt-original-topic", origin},
        {"kafka_dlt-original-partition", bigEndian(std::uint64_t(partition), 4)},
        {"kafka_dlt-original-offset", bigEndian(offset, 8)},
        {"kafka_dlt-original-timestamp", bigEndian(1760000000000, 8)},
        {"kafka_dlt-original-timestamp-type", "CreateTime"},
        {"kafka_dlt-original-consumer-group", "warehouse"},
        {"kafka_dlt-exception-fqcn", "org.springframework.kafka.listener.ListenerExecutionFailedException"},
        {"kafka_dlt-exception-cause-fqcn", "java.lang.IllegalStateException"},
        {"kafka_dlt-exception-message", "Listener method 'reserve' threw exception; no stock"},
        {"kafka_dlt-exception-stacktrace", stack}};
    rd_kafka_headers_t *out = rd_kafka_headers_new(std::size(headers));
    for (const auto &[name, value] : headers)
        rd_kafka_header_add(out, name, -1, value.data(), ssize_t(value.size()));
    return out;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 5)
        fail("usage", "bench_kafka_fill HOST:PORT TOPIC PARTITIONS EVENTS [ORIGIN]");
    const std::string origin = argc > 5 ? argv[5] : "";
    const int partitions = std::atoi(argv[3]);
    const std::size_t events = std::strtoull(argv[4], nullptr, 10);
    rd_kafka_t *rk = producer(argv[1]);
    createTopic(rk, argv[2], partitions);
    const Orders orders;
    // Five thousand events to a second of their own time, the last one a moment ago.
    constexpr std::int64_t PerSecond = 5000;
    const std::int64_t first = (std::int64_t(std::time(nullptr)) - std::int64_t(events) / PerSecond - 60) * 1000;
    const double begin = now();
    for (std::size_t i = 0; i < events; ++i) {
        const std::string &body = orders.body(i);
        const std::string key = Orders::key(i);
        for (;;) {
            rd_kafka_headers_t *headers = origin.empty() ? nullptr : failureHeaders(origin, int(i) % partitions, i);
            const auto code = rd_kafka_producev(
                rk, RD_KAFKA_V_TOPIC(argv[2]), RD_KAFKA_V_PARTITION(std::int32_t(i % std::size_t(partitions))),
                RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                RD_KAFKA_V_KEY(key.data(), key.size()), RD_KAFKA_V_VALUE(const_cast<char *>(body.data()), body.size()),
                RD_KAFKA_V_TIMESTAMP(first + std::int64_t(i) * 1000 / PerSecond), RD_KAFKA_V_END);
            if (!code)
                break;
            if (headers)
                rd_kafka_headers_destroy(headers);
            if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL)
                fail("an event was not taken", rd_kafka_err2str(code));
            rd_kafka_poll(rk, 20);
        }
        if ((i & 0xfff) == 0)
            rd_kafka_poll(rk, 0);
    }
    if (rd_kafka_flush(rk, 120000))
        fail("the topic could not be filled", "the broker did not confirm everything within two minutes");
    const double s = now() - begin;
    printAndLeave({{u"events"_s, qint64(events)},
                   {u"mean_bytes"_s, orders.meanBytes()},
                   {u"seconds"_s, s},
                   {u"events_per_second"_s, double(events) / s}});
}
