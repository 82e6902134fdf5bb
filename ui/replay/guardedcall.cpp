// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replay/guardedcall.h"

#include <QPointer>

#include <memory>

namespace flowbench {

namespace {
constexpr int MostLocks = 2; // the source's and the target's

struct Attempt
{
    QPointer<QObject> context;
    GuardedCall call;
    std::function<void(Result<QString>)> done;
    int unlocked = 0;
};

void attempt(const std::shared_ptr<Attempt> &a);

void answered(const std::shared_ptr<Attempt> &a, Result<QString> result)
{
    if (!a->context)
        return;
    const bool locked = !result && (result.error().code == ErrorCode::GuardProduction ||
                                    result.error().code == ErrorCode::GuardExpired);
    if (!locked || !a->call.unlock || a->unlocked == MostLocks) {
        a->done(std::move(result));
        return;
    }
    ++a->unlocked;
    a->call.unlock(a->call.connectionOf(result.error()), a->call.what, [a](bool opened) {
        if (!a->context)
            return;
        if (opened)
            attempt(a);
        else
            a->done(makeError(ErrorCode::Cancelled));
    });
}

void attempt(const std::shared_ptr<Attempt> &a)
{
    a->call.act([a](Result<QString> result) { answered(a, std::move(result)); });
}
} // namespace

void runGuarded(QObject *context, GuardedCall call, std::function<void(Result<QString>)> done)
{
    attempt(std::make_shared<Attempt>(Attempt{context, std::move(call), std::move(done), 0}));
}

} // namespace flowbench
