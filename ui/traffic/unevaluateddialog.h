// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "ui/filter/filtercontrol.h"

#include <QDialog>

class QLabel;
class QTreeWidget;

namespace flowbench {

/// Events of which nobody can say whether they match, and why; the reasons are found by a worker. Not modal; deletes
/// itself when closed.
class UnevaluatedDialog : public QDialog
{
    Q_OBJECT

public:
    /// `all` is how many there were; `places` holds the first of them.
    UnevaluatedDialog(std::vector<FailedPlace> places, quint64 all, std::shared_ptr<const EventFilter> filter, bool utc,
                      QWidget *parent);
    ~UnevaluatedDialog() override;

private:
    QTreeWidget *m_list;
    QLabel *m_said;
    JobHandle m_explaining;
    JobRunner m_jobs{1};
};

} // namespace flowbench
