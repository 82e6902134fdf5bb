// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/deadletter/groups.h"

#include "model/deadletter/fingerprint.h"
#include "model/event/envelope.h"

#include <algorithm>

namespace flowbench {

namespace {

constexpr std::size_t LongestText = 1000;

// Cut between characters.
std::string shortened(std::string_view text)
{
    if (text.size() <= LongestText)
        return std::string(text);
    std::size_t end = LongestText;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    return std::string(text.substr(0, end));
}

qint64 floorTo(qint64 value, qint64 step)
{
    const qint64 rest = value % step;
    return value - (rest < 0 ? rest + step : rest);
}

void takeTime(FailureGroup &g, const std::optional<qint64> &first, const std::optional<qint64> &last)
{
    if (first && (!g.first || *first < *g.first))
        g.first = first;
    if (last && (!g.last || *last > *g.last))
        g.last = last;
}

FailureGroup newGroup(quint64 fingerprint, const EventView &event, const Failure *f, quint64 number)
{
    FailureGroup g;
    g.fingerprint = fingerprint;
    g.type = shortened(recogniseType(event));
    g.firstSample = number;
    if (!f)
        return g;
    g.recognised = true;
    g.dialect = f->dialect;
    g.reason = shortened(f->reason);
    g.exception = shortened(f->exception);
    g.message = shortened(f->message);
    g.origin = shortened(f->origin.channel);
    return g;
}

// A time that says nothing (a broken clock, a hostile header) would make one bucket of everything.
bool plausible(qint64 ms)
{
    constexpr qint64 Year2000 = 946684800000, Year2200 = 7258118400000;
    return ms >= Year2000 && ms < Year2200;
}

} // namespace

quint64 groupFingerprint(const EventView &event, const Failure *failure)
{
    return failure ? fingerprintOf(event, *failure) : fingerprint(Failure(), recogniseType(event));
}

std::optional<std::size_t> FailureGroups::add(const EventView &event, quint64 number)
{
    const auto failure = recogniseFailure(event);
    return add(event, failure ? &*failure : nullptr, number);
}

std::optional<std::size_t> FailureGroups::add(const EventView &event, const Failure *failure, quint64 number)
{
    ++m_total;
    const quint64 key = groupFingerprint(event, failure);
    auto found = m_byFingerprint.find(key);
    if (found == m_byFingerprint.end()) {
        if (m_groups.size() >= m_most) {
            ++m_others;
            return {};
        }
        found = m_byFingerprint.emplace(key, m_groups.size()).first;
        m_groups.push_back(newGroup(key, event, failure, number));
    }
    FailureGroup &g = m_groups[found->second];
    ++g.count;
    g.lastSample = number;
    std::optional<qint64> own;
    if (event.timeKind != TimeKind::None && event.timeKind != TimeKind::Received)
        own = event.timeMs;
    const auto first = failure && failure->first ? failure->first : failure ? failure->last : std::nullopt;
    const auto last = failure && failure->last ? failure->last : failure ? failure->first : std::nullopt;
    takeTime(g, first ? first : own, last ? last : own);
    if (const auto died = last ? last : own; died && plausible(*died)) {
        const std::size_t bucket = bucketFor(*died);
        if (g.growth.empty())
            g.growth.resize(GrowthBuckets);
        ++g.growth[bucket];
    }
    return found->second;
}

std::optional<std::size_t> FailureGroups::find(quint64 fingerprint) const
{
    const auto found = m_byFingerprint.find(fingerprint);
    return found == m_byFingerprint.end() ? std::nullopt : std::optional(found->second);
}

std::size_t FailureGroups::bucketFor(qint64 ms)
{
    if (!m_timed) {
        m_timed = true;
        m_start = floorTo(ms, m_step);
    }
    while (ms < m_start || ms >= m_start + m_step * GrowthBuckets) {
        // Free buckets at the end make room at the beginning, where they suffice.
        if (ms < m_start) {
            std::size_t used = 0;
            for (const FailureGroup &g : m_groups) {
                for (std::size_t i = g.growth.size(); i > used; --i) {
                    if (g.growth[i - 1]) {
                        used = i;
                        break;
                    }
                }
            }
            const qint64 wanted = (m_start - floorTo(ms, m_step)) / m_step;
            if (wanted <= qint64(GrowthBuckets) - qint64(used)) {
                for (FailureGroup &g : m_groups) {
                    if (!g.growth.empty())
                        std::rotate(g.growth.begin(), g.growth.end() - wanted, g.growth.end());
                }
                m_start -= wanted * m_step;
                continue;
            }
        }
        widen();
    }
    return std::size_t((ms - m_start) / m_step);
}

void FailureGroups::widen()
{
    const qint64 start = floorTo(m_start, m_step * 2);
    const std::size_t shift = std::size_t((m_start - start) / m_step); // 0 or 1
    for (FailureGroup &g : m_groups) {
        if (g.growth.empty())
            continue;
        std::vector<quint32> wider(GrowthBuckets);
        for (std::size_t i = 0; i < g.growth.size(); ++i)
            wider[std::min<std::size_t>((i + shift) / 2, GrowthBuckets - 1)] += g.growth[i];
        g.growth = std::move(wider);
    }
    m_start = start;
    m_step *= 2;
}

} // namespace flowbench
