// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/channelfinder.h"

#include "model/deadletter/limits.h"

#include <QSettings>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t MostMarks = 64;
const QString PatternsKey = u"deadletters/patterns"_s;

} // namespace

ChannelFinder::ChannelFinder(QSettings *settings, QObject *parent) : QObject(parent), m_settings(settings) {}

void ChannelFinder::setDesk(ReplayDesk *desk)
{
    m_desk = desk;
    refresh();
}

void ChannelFinder::setSessions(const std::vector<SessionEntry> &sessions)
{
    std::vector<Place> places;
    std::vector<JobHandle> jobs;
    std::vector<std::size_t> fresh;
    for (const SessionEntry &entry : sessions) {
        // A capture is what somebody kept; nothing is repaired in it.
        if (!entry.session || entry.session->identity().recorded)
            continue;
        const auto before = std::ranges::find_if(
            m_places, [&](const Place &p) { return p.id == entry.id && p.session == entry.session; });
        if (before != m_places.end()) {
            jobs.push_back(std::move(m_jobs[std::size_t(before - m_places.begin())]));
            places.push_back(std::move(*before));
            continue;
        }
        fresh.push_back(places.size());
        places.push_back({entry.id, entry.session, entry.session->identity().name, false, {}, {}});
        jobs.emplace_back();
    }
    m_places = std::move(places);
    m_jobs = std::move(jobs);
    for (const std::size_t at : fresh)
        ask(at);
    emit changed();
}

void ChannelFinder::refresh()
{
    for (std::size_t at = 0; at < m_places.size(); ++at)
        ask(at);
    emit changed();
}

void ChannelFinder::ask(std::size_t at)
{
    if (!m_desk)
        return;
    Place &place = m_places[at];
    place.asking = true;
    m_jobs[at] = m_desk->channels(this, place.id, DeadLetterNames(patterns()),
                                  [this, id = place.id](Result<std::vector<KnownDeadLetters>> found) {
                                      const auto p = std::ranges::find(m_places, id, &Place::id);
                                      if (p == m_places.end())
                                          return;
                                      p->asking = false;
                                      p->error.reset();
                                      if (found)
                                          p->channels = std::move(*found);
                                      else
                                          p->error = found.error();
                                      emit changed();
                                  });
}

void ChannelFinder::mark(const QString &connection, const QString &channel, bool dead)
{
    if (!m_desk)
        return;
    if (m_marks.size() >= MostMarks)
        m_marks.erase(m_marks.begin()); // long done
    m_marks.push_back(
        m_desk->mark(this, connection, channel, dead, [this, connection, channel](const Result<bool> &done) {
            if (done)
                emit marked(channel, *done);
            else
                emit failed(done.error());
            const auto p = std::ranges::find(m_places, connection, &Place::id);
            if (p != m_places.end())
                ask(std::size_t(p - m_places.begin()));
            emit changed();
        }));
}

const ChannelFinder::Place *ChannelFinder::place(const QString &id) const
{
    const auto p = std::ranges::find(m_places, id, &Place::id);
    return p == m_places.end() ? nullptr : &*p;
}

const KnownDeadLetters *ChannelFinder::find(const QString &id, const QString &channel) const
{
    const Place *p = place(id);
    if (!p)
        return nullptr;
    const auto c = std::ranges::find_if(
        p->channels, [&](const KnownDeadLetters &k) { return k.channel.channel == channel && !k.channel.isSource; });
    return c == p->channels.end() ? nullptr : &*c;
}

bool ChannelFinder::isAsking() const { return std::ranges::any_of(m_places, &Place::asking); }

QStringList ChannelFinder::patterns() const
{
    return m_settings ? m_settings->value(PatternsKey).toStringList() : QStringList();
}

void ChannelFinder::setPatterns(const QStringList &patterns)
{
    if (m_settings)
        m_settings->setValue(PatternsKey, patterns);
    refresh();
}

int ChannelFinder::limit(const QString &connectionName, const QString &channel) const
{
    return DeadLetterLimits(m_settings).of(connectionName, channel);
}

void ChannelFinder::setLimit(const QString &connectionName, const QString &channel, int limit)
{
    DeadLetterLimits(m_settings).set(connectionName, channel, limit);
    emit changed();
}

} // namespace flowbench
