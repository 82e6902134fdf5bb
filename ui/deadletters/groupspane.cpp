// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/groupspane.h"

#include "ui/charts/linechart.h"
#include "ui/deadletters/groupsview.h"
#include "ui/deadletters/groupwords.h"
#include "ui/look/names.h"
#include "ui/look/phraselabel.h"
#include "ui/look/style.h"
#include "ui/look/theme.h"
#include "words/units.h"

#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int ChartHeight = 132;
constexpr qint64 SoonMs = 24 * 3'600'000LL; // then it is worth a warning
} // namespace

GroupsPane::GroupsPane(QWidget *parent)
    : Surface(Edge::None, parent),
      m_view(new GroupsView(this)),
      m_total(new PhraseLabel(this)),
      m_loss(new PhraseLabel(this)),
      m_chart(new LineChart(this))
{
    setNames(m_chart, u"Growth"_s, tr("Growth"));
    m_chart->setUnit(tr("dead letters"));
    m_chart->setFixedHeight(ChartHeight);
    m_chart->setCapacity(FailureGroups::GrowthBuckets + 2);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_view, 1000);
    auto *below = new QVBoxLayout;
    below->setContentsMargins(measure::PageMargin, 10, measure::PageMargin, 6);
    below->setSpacing(2);
    below->addWidget(m_total);
    below->addWidget(m_loss);
    column->addLayout(below);
    column->addStretch(1); // what is said stands right below the last group
    auto *chart = new QVBoxLayout;
    chart->setContentsMargins(measure::PageMargin, 0, measure::PageMargin, 4);
    chart->addWidget(m_chart);
    column->addLayout(chart);
}

void GroupsPane::setGroups(const DeadGroups &groups, quint64 all)
{
    m_groups = groups;
    m_all = all;
    m_view->setGroups(groups, all);
    fillFooter();
    drawGrowth();
}

void GroupsPane::setLoss(std::optional<qint64> lossMs, const QString &because)
{
    m_lossMs = lossMs;
    m_because = because;
    fillFooter();
}

void GroupsPane::fillFooter()
{
    const auto part = [](const QString &text) { return PhrasePart{text, false, false, true, {}}; };
    if (m_all == 0) {
        m_total->setParts({});
    } else if (m_groups.reading) {
        m_total->setParts({part(tr("reading… %1 so far").arg(words::count(qint64(m_groups.total))))});
    } else if (!m_groups.complete) {
        m_total->setParts(
            {part(tr("%1 of %2 looked at").arg(words::count(qint64(m_groups.total)), words::count(qint64(m_all))))});
    } else {
        QString said = tr("%Ln dead letter(s)", "first half of a sentence", int(m_all)) + u' ' +
                       tr("in %Ln group(s)", "second half", int(m_groups.groups.size()));
        if (m_groups.others > 0)
            said += u", "_s + tr("%1 in further ones").arg(words::count(qint64(m_groups.others)));
        m_total->setParts({part(said)});
    }
    m_loss->setVisible(m_lossMs.has_value() && m_all > 0);
    if (!m_lossMs)
        return;
    if (*m_lossMs <= 0) {
        m_loss->setParts({part(tr("the oldest may be lost already")), part(u" ("_s + m_because + u')')});
        return;
    }
    PhrasePart time{words::duration(double(*m_lossMs) / 1000), true, false, false, {}};
    if (*m_lossMs < SoonMs)
        time.tint = Tint::Warning;
    std::vector<PhrasePart> parts = phrase(tr("oldest is lost in %1"), {time});
    parts.front().muted = true;
    parts.push_back(part(u" ("_s + m_because + u')'));
    m_loss->setParts(std::move(parts));
}

// The deaths of all groups together, bucket by bucket.
void GroupsPane::drawGrowth()
{
    const Theme &theme = themeOf(this);
    const GroupLines growth = groupLines(m_groups.groups, m_groups.growthStart, m_groups.growthStepMs);
    const std::size_t used = growth.lines.empty() ? 0 : growth.lines.front().size();
    m_chart->setSeries({{tr("died"), theme.dead}});
    m_chart->clear();
    m_chart->setVisible(used > 1);
    if (used < 2)
        return;
    m_chart->setWindow(int(std::max<qint64>(1, qint64(used - 1) * growth.stepMs / 1000)));
    for (std::size_t i = 0; i < used; ++i) {
        float sum = 0;
        for (const auto &line : growth.lines)
            sum += line[i];
        m_chart->append(growth.startMs + qint64(i) * growth.stepMs, std::span(&sum, 1));
    }
}

QString GroupsPane::footer() const
{
    return m_loss->isVisibleTo(this) ? m_total->text() + u'\n' + m_loss->text() : m_total->text();
}

} // namespace flowbench
