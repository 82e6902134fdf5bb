// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replay/replayquestion.h"

#include "ui/look/buttons.h"
#include "ui/look/chip.h"
#include "ui/look/labels.h"
#include "ui/look/states.h"
#include "ui/look/style.h"
#include "words/plural.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

ReplayQuestion::ReplayQuestion(const Facts &facts, QWidget *parent) : QDialog(parent)
{
    setObjectName(u"Replay question"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(460);
    const int n = words::plural(facts.count);
    setWindowTitle(tr("Replay"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    QLabel *title = makeLabel(tr("Replay %Ln event(s) to %1?", nullptr, n).arg(facts.to), TextRole::Title, this);
    title->setObjectName(u"Replay question text"_s);
    title->setWordWrap(true);
    layout->addWidget(title);
    auto *rows = new QGridLayout;
    rows->setHorizontalSpacing(16);
    rows->setVerticalSpacing(6);
    rows->setColumnStretch(1, 1);
    int row = 0;
    const auto add = [&, this](const QString &name, QWidget *value) {
        rows->addWidget(makeLabel(name, TextRole::Muted, this), row, 0, Qt::AlignTop);
        rows->addWidget(value, row++, 1);
    };
    const auto text = [this](const QString &said) {
        QLabel *label = makeLabel(said, TextRole::Normal, this);
        label->setWordWrap(true);
        return label;
    };
    add(tr("From"), text(tr("%1 on %2", "queue orders.dlq on rabbit-eu").arg(facts.from, facts.fromConnection)));
    auto *where = new QWidget(this);
    auto *line = new QHBoxLayout(where);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(measure::Gap);
    QLabel *to = text(tr("%1 on %2", "queue orders on rabbit-eu").arg(facts.to, facts.toConnection));
    to->setObjectName(u"Replay question target"_s);
    line->addWidget(to, 1);
    auto *chip = new Chip(where);
    chip->setEnvironment(chipEnvironment(facts.environment));
    line->addWidget(chip, 0, Qt::AlignTop);
    add(tr("To"), where);
    if (!facts.unanswered.isEmpty()) {
        QLabel *twice = text(facts.unanswered);
        twice->setObjectName(u"Replay question unanswered"_s);
        setLabelTint(twice, Tint::Warning);
        add(tr("May have arrived"), twice);
    }
    add(tr("Recipe"), text(facts.recipe));
    add(tr("Pace"), text(facts.pace));
    add(tr("Afterwards"), text(facts.afterwards));
    layout->addLayout(rows);
    layout->addStretch(1);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    const bool production = facts.environment == Environment::Production;
    auto *cancel = makeButton(u"Cancel"_s, tr("Cancel"), ButtonKind::Plain, this);
    auto *yes = makeButton(u"Replay now"_s, tr("Replay"), production ? ButtonKind::Danger : ButtonKind::Primary, this);
    setButtonText(yes, tr("Replay %Ln event(s)", nullptr, n));
    cancel->setDefault(production);
    yes->setDefault(!production);
    buttons->addWidget(cancel);
    buttons->addWidget(yes);
    layout->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(yes, &QPushButton::clicked, this, &QDialog::accept);
    (production ? cancel : yes)->setFocus();
}

} // namespace flowbench
