// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/overviewrows.h"

#include "ui/look/chip.h"
#include "ui/look/states.h"
#include "words/sentence.h"
#include "words/units.h"
#include "words/visible.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t LeastSamples = 30;
constexpr qint64 ComparedAfterMs = 10'000;
constexpr float LeastGrowth = 10; // a scale of growth: one more message is no mountain

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::OverviewPage)
};

QString bareName(const QString &channel) { return visibleText(ChannelAddress{channel, {}}.bare()); }

struct Extent
{
    float low = 0, high = 0;
    bool any = false;
};

Extent extentOf(std::span<const float> values)
{
    Extent e;
    for (const float v : values) {
        if (std::isnan(v))
            continue;
        e.low = e.any ? std::min(e.low, v) : v;
        e.high = e.any ? std::max(e.high, v) : v;
        e.any = true;
    }
    return e;
}

CardCell numberCell(const QString &text)
{
    CardCell c;
    c.text = text;
    c.isNumber = true;
    return c;
}
} // namespace

QString rowId(const Session *session, const QString &channel)
{
    return QString::number(quintptr(session), 16) + u'\n' + channel;
}

QString shortDuration(qint64 ms)
{
    const qint64 s = std::max<qint64>(0, ms) / 1000;
    if (s < 60)
        return Words::tr("%1 s").arg(s);
    if (s < 3600)
        return Words::tr("%1 min").arg(s / 60);
    return s < 48 * 3600 ? Words::tr("%1 h").arg(s / 3600) : Words::tr("%1 d").arg(s / 86400);
}

std::vector<CardRow> attentionRows(const std::vector<AttentionItem> &items, qint64 nowMs, bool nameConnections)
{
    std::vector<CardRow> rows;
    for (const AttentionItem &item : items) {
        CardCell cell;
        const bool isOver = item.resolvedMs != 0;
        const qint64 lasted = nowMs - item.sinceMs;
        cell.chip = isOver || lasted < 60'000
                        ? item.word
                        : Words::tr("%1 %2", "state, how long: over limit 6 min").arg(item.word, shortDuration(lasted));
        cell.chipFirst = true;
        cell.chipTint = isOver ? Tint::Neutral : item.tint;
        cell.chipOutlined = !isOver && item.tint == Tint::Error;
        cell.text = visibleText(item.sentence);
        cell.muted = isOver;
        if (nameConnections)
            cell.note = visibleText(item.connection);
        CardRow row;
        row.id = item.id + u'\n' + QString::number(item.resolvedMs);
        row.description = item.word + u": "_s + cell.text;
        if (!item.connection.isEmpty())
            row.description =
                Words::tr("%1, on %2", "sentence, connection").arg(row.description, visibleText(item.connection));
        row.cells = {std::move(cell)};
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<CardRow> deadLetterRows(const Figures &figures, const FlowHistory &history, bool nameConnections)
{
    float growth = LeastGrowth;
    for (const DeadFigure &d : figures.deadLetters) {
        if (const auto *line = history.deadLine(d.session, d.channel)) {
            const Extent e = extentOf(line->values.values());
            growth = std::max(growth, e.high - e.low);
        }
    }
    std::vector<CardRow> rows;
    for (const DeadFigure &d : figures.deadLetters) {
        CardRow row;
        row.id = rowId(d.session, d.channel);
        CardCell name, spark;
        name.text = bareName(d.channel);
        if (nameConnections)
            name.note = visibleText(d.session->identity().name);
        CardCell depth = numberCell(words::count(d.depth));
        depth.tint = d.depth > 0 ? Tint::Dead : Tint::Neutral;
        depth.muted = d.depth == 0;
        spark.tint = d.depth > 0 ? Tint::Dead : Tint::Neutral;
        if (const auto *line = history.deadLine(d.session, d.channel)) {
            spark.line = sparkValues(line->values.values());
            const float low = extentOf(line->values.values()).low;
            spark.scale = {low, low + growth};
        }
        row.description = Words::tr("%1 on %2 holds %3").arg(d.channel, d.session->identity().name, depth.text);
        row.cells = {std::move(name), std::move(depth), std::move(spark)};
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<CardRow> connectionRows(const std::vector<Session *> &sessions, qint64 nowMs)
{
    std::vector<CardRow> rows;
    for (const Session *s : sessions) {
        const LinkState link = s->state().link;
        CardRow row;
        row.id = rowId(s);
        CardCell name, state;
        name.dot = linkTint(link);
        name.text = visibleText(s->identity().name);
        name.font = CardCell::Font::Title;
        const ChipEnvironment environment = chipEnvironment(s->identity().environment);
        if (environment != ChipEnvironment::None) {
            name.chip = environmentWord(environment);
            name.chipTint = environmentTint(environment);
            name.chipOutlined = environment == ChipEnvironment::Production;
        }
        state.text = stateWords(s->state(), nowMs);
        state.tint = link == LinkState::Failed      ? Tint::Error
                     : link == LinkState::Connected ? Tint::Neutral
                                                    : Tint::Warning;
        state.muted = link == LinkState::Connected || link == LinkState::Idle;
        if (link == LinkState::Idle)
            state.tint = Tint::Neutral;
        const auto own =
            std::count_if(s->channels().begin(), s->channels().end(), [](const ChannelInfo &c) { return !c.internal; });
        CardCell channels = numberCell(s->channelsKnown() ? words::count(own) : u"–"_s);
        CardCell age = numberCell(s->channelsKnown() ? shortDuration(nowMs - s->channelsAtMs()) : u"–"_s);
        age.tint = s->channelsKnown() && nowMs - s->channelsAtMs() > FreshForMs ? Tint::Warning : Tint::Neutral;
        channels.muted = age.muted = true;
        row.description = s->identity().typeName + u", "_s + state.text;
        if (s->state().error)
            row.description += u": "_s + sentence(*s->state().error).message;
        row.cells = {std::move(name), std::move(state), std::move(channels), std::move(age)};
        rows.push_back(std::move(row));
    }
    return rows;
}

QString deadGrowth(const Figures &figures, const FlowHistory &history)
{
    qint64 grown = 0;
    std::size_t samples = 0;
    for (const DeadFigure &d : figures.deadLetters) {
        const auto *line = history.deadLine(d.session, d.channel);
        if (!line)
            continue;
        const auto values = line->values.values();
        const auto first = std::find_if(values.begin(), values.end(), [](float v) { return !std::isnan(v); });
        if (first == values.end())
            continue;
        samples = std::max(samples, std::size_t(values.end() - first));
        grown += d.depth - std::llround(*first);
    }
    const auto times = history.times();
    if (samples < 2 || samples > times.size())
        return {};
    const qint64 span = times.back() - times[times.size() - samples];
    if (span < ComparedAfterMs)
        return {};
    if (grown == 0)
        return Words::tr("none new in %1").arg(shortDuration(span));
    const QString sign = grown > 0 ? u"+"_s : u"−"_s;
    return Words::tr("%1%2 in %3", "sign, how many, in which time: +31 in 10 min")
        .arg(sign, words::count(std::abs(grown)), shortDuration(span));
}

std::vector<float> sparkValues(std::span<const float> values)
{
    std::vector<float> out;
    if (values.size() < LeastSamples)
        out.assign(LeastSamples - values.size(), std::numeric_limits<float>::quiet_NaN());
    out.insert(out.end(), values.begin(), values.end());
    return out;
}

} // namespace flowbench
