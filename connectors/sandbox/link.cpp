// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sandbox/link.h"

#include <QDateTime>

namespace flowbench::sandbox {

using namespace Qt::StringLiterals;

Error Link::lostError()
{
    Error e = makeError(ErrorCode::ConnectionLost, {u"sandbox"_s});
    e.retriable = true;
    return e;
}

Result<void> Link::use()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_lost)
            return lostError();
        if (m_state.link == LinkState::Connected)
            return {};
        m_state = {LinkState::Connected, {}, 0, 0, QDateTime::currentMSecsSinceEpoch()};
    }
    tell();
    return {};
}

bool Link::up() const
{
    const std::lock_guard lock(m_mutex);
    return !m_lost;
}

quint64 Link::losses() const
{
    const std::lock_guard lock(m_mutex);
    return m_losses;
}

void Link::setLost(bool lost)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_lost == lost)
            return;
        m_lost = lost;
        m_losses += lost;
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        m_state = lost ? ConnectionState{LinkState::Reconnecting, lostError(), 1, 0, now}
                       : ConnectionState{LinkState::Connected, {}, 0, 0, now};
    }
    m_changed.notify_all();
    tell();
}

bool Link::waitUp(const std::stop_token &stop, Clock::time_point until) const
{
    std::unique_lock lock(m_mutex);
    if (until == Clock::time_point::max())
        m_changed.wait(lock, stop, [&] { return !m_lost; });
    else
        m_changed.wait_until(lock, stop, until, [&] { return !m_lost; });
    return !m_lost;
}

ConnectionState Link::state() const
{
    const std::lock_guard lock(m_mutex);
    return m_state;
}

void Link::setListener(StateListener listener)
{
    const std::lock_guard lock(m_telling);
    m_listener = std::move(listener);
}

void Link::tell()
{
    const std::lock_guard lock(m_telling);
    if (m_listener)
        m_listener(state());
}

} // namespace flowbench::sandbox
