// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replay/planview.h"

#include "ui/look/buttons.h"
#include "ui/look/chip.h"
#include "ui/look/labels.h"
#include "ui/look/noticebar.h"
#include "ui/look/style.h"
#include "words/units.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int NameWidth = 112;
constexpr qsizetype FittingLetters = 24; // of one word in the narrowest panel

// Of what may not fit into its line.
QString wideToolTip(const QString &text)
{
    const QStringList words = text.split(u' ');
    const bool wide = std::ranges::any_of(words, [](const QString &word) { return word.size() > FittingLetters; });
    return wide ? escapedToolTip(text) : QString();
}

QLabel *makeValue(const QString &objectName, TextRole role, QWidget *parent)
{
    QLabel *label = makeLabel({}, role, parent);
    label->setObjectName(objectName);
    label->setWordWrap(true);
    label->setMinimumWidth(1); // a long name has no place to wrap: it must not widen the panel
    return label;
}
} // namespace

PlanView::PlanView(QWidget *parent)
    : QWidget(parent),
      m_grid(new QGridLayout(this)),
      m_risk(new NoticeBar(u"Plan risk"_s, tr("Risk of the replay"), this)),
      m_selected(addRow(u"Plan selected"_s, tr("Selected"))),
      m_target(addRow(u"Plan target"_s, tr("Target"))),
      m_exchange(addRow(u"Plan exchange"_s, tr("Original exchange"))),
      m_reached(addRow(u"Plan reaches"_s, tr("Would also reach"))),
      m_recipe(addRow(u"Plan recipe"_s, tr("Recipe"))),
      m_changes(addRow(u"Plan changes"_s, tr("Changes"))),
      m_schema(addRow(u"Plan schema"_s, tr("Schema"))),
      m_replayed(addRow(u"Plan already replayed"_s, tr("Already replayed"))),
      m_unanswered(addRow(u"Plan unanswered"_s, tr("May have arrived"))),
      m_newer(addRow(u"Plan newer"_s, tr("Newer at the target"))),
      m_refused(addRow(u"Plan refused"_s, tr("Refused"))),
      m_pace(addRow(u"Plan pace"_s, tr("Pace"))),
      m_afterwards(addRow(u"Plan afterwards"_s, tr("Afterwards"))),
      m_showRefused(makeButton(u"Show refused"_s, tr("Show…"), ButtonKind::Flat, this, tr("Show refused events…"))),
      m_toExchange(makeButton(u"To the original exchange"_s, tr("Send there"), ButtonKind::Plain, this,
                              tr("Send to the original exchange"))),
      m_resend(makeButton(u"Send unanswered again"_s, tr("Send again"), ButtonKind::Plain, this)),
      m_valid(new Chip(this)),
      m_invalid(new Chip(this))
{
    m_grid->setContentsMargins(measure::PageMargin, 10, measure::PageMargin, 4);
    m_grid->setHorizontalSpacing(measure::Gap);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnMinimumWidth(0, NameWidth);
    m_grid->setColumnStretch(1, 1);
    m_grid->addWidget(m_risk, 0, 0, 1, 2); // of a grid's rows the first stays free: see addRow()
    m_risk->setClosable(false);
    m_valid->setObjectName(u"Plan valid"_s);
    m_invalid->setObjectName(u"Plan invalid"_s);
    m_schema.value->setWordWrap(false); // the chips beside it have the room that is left
    m_schema.line->setStretch(0, 0);
    for (Chip *chip : {m_valid, m_invalid})
        m_schema.line->addWidget(chip);
    m_schema.line->addStretch(1);
    m_refused.line->addWidget(m_showRefused, 0, Qt::AlignTop);
    m_exchange.column->insertWidget(2, m_toExchange, 0, Qt::AlignLeft);
    m_toExchange->setToolTip(tr("Makes the original exchange the target: everybody bound there receives the events"));
    m_unanswered.column->insertWidget(2, m_resend, 0, Qt::AlignLeft);
    connect(m_resend, &QPushButton::clicked, this, [this] { emit resendAsked(!m_resends); });
    connect(m_toExchange, &QPushButton::clicked, this, &PlanView::exchangeAsked);
    connect(m_showRefused, &QPushButton::clicked, this, &PlanView::refusedAsked);
}

