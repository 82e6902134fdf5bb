// SPDX-License-Identifier: GPL-3.0-or-later
// What rabbitmq-c can do when nobody keeps a record: the reference of the replays.
//
// bench_rabbit_bare HOST:PORT fill TYPE EVENTS [LIMIT]   makes the queues bench.dead, full of dead letters, and
// bench.live bench_rabbit_bare HOST:PORT replay EVENTS WINDOW       moves them: consumed, published, confirmed, then
// acked bench_rabbit_bare HOST:PORT remove
#include "tests/bench/benchkit.h"
#include "tests/bench/orders.h"

#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_tcp_socket.h>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/time.h>

using namespace flowbench::bench;
using namespace Qt::StringLiterals;

namespace {

const char *const Dead = "bench.dead", *const Live = "bench.live";

[[noreturn]] void fail(const char *what)
{
    std::fprintf(stderr, "%s\n", what);
    std::exit(1);
}

amqp_bytes_t bytes(const std::string &s) { return {s.size(), const_cast<char *>(s.data())}; }

amqp_connection_state_t connection(const std::string &address)
{
    const auto colon = address.rfind(':');
    amqp_connection_state_t c = amqp_new_connection();
    if (amqp_socket_open(amqp_tcp_socket_new(c), address.substr(0, colon).c_str(),
                         std::atoi(address.c_str() + colon + 1)) ||
        amqp_login(c, "/", 0, 131072, 60, AMQP_SASL_METHOD_PLAIN, "guest", "guest").reply_type != AMQP_RESPONSE_NORMAL)
        fail("no connection");
    amqp_channel_open(c, 1);
    return c;
}

void check(amqp_connection_state_t c, const char *what)
{
    if (amqp_get_rpc_reply(c).reply_type != AMQP_RESPONSE_NORMAL)
        fail(what);
}

amqp_table_entry_t textEntry(const char *name, const char *value)
{
    amqp_table_entry_t e{amqp_cstring_bytes(name), {}};
    e.value.kind = AMQP_FIELD_KIND_UTF8;
    e.value.value.bytes = amqp_cstring_bytes(value);
    return e;
}

amqp_table_entry_t numberEntry(const char *name, std::int64_t value)
{
    amqp_table_entry_t e{amqp_cstring_bytes(name), {}};
    e.value.kind = AMQP_FIELD_KIND_I64;
    e.value.value.i64 = value;
    return e;
}

// A channel that confirms, and what of it is not confirmed yet.
class Publisher
{
public:
    explicit Publisher(const std::string &address) : m_c(connection(address))
    {
        amqp_confirm_select(m_c, 1);
        check(m_c, "no confirms");
    }
    void send(const char *queue, const amqp_basic_properties_t &properties, amqp_bytes_t body)
    {
        if (amqp_basic_publish(m_c, 1, amqp_empty_bytes, amqp_cstring_bytes(queue), 0, 0, &properties, body))
            fail("an event was not taken");
        m_done.push_back(false);
    }
    void drain(std::size_t outstanding)
    {
        while (m_done.size() - m_confirmed > outstanding) {
            amqp_frame_t frame;
            amqp_maybe_release_buffers(m_c);
            if (amqp_simple_wait_frame(m_c, &frame) || frame.frame_type != AMQP_FRAME_METHOD ||
                frame.payload.method.id != AMQP_BASIC_ACK_METHOD)
                fail("an event was not confirmed");
            const auto *ack = static_cast<const amqp_basic_ack_t *>(frame.payload.method.decoded);
            for (std::size_t t = ack->multiple ? m_low : ack->delivery_tag; t <= ack->delivery_tag; ++t) {
                m_confirmed += !m_done[t - 1];
                m_done[t - 1] = true;
            }
            while (m_low <= m_done.size() && m_done[m_low - 1])
                ++m_low;
        }
    }

private:
    amqp_connection_state_t m_c;
    std::vector<char> m_done; // by tag - 1
    std::size_t m_confirmed = 0, m_low = 1;
};

// As a broker leaves them behind: rejected once by a consumer of the queue bench.live.
void deadLetter(amqp_basic_properties_t &p, std::array<amqp_table_entry_t, 6> &death, amqp_field_value_t &key,
                amqp_field_value_t &deaths, std::array<amqp_table_entry_t, 5> &headers)
{
    key.kind = AMQP_FIELD_KIND_UTF8;
    key.value.bytes = amqp_cstring_bytes(Live);
    death = {numberEntry("count", 1),         textEntry("exchange", ""),       textEntry("queue", Live),
             textEntry("reason", "rejected"), numberEntry("time", 1760000000), textEntry("routing-keys", "")};
    death[4].value.kind = AMQP_FIELD_KIND_TIMESTAMP;
    death[5].value.kind = AMQP_FIELD_KIND_ARRAY;
    death[5].value.value.array = {1, &key};
    deaths.kind = AMQP_FIELD_KIND_TABLE;
    deaths.value.table = {int(death.size()), death.data()};
    headers = {textEntry("x-death", ""), textEntry("x-first-death-exchange", ""),
               textEntry("x-first-death-queue", Live), textEntry("x-first-death-reason", "rejected"),
               textEntry("trace-id", "4bf92f3577b34da6a3ce929d0e0e4736")};
    headers[0].value.kind = AMQP_FIELD_KIND_ARRAY;
    headers[0].value.value.array = {1, &deaths};
    p._flags = AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_HEADERS_FLAG |
               AMQP_BASIC_MESSAGE_ID_FLAG | AMQP_BASIC_TYPE_FLAG;
    p.delivery_mode = 2;
    p.content_type = amqp_cstring_bytes("application/json");
    p.type = amqp_cstring_bytes("order.placed");
    p.headers = {int(headers.size()), headers.data()};
}

void remove(amqp_connection_state_t c)
{
    for (const char *queue : {Dead, Live})
        amqp_queue_delete(c, 1, amqp_cstring_bytes(queue), 0, 0);
}

void fill(const std::string &address, const char *type, std::size_t events, int limit)
{
    amqp_connection_state_t c = connection(address);
    remove(c);
    std::array<amqp_table_entry_t, 2> arguments = {textEntry("x-queue-type", type),
                                                   numberEntry("x-delivery-limit", limit)};
    for (const char *queue : {Dead, Live}) {
        amqp_queue_declare(c, 1, amqp_cstring_bytes(queue), 0, 1, 0, 0, {limit > 0 ? 2 : 1, arguments.data()});
        check(c, "a queue could not be made");
    }
    amqp_basic_properties_t p{};
    std::array<amqp_table_entry_t, 6> death;
    std::array<amqp_table_entry_t, 5> headers;
    amqp_field_value_t key{}, deaths{};
    deadLetter(p, death, key, deaths, headers);
    const Orders orders;
    Publisher publisher(address);
    for (std::size_t i = 0; i < events; ++i) {
        const std::string id = "order-" + std::to_string(i);
        p.message_id = bytes(id);
        publisher.send(Dead, p, bytes(orders.body(i)));
        publisher.drain(5000);
    }
    publisher.drain(0);
}

// One batch after the other, as it is written down everywhere: nothing is acked that the target has not confirmed.
double replay(const std::string &address, std::size_t events, std::size_t window)
{
    amqp_connection_state_t c = connection(address);
    Publisher publisher(address);
    const double begin = now();
    amqp_basic_qos(c, 1, 0, std::uint16_t(std::min<std::size_t>(4 * window, 20000)), 0);
    amqp_basic_consume(c, 1, amqp_cstring_bytes(Dead), amqp_empty_bytes, 0, 0, 0, amqp_empty_table);
    check(c, "the queue cannot be consumed");
    for (std::size_t n = 1; n <= events; ++n) {
        amqp_maybe_release_buffers(c);
        amqp_envelope_t envelope;
        const timeval patience{20, 0};
        if (amqp_consume_message(c, &envelope, &patience, 0).reply_type != AMQP_RESPONSE_NORMAL)
            fail("events are missing");
        publisher.send(Live, envelope.message.properties, envelope.message.body);
        if (n % window == 0 || n == events) {
            publisher.drain(0);
            amqp_basic_ack(c, 1, envelope.delivery_tag, 1);
        }
        amqp_destroy_envelope(&envelope);
    }
    amqp_queue_declare(c, 1, amqp_cstring_bytes(Dead), 1, 0, 0, 0, amqp_empty_table); // behind the last ack
    check(c, "the queue does not answer");
    return now() - begin;
}

} // namespace

int main(int argc, char **argv)
{
    const auto is = [&](const char *action, int arguments) {
        return argc >= 3 + arguments && std::strcmp(argv[2], action) == 0;
    };
    if (is("fill", 2)) {
        fill(argv[1], argv[3], std::strtoull(argv[4], nullptr, 10), argc > 5 ? std::atoi(argv[5]) : 0);
    } else if (is("replay", 2)) {
        const std::size_t events = std::strtoull(argv[3], nullptr, 10);
        const double cpu = cpuOfProcess(), seconds = replay(argv[1], events, std::strtoull(argv[4], nullptr, 10));
        printAndLeave({{u"events"_s, qint64(events)},
                       {u"seconds"_s, seconds},
                       {u"cpu_us"_s, 1e6 * (cpuOfProcess() - cpu) / double(events)},
                       {u"events_per_second"_s, double(events) / seconds}});
    } else if (is("remove", 0)) {
        remove(connection(argv[1]));
    } else {
        fail("bench_rabbit_bare HOST:PORT (fill TYPE EVENTS [LIMIT] | replay EVENTS WINDOW | remove)");
    }
}
