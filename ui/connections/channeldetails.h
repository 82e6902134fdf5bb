// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/session.h"

#include <QDialog>

class QVBoxLayout;

namespace flowbench {

class EmptyState;

/// What the broker says of one channel: partitions with leader and offsets, settings that differ from the default,
/// bindings, arguments, policy. Asked on a worker; shows that it is asking, or the reason why there is no answer.
class ChannelDetailsDialog : public QDialog
{
    Q_OBJECT

public:
    ChannelDetailsDialog(Session &session, const QString &channel, QWidget *parent = nullptr);

private:
    void ask();
    void show(const ChannelDetails &details);
    void addTable(const QString &title, const QStringList &columns, const std::vector<QStringList> &rows);

    QPointer<Session> m_session;
    QString m_channel;
    JobHandle m_job;
    EmptyState *m_state;
    QWidget *m_content;
    QVBoxLayout *m_layout;
};

} // namespace flowbench
