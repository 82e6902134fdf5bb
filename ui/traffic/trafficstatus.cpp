// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/traffic/trafficstatus.h"

#include "ui/traffic/trafficsource.h"
#include "words/units.h"

#include <QCoreApplication>
#include <QLocale>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

struct Say
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::TrafficStatus)
};

TrafficStatus::Item reconnecting(const ConnectionState &state, qint64 nowMs)
{
    const qint64 left = state.sinceMs + state.retryInMs - nowMs;
    if (state.retryInMs <= 0 || left < 1000)
        return {u"state"_s, Say::tr("lost, reconnecting"), Tint::Error};
    return {u"state"_s, Say::tr("lost, reconnecting in %1 s").arg(left / 1000), Tint::Error};
}

TrafficStatus::Item stateOf(const TrafficSource &source, qint64 nowMs)
{
    const QString id = u"state"_s;
    if (source.isClosed())
        return {id, Say::tr("disconnected"), Tint::Neutral};
    switch (source.mode()) {
    case TrafficSource::Mode::None:
        return {id, {}, std::nullopt};
    case TrafficSource::Mode::Question:
        return {id, Say::tr("nothing read yet"), Tint::Neutral};
    case TrafficSource::Mode::Looking:
        return {id, Say::tr("looking into the queue"), Tint::Accent};
    case TrafficSource::Mode::Looked:
        return {id, Say::tr("a copy of %1").arg(QLocale().toString(source.lookedAt().time(), u"HH:mm:ss"_s)),
                Tint::Neutral};
    case TrafficSource::Mode::Searching:
        return {id, Say::tr("searching"), Tint::Accent};
    case TrafficSource::Mode::Found:
        return {id,
                source.session() && source.session()->identity().recorded ? Say::tr("a capture")
                                                                          : Say::tr("what a search found"),
                Tint::Neutral};
    case TrafficSource::Mode::Live:
        break;
    }
    const LiveFeed *feed = source.feed();
    if (!feed)
        return {id, Say::tr("stopped"), Tint::Neutral};
    if (feed->phase() == LiveFeed::Phase::Ended)
        return feed->error() ? TrafficStatus::Item{id, Say::tr("ended with an error"), Tint::Error}
                             : TrafficStatus::Item{id, Say::tr("ended"), Tint::Neutral};
    const ConnectionState &link = source.session()->state();
    if (feed->lost() || link.link == LinkState::Reconnecting)
        return reconnecting(link, nowMs);
    if (feed->phase() == LiveFeed::Phase::Starting)
        return {id, Say::tr("opening"), Tint::Neutral};
    if (feed->paused()) {
        const bool full = feed->inboxBytes() >= feed->inboxLimit();
        const QString held = words::bytes(qint64(feed->inboxBytes()));
        return {id,
                full ? Say::tr("paused, %1 waiting, reading stopped").arg(held)
                     : Say::tr("paused, %1 waiting").arg(held),
                Tint::Warning};
    }
    return {id,
            Say::tr("live, %1 events/s")
                .arg(QLocale().toString(feed->ratePerSecond(), 'f', feed->ratePerSecond() < 10 ? 1 : 0)),
            Tint::Ok};
}

QString keptText(const EventStore &store)
{
    QString text = Say::tr("%1 kept, %2 of %3")
                       .arg(words::count(qint64(store.rows())), words::bytes(qint64(store.bytes())),
                            words::bytes(qint64(store.budget())));
    if (store.evicted() > 0)
        text += Say::tr(", %1 oldest evicted").arg(words::count(qint64(store.evicted())));
    return text;
}

QString filterText(const TrafficSource &source)
{
    const FilteredRows &rows = source.rows();
    if (!rows.active())
        return {};
    const quint64 end = source.store().end();
    const quint64 left = end > rows.scannedTo() ? end - rows.scannedTo() : 0;
    QString text =
        left == 0 ? Say::tr("filter: up to date") : Say::tr("filter: %1 to go").arg(shortCount(qint64(left)));
    if (rows.failed() > 0)
        text += Say::tr(", failed on %1").arg(words::count(qint64(rows.failed())));
    return text;
}

} // namespace

QString shortCount(qint64 n)
{
    const QLocale locale;
    if (n < 100000)
        return locale.toString(n);
    if (n < 1000000)
        return Say::tr("%1 k", "thousands").arg(n / 1000);
    if (n < 1000000000)
        return Say::tr("%1 M", "millions").arg(locale.toString(double(n) / 1e6, 'f', 1));
    return Say::tr("%1 G", "thousand millions").arg(locale.toString(double(n) / 1e9, 'f', 1));
}

TrafficStatus trafficStatus(const TrafficSource &source, std::optional<quint64> newRows, qint64 nowMs)
{
    const bool any = source.mode() != TrafficSource::Mode::None && source.mode() != TrafficSource::Mode::Question;
    TrafficStatus status;
    status.items.push_back(stateOf(source, nowMs));
    status.items.push_back({u"kept"_s, any ? keptText(source.store()) : QString(), std::nullopt});
    QString dropped;
    if (any) {
        const QString undecodable = Say::tr("%1 undecodable").arg(words::count(qint64(source.undecodable().count())));
        // Only what flows can drop something.
        dropped =
            source.feed()
                ? Say::tr("%1 dropped, %2").arg(words::count(qint64(source.feed()->droppedByBroker())), undecodable)
                : undecodable;
    }
    status.items.push_back({u"dropped"_s, dropped, std::nullopt});
    status.items.push_back({u"filter"_s, any ? filterText(source) : QString(), std::nullopt});
    QString follow;
    if (any && newRows && source.mode() == TrafficSource::Mode::Live)
        follow = *newRows == 0 ? Say::tr("not following")
                               : Say::tr("not following, %1 new below").arg(words::count(qint64(*newRows)));
    status.items.push_back({u"follow"_s, follow, std::nullopt});
    return status;
}

} // namespace flowbench
