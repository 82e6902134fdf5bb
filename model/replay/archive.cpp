// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/archive.h"

#include "model/replay/deadset.h"
#include "model/replay/restore.h"

#include <QFileInfo>

#include <algorithm>

namespace flowbench {

Result<void> ArchiveCarrier::send(const QString &, std::vector<Prepared> &events, std::vector<SendFate> &fates,
                                  const Gone &, const Cancel &)
{
    fates.assign(events.size(), {SendFate::State::Failed, makeError(ErrorCode::Cancelled), false, {}, {}});
    for (const Prepared &p : events) {
        if (!p.own)
            return makeError(ErrorCode::Internal, {QStringLiteral("an event without its coordinates")});
        if (auto kept = m_archive.append(p.own->view()); !kept)
            return kept;
    }
    if (auto kept = m_archive.commit(); !kept)
        return kept;
    for (SendFate &fate : fates)
        fate = {SendFate::State::Confirmed, {}, false, {}, {}};
    return {};
}

Result<std::optional<Carrier::Held>> ArchiveCarrier::held(const Cancel &cancel)
{
    const auto info = openCapture(m_archive.path());
    if (!info)
        return info.error();
    auto reader = CaptureReader::open(*info);
    if (!reader)
        return reader.error();
    reader->setCancel(&cancel);
    reader->seek(info->firstRow, info->lastRow);
    Held held;
    while (true) {
        const auto row = reader->next();
        if (!row)
            return row.error();
        if (!*row)
            return std::optional(std::move(held));
        ++held[shortHash((*row)->event)];
    }
}

Result<CaptureWriter> reopenArchive(const QString &path, const Cancel &cancel)
{
    CaptureWriter::heal(path);
    const auto kept = RestoreJob::look(path, cancel);
    if (!kept)
        return kept.error();
    if (kept->restored + kept->unknown > 0)
        return makeError(ErrorCode::NotSupported, {QStringLiteral("going on with a discard that is being put back")});
    return CaptureWriter::reopen(path);
}

Result<std::optional<QString>> unfinishedDiscard(Journal &journal, const QString &archive)
{
    const auto jobs = journal.jobs();
    if (!jobs)
        return jobs.error();
    const QString path = QFileInfo(archive).canonicalFilePath();
    const auto wroteIt = std::ranges::find_if(*jobs, [&](const Job &job) {
        return job.spec.kind == JobSpec::Kind::Discard && job.state != JobState::Done && !job.complete &&
               QFileInfo(job.spec.target).canonicalFilePath() == path;
    });
    return wroteIt == jobs->end() ? std::optional<QString>() : std::optional(wroteIt->id);
}

} // namespace flowbench
