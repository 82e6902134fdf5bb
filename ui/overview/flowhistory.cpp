// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/flowhistory.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace flowbench {

namespace {
constexpr float Gap = std::numeric_limits<float>::quiet_NaN();
constexpr double Weight = 0.1;      // of a new sample in the smoothed rate
constexpr double ShownBonus = 1.25; // somebody must be so much busier to take the place of a shown channel
constexpr qint64 ForgetAfterMs = 600'000;

template <class T>
float valueOf(const std::optional<T> &v)
{
    return v ? float(*v) : Gap;
}
} // namespace

const FlowHistory::Line *FlowHistory::find(const std::vector<Line> &lines, const Session *session,
                                           const QString &channel)
{
    const auto it = std::find_if(lines.begin(), lines.end(),
                                 [&](const Line &l) { return l.session == session && l.channel == channel; });
    return it == lines.end() ? nullptr : &*it;
}

FlowHistory::Line *FlowHistory::lineFor(std::vector<Line> &lines, const Session *session, const QString &channel,
                                        std::size_t limit)
{
    if (const Line *known = find(lines, session, channel))
        return const_cast<Line *>(known);
    if (lines.size() >= limit)
        return nullptr;
    Line line;
    line.session = session;
    line.channel = channel;
    lines.push_back(std::move(line));
    return &lines.back();
}

void FlowHistory::add(qint64 timeMs, const Figures &figures)
{
    m_times.push(timeMs);
    m_throughput.push(valueOf(figures.throughput));
    m_dead.push(valueOf(figures.dead));
    m_waiting.push(valueOf(figures.waiting));
    m_connected.push(figures.total > 0 ? float(figures.connected) : Gap);
    for (auto *lines : {&m_flows, &m_deads}) {
        for (Line &l : *lines)
            l.fresh = false;
    }
    std::size_t rank = 0;
    for (const FlowFigure &f : figures.flows) {
        const bool top = rank++ < Followed && f.rate > 0;
        Line *line = top ? lineFor(m_flows, f.session, f.channel, std::numeric_limits<std::size_t>::max())
                         : const_cast<Line *>(find(m_flows, f.session, f.channel));
        if (!line)
            continue;
        line->smooth = line->values.empty() ? f.rate : line->smooth + Weight * (f.rate - line->smooth);
        line->values.push(float(f.rate));
        line->fresh = true;
        if (top)
            line->lastTopMs = timeMs;
    }
    for (const DeadFigure &f : figures.deadLetters) {
        if (Line *line = lineFor(m_deads, f.session, f.channel, DeadFollowed)) {
            line->values.push(float(f.depth));
            line->fresh = true;
            line->lastTopMs = timeMs;
        }
    }
    for (auto *lines : {&m_flows, &m_deads}) {
        for (Line &l : *lines) {
            if (l.fresh)
                continue;
            l.values.push(Gap);
            l.smooth -= Weight * l.smooth;
        }
        std::erase_if(*lines, [timeMs](const Line &l) { return timeMs - l.lastTopMs > ForgetAfterMs; });
    }
}

std::vector<float> FlowHistory::deadGrown() const
{
    const auto totals = m_dead.values();
    std::vector<float> out(totals.begin(), totals.end());
    if (m_deads.empty())
        return out;
    for (float &v : out)
        v = std::isnan(v) ? Gap : 0.0F;
    for (const Line &line : m_deads) {
        const auto values = line.values.values();
        const auto first = std::find_if(values.begin(), values.end(), [](float v) { return !std::isnan(v); });
        if (first == values.end())
            continue;
        const std::size_t before = out.size() - std::min(out.size(), values.size());
        float held = *first;
        for (std::size_t i = 0; i < out.size(); ++i) {
            if (i >= before && !std::isnan(values[i - before]))
                held = values[i - before];
            out[i] += held;
        }
    }
    return out;
}

void FlowHistory::forget(const Session *session)
{
    std::erase_if(m_flows, [session](const Line &l) { return l.session == session; });
    std::erase_if(m_deads, [session](const Line &l) { return l.session == session; });
}

void FlowHistory::clear() { *this = FlowHistory(); }

std::vector<const FlowHistory::Line *>
FlowHistory::busiest(std::size_t count, const std::vector<std::pair<const Session *, QString>> &shown) const
{
    const auto rank = [&](const Line *l) {
        const bool isShown = std::find(shown.begin(), shown.end(), std::pair(l->session, l->channel)) != shown.end();
        return l->smooth * (isShown ? ShownBonus : 1.0);
    };
    std::vector<std::pair<double, const Line *>> ranked;
    for (const Line &l : m_flows)
        ranked.emplace_back(rank(&l), &l);
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    std::vector<const Line *> top;
    for (const auto &[value, line] : ranked) {
        if (top.size() < count)
            top.push_back(line);
    }
    return top;
}

} // namespace flowbench
