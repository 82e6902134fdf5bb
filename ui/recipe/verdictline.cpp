// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/recipe/verdictline.h"

#include "ui/look/chip.h"
#include "ui/look/labels.h"
#include "ui/look/style.h"
#include "words/sentence.h"

#include <QCoreApplication>
#include <QHBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

QString verdictWord(SchemaVerdict::Kind kind)
{
    switch (kind) {
    case SchemaVerdict::Kind::Valid:
        return VerdictLine::tr("valid");
    case SchemaVerdict::Kind::Invalid:
        return VerdictLine::tr("invalid");
    case SchemaVerdict::Kind::NotChecked:
        break;
    }
    return VerdictLine::tr("not checked");
}

Tint verdictTint(SchemaVerdict::Kind kind)
{
    return kind == SchemaVerdict::Kind::Valid     ? Tint::Ok
           : kind == SchemaVerdict::Kind::Invalid ? Tint::Error
                                                  : Tint::Neutral;
}

QString verdictSentence(const SchemaVerdict &verdict)
{
    switch (verdict.kind) {
    case SchemaVerdict::Kind::Valid:
        return VerdictLine::tr("It keeps to %1").arg(verdict.schema);
    case SchemaVerdict::Kind::Invalid:
        return VerdictLine::tr("%1: %2 (%3)", "/data/currency: required (orders-value version 3)")
            .arg(verdict.path.empty() ? VerdictLine::tr("the whole body") : QString::fromStdString(verdict.path),
                 QString::fromStdString(verdict.problem), verdict.schema);
    case SchemaVerdict::Kind::NotChecked:
        break;
    }
    if (verdict.why)
        return (verdict.schema.isEmpty() ? QString() : verdict.schema + u": "_s) + sentence(*verdict.why).message;
    return verdict.schema.isEmpty() ? VerdictLine::tr("No schema is known for it")
                                    : VerdictLine::tr("The schema %1 cannot be had now").arg(verdict.schema);
}

VerdictLine::VerdictLine(QWidget *parent)
    : QWidget(parent), m_chip(new Chip(this)), m_text(new ElidedLabel({}, TextRole::Muted, this))
{
    setObjectName(u"Schema verdict"_s);
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(measure::Gap);
    line->addWidget(makeLabel(tr("Schema"), TextRole::Muted, this));
    line->addWidget(m_chip);
    line->addWidget(m_text, 1);
}

void VerdictLine::setVerdict(const SchemaVerdict &verdict)
{
    m_chip->setChip(verdictWord(verdict.kind), verdictTint(verdict.kind));
    m_text->setText(verdictSentence(verdict));
}

void VerdictLine::setChecking() { m_text->setText(tr("Being checked…")); }

QString VerdictLine::text() const { return m_chip->text() + u": "_s + m_text->text(); }

} // namespace flowbench
