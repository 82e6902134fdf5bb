// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/deskworker.h"

#include "model/replay/archive.h"

#include <QLockFile>

namespace flowbench {

DeskWorker::DeskWorker(QString stateFolder, DeskEnds ends, ReplayRun::Unknown unknown, DeskBegin begin, Hooks hooks)
    : m_stateFolder(std::move(stateFolder)),
      m_ends(std::move(ends)),
      m_unknown(unknown),
      m_begin(std::move(begin)),
      m_hooks(std::move(hooks)),
      m_thread([this] { work(); })
{}

DeskWorker::~DeskWorker()
{
    m_stop.request_stop();
    m_thread.join();
}

void DeskWorker::work()
{
    QString job;
    const Result<RunResult> result = run(job);
    if (job.isEmpty())
        m_hooks.begun(result.error());
    m_hooks.ended(this, job, result);
}

Result<RunResult> DeskWorker::run(QString &job)
{
    auto journal = Journal::open(m_stateFolder);
    if (!journal)
        return journal.error();
    auto work = m_begin(**journal, m_ends, Cancel{m_stop.get_token()});
    if (!work)
        return work.error();
    auto lock = (*journal)->lock(work->job);
    if (!lock)
        return lock.error();
    const auto known = (*journal)->job(work->job);
    if (!known)
        return known.error();
    job = work->job;
    m_hooks.begun(known);
    return carryOut(**journal, std::move(*work));
}

Result<RunResult> DeskWorker::carryOut(Journal &journal, DeskWork work)
{
    auto job = journal.job(work.job);
    if (!job)
        return job.error();
    RunListener listener;
    listener.progress = [this, id = work.job](const RunProgress &p) { m_hooks.progress(id, p); };
    listener.warning = [this, id = work.job](const Error &e) { m_hooks.trouble(id, e); };
    // The broker's own word for an unroutable message is what people search for.
    listener.sentence = [this](const Error &e) {
        return e.code == ErrorCode::Returned && !e.args.isEmpty() ? e.args.first() : m_hooks.sentence(e);
    };
    Connector *target = m_ends.target ? m_ends.target->connector.get() : nullptr;
    if (target) {
        target->setStateListener([this, id = work.job](const ConnectionState &s) {
            if (s.link == LinkState::Connected)
                m_hooks.trouble(id, std::nullopt);
            else if (s.error)
                m_hooks.trouble(id, s.error);
        });
    }
    ReplayRun run(journal, *job,
                  {m_ends.source.connector.get(), m_ends.source.guard.get(), target,
                   m_ends.target ? m_ends.target->guard.get() : nullptr},
                  work.parts.prepare, work.parts.fetch, listener);
    run.setMeanBytes(work.parts.meanBytes);
    if (work.archive)
        run.setCarrier(std::make_unique<ArchiveCarrier>(*work.archive));
    auto result = run.run(m_unknown, Cancel{m_stop.get_token()});
    if (target)
        target->setStateListener({});
    if (work.archive) {
        if (auto finished = work.archive->finish(); !finished && result)
            return finished.error();
    }
    return result;
}

} // namespace flowbench
