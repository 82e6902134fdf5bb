// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/file/parts.h"

#include <algorithm>

namespace flowbench::file {

using namespace Qt::StringLiterals;

namespace {

// Turns positions into offsets of one capture. Times are looked up in one pass over the file, once each.
class Bounds
{
public:
    Bounds(const CaptureInfo &info, const Cancel &cancel) : m_info(info), m_cancel(cancel) {}

    Result<qint64> at(const Position &position, const CaptureCursor &whole)
    {
        if (std::holds_alternative<Earliest>(position))
            return whole.from;
        if (std::holds_alternative<Latest>(position))
            return whole.high;
        if (const auto *offset = std::get_if<AtOffset>(&position))
            return std::clamp(offset->offset, whole.from, whole.high);
        if (const auto *time = std::get_if<AtTime>(&position))
            return atTime(time->timeMs, whole);
        return makeError(ErrorCode::NotSupported, {u"a group's position: a capture has no groups"_s});
    }

private:
    Result<qint64> atTime(qint64 timeMs, const CaptureCursor &whole)
    {
        auto known = std::find_if(m_times.begin(), m_times.end(), [&](const auto &t) { return t.first == timeMs; });
        if (known == m_times.end()) {
            auto found = positionsAtTime(m_info, timeMs, m_cancel);
            if (!found)
                return found.error();
            m_times.emplace_back(timeMs, std::move(*found));
            known = std::prev(m_times.end());
        }
        return known->second[whole.source].next;
    }

    const CaptureInfo &m_info;
    const Cancel &m_cancel;
    std::vector<std::pair<qint64, std::vector<CaptureCursor>>> m_times;
};

const ResumePoint *pointOf(const std::vector<ResumePoint> &points, const CaptureSource &source)
{
    const auto at = std::find_if(points.begin(), points.end(), [&](const ResumePoint &p) {
        return p.partition == source.partition && p.channel.toStdString() == source.channel;
    });
    return at == points.end() ? nullptr : &*at;
}

Result<void> bound(CaptureCursor &c, const CaptureSource &source, const Wanted &wanted, Bounds &bounds)
{
    const CaptureCursor whole = c;
    if (!wanted.resume.empty()) {
        const ResumePoint *p = pointOf(wanted.resume, source);
        c.from = p ? std::clamp(p->next, whole.from, whole.high) : whole.high;
        c.to = p ? std::clamp(p->to, c.from, whole.high) : whole.high;
    } else {
        const auto from = bounds.at(wanted.from, whole), to = bounds.at(wanted.to, whole);
        if (!from || !to)
            return from ? to.error() : from.error();
        c.from = *from;
        c.to = std::max(*from, *to);
    }
    c.next = c.from;
    return {};
}

} // namespace

Result<std::vector<CaptureCursor>> cursorsOf(const CaptureInfo &info, const Wanted &wanted, const Cancel &cancel)
{
    Bounds bounds(info, cancel);
    std::vector<CaptureCursor> out;
    std::vector<bool> taken(info.sources.size());
    for (const ChannelAddress &typed : wanted.channels) {
        const auto address = resolveIn(info, typed.toString());
        if (!address)
            return address.error();
        const std::string name = address->name.toStdString();
        bool any = false;
        for (std::uint32_t i = 0; i < info.sources.size(); ++i) {
            const CaptureSource &s = info.sources[i];
            if (s.channel != name || (wanted.partition && s.partition >= 0 && s.partition != *wanted.partition))
                continue;
            any = true;
            if (taken[i] || (!wanted.resume.empty() && !pointOf(wanted.resume, s)))
                continue;
            taken[i] = true;
            CaptureCursor c = wholeCursor(info, i);
            if (auto bounded = bound(c, s, wanted, bounds); !bounded)
                return bounded.error();
            out.push_back(c);
        }
        if (!any)
            return makeError(ErrorCode::OffsetOutOfRange,
                             {address->name, QString::number(wanted.partition.value_or(-1)), u"0"_s});
    }
    return out;
}

Coverage coverageOf(const CaptureScan &scan, const std::vector<CaptureCursor> &asked, double seconds)
{
    Coverage v;
    v.scanned = scan.totals.scanned;
    v.matched = scan.totals.matched;
    v.bytes = scan.totals.bytes;
    v.evaluationFailures = scan.totals.failures;
    v.seconds = seconds;
    v.ended = scan.ended == CaptureEnd::End     ? ScanEnd::End
              : scan.ended == CaptureEnd::Limit ? ScanEnd::Limit
                                                : ScanEnd::Cancelled;
    bool all = true;
    for (std::size_t i = 0; i < scan.cursors.size(); ++i) {
        CaptureCursor c = scan.cursors[i];
        all = all && c.next >= c.to;
        // Newest first a cursor's `to` comes down: [next, to) is left. At the end all of it was seen.
        if (scan.newestFirst && v.ended == ScanEnd::End)
            c.next = c.to = asked[i].to;
        const CaptureSource &s = scan.info.sources[c.source];
        const QString name = QString::fromStdString(s.channel);
        if (v.channels.empty() || v.channels.back().channel != name) {
            v.channels.emplace_back();
            v.channels.back().channel = name;
        }
        PartitionCoverage p;
        p.partition = s.partition;
        p.from = c.from;
        p.to = c.to;
        p.next = c.next;
        p.high = c.high;
        p.gaps = s.byOffset() ? std::max<qint64>(0, c.next - c.from - c.seen) : 0;
        v.channels.back().partitions.push_back(p);
    }
    v.complete = v.ended == ScanEnd::End || (v.ended == ScanEnd::Limit && all);
    return v;
}

} // namespace flowbench::file
