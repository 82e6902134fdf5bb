// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sandbox/cursor.h"

#include <algorithm>

namespace flowbench::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 ReadAtOnce = 256;

Result<qint64> offsetOf(const Broker &broker, const Position &position, const QString &channel, const Broker::Bounds &b)
{
    if (std::holds_alternative<Earliest>(position))
        return b.low;
    if (std::holds_alternative<Latest>(position))
        return b.high;
    if (const auto *at = std::get_if<AtOffset>(&position))
        return std::clamp(at->offset, b.low, b.high);
    if (const auto *at = std::get_if<AtTime>(&position))
        return std::clamp(broker.offsetAtTime(channel, b.partition, at->timeMs), b.low, b.high);
    const auto group = broker.positions(std::get<AtGroup>(position).group);
    if (!group)
        return group.error();
    for (const GroupPosition &p : group->positions) {
        if (p.channel == channel && p.partition == b.partition)
            return std::clamp(p.position.value_or(b.low), b.low, b.high);
    }
    return b.low;
}

Cursor cursorOf(const ChannelAddress &channel, const Broker::Bounds &b)
{
    Cursor c;
    c.channel = channel.name;
    c.pattern = channel.pattern;
    c.name = channel.name.toStdString();
    c.partition = b.partition;
    c.high = b.high;
    return c;
}

const ResumePoint *pointOf(const std::vector<ResumePoint> &points, const QString &channel, int partition)
{
    const auto at = std::find_if(points.begin(), points.end(), [&](const ResumePoint &p) {
        return p.channel == channel && p.partition == partition;
    });
    return at == points.end() ? nullptr : &*at;
}

} // namespace

Result<std::vector<Cursor>> makeCursors(const Broker &broker, const CursorRequest &request)
{
    std::vector<QString> names;
    for (const ChannelAddress &a : request.channels)
        names.push_back(a.name);
    const auto all = broker.bounds(names);
    if (!all)
        return all.error();
    std::vector<Cursor> out;
    for (std::size_t i = 0; i < names.size(); ++i) {
        bool any = false;
        for (const Broker::Bounds &b : (*all)[i]) {
            if (request.partition && b.partition >= 0 && b.partition != *request.partition)
                continue;
            any = true;
            Cursor c = cursorOf(request.channels[i], b);
            if (!request.resume.empty()) {
                const ResumePoint *p = pointOf(request.resume, c.channel, c.partition);
                if (!p)
                    continue;
                c.from = std::clamp(p->next, b.low, b.high);
                c.to = std::clamp(p->to, c.from, b.high);
                c.gaps = std::max<qint64>(0, c.from - p->next);
            } else {
                const auto from = offsetOf(broker, request.from, c.channel, b);
                const auto to = offsetOf(broker, request.to, c.channel, b);
                if (!from || !to)
                    return from ? to.error() : from.error();
                c.from = *from;
                c.to = std::max(*from, *to);
            }
            c.next = c.from;
            out.push_back(std::move(c));
        }
        if (!any)
            return makeError(ErrorCode::OffsetOutOfRange,
                             {names[i], QString::number(request.partition.value_or(-1)), u"0"_s});
    }
    return out;
}

void keepLast(const Broker &broker, std::vector<Cursor> &cursors, quint64 last)
{
    std::vector<Cursor> back = cursors;
    Merge merge(broker, back, true);
    Merge::Taken taken;
    for (quint64 i = 0; i < last && merge.next(taken);)
        i += !taken.cursor->wanted || taken.cursor->wanted(*taken.message);
    for (std::size_t i = 0; i < cursors.size(); ++i)
        cursors[i].from = cursors[i].next = back[i].to;
}

std::vector<ChannelCoverage> coverageOf(const std::vector<Cursor> &cursors)
{
    std::vector<ChannelCoverage> out;
    for (const Cursor &c : cursors) {
        auto at = std::find_if(out.begin(), out.end(), [&](const ChannelCoverage &v) {
            return v.channel == c.channel && v.pattern == c.pattern;
        });
        if (at == out.end()) {
            ChannelCoverage fresh;
            fresh.channel = c.channel;
            fresh.pattern = c.pattern;
            at = out.insert(out.end(), std::move(fresh));
        }
        if (c.partition < 0)
            at->dropped += c.gaps;
        else
            at->partitions.push_back({c.partition, c.from, c.to, c.next, c.high, c.gaps, 0});
    }
    return out;
}

Merge::Merge(const Broker &broker, std::vector<Cursor> &cursors, bool backwards)
    : m_broker(broker), m_cursors(cursors), m_ahead(cursors.size()), m_backwards(backwards)
{
    for (std::size_t i = 0; i < cursors.size(); ++i)
        m_ahead[i].at = backwards ? cursors[i].to : cursors[i].next;
}

bool Merge::fill(std::size_t index)
{
    Ahead &ahead = m_ahead[index];
    Cursor &c = m_cursors[index];
    while (ahead.messages.empty()) {
        const qint64 begin = m_backwards ? std::max(c.from, ahead.at - ReadAtOnce) : ahead.at;
        const qint64 end = m_backwards ? ahead.at : std::min(c.to, ahead.at + ReadAtOnce);
        if (begin >= end)
            return false;
        auto read = m_broker.read(c.channel, c.partition, begin, end, std::size_t(end - begin));
        if (!read.empty()) {
            ahead.messages.assign(read.begin(), read.end());
            return true;
        }
        // Trimmed meanwhile: what is no longer kept is a gap.
        const auto bounds = m_broker.bounds(c.channel);
        qint64 low = end;
        if (bounds) {
            for (const Broker::Bounds &b : *bounds)
                low = b.partition == c.partition ? std::clamp(b.low, begin, end) : low;
        }
        if (low <= begin)
            return false; // deleted and made anew, and shorter than before
        c.gaps += low - begin;
        if (m_backwards)
            c.from = low;
        else
            ahead.at = c.next = low;
    }
    return true;
}

bool Merge::next(Taken &to)
{
    std::size_t best = m_cursors.size();
    quint64 bestSequence = 0;
    for (std::size_t i = 0; i < m_cursors.size(); ++i) {
        if (!fill(i))
            continue;
        const auto &messages = m_ahead[i].messages;
        const quint64 sequence = m_backwards ? messages.back()->sequence : messages.front()->sequence;
        if (best == m_cursors.size() || (m_backwards ? sequence > bestSequence : sequence < bestSequence)) {
            best = i;
            bestSequence = sequence;
        }
    }
    if (best == m_cursors.size())
        return false;
    Ahead &ahead = m_ahead[best];
    Cursor &c = m_cursors[best];
    to.cursor = &c;
    if (m_backwards) {
        to.message = std::move(ahead.messages.back());
        ahead.messages.pop_back();
        to.offset = --ahead.at;
        c.to = to.offset;
    } else {
        to.message = std::move(ahead.messages.front());
        ahead.messages.pop_front();
        to.offset = ahead.at++;
        c.next = ahead.at;
    }
    return true;
}

} // namespace flowbench::sandbox
