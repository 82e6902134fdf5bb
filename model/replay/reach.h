// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/port.h"

#include <map>
#include <optional>
#include <vector>

namespace flowbench {

// Who receives what is sent to a channel: the queue itself, every queue bound for the routing key, every group that
// reads the topic. Asked of the broker once and kept. Blocks.
class Reach
{
public:
    explicit Reach(Connector &connector) : m_connector(connector) {}

    // ChannelNotFound where the channel is not there: nothing is ever created.
    Result<QStringList> of(const QString &channel, const std::optional<std::string> &key, const Cancel &cancel);

private:
    Result<void> exists(const QString &channel, const Cancel &cancel);
    Result<QStringList> groupsOf(const QString &topic, const Cancel &cancel);
    Result<QStringList> queuesOf(const QString &exchange, const std::string &key, const Cancel &cancel);

    Connector &m_connector;
    std::map<QString, Result<void>> m_exists;
    std::map<QString, QString> m_types; // of exchanges
    std::optional<std::vector<BindingInfo>> m_bindings;
    std::optional<std::vector<GroupInfo>> m_groups;
    std::map<std::pair<QString, std::string>, QStringList> m_reached;
};

} // namespace flowbench
