// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/journalfates.h"

#include "model/base/sqlite.h"
#include "model/replay/numbers.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
Result<quint64> countEvents(Sqlite &db, qint64 row)
{
    auto find = db.prepare("SELECT count(*) FROM events WHERE job = ?");
    if (!find)
        return find.error();
    auto more = find->bind(1, row).step();
    if (!more)
        return more.error();
    return quint64(find->integer(0));
}
} // namespace

Result<void> readWindows(Sqlite &db, qint64 row, const std::function<void(Journal::Window &&)> &each)
{
    auto find = db.prepare("SELECT w, state, numbers, marks FROM windows WHERE job = ? ORDER BY w");
    if (!find)
        return find.error();
    find->bind(1, row);
    return find->each([&]() -> Result<void> {
        Journal::Window w;
        w.window = quint64(find->integer(0));
        w.state = EventState(find->integer(1));
        auto numbers = numbersFromText(find->text(2));
        if (!numbers || w.state < EventState::Unknown || w.state > EventState::Settled)
            return makeError(ErrorCode::FileFailed, {db.path(), u"a window is damaged"_s});
        w.numbers = std::move(*numbers);
        const QJsonArray marks = QJsonDocument::fromJson(find->string(3).toUtf8()).array();
        for (const auto &m : marks)
            w.marks.push_back({m[0].toString(), m[1].toInt(), m[2].toInteger()});
        each(std::move(w));
        return {};
    });
}

Result<Fates> readFates(Sqlite &db, qint64 row, bool running)
{
    const auto count = countEvents(db, row);
    if (!count)
        return count.error();
    Fates fates;
    fates.states.assign(*count, EventState::Pending);
    const auto set = [&](quint64 n, EventState state) {
        if (n < fates.states.size())
            fates.states[n] = state;
    };
    auto done = readWindows(db, row, [&](Journal::Window &&w) {
        // What is in flight right now is not unknown yet.
        const EventState state = w.state == EventState::Unknown && running ? EventState::Pending : w.state;
        for (const quint64 n : w.numbers)
            set(n, state);
    });
    if (!done)
        return done.error();
    auto find = db.prepare("SELECT n, state, returned, reason FROM deviations WHERE job = ? ORDER BY n");
    if (!find)
        return find.error();
    find->bind(1, row);
    done = find->each([&] {
        Deviation d;
        d.number = quint64(find->integer(0));
        d.state = EventState(std::clamp<qint64>(find->integer(1), 0, qint64(EventState::Skipped)));
        d.returned = find->integer(2) != 0;
        d.reason = find->string(3);
        set(d.number, d.state);
        fates.deviations.emplace(d.number, std::move(d));
    });
    if (!done)
        return done.error();
    return fates;
}

} // namespace flowbench
