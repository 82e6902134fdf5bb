// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/topbar.h"

#include "ui/look/commandpalette.h"
#include "ui/look/labels.h"
#include "ui/look/style.h"

#include <QHBoxLayout>
#include <QPainter>

namespace flowbench {

using namespace Qt::StringLiterals;

TopBar::TopBar(QWidget *parent)
    : QWidget(parent),
      m_connection(new ElidedLabel({}, TextRole::Title, this)),
      m_slash(new ElidedLabel(u"/"_s, TextRole::Muted, this)),
      m_channel(new ElidedLabel({}, TextRole::Title, this, Qt::ElideMiddle)),
      m_environmentChip(new Chip(this)),
      m_note(new Chip(this)),
      m_commands(new CommandPalette(this))
{
    setFixedHeight(measure::Bar);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(measure::PageMargin, 0, measure::PageMargin - 3, 0);
    layout->setSpacing(measure::Gap);
    layout->addWidget(m_connection);
    layout->addWidget(m_slash);
    layout->addWidget(m_channel);
    layout->addWidget(m_environmentChip);
    layout->addWidget(m_note);
    layout->addStretch(1);
    m_commands->setFixedWidth(286);
    layout->addWidget(m_commands);
    setPlace({}, {});
}

void TopBar::setPlace(const QString &connectionOrPage, const QString &channel)
{
    m_connection->setText(connectionOrPage);
    m_channel->setText(channel);
    m_slash->setVisible(!connectionOrPage.isEmpty() && !channel.isEmpty());
    m_channel->setVisible(!channel.isEmpty());
}

void TopBar::setEnvironment(ChipEnvironment environment)
{
    m_environment = environment;
    m_environmentChip->setEnvironment(environment, false);
    update();
}

void TopBar::setNote(const QString &text, Tint tint) { m_note->setChip(text, tint); }

QSize TopBar::sizeHint() const { return {600, measure::Bar}; }

void TopBar::paintEvent(QPaintEvent *)
{
    const Theme &theme = themeOf(this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.surface);
    const bool production = m_environment == ChipEnvironment::Production;
    const int line = production ? 3 : 1;
    painter.fillRect(QRect(0, height() - line, width(), line), production ? theme.error : theme.border);
}

} // namespace flowbench
