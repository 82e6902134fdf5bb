// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/deadbar.h"

#include "ui/filter/filterfield.h"
#include "ui/look/buttons.h"
#include "ui/look/labels.h"
#include "ui/look/style.h"
#include "words/units.h"

#include <QHBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

DeadBar::DeadBar(QWidget *parent)
    : Surface(Edge::Bottom, parent),
      m_list(makeIconButton(u"All dead-letter channels"_s, u"chevron-left"_s, tr("All dead-letter channels"), this)),
      m_replay(makeButton(u"Replay…"_s, tr("Replay…"), ButtonKind::Primary, this)),
      m_recipe(makeButton(u"Edit recipe…"_s, tr("Edit recipe…"), ButtonKind::Plain, this)),
      m_export(makeButton(u"Export"_s, tr("Export"), ButtonKind::Plain, this)),
      m_discard(makeButton(u"Discard…"_s, tr("Discard…"), ButtonKind::Flat, this)),
      m_filter(new FilterField(this)),
      m_note(new ElidedLabel({}, TextRole::Muted, this)),
      m_refresh(makeIconButton(u"Read again"_s, u"refresh"_s, tr("Read again (F5)"), this)),
      m_history(makeIconButton(u"History…"_s, u"history"_s, tr("History…"), this))
{
    setFixedHeight(measure::Bar + 1);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(4, 0, 6, 1);
    layout->setSpacing(measure::Gap);
    m_filter->setMinimumWidth(230); // an expression can be read; the note beside it is elided first
    m_filter->setPlaceholderText(tr("failure, value, headers"));
    m_note->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    layout->addWidget(m_list);
    layout->setSpacing(measure::Gap);
    for (QWidget *w : std::initializer_list<QWidget *>{m_replay, m_recipe, m_export, m_discard})
        layout->addWidget(w);
    layout->addWidget(m_filter, 1);
    layout->addWidget(m_note);
    layout->addWidget(m_refresh);
    layout->addWidget(m_history);
    connect(m_list, &QToolButton::clicked, this, &DeadBar::listClicked);
    connect(m_replay, &QPushButton::clicked, this, &DeadBar::replayClicked);
    connect(m_recipe, &QPushButton::clicked, this, &DeadBar::recipeClicked);
    connect(m_export, &QPushButton::clicked, this, &DeadBar::exportClicked);
    connect(m_discard, &QPushButton::clicked, this, &DeadBar::discardClicked);
    connect(m_refresh, &QToolButton::clicked, this, &DeadBar::refreshClicked);
    connect(m_history, &QToolButton::clicked, this, &DeadBar::historyClicked);
}

void DeadBar::setCount(quint64 count)
{
    const QString n = words::count(qint64(count));
    setButtonText(m_replay, count > 0 ? tr("Replay %1…").arg(n) : tr("Replay…"));
    for (QPushButton *button : {m_recipe, m_export, m_discard})
        button->setAccessibleDescription(tr("%Ln dead letter(s)", nullptr, int(count)));
}

void DeadBar::setReasons(const QString &reason, const QString &write)
{
    const QString both = reason.isEmpty() ? write : reason;
    const auto set = [](QPushButton *button, const QString &why, const QString &tip) {
        const QString description = button->accessibleDescription();
        setDisabledReason(button, why);
        if (!why.isEmpty())
            return;
        button->setToolTip(escapedToolTip(tip));
        button->setAccessibleDescription(description);
    };
    set(m_replay, both, tr("Shows the plan first; nothing is sent before you say so"));
    set(m_discard, both, tr("Takes them out of the channel into a local archive, after you have confirmed it"));
    set(m_recipe, reason, tr("What is changed in each of them on its way"));
    set(m_export, reason, tr("Into a file"));
}

void DeadBar::setReading(bool reading) { m_refresh->setEnabled(!reading); }

void DeadBar::setNote(const QString &text) { m_note->setText(text); }

} // namespace flowbench
