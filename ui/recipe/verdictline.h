// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/schema/schemacheck.h"
#include "ui/look/theme.h"

#include <QWidget>

namespace flowbench {

class Chip;
class ElidedLabel;

/// "valid", "invalid", "not checked": a word for each verdict, and its colour.
QString verdictWord(SchemaVerdict::Kind kind);
Tint verdictTint(SchemaVerdict::Kind kind);
/// What is wrong and where, or which schema it keeps to.
QString verdictSentence(const SchemaVerdict &verdict);

/// What the schema says of an event, in one line: a chip, and why.
class VerdictLine : public QWidget
{
    Q_OBJECT

public:
    explicit VerdictLine(QWidget *parent);

    void setVerdict(const SchemaVerdict &verdict);
    void setChecking(); ///< The answer is on its way.
    QString text() const;

private:
    Chip *m_chip;
    ElidedLabel *m_text;
};

} // namespace flowbench
