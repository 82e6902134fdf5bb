// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/desk.h"
#include "ui/jobs/fatesmodel.h"
#include "ui/replay/guardedcall.h"

#include <QDialog>
#include <QTimer>

class QComboBox;
class QLabel;
class QPushButton;
class QTableView;

namespace flowbench {

class JobsModel;
class NoticeBar;
class PutBack;
class SearchField;

/// Every job there was and the fate of each of its events, searchable; what can still be done with a job. The journal
/// is read and searched by workers. Open with show(); deletes itself. GUI thread.
class HistoryDialog : public QDialog
{
    Q_OBJECT

public:
    explicit HistoryDialog(ReplayDesk &desk, QWidget *parent);
    ~HistoryDialog() override;

    void setUnlockPrompt(ReplayUnlock prompt);
    void showJob(const QString &job); ///< Selects it, now or when it is known.
    void reject() override;           ///< Not while something is being put back.

signals:
    /// Events were put back into that channel.
    void cameBack(const QString &connection, const QString &channel);

private:
    void build();
    void connectAll();
    void read();
    void take(Result<std::vector<Job>> jobs);
    const Job *chosen() const;
    void choose();
    void readReport();
    void forgetReport();
    void reread(const QString &job);
    void countJobs();
    void copyReport();
    void filter();
    void updateButtons();
    void resume();
    void tellAbout();
    void nameFates();
    void tell(const Error &error, const QString &what);

    ReplayDesk &m_desk;
    ReplayUnlock m_unlock;
    PutBack *m_back;
    SearchField *m_search;
    NoticeBar *m_notice;
    QTableView *m_jobs;
    JobsModel *m_jobsModel;
    QLabel *m_about;
    QComboBox *m_state;
    SearchField *m_find;
    QLabel *m_count;
    QTableView *m_fates;
    FatesModel *m_fatesModel;
    QPushButton *m_resume;
    QPushButton *m_pause;
    QPushButton *m_cancel;
    QPushButton *m_copy;
    QPushButton *m_putBack;
    QString m_wanted, m_shown;   ///< job to be selected; job whose fates are shown
    FatesModel::Report m_report; ///< of m_shown; null until it was read
    bool m_reportComes = false;
    QTimer m_again;
    JobHandle m_reading, m_reporting, m_filtering;
    JobRunner m_jobRunner{1};
};

} // namespace flowbench
