// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/sandbox/sandbox.h"
#include "model/live/guard.h"
#include "model/replay/desk.h"
#include "model/store/arena.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <numeric>

namespace flowbench {

// A program around a desk: one sandbox, read and written by everybody, under the ids "shop" and "other".
struct DeskBench
{
    static constexpr int Wait = 20'000;
    QTemporaryDir folder;
    ConnectorType type = sandboxType();
    std::shared_ptr<ArenaPool> arenas = ArenaPool::create();
    std::shared_ptr<Guard> guard, otherGuard;
    std::unique_ptr<Connector> witness;
    std::shared_ptr<const SchemaCheck> schema; // may be null
    std::unique_ptr<ReplayDesk> desk;

    explicit DeskBench(Environment environment = Environment::Test, Environment other = Environment::Test)
        : guard(std::make_shared<Guard>(GuardPolicy{QStringLiteral("rabbit-eu"), environment, false}, nullptr)),
          otherGuard(std::make_shared<Guard>(GuardPolicy{QStringLiteral("staging"), other, false}, nullptr))
    {
        witness = std::move(open(QStringLiteral("shop"))->connector);
        DeskEnvironment e;
        e.stateFolder = folder.path();
        e.open = [this](const QString &connection, const QString &) { return open(connection); };
        e.sentence = [](const Error &error) { return QString::number(int(error.code)); };
        e.replayedBefore = QStringLiteral("before");
        e.schemas = [this](const QString &) { return schema; };
        desk = std::make_unique<ReplayDesk>(std::move(e));
    }

    Result<OpenedEnd> open(const QString &connection) const
    {
        const bool shop = connection == QLatin1String("shop") || connection == QLatin1String("rabbit-eu");
        if (!shop && connection != QLatin1String("other") && connection != QLatin1String("staging"))
            return makeError(ErrorCode::UnknownConnection, {connection});
        ConnectionConfig config;
        config.url = ConnectionUrl::parse(QStringLiteral("sandbox:?seed=3&rate=0&backlog=3000")).value();
        config.arenas = arenas;
        auto made = type.create(config);
        if (!made)
            return made.error();
        return OpenedEnd{std::move(*made), shop ? guard : otherGuard,
                         shop ? QStringLiteral("rabbit-eu") : QStringLiteral("staging"), config.url};
    }

    std::shared_ptr<const DeadSet> read(const QString &channel = QStringLiteral("queue:orders.dlq")) const
    {
        auto set = DeadSet::read(*witness, ChannelAddress::parse(channel), {}, Cancel::after(Milliseconds(Wait)));
        return set ? *set : nullptr;
    }

    static DeskAsk ask(std::shared_ptr<const DeadSet> set, std::size_t n)
    {
        DeskAsk a;
        a.connection = QStringLiteral("shop");
        a.selection.resize(std::min(n, set->size()));
        a.set = std::move(set);
        std::iota(a.selection.begin(), a.selection.end(), std::size_t(0));
        a.selectionWords = QStringLiteral("group PaymentDeclined");
        return a;
    }

    bool waitIdle() const
    {
        return QTest::qWaitFor([this] { return desk->running().empty(); }, Wait);
    }
};

} // namespace flowbench
