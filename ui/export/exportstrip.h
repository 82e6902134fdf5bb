// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/export/exportjob.h"
#include "ui/look/surface.h"

class QProgressBar;

namespace flowbench {

class ElidedLabel;

/// A line that shows an export while it runs; hidden otherwise. One at a time.
class ExportStrip : public Surface
{
    Q_OBJECT

public:
    explicit ExportStrip(QWidget *parent = nullptr);

    bool isRunning() const { return m_job != nullptr; }
    void start(ExportPlan plan, ExportRows rows);

signals:
    /// "Exported 12,034 events to orders.ndjson", or why not.
    void ended(bool good, const QString &text);

private:
    void showProgress();
    void finish();

    ElidedLabel *m_text;
    QProgressBar *m_progress;
    std::unique_ptr<ExportJob> m_job;
};

} // namespace flowbench
