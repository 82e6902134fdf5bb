// SPDX-License-Identifier: GPL-3.0-or-later
// The reference of every Kafka reading goal: librdkafka's batch call in a loop, from the first offset to the last,
// counting. bench_kafka_bare HOST:PORT TOPIC
// bench_kafka_bare HOST:PORT TOPIC first      stops at the first event: the reference of first_event
#include "tests/bench/benchkit.h"

#include <cstdio>
#include <cstdlib>
#include <librdkafka/rdkafka.h>
#include <string_view>

using namespace flowbench::bench;
using namespace Qt::StringLiterals;

namespace {

[[noreturn]] void fail(const char *what, const char *why)
{
    std::fprintf(stderr, "%s: %s\n", what, why);
    std::exit(1);
}

rd_kafka_t *consumer(const char *servers)
{
    char text[512];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    const char *const settings[][2] = {
        {"bootstrap.servers", servers},           {"group.id", "bare"},
        {"enable.auto.commit", "false"},          {"enable.auto.offset.store", "false"},
        {"allow.auto.create.topics", "false"},    {"queued.min.messages", "200000"},
        {"queued.max.messages.kbytes", "131072"}, {"fetch.message.max.bytes", "4194304"}};
    for (const auto &[name, value] : settings) {
        if (rd_kafka_conf_set(conf, name, value, text, sizeof text) != RD_KAFKA_CONF_OK)
            fail(name, text);
    }
    rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_CONSUMER, conf, text, sizeof text);
    if (!rk)
        fail("consumer", text);
    rd_kafka_poll_set_consumer(rk);
    return rk;
}

// Asking for the metadata first saves half a second: the library then knows the leaders when it is told to fetch.
std::int64_t assign(rd_kafka_t *rk, const char *name)
{
    rd_kafka_topic_t *topic = rd_kafka_topic_new(rk, name, nullptr);
    const rd_kafka_metadata_t *metadata = nullptr;
    if (const auto code = rd_kafka_metadata(rk, 0, topic, &metadata, 10000))
        fail("metadata", rd_kafka_err2str(code));
    const rd_kafka_metadata_topic_t &t = metadata->topics[0];
    auto *list = rd_kafka_topic_partition_list_new(t.partition_cnt);
    std::int64_t total = 0;
    for (int p = 0; p < t.partition_cnt; ++p) {
        std::int64_t low = 0, high = 0;
        if (const auto code = rd_kafka_query_watermark_offsets(rk, name, p, &low, &high, 10000))
            fail("watermarks", rd_kafka_err2str(code));
        total += high - low;
        rd_kafka_topic_partition_list_add(list, name, p)->offset = low;
    }
    rd_kafka_assign(rk, list);
    rd_kafka_topic_partition_list_destroy(list);
    rd_kafka_metadata_destroy(metadata);
    rd_kafka_topic_destroy(topic);
    return total;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 3)
        fail("usage", "bench_kafka_bare HOST:PORT TOPIC [first]");
    const bool first = argc > 3 && std::string_view(argv[3]) == "first";
    const double begin = now();
    rd_kafka_t *rk = consumer(argv[1]);
    const std::int64_t total = first ? (assign(rk, argv[2]), 1) : assign(rk, argv[2]);
    rd_kafka_queue_t *queue = rd_kafka_queue_get_consumer(rk);
    std::vector<rd_kafka_message_t *> batch(first ? 1 : 10000);
    std::int64_t events = 0, bytes = 0;
    while (events < total) {
        const auto n = rd_kafka_consume_batch_queue(queue, 1000, batch.data(), batch.size());
        for (ssize_t i = 0; i < n; ++i) {
            if (!batch[std::size_t(i)]->err) {
                ++events;
                bytes += std::int64_t(batch[std::size_t(i)]->len);
            }
            rd_kafka_message_destroy(batch[std::size_t(i)]);
        }
    }
    const double s = now() - begin;
    // Ending the consumer takes longer than reading: left out, to the reference's advantage.
    printAndLeave({{u"events"_s, qint64(events)},
                   {u"bytes"_s, qint64(bytes)},
                   {u"seconds"_s, s},
                   {u"cpu_seconds"_s, cpuOfProcess()},
                   {u"events_per_second"_s, double(events) / s}});
}
