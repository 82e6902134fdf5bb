// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/connection.h"
#include "model/live/guard.h"
#include "model/replay/jobparts.h"
#include "model/store/capturewriter.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <thread>

namespace flowbench {

// One end of a job: a connection of its own, so that neither closing a page nor a blocked publisher touches it.
struct OpenedEnd
{
    std::unique_ptr<Connector> connector;
    std::shared_ptr<Guard> guard; // the one that the window unlocks
    QString name;
    ConnectionUrl url; // without secrets
};

struct DeskEnds
{
    OpenedEnd source;
    std::optional<OpenedEnd> target; // absent: an archive
};

// What a worker runs, once its job stands in the journal.
struct DeskWork
{
    QString job;
    JobParts parts;
    std::shared_ptr<CaptureWriter> archive; // of a discard
};
using DeskBegin = std::function<Result<DeskWork>(Journal &, DeskEnds &, const Cancel &)>;

// The thread of one job of the desk. Begins at once; the destructor stops the job (what is in flight gets a few
// seconds; the journal says that it was interrupted) and waits.
class DeskWorker
{
public:
    // Called on the worker's thread; none is empty. `begun` once, `ended` last.
    struct Hooks
    {
        std::function<void(const Result<Job> &)> begun;
        std::function<void(const QString &job, const RunProgress &)> progress;
        std::function<void(const QString &job, const std::optional<Error> &)> trouble; // nothing: it goes on
        std::function<void(DeskWorker *, const QString &job, const Result<RunResult> &)> ended;
        std::function<QString(const Error &)> sentence;
    };
    DeskWorker(QString stateFolder, DeskEnds ends, ReplayRun::Unknown unknown, DeskBegin begin, Hooks hooks);
    ~DeskWorker();
    void stop() { m_stop.request_stop(); }

private:
    void work();
    Result<RunResult> run(QString &job);
    Result<RunResult> carryOut(Journal &journal, DeskWork work);

    QString m_stateFolder;
    DeskEnds m_ends;
    ReplayRun::Unknown m_unknown;
    DeskBegin m_begin;
    Hooks m_hooks;
    std::stop_source m_stop;
    std::thread m_thread; // last
};

} // namespace flowbench
