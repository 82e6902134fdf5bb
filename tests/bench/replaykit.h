// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/connection.h"
#include "model/live/port.h"
#include "model/store/arena.h"

#include <cstdio>
#include <cstdlib>

// What the benches of dead letters share: connectors without the program around them, and the end where one fails.
namespace flowbench::bench {

[[noreturn]] inline void fail(const QString &why)
{
    std::fprintf(stderr, "%s\n", qPrintable(why));
    std::exit(1);
}

template <class T>
T good(Result<T> result, const char *what)
{
    if (!result)
        fail(QString::fromLatin1(what) + QStringLiteral(": error %1 ").arg(int(result.error().code)) +
             result.error().args.join(u' ') + result.error().detail);
    return std::move(*result);
}

inline std::unique_ptr<Connector> connectorOf(const ConnectorType &type, const QString &url,
                                              const std::shared_ptr<ArenaPool> &arenas, const QString &stateFolder)
{
    ConnectionConfig config;
    config.name = url;
    config.url = good(ConnectionUrl::parse(url), "address");
    config.arenas = arenas;
    config.stateFolder = stateFolder;
    return good(type.create(config), "connector");
}

} // namespace flowbench::bench
