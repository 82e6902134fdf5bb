// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/kafka/kafka.h"
#include "tests/connectors/conformance.h"
#include "tests/support/brokers.h"

#include <QJsonObject>
#include <QUuid>

#include <librdkafka/rdkafka.h>

// What the test programs of Kafka share: connectors to the real broker, topics, a transaction left open.
namespace flowbench::test {

inline const Brokers &brokers()
{
    static const Brokers b;
    return b;
}

inline std::unique_ptr<Connector> connectTo(const QString &url)
{
    static const auto arenas = ArenaPool::create();
    auto parsed = ConnectionUrl::parse(url);
    if (!parsed)
        return {};
    auto made = kafkaType().create({url, *parsed, arenas, {}});
    return made ? std::move(*made) : nullptr;
}

inline QString freshName() { return QStringLiteral("t.") + QUuid::createUuid().toString(QUuid::WithoutBraces); }

inline Cancel soon() { return Cancel::after(Milliseconds(20000)); }

inline QString makeTopic(Connector &c, int partitions, const QJsonObject &config = {})
{
    ChannelSpec spec;
    spec.name = freshName();
    spec.partitions = partitions;
    spec.arguments = config;
    const auto r = c.topology()->declare(anyGrant(WriteOperation::Declare), spec, soon());
    return r ? spec.name : QString();
}

// Two events in a transaction that nobody commits while this lives.
struct OpenTransaction
{
    OpenTransaction(const QString &topic, const std::vector<std::string> &values)
    {
        char text[512] = {};
        rd_kafka_conf_t *conf = rd_kafka_conf_new();
        rd_kafka_conf_set(conf, "bootstrap.servers", brokers().kafka().toUtf8().constData(), text, sizeof text);
        rd_kafka_conf_set(conf, "transactional.id", topic.toUtf8().constData(), text, sizeof text);
        rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, sizeof text);
        said(rd_kafka_init_transactions(rk, 20000));
        said(rd_kafka_begin_transaction(rk));
        for (const std::string &v : values)
            rd_kafka_producev(rk, RD_KAFKA_V_TOPIC(topic.toUtf8().constData()), RD_KAFKA_V_PARTITION(0),
                              RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                              RD_KAFKA_V_VALUE(const_cast<char *>(v.data()), v.size()), RD_KAFKA_V_END);
        if (rd_kafka_flush(rk, 20000))
            problem = QStringLiteral("not flushed");
    }
    ~OpenTransaction()
    {
        said(rd_kafka_abort_transaction(rk, 20000)); // in vain after commit()
        rd_kafka_destroy(rk);
    }
    void commit() { said(rd_kafka_commit_transaction(rk, 20000)); }
    void said(rd_kafka_error_t *error)
    {
        if (!error)
            return;
        problem = QString::fromUtf8(rd_kafka_error_string(error));
        rd_kafka_error_destroy(error);
    }
    rd_kafka_t *rk = nullptr;
    QString problem;
};

} // namespace flowbench::test
