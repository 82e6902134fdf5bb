// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/base/relay.h"
#include "model/live/connection.h"
#include "model/live/port.h"
#include "model/workspace/profile.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace flowbench {

class ConnectionForm;
class NoticeBar;

/// Adds or edits a connection. The form is drawn from the fields that the connector describes. "Test connection" says
/// step by step what works; it never waits on this thread.
class ConnectionDialog : public QDialog
{
    Q_OBJECT

public:
    /// `jobs` and `arenas` serve the test. Both outlive the dialog.
    ConnectionDialog(const std::vector<ConnectorType> &types, JobRunner &jobs, std::shared_ptr<ArenaPool> arenas,
                     QWidget *parent = nullptr);
    ~ConnectionDialog() override;

    void setProfile(const ConnectionProfile &profile);
    void focusField(const QString &id); ///< of the connector's; nothing where it has none of that id
    /// What was accepted; the password is apart, null where none was typed.
    const ConnectionProfile &profile() const { return m_profile; }
    QString password() const { return m_password; }
    bool keepPassword() const;
    /// Names that are taken by others.
    void setTakenNames(const QStringList &names) { m_taken = names; }

private:
    void chooseType(int index);
    std::optional<ConnectionProfile> gather();
    void accept() override;
    void test();
    void showStep(const TestStep &step);
    void testEnded(const std::vector<TestStep> &steps);

    std::vector<ConnectorType> m_types;
    JobRunner &m_jobs;
    std::shared_ptr<ArenaPool> m_arenas;
    Relay m_relay{this};
    JobHandle m_test;
    quint64 m_testNumber = 0;
    ConnectionProfile m_profile;
    QString m_password;
    QStringList m_taken;
    QComboBox *m_type;
    QLineEdit *m_name;
    ConnectionForm *m_form;
    QComboBox *m_environment;
    QComboBox *m_colour;
    QLineEdit *m_registry;
    QCheckBox *m_readOnly;
    QCheckBox *m_keep;
    QWidget *m_steps;
    QVBoxLayout *m_stepsLayout;
    NoticeBar *m_notice;
    QPushButton *m_testButton;
};

} // namespace flowbench
