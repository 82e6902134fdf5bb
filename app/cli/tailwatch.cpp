// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/tailwatch.h"

#include "words/coverage.h"
#include "words/units.h"
#include "words/visible.h"

#include <QCoreApplication>

namespace flowbench::cli {

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

constexpr Milliseconds Look{200};
} // namespace

void TailWatch::notice(const TailNotice &n)
{
    switch (n.kind) {
    case TailNotice::Kind::Lost:
    case TailNotice::Kind::Warning:
        m_out.warning(n.error);
        break;
    case TailNotice::Kind::Back:
        m_out.warning(Said::tr("Connected again; going on where it was."));
        break;
    case TailNotice::Kind::Gap:
        m_out.warning(n.events ? Said::tr("The broker dropped %1 events.").arg(words::count(qint64(n.events)))
                               : Said::tr("The broker dropped events; how many is not known."));
        break;
    case TailNotice::Kind::Ended: {
        const std::lock_guard lock(m_mutex);
        m_ended = true;
        if (n.error.code != ErrorCode::Cancelled)
            m_error = n.error;
        break;
    }
    }
    wake();
}

void TailWatch::until(const std::function<bool()> &done)
{
    std::unique_lock lock(m_mutex);
    while (!m_ended && !done())
        m_wake.wait_for(lock, Look);
}

std::optional<Error> TailWatch::error()
{
    const std::lock_guard lock(m_mutex);
    return m_error;
}

TailRequest tailRequest(const Context &c, std::vector<ChannelAddress> channels, const Selection &selection)
{
    TailRequest r;
    r.channels = std::move(channels);
    r.last = quint64(c.args.number("--last").value_or(0));
    r.lostAfter = c.timeout();
    if (const auto p = c.args.number("--partition"))
        r.partition = int(*p);
    r.matcher = selection.whole();
    return r;
}

void warnOfNotes(const Context &c, const Coverage &coverage)
{
    for (const ChannelCoverage &channel : coverage.channels) {
        for (const QString &note : channel.notes) {
            if (words::isWarning(note))
                c.out.warning(
                    Said::tr("%1: %2", "channel, note").arg(visibleText(channel.channel), words::coverageNote(note)));
        }
    }
}

} // namespace flowbench::cli
