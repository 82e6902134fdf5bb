// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/base/relay.h"
#include "model/export/eventfile.h"
#include "ui/export/exportrows.h"

#include <QObject>

#include <optional>

namespace flowbench {

/// What to write and where; the rows come apart.
struct ExportPlan
{
    EventFileFormat format = EventFileFormat::Ndjson;
    QString path;
    std::vector<EventFileColumn> columns; ///< Csv
    CaptureAbout about;                   ///< Capture
    bool withFailure = false;             ///< Ndjson: see EventFileRequest
};

/// Writes frozen rows into a file on a worker. GUI thread; nothing in it blocks but the destructor, which ends the
/// writing first.
class ExportJob : public QObject
{
    Q_OBJECT

public:
    ExportJob(ExportPlan plan, ExportRows rows, QObject *parent = nullptr);

    void cancel();
    quint64 written() const { return m_written; }
    quint64 total() const { return m_total; }
    const QString &path() const { return m_path; }
    const std::optional<Error> &error() const { return m_error; } ///< Cancelled: as asked; nothing was left

signals:
    void progressed();
    void finished(); ///< the file is there whole, or error() says why it is not there

private:
    Relay m_relay{this};
    QString m_path;
    quint64 m_total;
    quint64 m_written = 0;
    std::stop_source m_stop;
    std::optional<Error> m_error;
    JobHandle m_job;
    JobRunner m_jobs{1};
};

} // namespace flowbench
