// SPDX-License-Identifier: GPL-3.0-or-later
// The reference of `idle`: bare consumers that are connected, assigned at the end of a topic, and hear nothing.
// bench_kafka_idle HOST:PORT TOPIC CONSUMERS SECONDS; what it used of a core is printed by itself.
#include "tests/bench/benchkit.h"

#include <cstdio>
#include <cstdlib>
#include <librdkafka/rdkafka.h>
#include <thread>

using namespace flowbench::bench;
using namespace Qt::StringLiterals;

namespace {

rd_kafka_t *idle(const char *servers, const char *topic)
{
    char text[512];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", servers, text, sizeof text);
    rd_kafka_conf_set(conf, "group.id", "bare", text, sizeof text);
    rd_kafka_conf_set(conf, "enable.auto.commit", "false", text, sizeof text);
    rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_CONSUMER, conf, text, sizeof text);
    if (!rk) {
        std::fprintf(stderr, "consumer: %s\n", text);
        std::exit(1);
    }
    rd_kafka_poll_set_consumer(rk);
    auto *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, topic, 0)->offset = RD_KAFKA_OFFSET_END;
    rd_kafka_assign(rk, list);
    rd_kafka_topic_partition_list_destroy(list);
    return rk;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 5) {
        std::fputs("usage: bench_kafka_idle HOST:PORT TOPIC CONSUMERS SECONDS\n", stderr);
        return 2;
    }
    const int seconds = std::atoi(argv[4]);
    std::vector<rd_kafka_t *> consumers;
    for (int i = 0; i < std::atoi(argv[3]); ++i)
        consumers.push_back(idle(argv[1], argv[2]));
    const auto serve = [&](double until) {
        while (now() < until) {
            for (rd_kafka_t *rk : consumers) {
                if (rd_kafka_message_t *m = rd_kafka_consumer_poll(rk, 100))
                    rd_kafka_message_destroy(m);
            }
        }
    };
    serve(now() + 5);
    const double begin = now(), cpu = cpuOfProcess();
    serve(begin + seconds);
    printAndLeave({{u"core"_s, (cpuOfProcess() - cpu) / (now() - begin)}, {u"rss_bytes"_s, qint64(residentBytes())}});
}
