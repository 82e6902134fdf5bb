// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/recipe/samplesmodel.h"

#include "ui/look/fonts.h"
#include "ui/look/labels.h"
#include "ui/look/theme.h"
#include "ui/recipe/verdictline.h"
#include "words/visible.h"

#include <QApplication>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

using Kind = TrialSample::Kind;

Tint tintOf(Kind kind) { return kind == Kind::Changed ? Tint::Ok : kind == Kind::Failed ? Tint::Error : Tint::Neutral; }

QColor inkOf(Tint tint)
{
    const Theme &theme = themeOf(nullptr);
    return tint == Tint::Neutral ? theme.muted : theme.ink(tint);
}

} // namespace

SamplesModel::SamplesModel(const RecipeTrial &trial, std::shared_ptr<const RecipeEvents> events, QObject *parent)
    : QAbstractTableModel(parent), m_trial(trial), m_events(std::move(events))
{}

const TrialSample *SamplesModel::sample(int row) const
{
    return row >= 0 && std::size_t(row) < m_rows.size() ? &m_rows[std::size_t(row)] : nullptr;
}

void SamplesModel::update()
{
    const auto &samples = m_trial.samples();
    const int was = int(m_rows.size()), is = int(samples.size());
    if (is < was) {
        beginRemoveRows({}, is, was - 1);
        m_rows.resize(std::size_t(is));
        endRemoveRows();
    } else if (is > was) {
        beginInsertRows({}, was, is - 1);
        m_rows = samples;
        endInsertRows();
    }
    m_rows = samples;
    if (is > 0)
        emit dataChanged(index(0, 0), index(is - 1, ColumnCount - 1));
}

int SamplesModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }
int SamplesModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(ColumnCount); }

QString SamplesModel::outcomeText(const TrialSample &sample)
{
    switch (sample.kind) {
    case Kind::NotTried:
        return u"–"_s;
    case Kind::Changed:
        return tr("%Ln change(s)", nullptr, sample.changes);
    case Kind::Unchanged:
        return tr("unchanged");
    case Kind::NotMeant:
        return tr("not meant");
    case Kind::Failed:
        return tr("fails: %1").arg(sample.why);
    case Kind::LeftOut:
        break;
    }
    return tr("too large to try");
}

QVariant SamplesModel::data(const QModelIndex &index, int role) const
{
    const TrialSample *s = sample(index.row());
    if (!s)
        return {};
    const auto found = m_trial.verdicts().find(s->number);
    const TrialVerdicts *verdicts = found == m_trial.verdicts().end() ? nullptr : &found->second;
    std::optional<SchemaVerdict> verdict;
    if (verdicts && index.column() == BeforeColumn)
        verdict = verdicts->before;
    else if (verdicts && index.column() == AfterColumn)
        verdict = verdicts->after;
    const bool isVerdict = index.column() == BeforeColumn || index.column() == AfterColumn;
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == IdColumn)
            return visibleText(m_events->id(s->number));
        if (index.column() == OutcomeColumn)
            return visibleText(outcomeText(*s));
        return verdict ? verdictWord(verdict->kind) : u"–"_s;
    case Qt::ForegroundRole:
        if (isVerdict)
            return inkOf(verdict ? verdictTint(verdict->kind) : Tint::Neutral);
        return index.column() == OutcomeColumn ? QVariant(inkOf(tintOf(s->kind))) : QVariant();
    case Qt::FontRole:
        return index.column() == IdColumn ? QVariant(fixedFont()) : QVariant();
    case Qt::ToolTipRole:
        if (verdict)
            return escapedToolTip(verdictSentence(*verdict));
        return s->why.isEmpty() ? QVariant() : escapedToolTip(s->why);
    default:
        return {};
    }
}

QVariant SamplesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case IdColumn:
        return tr("Id");
    case OutcomeColumn:
        return tr("Effect");
    case BeforeColumn:
        return tr("Schema before");
    default:
        return tr("After");
    }
}

} // namespace flowbench
