// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/look/chip.h"

#include <QWidget>

class QHBoxLayout;

namespace flowbench {

class CommandPalette;
class ElidedLabel;

/// Where one is: connection / channel, the environment, further chips, and the command field at the right. A
/// production connection draws a red line of 3 px under it.
class TopBar : public QWidget
{
    Q_OBJECT

public:
    explicit TopBar(QWidget *parent = nullptr);

    /// Either may be empty. Outside a connection pass the page's word and nothing.
    void setPlace(const QString &connectionOrPage, const QString &channel);
    void setEnvironment(ChipEnvironment environment);
    /// One more chip after the environment ("4 connections", "dead letters from orders"); empty hides it.
    void setNote(const QString &text, Tint tint = Tint::Neutral);
    CommandPalette &commands() { return *m_commands; }

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ElidedLabel *m_connection;
    ElidedLabel *m_slash;
    ElidedLabel *m_channel;
    Chip *m_environmentChip;
    Chip *m_note;
    CommandPalette *m_commands;
    ChipEnvironment m_environment = ChipEnvironment::None;
};

} // namespace flowbench
