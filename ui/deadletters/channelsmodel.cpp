// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/channelsmodel.h"

#include "ui/look/labels.h"
#include "words/lint.h"
#include "words/units.h"
#include "words/visible.h"

#include <QCoreApplication>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

struct Say
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::DeadChannels)
};

std::optional<LintLevel> worst(const ChannelRow &row)
{
    std::optional<LintLevel> level;
    for (const DeadLetterLint &lint : row.lint)
        level = level ? std::max(*level, lintLevel(lint.rule)) : lintLevel(lint.rule);
    return level;
}

QString holds(const ChannelRow &row)
{
    if (row.isSource)
        return u"–"_s;
    if (!row.depth && !row.open)
        return Say::tr("not known");
    const qint64 depth = row.depth.value_or(*row.holds);
    if (row.open && *row.open != depth)
        return Say::tr("%1 open of %2").arg(words::count(*row.open), words::count(depth));
    return words::count(depth);
}

int rank(const ChannelRow &row)
{
    if (row.isOver())
        return 0;
    return row.isSource ? 2 : 1;
}

} // namespace

QString bareChannel(const QString &channel)
{
    for (const auto kind : {"queue:"_L1, "exchange:"_L1}) {
        if (channel.startsWith(kind))
            return visibleText(channel.mid(kind.size()));
    }
    return visibleText(channel);
}

QString overLimit(const ChannelRow &row)
{
    return row.isOver() ? Say::tr("%1 holds %2, limit %3")
                              .arg(bareChannel(row.channel), words::count(*row.holds), words::count(row.limit))
                        : QString();
}

QString foundByWords(FoundBy by)
{
    switch (by) {
    case FoundBy::Marked:
        return Say::tr("marked by hand");
    case FoundBy::Argument:
        return Say::tr("queue argument");
    case FoundBy::Policy:
        return Say::tr("policy");
    case FoundBy::Name:
        return Say::tr("its name");
    case FoundBy::Header:
        return Say::tr("headers of its events");
    }
    return {};
}

Tint lintTint(LintLevel level)
{
    return level == LintLevel::Broken ? Tint::Error : level == LintLevel::Warning ? Tint::Warning : Tint::Neutral;
}

QString lintLevelWord(LintLevel level)
{
    switch (level) {
    case LintLevel::Broken:
        return Say::tr("broken");
    case LintLevel::Warning:
        return Say::tr("warning");
    case LintLevel::Note:
        break;
    }
    return Say::tr("note");
}

std::vector<ChannelRow> ChannelsModel::rowsOf(const ChannelFinder &finder)
{
    std::vector<ChannelRow> rows;
    for (const ChannelFinder::Place &place : finder.places()) {
        for (const KnownDeadLetters &k : place.channels) {
            ChannelRow row;
            row.connection = place.id;
            row.connectionName = place.name;
            row.channel = k.channel.channel;
            row.depth = k.channel.depth;
            row.open = k.open;
            row.holds = k.open ? k.open : k.channel.depth;
            row.retention = k.retention;
            row.sources = k.channel.sources;
            row.foundBy = k.channel.foundBy;
            row.isSource = k.channel.isSource;
            row.lint = k.channel.lint;
            row.limit = finder.limit(place.name, row.channel);
            rows.push_back(std::move(row));
        }
    }
    std::ranges::stable_sort(rows, [](const ChannelRow &a, const ChannelRow &b) {
        if (rank(a) != rank(b))
            return rank(a) < rank(b);
        return rank(a) == 0 && *a.holds > *b.holds;
    });
    return rows;
}

void ChannelsModel::setRows(std::vector<ChannelRow> rows)
{
    if (rows == m_rows)
        return;
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int ChannelsModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

int ChannelsModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant ChannelsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ChannelRow &row = m_rows[std::size_t(index.row())];
    if (role == Qt::TextAlignmentRole)
        return int((index.column() == Holds ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == TintRole) {
        if (index.column() == Holds && row.isOver())
            return int(Tint::Error);
        if (index.column() == Holds && row.holds.value_or(0) > 0)
            return int(Tint::Dead);
        const auto level = worst(row);
        return index.column() == Setup && level ? QVariant(int(lintTint(*level))) : QVariant();
    }
    if (role == Qt::ToolTipRole) {
        QStringList said;
        if (index.column() == Holds || index.column() == Channel)
            said += overLimit(row);
        if (index.column() == Setup) {
            for (const DeadLetterLint &lint : row.lint)
                said += words::lintSentence(lint);
        }
        if (index.column() == Sources) {
            for (const QString &source : row.sources)
                said += bareChannel(source);
        }
        said.removeAll(QString());
        return said.isEmpty() ? QVariant() : QVariant(escapedToolTip(said.join(u'\n')));
    }
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return {};
    switch (index.column()) {
    case Channel:
        return role == Qt::AccessibleTextRole && row.isOver() ? overLimit(row) : bareChannel(row.channel);
    case Connection:
        return visibleText(row.connectionName);
    case Holds:
        return row.isOver() ? tr("%1, limit %2", "what it holds").arg(holds(row), words::count(row.limit)) : holds(row);
    case Sources: {
        QStringList names;
        for (const QString &source : row.sources)
            names += bareChannel(source);
        return names.isEmpty() ? u"–"_s : names.join(u", "_s);
    }
    case Found:
        return row.isSource ? tr("its set-up") : foundByWords(row.foundBy);
    case Loss:
        return row.isSource    ? tr("at once")
               : row.retention ? tr("after %1").arg(words::duration(double(*row.retention) / 1000))
                               : tr("not by time");
    case Setup: {
        const auto level = worst(row);
        if (!level)
            return tr("fine");
        return row.lint.size() == 1
                   ? lintLevelWord(*level)
                   : tr("%1, %2 in all", "level, count").arg(lintLevelWord(*level)).arg(row.lint.size());
    }
    default:
        return {};
    }
}

QVariant ChannelsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Holds ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Channel:
        return tr("Channel");
    case Connection:
        return tr("Connection");
    case Holds:
        return tr("Holds");
    case Sources:
        return tr("Dead letters from");
    case Found:
        return tr("Known by");
    case Loss:
        return tr("Lost");
    case Setup:
        return tr("Set-up");
    default:
        return {};
    }
}

} // namespace flowbench
