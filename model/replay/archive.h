// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/journal.h"
#include "model/replay/sender.h"
#include "model/store/capturewriter.h"

namespace flowbench {

// Takes events into a capture on the disk instead of to a broker: what was confirmed is in the file before its source
// is settled.
class ArchiveCarrier final : public Carrier
{
public:
    explicit ArchiveCarrier(CaptureWriter &archive) : m_archive(archive) {}
    Result<void> send(const QString &note, std::vector<Prepared> &events, std::vector<SendFate> &fates,
                      const Gone &gone, const Cancel &cancel) override;
    Result<std::optional<Held>> held(const Cancel &cancel) override;

private:
    CaptureWriter &m_archive;
};

// The archive of a discard that was broken off, to be written on. NotSupported: events of it were put back meanwhile.
Result<CaptureWriter> reopenArchive(const QString &path, const Cancel &cancel);
// The job that wrote an archive and did not come to its end: what it archived last may still be in its source, too.
Result<std::optional<QString>> unfinishedDiscard(Journal &journal, const QString &archive);

} // namespace flowbench
