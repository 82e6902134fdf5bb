// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/rabbitmq.h"

#include "connectors/rabbitmq/connector.h"

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int DefaultPort = 5672;

FieldSpec field(const QString &id, FieldSpec::Kind kind, FieldSpec::Part part, const QString &fallback = {},
                bool advanced = false)
{
    FieldSpec f;
    f.id = id;
    f.kind = kind;
    f.part = part;
    f.fallback = fallback;
    f.advanced = advanced;
    f.required = part == FieldSpec::Part::Hosts;
    return f;
}
} // namespace

ConnectorType rabbitmqType()
{
    using Kind = FieldSpec::Kind;
    using Part = FieldSpec::Part;
    ConnectorType type;
    type.id = u"rabbitmq"_s;
    type.name = u"RabbitMQ"_s;
    type.schemes = {u"amqp"_s, u"amqps"_s};
    type.defaultPort = DefaultPort;
    type.fields = {field(u"hosts"_s, Kind::Text, Part::Hosts, u"localhost:5672"_s),
                   field(u"user"_s, Kind::Text, Part::User, u"guest"_s),
                   field(u"password"_s, Kind::Password, Part::Password),
                   field(u"vhost"_s, Kind::Text, Part::Path, u"/"_s),
                   field(u"management"_s, Kind::Text, Part::Option, {}, true),
                   field(u"cacertfile"_s, Kind::File, Part::Option, {}, true),
                   field(u"certfile"_s, Kind::File, Part::Option, {}, true),
                   field(u"keyfile"_s, Kind::File, Part::Option, {}, true),
                   field(u"heartbeat"_s, Kind::Number, Part::Option, u"10"_s, true)};
    type.check = [](const ConnectionUrl &url) -> Result<void> {
        const auto settings = rabbitmq::settingsOf(url);
        return settings ? Result<void>() : Result<void>(settings.error());
    };
    type.create = [](const ConnectionConfig &config) -> Result<std::unique_ptr<Connector>> {
        auto settings = rabbitmq::settingsOf(config);
        if (!settings)
            return settings.error();
        auto arenas = config.arenas ? config.arenas : ArenaPool::create();
        return std::unique_ptr<Connector>(
            std::make_unique<rabbitmq::RabbitConnector>(std::move(*settings), std::move(arenas)));
    };
    return type;
}

} // namespace flowbench
