// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sandbox/parts.h"

namespace flowbench::sandbox {

using namespace Qt::StringLiterals;

Result<std::vector<ChannelInfo>> SandboxCatalog::channels(const Cancel &cancel)
{
    if (auto entered = m_core->enter(cancel); !entered)
        return entered.error();
    return m_core->broker.channels();
}

Result<ChannelAddress> SandboxCatalog::resolve(const QString &typed, const Cancel &cancel)
{
    if (auto entered = m_core->enter(cancel); !entered)
        return entered.error();
    ChannelAddress address = ChannelAddress::parse(typed);
    const Broker &broker = m_core->broker;
    if (broker.exists(address.name))
        return address;
    if (address.name.startsWith(u"queue:"_s) || address.name.startsWith(u"exchange:"_s))
        return makeError(ErrorCode::ChannelNotFound, {address.name});
    QStringList candidates;
    // A bare exchange may have its pattern behind it, too.
    const ChannelAddress exchange = ChannelAddress::parse(u"exchange:"_s + typed);
    for (const QString &name : {u"queue:"_s + typed, exchange.name}) {
        if (broker.exists(name))
            candidates.append(name);
    }
    if (candidates.isEmpty())
        return makeError(ErrorCode::ChannelNotFound, {typed});
    if (candidates.size() > 1)
        return makeError(ErrorCode::AmbiguousChannel, {typed, candidates.join(u", "_s)});
    return candidates.front() == exchange.name ? exchange : ChannelAddress{candidates.front(), {}};
}

Result<ChannelDetails> SandboxCatalog::details(const QString &channel, const Cancel &cancel)
{
    const auto address = resolve(channel, cancel);
    return address ? m_core->broker.details(address->name) : Result<ChannelDetails>(address.error());
}

// ---- groups and topology

Result<std::vector<GroupInfo>> SandboxPositions::groups(const Cancel &cancel)
{
    if (auto entered = m_core->enter(cancel); !entered)
        return entered.error();
    return m_core->broker.groups();
}

Result<GroupInfo> SandboxPositions::positions(const QString &group, const Cancel &cancel)
{
    if (auto entered = m_core->enter(cancel); !entered)
        return entered.error();
    return m_core->broker.positions(group);
}

Result<void> SandboxPositions::reset(const WriteGrant &grant, const QString &group, std::span<const GroupPosition> to,
                                     const Cancel &cancel)
{
    if (auto allowed = grant.allows(WriteOperation::ResetPositions); !allowed)
        return allowed;
    if (auto entered = m_core->enter(cancel); !entered)
        return entered;
    return m_core->broker.setPositions(group, to);
}

Result<std::vector<BindingInfo>> SandboxTopology::bindings(const Cancel &cancel)
{
    if (auto entered = m_core->enter(cancel); !entered)
        return entered.error();
    return m_core->broker.bindings();
}

Result<void> SandboxTopology::declare(const WriteGrant &grant, const ChannelSpec &spec, const Cancel &cancel)
{
    if (auto allowed = grant.allows(WriteOperation::Declare); !allowed)
        return allowed;
    if (auto entered = m_core->enter(cancel); !entered)
        return entered;
    return m_core->broker.declare(spec);
}

Result<void> SandboxTopology::remove(const WriteGrant &grant, const QString &channel, const Cancel &cancel)
{
    if (auto allowed = grant.allows(WriteOperation::Delete); !allowed)
        return allowed;
    if (auto entered = m_core->enter(cancel); !entered)
        return entered;
    return m_core->broker.remove(channel);
}

Result<void> SandboxTopology::bind(const WriteGrant &grant, const BindingInfo &binding, const Cancel &cancel)
{
    if (auto allowed = grant.allows(WriteOperation::Declare); !allowed)
        return allowed;
    if (auto entered = m_core->enter(cancel); !entered)
        return entered;
    return m_core->broker.bind(binding);
}

} // namespace flowbench::sandbox
