// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/connection.h"

#include <string>
#include <utility>
#include <vector>

namespace flowbench::kafka {

using Properties = std::vector<std::pair<std::string, std::string>>;

// What a connection URL says, in librdkafka's words. Holds the password: never shown, never logged.
struct Config
{
    std::string servers; // "host:port,host:port"
    Properties user;     // the URL's options and what its user and password mean
    bool tls = false;
    bool sasl = false;
    QString address; // for messages: "host:port[,host:port]"
    QString userName;
    QString connection; // the connection's name, without secrets
    std::vector<HostPort> hosts;

    // The last value given for a property, empty if none was.
    std::string option(std::string_view name) const;
};

// RefusedProperty, BadArgument (unknown property, value that librdkafka does not take). No network, nothing is loaded.
Result<void> checkUrl(const ConnectionUrl &url);
Result<Config> makeConfig(const ConnectionConfig &config);

// A property whose value must not stand in a message.
bool isSecret(std::string_view property);

} // namespace flowbench::kafka
