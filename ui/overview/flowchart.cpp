// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/flowchart.h"

#include "ui/look/names.h"

#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
// Time shown: as much as there is, in a few steps, so that a line soon crosses the picture.
int windowSeconds(qint64 historyMs)
{
    for (const int seconds : {30, 45, 60, 90, 120, 180}) {
        if (historyMs <= seconds * 1000)
            return seconds;
    }
    return 300;
}
} // namespace

FlowChart::FlowChart(QWidget *parent) : Card(tr("Events per second by channel"), parent), m_chart(new LineChart(this))
{
    // The chart takes the room there is and asks for none: its hint must not make the page scroll.
    constexpr int AtLeast = 180;
    m_chart->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Ignored);
    m_chart->setMinimumHeight(AtLeast);
    setNames(m_chart, u"Events per second"_s, tr("Events per second by channel"));
    m_chart->setUnit(tr("events/s"));
    m_chart->setEmptyText(tr("No rates yet: they need two looks, a few seconds apart."));
    m_chart->setCapacity(int(FlowHistory::Samples));
    body()->addWidget(m_chart, 1);
}

// Names as short as they are unmistakable; colours by the channel's name, as everywhere.
std::vector<SeriesSpec> FlowChart::specsOf(const Lines &lines, const std::vector<Session *> &sessions)
{
    const auto connection = [&](const FlowHistory::Line *l) {
        const auto it = std::find(sessions.begin(), sessions.end(), l->session);
        return it == sessions.end() ? QString() : (*it)->identity().name;
    };
    std::vector<SeriesSpec> specs;
    QStringList keys;
    for (const FlowHistory::Line *l : lines) {
        const QString bare = ChannelAddress{l->channel, {}}.bare();
        int sameName = 0, sameBare = 0, sameBareHere = 0;
        for (const FlowHistory::Line *o : lines) {
            const bool isBare = ChannelAddress{o->channel, {}}.bare() == bare;
            sameName += o->channel == l->channel;
            sameBare += isBare;
            sameBareHere += isBare && o->session == l->session;
        }
        SeriesSpec spec;
        spec.name = sameBareHere > 1 ? l->channel : bare;
        if (sameBare > sameBareHere)
            spec.name = connection(l) + u" / "_s + spec.name;
        keys.append(sameName > 1 ? connection(l) + u" / "_s + l->channel : l->channel);
        specs.push_back(std::move(spec));
    }
    SeriesColours &colours = m_colours ? *m_colours : m_ownColours;
    colours.show(keys);
    for (std::size_t i = 0; i < specs.size(); ++i)
        specs[i].colour = colours.colour(themeOf(this), keys[qsizetype(i)]);
    return specs;
}

void FlowChart::replay(const FlowHistory &history, const Lines &lines)
{
    m_chart->clear();
    const auto times = history.times();
    std::vector<float> values(lines.size());
    for (std::size_t i = 0; i < times.size(); ++i) {
        for (std::size_t k = 0; k < lines.size(); ++k) {
            const auto line = lines[k]->values.values();
            const std::size_t missing = times.size() - std::min(times.size(), line.size());
            values[k] = i < missing ? std::numeric_limits<float>::quiet_NaN() : line[i - missing];
        }
        m_chart->append(times[i], values);
    }
}

void FlowChart::draw(const FlowHistory &history, const std::vector<Session *> &sessions, bool sampled)
{
    const Lines lines = history.busiest(Shown, m_shown);
    std::vector<std::pair<const Session *, QString>> now;
    for (const FlowHistory::Line *l : lines)
        now.emplace_back(l->session, l->channel);
    const bool isSame = now.size() == m_shown.size() && std::is_permutation(now.begin(), now.end(), m_shown.begin());
    const auto times = history.times();
    if (!times.empty())
        m_chart->setWindow(windowSeconds(times.back() - times.front()));
    if (!isSame || !sampled) {
        m_shown = std::move(now);
        m_chart->setSeries(specsOf(lines, sessions));
        replay(history, lines);
        return;
    }
    std::vector<float> values;
    for (const auto &[session, channel] : m_shown)
        values.push_back(history.flow(session, channel)->values.values().back());
    m_chart->append(times.back(), values);
}

} // namespace flowbench
