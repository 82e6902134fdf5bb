// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/linechart.h"
#include "ui/look/card.h"
#include "ui/overview/flowhistory.h"

#include <utility>
#include <vector>

namespace flowbench {

/// "Events per second by channel": the busiest channels of all connections, each in its own colour.
class FlowChart : public Card
{
    Q_OBJECT

public:
    static constexpr std::size_t Shown = 6;

    explicit FlowChart(QWidget *parent);

    /// Null: colours of its own.
    void setColours(SeriesColours *colours) { m_colours = colours; }
    /// `sampled`: the history has one sample more since the last time. Otherwise everything is drawn anew: channels,
    /// names or colours may be others.
    void draw(const FlowHistory &history, const std::vector<Session *> &sessions, bool sampled);

private:
    using Lines = std::vector<const FlowHistory::Line *>;
    std::vector<SeriesSpec> specsOf(const Lines &lines, const std::vector<Session *> &sessions);
    void replay(const FlowHistory &history, const Lines &lines);

    LineChart *m_chart;
    SeriesColours m_ownColours;
    SeriesColours *m_colours = nullptr;
    std::vector<std::pair<const Session *, QString>> m_shown; ///< In the order of the series.
};

} // namespace flowbench
