// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sandbox/sandbox.h"

#include "connectors/sandbox/fault.h"
#include "connectors/sandbox/parts.h"

#include <cmath>
#include <map>
#include <mutex>

namespace flowbench {

using namespace Qt::StringLiterals;
using namespace sandbox;

namespace {

constexpr int LargestBacklog = 1000000;
constexpr double FastestRate = 100000;

class SandboxConnector final : public Connector
{
public:
    SandboxConnector(std::shared_ptr<World> world, std::shared_ptr<ArenaPool> arenas)
        : m_core(std::make_shared<Core>(std::move(world), arenas ? std::move(arenas) : ArenaPool::create())),
          m_catalog(m_core),
          m_browse(m_core),
          m_scan(m_core, m_browse),
          m_tail(m_core),
          m_publish(m_core),
          m_settle(m_core),
          m_positions(m_core),
          m_topology(m_core)
    {}

    Offer<Catalog> catalog() override { return {&m_catalog, {}}; }
    Offer<Tail> tail() override { return {&m_tail, {}}; }
    Offer<Scan> scan() override { return {&m_scan, {}}; }
    Offer<Browse> browse() override { return {&m_browse, {}}; }
    Offer<Publish> publish() override { return {&m_publish, {}}; }
    Offer<Settle> settle() override { return {&m_settle, {}}; }
    Offer<Positions> positions() override { return {&m_positions, {}}; }
    Offer<Topology> topology() override { return {&m_topology, {}}; }

    std::vector<TestStep> test(std::function<void(const TestStep &)> told, const Cancel &cancel) override
    {
        std::vector<TestStep> steps;
        const auto step = [&](StepName name, const auto &work) {
            const auto start = Clock::now();
            TestStep s;
            s.step = name;
            work(s);
            s.ok = !s.error;
            s.ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
            steps.push_back(s);
            if (told)
                told(s);
            return s.ok;
        };
        const bool connected = step(StepName::Connect, [&](TestStep &s) {
            s.detail = u"sandbox"_s;
            if (const auto entered = m_core->enter(cancel); !entered)
                s.error = entered.error();
        });
        if (connected) {
            step(StepName::List, [&](TestStep &s) {
                const auto channels = m_catalog.channels(cancel);
                if (channels)
                    s.detail = QString::number(channels->size());
                else
                    s.error = channels.error();
            });
        }
        return steps;
    }

    ConnectionState state() const override { return m_core->link.state(); }
    void setStateListener(StateListener listener) override { m_core->link.setListener(std::move(listener)); }

    void setLost(bool lost)
    {
        m_core->link.setLost(lost);
        if (lost)
            m_core->broker.dropConsumers();
        m_core->broker.poke();
    }

private:
    CorePtr m_core;
    SandboxCatalog m_catalog;
    SandboxBrowse m_browse;
    SandboxScan m_scan;
    SandboxTail m_tail;
    SandboxPublish m_publish;
    SandboxSettle m_settle;
    SandboxPositions m_positions;
    SandboxTopology m_topology;
};

Error bad(const QString &name, const QString &value) { return makeError(ErrorCode::BadUrl, {name + u'=' + value}); }

Result<SimulationOptions> optionsOf(const ConnectionUrl &url)
{
    SimulationOptions options;
    for (const auto &[name, value] : url.options) {
        bool ok = false;
        if (name == u"seed") {
            options.seed = value.toULongLong(&ok);
        } else if (name == u"rate") {
            options.rate = value.toDouble(&ok);
            ok = ok && std::isfinite(options.rate) && options.rate >= 0 && options.rate <= FastestRate;
        } else if (name == u"backlog") {
            options.backlog = value.toInt(&ok);
            ok = ok && options.backlog >= 0 && options.backlog <= LargestBacklog;
        } else if (name == u"registry") {
            ok = true; // whoever decodes reads it
        }
        if (!ok)
            return bad(name, value);
    }
    return options;
}

// The brokers that somebody is connected to. Any thread.
class Worlds
{
public:
    std::shared_ptr<World> of(const ConnectionUrl &url, const SimulationOptions &options)
    {
        const std::lock_guard lock(m_mutex);
        std::weak_ptr<World> &known = m_worlds[url.toString()];
        auto world = known.lock();
        if (!world) {
            world = std::make_shared<World>(options);
            known = world;
        }
        return world;
    }

private:
    std::mutex m_mutex;
    std::map<QString, std::weak_ptr<World>> m_worlds; // guarded by m_mutex
};

FieldSpec number(const QString &id, const QString &fallback)
{
    FieldSpec f;
    f.id = id;
    f.kind = FieldSpec::Kind::Number;
    f.fallback = fallback;
    return f;
}

} // namespace

ConnectorType sandboxType()
{
    ConnectorType type;
    type.id = u"sandbox"_s;
    type.name = u"Sandbox"_s;
    type.schemes = {u"sandbox"_s};
    type.fields = {number(u"seed"_s, u"1"_s), number(u"rate"_s, u"50"_s), number(u"backlog"_s, u"2000"_s)};
    type.check = [](const ConnectionUrl &url) {
        const auto options = optionsOf(url);
        return options ? Result<void>() : Result<void>(options.error());
    };
    type.create =
        [worlds = std::make_shared<Worlds>()](const ConnectionConfig &config) -> Result<std::unique_ptr<Connector>> {
        const auto options = optionsOf(config.url);
        if (!options)
            return options.error();
        return std::unique_ptr<Connector>(
            std::make_unique<SandboxConnector>(worlds->of(config.url, *options), config.arenas));
    };
    return type;
}

void setSandboxLost(Connector &connector, bool lost)
{
    if (auto *sandbox = dynamic_cast<SandboxConnector *>(&connector))
        sandbox->setLost(lost);
}

} // namespace flowbench
