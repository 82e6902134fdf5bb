// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/session.h"

#include <QPointer>
#include <QStringList>
#include <QWidget>

#include <vector>

class QComboBox;
class QStringListModel;

namespace flowbench {

class Chip;

/// Where to: a connection, and a channel that is chosen or typed.
class TargetChooser : public QWidget
{
    Q_OBJECT

public:
    explicit TargetChooser(QWidget *parent);

    void setSessions(const std::vector<Session *> &sessions);
    void setTarget(Session *session, const QString &channel);
    void setTargetNamed(const QString &connection, const QString &channel); ///< Also once that connection comes.

    Session *session() const;
    QString channel() const; ///< As ChannelInfo::name where it is one of them, else as typed.
    QString typed() const;
    /// What is known of the channel; null for one that is not in the list.
    const ChannelInfo *info() const;
    /// The kind of a channel that is not in the list is told by its name.
    ChannelKind kind() const;
    QString sessionName() const; ///< Also while it is waited for.

signals:
    void changed();
    void channelsChanged(); ///< The list of the chosen connection was read again.

private:
    void chooseSession(int index);
    void fillChannels();

    QComboBox *m_connection;
    QComboBox *m_channel;
    Chip *m_environment;
    std::vector<QPointer<Session>> m_sessions;
    QPointer<Session> m_session;
    QStringList m_names;  ///< In the channel list, as ChannelInfo::name.
    QString m_waitingFor; ///< A connection that is not open yet.
};

} // namespace flowbench
