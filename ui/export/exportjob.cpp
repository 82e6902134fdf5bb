// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/exportjob.h"

namespace flowbench {

ExportJob::ExportJob(ExportPlan plan, ExportRows rows, QObject *parent)
    : QObject(parent), m_path(plan.path), m_total(rows.count)
{
    EventFileRequest request;
    request.path = plan.path;
    request.format = plan.format;
    request.columns = std::move(plan.columns);
    request.about = std::move(plan.about);
    request.withFailure = plan.withFailure;
    request.progress = [this, post = m_relay.poster()](const EventFileProgress &p) {
        post([this, p] {
            m_written = p.rows;
            emit progressed();
        });
    };
    m_job = m_jobs.run(
        this, Milliseconds(0),
        [request = std::move(request), rows = std::move(rows), stop = m_stop](const Cancel &cancel) mutable {
            const std::stop_callback dropped(cancel.token, [&stop] { stop.request_stop(); });
            const Cancel asked{stop.get_token()};
            request.rows = rowNumbers(rows, asked);
            request.entries = std::move(rows.entries);
            return writeEventFile(request, asked);
        },
        [this](const Result<EventFileResult> &result) {
            if (result)
                m_written = result->rows;
            else
                m_error = result.error();
            emit finished();
        });
}

void ExportJob::cancel() { m_stop.request_stop(); }

} // namespace flowbench
