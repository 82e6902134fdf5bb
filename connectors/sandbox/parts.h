// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/sandbox/core.h"

#include <map>
#include <mutex>

// The interfaces of the port over one core. Any thread.
namespace flowbench::sandbox {

class SandboxCatalog : public Catalog
{
public:
    explicit SandboxCatalog(CorePtr core) : m_core(std::move(core)) {}
    Result<std::vector<ChannelInfo>> channels(const Cancel &cancel) override;
    Result<ChannelDetails> details(const QString &channel, const Cancel &cancel) override;
    Result<ChannelAddress> resolve(const QString &typed, const Cancel &cancel) override;

private:
    CorePtr m_core;
};

class SandboxBrowse : public Browse
{
public:
    explicit SandboxBrowse(CorePtr core) : m_core(std::move(core)) {}
    Result<LookEffects> effects(const QString &queue, const Cancel &cancel) override;
    Result<Coverage> look(const Request &request, EventSink &sink, const Cancel &cancel) override;

private:
    Result<std::vector<Entry>> entries(const Request &request);

    CorePtr m_core;
    std::mutex m_mutex;
    std::map<QString, std::vector<Entry>> m_snapshots; // guarded by m_mutex; of queues where a look counts
};

class SandboxScan : public Scan
{
public:
    SandboxScan(CorePtr core, Browse &browse) : m_core(std::move(core)), m_browse(browse) {}
    // Queues are looked at, whole; bounds are refused for them.
    Result<Coverage> scan(const ScanRequest &request, EventSink &sink, const Cancel &cancel) override;

private:
    CorePtr m_core;
    Browse &m_browse;
};

class SandboxTail : public Tail
{
public:
    explicit SandboxTail(CorePtr core) : m_core(std::move(core)) {}
    Result<std::unique_ptr<RunningTail>> tail(const TailRequest &request, std::shared_ptr<EventSink> sink,
                                              TailListener listener, const Cancel &cancel) override;

private:
    CorePtr m_core;
};

class SandboxPublish : public Publish
{
public:
    explicit SandboxPublish(CorePtr core) : m_core(std::move(core)) {}
    Result<std::unique_ptr<Publisher>> publisher(const WriteGrant &grant, const Options &options,
                                                 ReceiptListener listener, const Cancel &cancel) override;

private:
    CorePtr m_core;
};

class SandboxSettle : public Settle
{
public:
    explicit SandboxSettle(CorePtr core) : m_core(std::move(core)) {}
    Result<std::unique_ptr<Consumption>> consume(const WriteGrant &grant, const QString &queue, int prefetch,
                                                 const Cancel &cancel) override;

private:
    CorePtr m_core;
};

class SandboxPositions : public Positions
{
public:
    explicit SandboxPositions(CorePtr core) : m_core(std::move(core)) {}
    Result<std::vector<GroupInfo>> groups(const Cancel &cancel) override;
    Result<GroupInfo> positions(const QString &group, const Cancel &cancel) override;
    Result<void> reset(const WriteGrant &grant, const QString &group, std::span<const GroupPosition> to,
                       const Cancel &cancel) override;

private:
    CorePtr m_core;
};

class SandboxTopology : public Topology
{
public:
    explicit SandboxTopology(CorePtr core) : m_core(std::move(core)) {}
    Result<std::vector<BindingInfo>> bindings(const Cancel &cancel) override;
    Result<void> declare(const WriteGrant &grant, const ChannelSpec &spec, const Cancel &cancel) override;
    Result<void> remove(const WriteGrant &grant, const QString &channel, const Cancel &cancel) override;
    Result<void> bind(const WriteGrant &grant, const BindingInfo &binding, const Cancel &cancel) override;

private:
    CorePtr m_core;
};

} // namespace flowbench::sandbox
