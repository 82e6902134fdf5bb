// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/desk.h"
#include "ui/replay/guardedcall.h"

#include <QDialog>

#include <memory>

namespace flowbench {

/// Takes dead letters out of their channel into a capture file, once the channel's name was typed. Closes when the job
/// has begun. Open with open(); deletes itself.
class DiscardDialog : public QDialog
{
    Q_OBJECT

public:
    /// `folder`: where the archive goes unless a person says otherwise.
    DiscardDialog(ReplayDesk &desk, DeskAsk ask, const QString &connectionName, const QString &folder,
                  QWidget *parent = nullptr);
    ~DiscardDialog() override;

    void setUnlockPrompt(ReplayUnlock prompt);

    /// "orders.dlq-20261128-090512.capture": nothing of a hostile name gets into the path.
    static QString archiveName(const QString &channel, const QDateTime &now);

signals:
    void started(const QString &job);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace flowbench
