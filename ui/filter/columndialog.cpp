// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/filter/columndialog.h"

#include "ui/look/buttons.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "ui/table/eventcolumns.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

ColumnDialog::ColumnDialog(const QString &expression, const QString &title,
                           std::function<std::optional<QString>(const QString &)> mistakeOf, QWidget *parent)
    : QDialog(parent),
      m_expression(new FilterField(this)),
      m_title(new QLineEdit(title, this)),
      m_mistake(makeLabel({}, TextRole::Small, this)),
      m_add(makeButton(u"Add column"_s, expression.isEmpty() ? tr("Add column") : tr("Rename"), ButtonKind::Primary,
                       this)),
      m_mistakeOf(std::move(mistakeOf))
{
    setObjectName(u"Column"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(expression.isEmpty() ? tr("Add column") : tr("Rename column"));
    setNames(m_expression, u"Column expression"_s, tr("Expression"));
    setNames(m_title, u"Column title"_s, tr("Title"));
    m_title->setMaxLength(60);
    m_expression->setPlaceholderText(u"value.data.total"_s);
    m_expression->setSearch(expression, SearchMode::Expression);
    m_expression->setEnabled(expression.isEmpty());
    m_mistake->setWordWrap(true);
    setLabelTint(m_mistake, Tint::Error);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(measure::Gap);
    layout->addWidget(makeLabel(tr("What of each event: a path or an expression"), TextRole::Muted, this));
    layout->addWidget(m_expression);
    layout->addWidget(m_mistake);
    layout->addWidget(makeLabel(tr("Title"), TextRole::Muted, this));
    layout->addWidget(m_title);
    auto *buttons = new QHBoxLayout;
    auto *cancel = makeButton(u"Cancel"_s, tr("Cancel"), ButtonKind::Plain, this);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_add);
    layout->addLayout(buttons);
    setMinimumWidth(460);
    m_add->setDefault(true);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_expression, &FilterField::edited, this, &ColumnDialog::edited);
    connect(m_expression, &FilterField::left, this, &QDialog::reject);
    connect(m_expression, &FilterField::entered, m_add, &QPushButton::click);
    connect(m_add, &QPushButton::clicked, this, [this] {
        const QString text = m_expression->text().trimmed();
        const QString title = m_title->text().trimmed();
        emit chosen(text, title);
        accept();
    });
    edited();
}

void ColumnDialog::setCompletions(FilterField::Completer completions)
{
    m_expression->setCompletions(std::move(completions));
}

void ColumnDialog::edited()
{
    const QString text = m_expression->text().trimmed();
    m_title->setPlaceholderText(text.isEmpty() ? QString() : EventColumns::titleOf(text));
    const auto mistake = text.isEmpty() ? std::nullopt : m_mistakeOf(text);
    setLabelText(m_mistake, mistake.value_or(QString()));
    setDisabledReason(m_add, text.isEmpty() ? tr("It needs an expression.") : mistake.value_or(QString()));
}

} // namespace flowbench
