// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/patternsdialog.h"

#include "ui/look/buttons.h"
#include "ui/look/fonts.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"

#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

PatternsDialog::PatternsDialog(const QStringList &patterns, QWidget *parent)
    : QDialog(parent),
      m_text(new QPlainTextEdit(patterns.join(u'\n'), this)),
      m_note(makeLabel({}, TextRole::Small, this)),
      m_save(makeButton(u"Save"_s, tr("Save"), ButtonKind::Primary, this))
{
    setObjectName(u"Patterns"_s);
    setWindowTitle(tr("Names of dead-letter channels"));
    setAttribute(Qt::WA_DeleteOnClose);
    setNames(m_text, u"Patterns"_s, tr("Patterns"));
    m_text->setFont(fixedFont());
    m_text->setPlaceholderText(u"*.graveyard"_s);
    m_text->setTabChangesFocus(true);
    auto *text = makeLabel(tr("A pattern a line; * stands for anything, ? for one character. The usual endings (.DLT, "
                              "-dlq, _error, …) are known already."),
                           TextRole::Normal, this);
    text->setWordWrap(true);
    auto *cancel = makeButton(u"Cancel"_s, tr("Cancel"), ButtonKind::Plain, this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(10);
    column->addWidget(text);
    column->addWidget(m_text, 1);
    column->addWidget(m_note);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(measure::Gap);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_save);
    column->addLayout(buttons);
    m_save->setDefault(true);
    resize(420, 300);
    connect(m_text, &QPlainTextEdit::textChanged, this, &PatternsDialog::update);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, [this] {
        emit chosen(this->patterns());
        accept();
    });
    update();
}

QStringList PatternsDialog::patterns() const
{
    QStringList all;
    for (const QString &line : m_text->toPlainText().split(u'\n', Qt::SkipEmptyParts)) {
        const QString pattern = line.trimmed();
        if (!pattern.isEmpty() && !all.contains(pattern))
            all += pattern;
        if (all.size() > Most)
            break;
    }
    return all;
}

void PatternsDialog::update()
{
    const QStringList all = patterns();
    QString problem;
    if (all.size() > Most)
        problem = tr("At most %1 patterns.").arg(Most);
    else if (std::ranges::any_of(all, [](const QString &p) { return p.size() > MostChars; }))
        problem = tr("A pattern has at most %1 characters.").arg(MostChars);
    else if (all.contains(u"*"_s))
        problem = tr("* alone would take every channel for one of dead letters.");
    setDisabledReason(m_save, problem);
    setLabelText(m_note, problem.isEmpty() ? tr("%Ln pattern(s)", nullptr, int(all.size())) : problem);
}

} // namespace flowbench
