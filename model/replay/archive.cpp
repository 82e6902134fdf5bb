// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/archive.h"

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

} // namespace flowbench
