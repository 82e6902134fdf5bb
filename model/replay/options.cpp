// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/options.h"

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

QJsonObject RunOptions::toJson() const
{
    return {{u"rate"_s, rate},
            {u"window"_s, window},
            {u"canary"_s, canary},
            {u"stop_after_returns"_s, stopAfterReturns},
            {u"max_replays"_s, maxReplays},
            {u"attempts"_s, attempts},
            {u"transaction"_s, transaction},
            {u"keep"_s, keep},
            {u"keep_failure_headers"_s, keepFailureHeaders},
            {u"watch_ms"_s, qint64(watch.count())},
            {u"patience_ms"_s, qint64(patience.count())},
            {u"mean_bytes"_s, qint64(meanBytes)}};
}

RunOptions RunOptions::fromJson(const QJsonObject &o)
{
    RunOptions r;
    r.rate = std::max(0.0, o[u"rate"_s].toDouble(r.rate));
    r.window = std::clamp(o[u"window"_s].toInt(r.window), 1, 100000);
    r.canary = std::max(0, o[u"canary"_s].toInt(r.canary));
    r.stopAfterReturns = std::max(0, o[u"stop_after_returns"_s].toInt(r.stopAfterReturns));
    r.maxReplays = std::max(1, o[u"max_replays"_s].toInt(r.maxReplays));
    r.attempts = std::max(1, o[u"attempts"_s].toInt(r.attempts));
    r.transaction = o[u"transaction"_s].toBool(r.transaction);
    r.keep = o[u"keep"_s].toBool(r.keep);
    r.keepFailureHeaders = o[u"keep_failure_headers"_s].toBool(r.keepFailureHeaders);
    r.watch = Milliseconds(o[u"watch_ms"_s].toInteger(r.watch.count()));
    r.patience = Milliseconds(o[u"patience_ms"_s].toInteger(r.patience.count()));
    r.meanBytes = quint64(std::max<qint64>(0, o[u"mean_bytes"_s].toInteger(0)));
    return r;
}

} // namespace flowbench
