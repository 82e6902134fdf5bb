// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/sandbox/sandbox.h"
#include "model/replay/desk.h"
#include "model/store/arena.h"

#include <QTemporaryDir>
#include <QTest>

#include <numeric>

// A program around a desk: one sandbox, read and written by everybody.
namespace flowbench::support {

struct DeskBench
{
    static constexpr int Wait = 20'000;
    inline static const QString Url = QStringLiteral("sandbox:?seed=3&rate=0&backlog=3000");
    inline static const QString Dead = QStringLiteral("queue:orders.dlq");

    QTemporaryDir folder;
    ConnectorType type = sandboxType();
    std::shared_ptr<ArenaPool> arenas = ArenaPool::create();
    std::shared_ptr<Guard> guard;
    std::unique_ptr<Connector> witness;
    std::unique_ptr<ReplayDesk> desk;
    JobHandle handle;

    explicit DeskBench(GuardPolicy policy = {QStringLiteral("shop"), Environment::Test, false})
        : guard(std::make_shared<Guard>(std::move(policy), nullptr))
    {
        witness = std::move(open(Url)->connector);
        DeskEnvironment e;
        e.stateFolder = folder.path();
        e.open = [this](const QString &connection, const QString &url) -> Result<OpenedEnd> {
            if (connection != QLatin1String("shop") && url.isEmpty())
                return makeError(ErrorCode::UnknownConnection, {connection});
            return open(Url);
        };
        e.sentence = [](const Error &error) { return QString::number(int(error.code)); };
        e.replayedBefore = QStringLiteral("before");
        desk = std::make_unique<ReplayDesk>(std::move(e));
    }
    Result<OpenedEnd> open(const QString &url) const
    {
        ConnectionConfig config;
        config.url = ConnectionUrl::parse(url).value();
        config.arenas = arenas;
        auto made = type.create(config);
        if (!made)
            return made.error();
        return OpenedEnd{std::move(*made), guard, QStringLiteral("shop"), config.url};
    }
    std::shared_ptr<const DeadSet> read(const QString &channel = Dead)
    {
        auto set = DeadSet::read(*witness, ChannelAddress::parse(channel), {}, Cancel::after(Milliseconds(Wait)));
        return set ? *set : nullptr;
    }
    DeskAsk ask(std::shared_ptr<const DeadSet> set, std::size_t n) const
    {
        DeskAsk a;
        a.connection = QStringLiteral("shop");
        a.set = std::move(set);
        a.selection.resize(n);
        std::iota(a.selection.begin(), a.selection.end(), std::size_t(0));
        a.selectionWords = QStringLiteral("some");
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
