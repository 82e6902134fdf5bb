// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/sessionpool.h"
#include "model/base/job.h"

#include <QObject>

class QWidget;

namespace flowbench {

// The dialogs around a connection: add, edit, remove, unlock, password. Each is window-modal and answers later.
class ConnectionFlows : public QObject
{
    Q_OBJECT

public:
    ConnectionFlows(SessionPool &pool, QWidget *window);

    void add();
    void edit(const QString &id);
    void editField(const QString &id, const QString &field); // beginning there; see FieldSpec::id
    void remove(const QString &id);
    void details(const QString &id, const QString &channel);
    // Types the name of a production connection; done(true) where it may be written to now.
    void unlock(Session &session, const QString &what, std::function<void(bool)> done);

signals:
    void problem(const flowbench::Error &error);

private:
    void showDialog(const ConnectionProfile *profile, const QString &oldName, const QString &field);
    void askPassword(const QString &user, const QString &address, std::function<void(std::optional<QString>)> done);

    SessionPool &m_pool;
    QWidget *m_window;
    JobRunner m_jobs{2};
};

} // namespace flowbench
