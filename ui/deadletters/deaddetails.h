// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/deadletter/failure.h"
#include "model/live/session.h"
#include "model/replay/deadset.h"
#include "ui/look/surface.h"

#include <QPointer>

#include <memory>
#include <optional>

class QPushButton;

namespace flowbench {

class DetailsPane;
class FailureView;
class OriginalView;
class RelatedView;

/// One dead letter below the table: its failure first, then its value, headers and bytes, its original and its
/// relatives. GUI thread; what takes long is read on workers.
class DeadDetails : public QWidget
{
    Q_OBJECT

public:
    explicit DeadDetails(QWidget *parent = nullptr);
    ~DeadDetails() override;

    /// The session is asked for the original; null: nobody can be asked.
    void setSource(Session *session, std::shared_ptr<const DeadSet> set);
    void showLetter(std::size_t index);
    void clear();
    void setDecoder(std::shared_ptr<const EventDecoder> decoder);
    QString currentTab() const;
    void setCurrentTab(const QString &name);
    DetailsPane &pane() { return *m_pane; }

signals:
    void editClicked();
    void eventChosen(std::size_t index); ///< of the relatives
    void correlationClicked(const QString &id);
    void message(const QString &text);

private:
    void tabChanged();

    std::shared_ptr<const DeadSet> m_set;
    QPointer<Session> m_session;
    std::optional<std::size_t> m_index;
    std::optional<Failure> m_failure;
    bool m_recognised = false; ///< m_failure is of m_index
    DetailsPane *m_pane;
    FailureView *m_failureView;
    OriginalView *m_original;
    RelatedView *m_related;
    QPushButton *m_edit;
    JobHandle m_job;
    JobRunner m_jobs{1}; // last
};

} // namespace flowbench
