// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/coverage.h"

#include <QDialog>

namespace flowbench {

/// What a search read and what it did not, partition by partition. Not modal; deletes itself when closed.
class CoverageDialog : public QDialog
{
    Q_OBJECT

public:
    CoverageDialog(const Coverage &coverage, bool budgetReached, QWidget *parent);

signals:
    void failuresRequested();

private:
    void copy(const Coverage &coverage, bool budgetReached);
};

} // namespace flowbench
