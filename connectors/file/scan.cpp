// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/file/parts.h"

namespace flowbench::file {

using namespace Qt::StringLiterals;

namespace {

quint64 positionsOf(const std::vector<CaptureCursor> &cursors)
{
    quint64 n = 0;
    for (const CaptureCursor &c : cursors)
        n += quint64(c.to - c.from);
    return n;
}

// Each source whose every event was asked for must have given as many as the file says it holds.
std::optional<Error> missing(const CaptureScan &scan)
{
    if (scan.ended != CaptureEnd::End || scan.newestFirst || scan.last > 0)
        return {};
    for (const CaptureCursor &c : scan.cursors) {
        const CaptureSource &s = scan.info.sources[c.source];
        const CaptureCursor whole = wholeCursor(scan.info, c.source);
        if (c.from == whole.from && c.to == whole.high && c.seen != s.events)
            return makeError(ErrorCode::BadCapture,
                             {scan.info.path, u"%1 of %2 holds %3 events, its summary says %4"_s.arg(s.partition)
                                                  .arg(QString::fromStdString(s.channel))
                                                  .arg(c.seen)
                                                  .arg(s.events)});
    }
    return {};
}

} // namespace

Error incomplete(const CaptureInfo &info)
{
    return makeError(ErrorCode::FileFailed, {info.path, u"not complete, its writer did not come to the end"_s});
}

Result<Coverage> FileScan::scan(const ScanRequest &request, EventSink &sink, const Cancel &cancel)
{
    const auto info = m_core->open(cancel);
    if (!info)
        return info.error();
    auto cursors =
        cursorsOf(**info, {request.channels, request.from, request.to, request.partition, request.resume}, cancel);
    if (!cursors)
        return cursors.error();
    const auto begin = Clock::now();
    const auto seconds = [begin] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
    const quint64 total = positionsOf(*cursors);
    CaptureScan scan{.info = **info,
                     .cursors = std::move(*cursors),
                     .key = request.key,
                     .matcher = request.matcher,
                     .limit = request.limit,
                     .last = request.last,
                     .newestFirst = request.newestFirst,
                     .arenas = m_core->arenas()};
    const std::vector<CaptureCursor> asked = scan.cursors;
    if (request.progress)
        scan.progress = [&](const CaptureTotals &t) {
            request.progress({t.scanned, t.matched, t.bytes, total, seconds()});
        };
    if (!scan.info.complete && request.warning)
        request.warning(incomplete(scan.info));
    const auto done = scanCapture(scan, sink, cancel);
    Coverage coverage = coverageOf(scan, asked, seconds());
    std::optional<Error> error = done ? missing(scan) : std::optional(done.error());
    if (!error && scan.ended == CaptureEnd::Cancelled && cancel.expired() && !cancel.requested())
        error = makeError(ErrorCode::Timeout);
    if (error) {
        coverage.ended = ScanEnd::Error;
        coverage.error = error;
        coverage.complete = false;
    }
    return coverage;
}

} // namespace flowbench::file
