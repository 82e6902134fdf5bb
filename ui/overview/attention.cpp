// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/attention.h"

#include "words/sentence.h"
#include "words/units.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <tuple>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t ResolvedShown = 4;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::Attention)
};

AttentionItem about(Session &session, const QString &kind, Tint tint, const QString &word, const QString &text)
{
    AttentionItem item;
    item.id = kind + u'\n' + QString::number(quintptr(&session), 16);
    item.tint = tint;
    item.word = word;
    item.sentence = text;
    item.session = &session;
    return item;
}

QString why(const std::optional<Error> &error, const QString &otherwise)
{
    return error ? sentence(*error).message : otherwise;
}

// The broker's own reason, as short as it is.
QString reason(const std::optional<Error> &error)
{
    return error && !error->args.isEmpty() ? error->args.first() : Words::tr("it gives no reason");
}

void addConnection(std::vector<AttentionItem> &items, Session &s)
{
    const QString name = s.identity().name;
    const ConnectionState &state = s.state();
    switch (state.link) {
    case LinkState::Failed:
        items.push_back(about(s, u"away"_s, Tint::Error, Words::tr("failed"),
                              Words::tr("%1: %2").arg(name, why(state.error, Words::tr("failed")))));
        return;
    case LinkState::Reconnecting:
        items.push_back(about(s, u"away"_s, Tint::Warning, Words::tr("away"),
                              Words::tr("%1: %2").arg(name, why(state.error, Words::tr("unreachable")))));
        return;
    case LinkState::Blocked:
        items.push_back(about(s, u"blocked"_s, Tint::Warning, Words::tr("blocked"),
                              Words::tr("%1 blocks publishers: %2").arg(name, reason(state.error))));
        break;
    case LinkState::Idle:
    case LinkState::Connecting:
    case LinkState::Connected:
        break;
    }
    if (s.channelsError() && state.link != LinkState::Connecting)
        items.push_back(about(s, u"figures"_s, Tint::Warning, Words::tr("no figures"),
                              Words::tr("%1: %2").arg(name, why(s.channelsError(), {}))));
    if (s.identity().environment == Environment::Production && s.guard().unlocked())
        items.push_back(about(s, u"unlocked"_s, Tint::Warning, Words::tr("unlocked"),
                              Words::tr("%1 is open for writing").arg(name)));
}

void addDead(std::vector<AttentionItem> &items, const DeadFigure &dead, int limit)
{
    AttentionItem item =
        about(*dead.session, u"dead\n"_s + dead.channel, Tint::Error, Words::tr("over limit"),
              Words::tr("%1 holds %2, limit %3")
                  .arg(ChannelAddress{dead.channel, {}}.bare(), words::count(dead.depth), words::count(limit)));
    item.channel = dead.channel;
    item.connection = dead.session->identity().name;
    items.push_back(std::move(item));
}

QString clock(qint64 ms) { return QLocale().toString(QDateTime::fromMSecsSinceEpoch(ms).time(), u"HH:mm:ss"_s); }

void resolve(AttentionItem &item, qint64 nowMs)
{
    item.resolvedMs = nowMs;
    item.sentence = Words::tr("%1, %2 to %3").arg(item.sentence, clock(item.sinceMs), clock(nowMs));
    item.word = Words::tr("resolved");
}

// Errors before warnings before what is over.
int severity(const AttentionItem &item) { return item.resolvedMs ? 2 : item.tint == Tint::Error ? 0 : 1; }
} // namespace

void Attention::update(qint64 nowMs, const std::vector<Session *> &sessions, const Figures &figures)
{
    std::vector<AttentionItem> now;
    for (Session *s : sessions)
        addConnection(now, *s);
    for (const DeadFigure &d : figures.deadLetters) {
        const int limit = m_limits.of(d.session->identity().name, d.channel);
        if (d.depth > limit)
            addDead(now, d, limit);
    }
    for (AttentionItem &item : now) {
        const auto before = std::find_if(m_items.begin(), m_items.end(),
                                         [&](const AttentionItem &i) { return i.id == item.id && !i.resolvedMs; });
        item.sinceMs = before == m_items.end() ? nowMs : before->sinceMs;
    }
    std::size_t resolved = 0;
    for (AttentionItem &old : m_items) {
        const bool lasts = std::any_of(now.begin(), now.end(), [&](const AttentionItem &i) { return i.id == old.id; });
        if (lasts)
            continue;
        // Of a connection that is away nothing is known, so nothing is over.
        const bool unknown = !old.channel.isEmpty() && !old.resolvedMs &&
                             std::find(sessions.begin(), sessions.end(), old.session) != sessions.end() &&
                             !isConnected(*old.session);
        if (unknown) {
            now.push_back(std::move(old));
            continue;
        }
        if (!old.resolvedMs) {
            if (nowMs - old.sinceMs < NoticedAfterMs)
                continue;
            resolve(old, nowMs);
        }
        if (nowMs - old.resolvedMs > ResolvedShownMs || ++resolved > ResolvedShown)
            continue;
        now.push_back(std::move(old));
    }
    std::stable_sort(now.begin(), now.end(), [](const AttentionItem &a, const AttentionItem &b) {
        return std::tuple(severity(a), -a.resolvedMs, a.sinceMs) < std::tuple(severity(b), -b.resolvedMs, b.sinceMs);
    });
    m_items = std::move(now);
}

void Attention::forget(const Session *session)
{
    std::erase_if(m_items, [session](const AttentionItem &i) { return i.session == session; });
}

} // namespace flowbench
