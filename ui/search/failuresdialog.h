// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/failurelog.h"

#include <QDialog>

#include <vector>

namespace flowbench {

/// The events on which a search failed, with the reason and the body of each. Not modal; deletes itself when closed.
class FailuresDialog : public QDialog
{
    Q_OBJECT

public:
    /// `all` is how many there were; only the first are kept.
    FailuresDialog(std::vector<FailedEvent> failures, quint64 all, bool utc, QWidget *parent);
};

} // namespace flowbench
