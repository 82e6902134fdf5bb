// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/kafka/kafkaclient.h"

namespace flowbench::kafka {

// Connector::test(): resolve, connect, tls, authenticate, list. The first three are tried with sockets of our own, so
// that each says exactly what is wrong; the others with librdkafka.
std::vector<TestStep> testConnection(Client &client, const std::function<void(const TestStep &)> &told,
                                     const Cancel &cancel);

} // namespace flowbench::kafka
