// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/exportjob.h"

namespace flowbench {

namespace {

constexpr int TellEveryMs = 100;
constexpr quint64 LookEvery = 256; // events between two looks at whether to stop

Result<void> write(const ExportPlan &plan, const ExportRows &rows, std::atomic<quint64> &written,
                   const std::stop_token &stop, const Cancel &dropped)
{
    auto writer = makeEventWriter(plan);
    if (!writer)
        return writer.error();
    Result<void> result;
    quint64 count = 0;
    forEachRow(rows, [&](const EventView &event) {
        if (count % LookEvery == 0) {
            written = count;
            if (stop.stop_requested() || dropped.requested())
                result = makeError(ErrorCode::Cancelled);
        }
        if (result)
            result = (*writer)->write(event);
        count += result.ok();
        return result.ok();
    });
    written = count;
    return result ? (*writer)->finish() : result;
}

} // namespace

ExportJob::ExportJob(ExportPlan plan, ExportRows rows, QObject *parent)
    : QObject(parent), m_path(plan.path), m_total(rows.count)
{
    m_timer.setInterval(TellEveryMs);
    connect(&m_timer, &QTimer::timeout, this, &ExportJob::progressed);
    m_timer.start();
    m_job = m_jobs.run(
        this, Milliseconds(0),
        [plan = std::move(plan), rows = std::move(rows), written = m_written,
         stop = m_stop.get_token()](const Cancel &cancel) { return write(plan, rows, *written, stop, cancel); },
        [this](const Result<void> &result) {
            m_timer.stop();
            if (!result)
                m_error = result.error();
            emit finished();
        });
}

void ExportJob::cancel() { m_stop.request_stop(); }

} // namespace flowbench
