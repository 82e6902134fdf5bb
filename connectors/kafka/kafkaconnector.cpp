// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/kafka/kafkaconnector.h"

#include "connectors/kafka/kafka.h"
#include "connectors/kafka/kafkatest.h"
#include "model/store/arena.h"

namespace flowbench {

using namespace Qt::StringLiterals;

namespace kafka {

KafkaConnector::KafkaConnector(Config config, std::shared_ptr<ArenaPool> arenas)
    : m_client(std::move(config), arenas ? std::move(arenas) : ArenaPool::create())
{}

Offer<Browse> KafkaConnector::browse()
{
    return {nullptr, makeError(ErrorCode::NotSupported, {u"a topic is read by scan: nothing is taken out of it"_s})};
}

Offer<Settle> KafkaConnector::settle()
{
    return {nullptr, makeError(ErrorCode::NotSupported, {u"events of a topic are not settled one by one"_s})};
}

std::vector<TestStep> KafkaConnector::test(std::function<void(const TestStep &)> told, const Cancel &cancel)
{
    return testConnection(m_client, told, cancel);
}

Result<QString> KafkaConnector::identity(const Cancel &cancel)
{
    auto handle = m_client.asking();
    if (!handle)
        return handle.error();
    // Known once the metadata is; asking for it first makes the wait cancellable.
    if (auto metadata = allMetadata(m_client, **handle, cancel); !metadata)
        return metadata.error();
    char *const id = rd_kafka_clusterid((*handle)->get(), int(cancel.left(Milliseconds(2000)).count()));
    if (!id)
        return makeError(ErrorCode::NotSupported, {u"an identity"_s});
    QString text = QString::fromUtf8(id);
    rd_kafka_mem_free((*handle)->get(), id);
    return text;
}

} // namespace kafka

namespace {

std::vector<FieldSpec> fields()
{
    using Kind = FieldSpec::Kind;
    using Part = FieldSpec::Part;
    const auto field = [](const QString &id, Kind kind, Part part, bool advanced) {
        FieldSpec f;
        f.id = id;
        f.kind = kind;
        f.part = part;
        f.advanced = advanced;
        return f;
    };
    std::vector<FieldSpec> list;
    list.push_back(field(u"hosts"_s, Kind::Text, Part::Hosts, false));
    list.back().required = true;
    list.back().fallback = u"localhost:9092"_s;
    list.push_back(field(u"security.protocol"_s, Kind::Choice, Part::Option, false));
    list.back().choices = {u"plaintext"_s, u"ssl"_s, u"sasl_ssl"_s, u"sasl_plaintext"_s};
    list.back().fallback = u"plaintext"_s;
    list.push_back(field(u"sasl.mechanism"_s, Kind::Choice, Part::Option, false));
    list.back().choices = {u"PLAIN"_s, u"SCRAM-SHA-256"_s, u"SCRAM-SHA-512"_s};
    list.back().fallback = u"PLAIN"_s;
    list.push_back(field(u"user"_s, Kind::Text, Part::User, false));
    list.push_back(field(u"password"_s, Kind::Password, Part::Password, false));
    list.push_back(field(u"ssl.ca.location"_s, Kind::File, Part::Option, false));
    list.push_back(field(u"ssl.certificate.location"_s, Kind::File, Part::Option, true));
    list.push_back(field(u"ssl.key.location"_s, Kind::File, Part::Option, true));
    list.push_back(field(u"message.max.bytes"_s, Kind::Number, Part::Option, true));
    list.push_back(field(u"receive.message.max.bytes"_s, Kind::Number, Part::Option, true));
    return list;
}

} // namespace

ConnectorType kafkaType()
{
    ConnectorType type;
    type.id = u"kafka"_s;
    type.name = u"Kafka"_s;
    type.schemes = {u"kafka"_s};
    type.defaultPort = 9092;
    type.fields = fields();
    type.check = [](const ConnectionUrl &url) { return kafka::checkUrl(url); };
    type.create = [](const ConnectionConfig &config) -> Result<std::unique_ptr<Connector>> {
        auto made = kafka::makeConfig(config);
        if (!made)
            return made.error();
        return std::unique_ptr<Connector>(new kafka::KafkaConnector(std::move(*made), config.arenas));
    };
    return type;
}

} // namespace flowbench
