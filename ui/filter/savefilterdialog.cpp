// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/filter/savefilterdialog.h"

#include "ui/look/buttons.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

SaveFilterDialog::SaveFilterDialog(SavedFilter filter, QStringList names, QWidget *parent)
    : QDialog(parent),
      m_filter(std::move(filter)),
      m_names(std::move(names)),
      m_name(new QLineEdit(this)),
      m_channels(new QLineEdit(m_filter.channels, this)),
      m_save(makeButton(u"Save"_s, tr("Save"), ButtonKind::Primary, this))
{
    setObjectName(u"Save filter"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Save filter"));
    setNames(m_name, u"Filter name"_s, tr("Name"));
    setNames(m_channels, u"Filter channels"_s, tr("Channels"));
    m_name->setMaxLength(120);
    m_channels->setPlaceholderText(tr("Any channel; or a pattern like orders.*"));
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(measure::Gap);
    layout->addWidget(new ElidedLabel(m_filter.text, TextRole::Mono, this));
    layout->addWidget(makeLabel(tr("Name"), TextRole::Muted, this));
    layout->addWidget(m_name);
    layout->addWidget(makeLabel(tr("Offered first for these channels"), TextRole::Muted, this));
    layout->addWidget(m_channels);
    auto *buttons = new QHBoxLayout;
    auto *cancel = makeButton(u"Cancel"_s, tr("Cancel"), ButtonKind::Plain, this);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_save);
    layout->addLayout(buttons);
    setMinimumWidth(420);
    m_save->setDefault(true);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_name, &QLineEdit::textChanged, this, &SaveFilterDialog::nameEdited);
    connect(m_save, &QPushButton::clicked, this, [this] {
        m_filter.name = m_name->text().trimmed();
        m_filter.channels = m_channels->text().trimmed();
        emit chosen(m_filter);
        accept();
    });
    nameEdited();
}

void SaveFilterDialog::nameEdited()
{
    const QString name = m_name->text().trimmed();
    setButtonText(m_save, m_names.contains(name) ? tr("Replace") : tr("Save"));
    setDisabledReason(m_save, name.isEmpty() ? tr("It needs a name.") : QString());
}

} // namespace flowbench
