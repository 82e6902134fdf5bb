// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/publish/fakeshop.h"

// Kinds of brokers that a test describes: one with every kind of field, one with hardly any.
namespace flowbench::faketype {

inline FieldSpec field(const QString &id, FieldSpec::Kind kind, FieldSpec::Part part, const QString &fallback = {})
{
    FieldSpec f;
    f.id = id;
    f.kind = kind;
    f.part = part;
    f.fallback = fallback;
    return f;
}

inline ConnectorType rabbitLike()
{
    ConnectorType t;
    t.id = QStringLiteral("rabbitmq");
    t.name = QStringLiteral("RabbitMQ");
    t.schemes = {QStringLiteral("amqp"), QStringLiteral("amqps")};
    t.defaultPort = 5672;
    FieldSpec hosts = field(QStringLiteral("hosts"), FieldSpec::Kind::Text, FieldSpec::Part::Hosts);
    hosts.required = true;
    FieldSpec mode =
        field(QStringLiteral("mode"), FieldSpec::Kind::Choice, FieldSpec::Part::Option, QStringLiteral("a"));
    mode.choices = {QStringLiteral("a"), QStringLiteral("b")};
    FieldSpec verify =
        field(QStringLiteral("verify"), FieldSpec::Kind::Switch, FieldSpec::Part::Option, QStringLiteral("true"));
    FieldSpec trace = field(QStringLiteral("trace"), FieldSpec::Kind::Switch, FieldSpec::Part::Option);
    FieldSpec ca = field(QStringLiteral("ca"), FieldSpec::Kind::File, FieldSpec::Part::Option);
    FieldSpec beat =
        field(QStringLiteral("heartbeat"), FieldSpec::Kind::Number, FieldSpec::Part::Option, QStringLiteral("30"));
    ca.advanced = beat.advanced = true;
    t.fields = {hosts,
                field(QStringLiteral("user"), FieldSpec::Kind::Text, FieldSpec::Part::User),
                field(QStringLiteral("password"), FieldSpec::Kind::Password, FieldSpec::Part::Password),
                field(QStringLiteral("vhost"), FieldSpec::Kind::Text, FieldSpec::Part::Path, QStringLiteral("/")),
                mode,
                verify,
                trace,
                ca,
                beat};
    return t;
}

inline ConnectorType sandboxLike()
{
    ConnectorType t;
    t.id = QStringLiteral("sandbox");
    t.name = QStringLiteral("Sandbox");
    t.schemes = {QStringLiteral("sandbox")};
    t.fields = {field(QStringLiteral("rate"), FieldSpec::Kind::Number, FieldSpec::Part::Option, QStringLiteral("50"))};
    return t;
}

} // namespace flowbench::faketype
