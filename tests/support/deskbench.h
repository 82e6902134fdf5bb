// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/sandbox/sandbox.h"
#include "model/live/guard.h"
#include "model/replay/desk.h"
#include "model/store/arena.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>
#include <numeric>
#include <optional>

// A program around a desk: one sandbox, read and written by everybody, open as two connections: "shop", named
// rabbit-eu, and "other", named staging.
namespace flowbench::support {

struct DeskBench
{
    static constexpr int Wait = 20'000;
    inline static const QString Url = QStringLiteral("sandbox:?seed=3&rate=0&backlog=3000");
    inline static const QString Dead = QStringLiteral("queue:orders.dlq");

    QTemporaryDir folder;
    ConnectorType type = sandboxType();
    std::shared_ptr<ArenaPool> arenas = ArenaPool::create();
    std::shared_ptr<Guard> guard, otherGuard;
    std::unique_ptr<Connector> witness;
    std::shared_ptr<const SchemaCheck> schema; // may be null
    QStringList reached;                       // what was asked to be opened
    std::unique_ptr<ReplayDesk> desk;
    JobHandle handle;

    explicit DeskBench(Environment environment = Environment::Test, Environment other = Environment::Test)
        : guard(std::make_shared<Guard>(GuardPolicy{QStringLiteral("rabbit-eu"), environment, false}, nullptr)),
          otherGuard(std::make_shared<Guard>(GuardPolicy{QStringLiteral("staging"), other, false}, nullptr))
    {
        witness = std::move(open(QStringLiteral("shop"), {})->connector);
        DeskEnvironment e;
        e.stateFolder = folder.path();
        e.open = [this](const QString &connection, const QString &url) { return open(connection, url); };
        e.reach = [this](const QStringList &connections, std::function<void(Result<void>)> then) {
            reached += connections;
            then({});
        };
        e.sentence = [](const Error &error) { return QString::number(int(error.code)); };
        e.replayedBefore = QStringLiteral("before");
        e.schemas = [this](const QString &) { return schema; };
        desk = std::make_unique<ReplayDesk>(std::move(e));
    }
    Result<OpenedEnd> open(const QString &connection, const QString &url) const
    {
        const bool other = connection == QLatin1String("other") || connection == QLatin1String("staging");
        if (!other && url.isEmpty() && connection != QLatin1String("shop") && connection != QLatin1String("rabbit-eu"))
            return makeError(ErrorCode::UnknownConnection, {connection});
        ConnectionConfig config;
        config.url = ConnectionUrl::parse(Url).value();
        config.arenas = arenas;
        auto made = type.create(config);
        if (!made)
            return made.error();
        return OpenedEnd{std::move(*made), other ? otherGuard : guard,
                         other ? QStringLiteral("staging") : QStringLiteral("rabbit-eu"), config.url};
    }
    std::shared_ptr<const DeadSet> read(const QString &channel = Dead) const
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
    template <class T, class Call>
    Result<T> answer(Call call)
    {
        std::optional<Result<T>> got;
        call([&](Result<T> result) { got = std::move(result); });
        if (!QTest::qWaitFor([&] { return got.has_value(); }, Wait))
            return makeError(ErrorCode::Timeout);
        return std::move(*got);
    }
    Result<ReplayDesk::Planned> plan(DeskAsk a)
    {
        return answer<ReplayDesk::Planned>([&](auto done) { handle = desk->plan(desk.get(), std::move(a), done); });
    }
    Result<QString> start(ReplayDesk::Planned planned)
    {
        return answer<QString>([&](auto done) { desk->start(std::move(planned), done); });
    }
    std::vector<Job> history()
    {
        auto jobs = answer<std::vector<Job>>([&](auto done) { handle = desk->history(desk.get(), done); });
        return jobs ? *jobs : std::vector<Job>();
    }
    // The first `n` that say where they came from: a few of the shop's services don't.
    DeskAsk replayable(std::shared_ptr<const DeadSet> set, std::size_t n)
    {
        DeskAsk a = ask(set, set->size());
        const auto all = plan(a);
        a.selection.clear();
        for (std::size_t i = 0; all && i < set->size() && a.selection.size() < n; ++i) {
            if (!(*all)->plan.events[i].refused)
                a.selection.push_back(i);
        }
        return a;
    }
    bool waitIdle() const
    {
        return QTest::qWaitFor([&] { return desk->running().empty(); }, Wait);
    }
};

} // namespace flowbench::support
