// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/kafka/kafkaconfig.h"

#include "connectors/kafka/kafkahandles.h"

#include <algorithm>
#include <array>

namespace flowbench::kafka {

using namespace Qt::StringLiterals;

namespace {

constexpr int DefaultPort = 9092;

// Refused whatever the value: what is promised about looking and about confirmed events rests on them, they run or
// load something, or they lead to another broker than the one whose guard was asked.
constexpr std::array Refused = {
    "group.id",
    "group.instance.id",
    "group.protocol",
    "transactional.id",
    "plugin.library.paths",
    "sasl.kerberos.kinit.cmd",
    "ssl.engine.location",
    "ssl.engine.id",
    "ssl.providers",
    "bootstrap.servers",
    "metadata.broker.list",
    "enable.auto.offset.store",
    "auto.commit.interval.ms",
    "offset.store.method",
    "offset.store.path",
    "delivery.report.only.error",
    "enable.random.seed",
    "test.mock.num.brokers",
    "interceptors",
};

struct OnlyAs
{
    const char *property;
    std::array<const char *, 4> values; // the ones that change nothing of what is promised
};
constexpr std::array Restricted = {
    OnlyAs{"acks", {"all", "-1", nullptr, nullptr}},
    OnlyAs{"request.required.acks", {"all", "-1", nullptr, nullptr}},
    OnlyAs{"enable.idempotence", {"true", "1", "t", nullptr}},
    OnlyAs{"enable.auto.commit", {"false", "0", "f", nullptr}},
    OnlyAs{"auto.commit.enable", {"false", "0", "f", nullptr}},
    OnlyAs{"allow.auto.create.topics", {"false", "0", "f", nullptr}},
    OnlyAs{"enable.ssl.certificate.verification", {"true", "1", "t", nullptr}},
    OnlyAs{"ssl.endpoint.identification.algorithm", {"https", nullptr, nullptr, nullptr}},
};

// Options of ours in the same place of the URL; librdkafka never sees them.
constexpr std::array Ours = {"registry"};

template <class List>
bool contains(const List &list, std::string_view name)
{
    return std::any_of(list.begin(), list.end(), [&](const char *n) { return name == n; });
}

Result<void> refused(const std::string &name, const std::string &value)
{
    const auto no = [&] {
        Error e = makeError(ErrorCode::RefusedProperty, {QString::fromStdString(name)});
        e.args.append(u"it would weaken what is promised, or run something"_s);
        return e;
    };
    if (contains(Refused, name))
        return no();
    for (const OnlyAs &r : Restricted) {
        if (name == r.property &&
            std::none_of(r.values.begin(), r.values.end(), [&](const char *v) { return v && value == v; }))
            return no();
    }
    return {};
}

// Asks librdkafka itself whether it knows the property and takes the value.
Result<void> understood(const std::string &name, const std::string &value)
{
    const ConfPtr conf(rd_kafka_conf_new());
    char text[512] = {};
    if (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), text, sizeof text) == RD_KAFKA_CONF_OK)
        return {};
    const QString shown = isSecret(name) ? u"(not shown)"_s : QString::fromStdString(value);
    return makeError(ErrorCode::BadArgument, {QString::fromStdString(name), shown},
                     isSecret(name) ? QString() : QString::fromUtf8(text));
}

std::string lower(std::string s)
{
    std::transform(s.begin(), s.end(), s.begin(), [](unsigned char c) { return char(std::tolower(c)); });
    return s;
}

bool asksForTls(const Properties &properties)
{
    return std::any_of(properties.begin(), properties.end(), [](const auto &p) { return p.first.starts_with("ssl."); });
}

// A password goes through TLS unless the person says in so many words that it need not.
std::string protocolOf(const Config &c, bool hasUser)
{
    std::string given = lower(c.option("security.protocol"));
    if (given.empty())
        return hasUser ? "sasl_ssl" : asksForTls(c.user) ? "ssl" : "plaintext";
    if (hasUser && given == "ssl")
        return "sasl_ssl";
    if (hasUser && given == "plaintext")
        return "sasl_plaintext";
    return given;
}

} // namespace

bool isSecret(std::string_view property)
{
    return property.find("password") != std::string_view::npos || property.find("secret") != std::string_view::npos ||
           property.ends_with(".pem") || property == "sasl.oauthbearer.config" || property == "ssl_key";
}

std::string Config::option(std::string_view name) const
{
    for (auto it = user.rbegin(); it != user.rend(); ++it) {
        if (it->first == name)
            return it->second;
    }
    return {};
}

Result<void> checkUrl(const ConnectionUrl &url)
{
    if (url.hosts.empty() || url.hosts.front().host.isEmpty())
        return makeError(ErrorCode::BadUrl, {u"no host"_s});
    for (const auto &[name, value] : url.options) {
        const std::string n = name.toStdString(), v = value.toStdString();
        if (contains(Ours, n))
            continue;
        if (auto r = refused(n, v); !r)
            return r;
        if (auto r = understood(n, v); !r)
            return r;
    }
    return {};
}

Result<Config> makeConfig(const ConnectionConfig &config)
{
    if (auto r = checkUrl(config.url); !r)
        return r.error();
    Config c;
    c.connection = config.name;
    for (HostPort h : config.url.hosts) {
        if (h.port == 0)
            h.port = DefaultPort;
        const QString host = h.host.contains(u':') ? u'[' + h.host + u']' : h.host;
        const QString one = host + u':' + QString::number(h.port);
        c.address += (c.address.isEmpty() ? u""_s : u","_s) + one;
        c.hosts.push_back(std::move(h));
    }
    c.servers = c.address.toStdString();
    for (const auto &[name, value] : config.url.options) {
        if (!contains(Ours, name.toStdString()))
            c.user.emplace_back(name.toStdString(), value.toStdString());
    }
    if (!config.url.user.isEmpty())
        c.user.emplace_back("sasl.username", config.url.user.toStdString());
    if (!config.url.password.isEmpty())
        c.user.emplace_back("sasl.password", config.url.password.toStdString());
    c.userName = QString::fromStdString(c.option("sasl.username"));
    const std::string protocol = protocolOf(c, !c.userName.isEmpty());
    c.user.emplace_back("security.protocol", protocol);
    c.tls = protocol == "ssl" || protocol == "sasl_ssl";
    c.sasl = protocol.starts_with("sasl");
    if (c.sasl && c.option("sasl.mechanism").empty() && c.option("sasl.mechanisms").empty())
        c.user.emplace_back("sasl.mechanism", c.userName.isEmpty() ? "GSSAPI" : "PLAIN");
    return c;
}

} // namespace flowbench::kafka
