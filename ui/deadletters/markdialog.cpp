// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/markdialog.h"

#include "ui/deadletters/channelsmodel.h"
#include "ui/look/buttons.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/searchfield.h"
#include "ui/look/style.h"
#include "words/visible.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>

namespace flowbench {

using namespace Qt::StringLiterals;

MarkDialog::MarkDialog(std::vector<MarkableChannel> channels, QWidget *parent)
    : QDialog(parent),
      m_channels(std::move(channels)),
      m_find(new SearchField(u"Find a channel to mark"_s, tr("Find a channel"), this)),
      m_list(new QListWidget(this)),
      m_mark(makeButton(u"Mark"_s, tr("Mark"), ButtonKind::Primary, this))
{
    setObjectName(u"Mark a channel"_s);
    setWindowTitle(tr("Mark a channel"));
    setAttribute(Qt::WA_DeleteOnClose);
    setNames(m_list, u"Channels to mark"_s, tr("Channels"));
    m_list->setUniformItemSizes(true);
    auto *text = makeLabel(tr("It is then listed and worked on like every channel of dead letters. The mark is kept on "
                              "this computer; the broker is not changed."),
                           TextRole::Muted, this);
    text->setWordWrap(true);
    for (const MarkableChannel &c : m_channels)
        m_list->addItem(
            tr("%1 on %2", "channel, connection").arg(bareChannel(c.channel), visibleText(c.connectionName)));
    auto *cancel = makeButton(u"Cancel"_s, tr("Cancel"), ButtonKind::Plain, this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(10);
    column->addWidget(text);
    column->addWidget(m_find);
    column->addWidget(m_list, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(measure::Gap);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_mark);
    column->addLayout(buttons);
    m_mark->setDefault(true);
    resize(420, 400);
    connect(m_find, &QLineEdit::textChanged, this, &MarkDialog::narrow);
    connect(m_find, &SearchField::leftDownwards, m_list, [this] { m_list->setFocus(); });
    connect(m_list, &QListWidget::currentRowChanged, this, [this](int row) { m_mark->setEnabled(row >= 0); });
    connect(m_list, &QListWidget::itemActivated, this, &MarkDialog::take);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_mark, &QPushButton::clicked, this, &MarkDialog::take);
    m_mark->setEnabled(false);
}

void MarkDialog::narrow(const QString &text)
{
    for (int row = 0; row < m_list->count(); ++row)
        m_list->item(row)->setHidden(!m_list->item(row)->text().contains(text, Qt::CaseInsensitive));
    if (const QListWidgetItem *current = m_list->currentItem(); current && current->isHidden())
        m_list->setCurrentRow(-1);
}

void MarkDialog::take()
{
    const int row = m_list->currentRow();
    if (row < 0 || m_list->item(row)->isHidden())
        return;
    const MarkableChannel &c = m_channels[std::size_t(row)];
    emit chosen(c.connection, c.channel);
    accept();
}

} // namespace flowbench