PlanView::Row PlanView::addRow(const QString &objectName, const QString &name)
{
    Row row;
    const int at = m_grid->rowCount();
    row.name = makeLabel(name, TextRole::Muted, this);
    row.name->setWordWrap(true);
    row.value = makeValue(objectName, TextRole::Normal, this);
    row.note = makeValue(objectName + u" note"_s, TextRole::Muted, this);
    QVBoxLayout *column = row.column = new QVBoxLayout;
    column->setSpacing(0);
    row.line = new QHBoxLayout;
    row.line->setSpacing(measure::Gap);
    row.line->addWidget(row.value, 1);
    column->addLayout(row.line);
    column->addWidget(row.note);
    column->addStretch(1);
    m_grid->addWidget(row.name, at, 0, Qt::AlignTop);
    m_grid->addLayout(column, at, 1);
    return row;
}

void PlanView::setLine(Row &row, const planwords::Line &line)
{
    // A label that has a meaning's colour never gets the text's own back.
    if (row.tint != line.tint) {
        QLabel *fresh = makeValue(row.value->objectName(), TextRole::Normal, this);
        delete row.line->replaceWidget(row.value, fresh);
        delete std::exchange(row.value, fresh);
        if (row.tint = line.tint; line.tint != Tint::Neutral)
            setLabelTint(fresh, line.tint);
    }
    setLabelText(row.value, line.text);
    setLabelText(row.note, line.note);
    row.value->setToolTip(wideToolTip(line.text));
    row.note->setToolTip(wideToolTip(line.note));
    row.note->setVisible(!line.note.isEmpty());
}

void PlanView::setRowVisible(Row &row, bool visible)
{
    row.name->setVisible(visible);
    row.value->setVisible(visible);
}

void PlanView::setVerdicts(const PlanSummary &plan)
{
    const auto number = [](quint64 n) { return words::count(qint64(n)); };
    const bool checked = plan.valid + plan.invalid > 0;
    const QString rest =
        checked && plan.unchecked > 0 ? tr("%1 not checked", "events").arg(number(plan.unchecked)) : QString();
    setLine(m_schema, {checked ? QString() : tr("not checked"), rest, Tint::Neutral});
    m_schema.value->setVisible(!checked);
    m_valid->setChip(plan.valid > 0 ? tr("%1 valid").arg(number(plan.valid)) : QString(), Tint::Ok);
    m_invalid->setChip(plan.invalid > 0 ? tr("%1 invalid").arg(number(plan.invalid)) : QString(), Tint::Error);
}

void PlanView::setUnanswered(const DeskAsk &ask, const PlanSummary &plan)
{
    m_resends = ask.resendUnknown;
    setLine(m_unanswered, planwords::unanswered(ask, plan));
    setRowVisible(m_unanswered, plan.unanswered > 0);
    m_resend->setVisible(plan.unanswered > 0);
    setButtonText(m_resend, m_resends ? tr("Leave them") : tr("Send again"));
    m_resend->setToolTip(m_resends ? tr("They stay where they are") : tr("They may be at their target twice then"));
}

void PlanView::setPlan(const PlannedJob &job, const PlanSummary &plan)
{
    if (const QString risk = planwords::limitWarning(job); risk.isEmpty())
        m_risk->dismiss();
    else
        m_risk->showNotice(Tint::Warning, risk);
    setLine(m_selected, planwords::selected(job.ask));
    setLine(m_target, planwords::target(job, plan));
    setLine(m_exchange, planwords::exchange(plan));
    setRowVisible(m_exchange, plan.exchangeKnown > 0);
    m_toExchange->setVisible(plan.exchangeKnown > 0);
    setLine(m_reached, planwords::reached(plan));
    setLine(m_recipe, planwords::recipe(job, plan));
    const bool edits = !job.ask.recipe.isEmpty() && !job.ask.edited;
    setLine(m_changes, edits ? planwords::changes(plan) : planwords::Line());
    setRowVisible(m_changes, edits);
    setVerdicts(plan);
    setLine(m_replayed, planwords::alreadyReplayed(plan));
    setUnanswered(job.ask, plan);
    setLine(m_newer, planwords::newer(plan));
    setLine(m_refused, planwords::refused(plan));
    m_showRefused->setVisible(plan.refused > 0);
    setLine(m_pace, {planwords::pace(job.ask.options, plan.toSend), {}, Tint::Neutral});
    setLine(m_afterwards, planwords::afterwards(job));
}

} // namespace flowbench
