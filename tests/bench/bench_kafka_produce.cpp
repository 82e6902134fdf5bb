// SPDX-License-Identifier: GPL-3.0-or-later
// What librdkafka can do when nobody keeps a record: events of the benches produced with acks=all and idempotence.
//
// bench_kafka_produce HOST:PORT TOPIC EVENTS [WINDOW [plain]]   WINDOW: so many to a transaction; 0: none
// They have the headers that a replayed dead letter has: what arrives is the same. plain: they have none.
#include "tests/bench/benchkit.h"
#include "tests/bench/orders.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <librdkafka/rdkafka.h>

using namespace flowbench::bench;
using namespace Qt::StringLiterals;

namespace {

[[noreturn]] void fail(const char *what, const char *why)
{
    std::fprintf(stderr, "%s: %s\n", what, why);
    std::exit(1);
}

void good(rd_kafka_error_t *error, const char *what)
{
    if (error)
        fail(what, rd_kafka_error_string(error));
}

rd_kafka_t *producer(const char *servers, bool transactional, std::size_t *confirmed)
{
    char text[512];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    const char *const settings[][2] = {{"bootstrap.servers", servers},
                                       {"acks", "all"},
                                       {"enable.idempotence", "true"},
                                       {"linger.ms", "5"},
                                       {"batch.num.messages", "10000"},
                                       {"batch.size", "1000000"},
                                       {"queue.buffering.max.messages", "400000"}};
    for (const auto &[name, value] : settings) {
        if (rd_kafka_conf_set(conf, name, value, text, sizeof text) != RD_KAFKA_CONF_OK)
            fail(name, text);
    }
    if (transactional)
        rd_kafka_conf_set(conf, "transactional.id", "bench-bare", text, sizeof text);
    rd_kafka_conf_set_opaque(conf, confirmed);
    rd_kafka_conf_set_dr_msg_cb(conf, [](rd_kafka_t *, const rd_kafka_message_t *m, void *opaque) {
        if (m->err)
            fail("an event was not taken", rd_kafka_err2str(m->err));
        ++*static_cast<std::size_t *>(opaque);
    });
    rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, sizeof text);
    if (!rk)
        fail("producer", text);
    if (transactional)
        good(rd_kafka_init_transactions(rk, 30000), "transactions");
    return rk;
}

void addHeader(rd_kafka_headers_t *headers, const char *name, const std::string &value)
{
    rd_kafka_header_add(headers, name, -1, value.data(), ssize_t(value.size()));
}

rd_kafka_headers_t *headersOf(std::size_t i)
{
    rd_kafka_headers_t *headers = rd_kafka_headers_new(4);
    addHeader(headers, "trace-id", "4bf92f3577b34da6a3ce929d0e0e4736");
    addHeader(headers, "flowbench-replay-id", "tp7mwm5kc8-" + std::to_string(i));
    addHeader(headers, "flowbench-replay-of", "dead-1 0:" + std::to_string(i));
    addHeader(headers, "flowbench-replay-count", "1");
    return headers;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 4)
        fail("usage", "bench_kafka_produce HOST:PORT TOPIC EVENTS [WINDOW [plain]]");
    const std::size_t events = std::strtoull(argv[3], nullptr, 10);
    const std::size_t window = argc > 4 ? std::strtoull(argv[4], nullptr, 10) : 0;
    const bool plain = argc > 5 && std::strcmp(argv[5], "plain") == 0;
    const Orders orders;
    std::size_t confirmed = 0;
    const double begin = now(), cpu = cpuOfProcess();
    rd_kafka_t *rk = producer(argv[1], window > 0, &confirmed);
    for (std::size_t i = 0; i < events; ++i) {
        if (window > 0 && i % window == 0)
            good(rd_kafka_begin_transaction(rk), "begin");
        const std::string &body = orders.body(i);
        const std::string key = Orders::key(i);
        rd_kafka_headers_t *headers = plain ? nullptr : headersOf(i);
        for (;;) {
            const auto code =
                rd_kafka_producev(rk, RD_KAFKA_V_TOPIC(argv[2]), RD_KAFKA_V_PARTITION(RD_KAFKA_PARTITION_UA),
                                  RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(key.data(), key.size()),
                                  RD_KAFKA_V_VALUE(const_cast<char *>(body.data()), body.size()),
                                  RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END);
            if (!code)
                break;
            if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL)
                fail("an event was not taken", rd_kafka_err2str(code));
            rd_kafka_poll(rk, 20);
        }
        if ((i & 0x3ff) == 0)
            rd_kafka_poll(rk, 0);
        if (window > 0 && ((i + 1) % window == 0 || i + 1 == events))
            good(rd_kafka_commit_transaction(rk, 60000), "commit");
    }
    if (rd_kafka_flush(rk, 120000) || confirmed != events)
        fail("not everything arrived", "the broker did not confirm everything within two minutes");
    const double s = now() - begin;
    printAndLeave({{u"events"_s, qint64(events)},
                   {u"seconds"_s, s},
                   {u"cpu_us"_s, 1e6 * (cpuOfProcess() - cpu) / double(events)},
                   {u"events_per_second"_s, double(events) / s}});
}
