// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/kafka/kafkahandles.h"

#include "connectors/kafka/kafkaerrors.h"

#include <QUuid>

namespace flowbench::kafka {

using namespace Qt::StringLiterals;

namespace {

// Ours, unless the URL says otherwise. librdkafka's own queue limits take gigabytes.
const Properties &defaults()
{
    static const Properties list = {
        {"client.id", "flowbench"},
        {"socket.keepalive.enable", "true"},
        {"socket.nagle.disable", "true"},
        {"socket.timeout.ms", "30000"},
        {"socket.connection.setup.timeout.ms", "10000"},
        {"reconnect.backoff.ms", "100"},
        {"reconnect.backoff.max.ms", "2000"},
        {"log.connection.close", "false"},
    };
    return list;
}

const Properties &defaults(Role role)
{
    static const Properties reader = {
        {"queued.min.messages", "200000"},      {"queued.max.messages.kbytes", "131072"},
        {"fetch.message.max.bytes", "4194304"}, {"fetch.wait.max.ms", "250"},
        {"fetch.error.backoff.ms", "50"},
    };
    // Reads short runs before a place and turns back: what is fetched beyond them is thrown away.
    static const Properties backwards = {
        {"queued.min.messages", "1000"}, {"queued.max.messages.kbytes", "16384"}, {"fetch.message.max.bytes", "262144"},
        {"fetch.wait.max.ms", "50"},     {"fetch.error.backoff.ms", "50"},
    };
    static const Properties none;
    return role == Role::Reader ? reader : role == Role::Backwards ? backwards : none;
}

// What no URL may change. A consumer needs a group id to exist; it is thrown away: nothing is ever joined or committed.
Properties musts(const Config &config, Role role)
{
    Properties list = {{"bootstrap.servers", config.servers}};
    if (role == Role::Producer) {
        list.insert(list.end(),
                    {{"acks", "all"}, {"enable.idempotence", "true"}, {"delivery.report.only.error", "false"}});
        return list;
    }
    list.insert(list.end(),
                {{"group.id", "flowbench-" + QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString()},
                 {"enable.auto.commit", "false"},
                 {"enable.auto.offset.store", "false"},
                 {"allow.auto.create.topics", "false"},
                 {"auto.offset.reset", "error"},
                 {"max.poll.interval.ms", "86400000"}});
    if (role == Role::Catalog) // ends are asked by isolation level too: a list tells what is there
        list.emplace_back("isolation.level", "read_uncommitted");
    return list;
}

Result<void> setAll(rd_kafka_conf_t *conf, const Properties &properties)
{
    char text[512] = {};
    for (const auto &[name, value] : properties) {
        if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), text, sizeof text) == RD_KAFKA_CONF_OK)
            continue;
        const bool secret = isSecret(name);
        return makeError(ErrorCode::BadArgument,
                         {QString::fromStdString(name), secret ? QString() : QString::fromStdString(value)},
                         secret ? QString() : QString::fromUtf8(text));
    }
    return {};
}

} // namespace

Result<std::unique_ptr<Handle>> Handle::create(const Config &config, Role role, const Properties &more,
                                               DeliveryReport delivered)
{
    ConfPtr conf(rd_kafka_conf_new());
    const Properties *const layers[] = {&defaults(), &defaults(role), &config.user, &more};
    for (const Properties *layer : layers) {
        if (auto r = setAll(conf.get(), *layer); !r)
            return r.error();
    }
    if (auto r = setAll(conf.get(), musts(config, role)); !r)
        return r.error();
    std::unique_ptr<Handle> handle(new Handle(std::make_unique<Trouble>(config), std::move(delivered)));
    rd_kafka_conf_set_opaque(conf.get(), handle.get());
    rd_kafka_conf_set_error_cb(conf.get(), &Handle::onError);
    rd_kafka_conf_set_log_cb(conf.get(), [](const rd_kafka_t *, int, const char *, const char *) {});
    if (role == Role::Producer)
        rd_kafka_conf_set_dr_msg_cb(conf.get(), &Handle::onDelivery);
    if (config.tls)
        rd_kafka_conf_set_ssl_cert_verify_cb(conf.get(), &Handle::onCertificate);
    char text[512] = {};
    const auto type = role == Role::Producer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER;
    handle->m_rk = rd_kafka_new(type, conf.get(), text, sizeof text);
    if (!handle->m_rk) {
        Error e =
            makeError(ErrorCode::BadArgument, {u"librdkafka"_s, QString::fromUtf8(text)}, QString::fromUtf8(text));
        e.connection = config.connection;
        return e;
    }
    (void)conf.release(); // rd_kafka_new took it
    return handle;
}

Handle::~Handle()
{
    if (m_rk)
        rd_kafka_destroy_flags(m_rk, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

void Handle::onDelivery(rd_kafka_t *, const rd_kafka_message_t *message, void *self)
{
    static_cast<Handle *>(self)->m_delivered(message);
}

void Handle::onError(rd_kafka_t *, int code, const char *text, void *self)
{
    static_cast<Handle *>(self)->m_trouble->error(rd_kafka_resp_err_t(code), text);
}

int Handle::onCertificate(rd_kafka_t *, const char *, int32_t, int *x509Error, int, const char *, size_t, char *,
                          size_t, void *self)
{
    if (*x509Error == 0)
        return 1;
    static_cast<Handle *>(self)->m_trouble->certificate(*x509Error);
    return 0;
}

} // namespace flowbench::kafka
