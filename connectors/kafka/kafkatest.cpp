// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/kafka/kafkatest.h"

#include "connectors/kafka/kafkametadata.h"
#include "connectors/kafka/kafkaprobe.h"

namespace flowbench::kafka {

using namespace Qt::StringLiterals;

namespace {

QString addressOf(const HostPort &h) { return h.host + u':' + QString::number(h.port); }

// Takes the steps' times and tells each; answers whether to go on.
class Steps
{
public:
    explicit Steps(const std::function<void(const TestStep &)> &told) : m_told(told) {}

    bool add(StepName name, const Result<QString> &outcome)
    {
        const auto now = Clock::now();
        TestStep s{name, outcome.ok(), {}, std::chrono::duration<double, std::milli>(now - m_from).count(), {}};
        m_from = now;
        if (outcome)
            s.detail = *outcome;
        else
            s.error = outcome.error(), s.detail = outcome.error().detail;
        if (m_told)
            m_told(s);
        m_steps.push_back(std::move(s));
        return outcome.ok();
    }
    std::vector<TestStep> take() { return std::move(m_steps); }

private:
    const std::function<void(const TestStep &)> &m_told;
    std::vector<TestStep> m_steps;
    Clock::time_point m_from = Clock::now();
};

// The first bootstrap server that takes a connection, or what the last one said.
struct Reached
{
    HostPort host;
    Socket socket;
};

bool reach(Steps &steps, const Config &config, const Cancel &cancel, Reached *to)
{
    std::optional<Error> resolveError, connectError;
    std::vector<std::pair<HostPort, Resolved>> known;
    QStringList names;
    for (const HostPort &h : config.hosts) {
        auto r = resolve(h, cancel);
        if (!r) {
            resolveError = r.error();
            continue;
        }
        for (const std::string &a : r->addresses)
            names.append(QString::fromStdString(a));
        known.emplace_back(h, std::move(*r));
    }
    if (known.empty())
        return steps.add(StepName::Resolve, *resolveError);
    names.removeDuplicates();
    steps.add(StepName::Resolve, names.join(u", "_s));
    for (const auto &[host, addresses] : known) {
        auto r = connectTo(addresses, addressOf(host), cancel);
        if (r) {
            to->host = host;
            to->socket = std::move(*r);
            return steps.add(StepName::Connect, addressOf(host));
        }
        connectError = r.error();
    }
    return steps.add(StepName::Connect, *connectError);
}

} // namespace

std::vector<TestStep> testConnection(Client &client, const std::function<void(const TestStep &)> &told,
                                     const Cancel &cancel)
{
    const Config &config = client.config();
    Steps steps(told);
    Reached reached;
    if (!reach(steps, config, cancel, &reached))
        return steps.take();
    if (config.tls) {
        auto r = handshake(reached.socket, config, reached.host, addressOf(reached.host), cancel);
        if (!steps.add(StepName::Tls, r))
            return steps.take();
    }
    reached.socket = Socket();
    auto handle = Handle::create(config, Role::Catalog);
    if (!handle) {
        steps.add(config.sasl ? StepName::Authenticate : StepName::List, handle.error());
        return steps.take();
    }
    auto metadata = allMetadata(client, **handle, cancel);
    if (config.sasl) {
        const bool refused = !metadata && metadata.error().code == ErrorCode::AuthenticationFailed;
        const QString mechanism =
            QString::fromStdString(config.option("sasl.mechanism").empty() ? config.option("sasl.mechanisms")
                                                                           : config.option("sasl.mechanism"));
        const Result<QString> outcome =
            refused ? Result<QString>(metadata.error()) : mechanism + u", "_s + config.userName;
        if (!steps.add(StepName::Authenticate, outcome))
            return steps.take();
    }
    if (!metadata)
        steps.add(StepName::List, metadata.error());
    else
        steps.add(StepName::List, QString::number((*metadata)->topic_cnt) + u" topics"_s);
    return steps.take();
}

} // namespace flowbench::kafka
