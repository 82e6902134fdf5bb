// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <functional>
#include <memory>
#include <mutex>

namespace flowbench {

// Posts work from any thread to an object that may be dying: after its Relay is gone nothing is posted any more, and
// what was posted is dropped with the object. The object owns a Relay and hands out posters.
class Relay
{
    struct State
    {
        std::mutex mutex;
        QObject *target = nullptr; // guarded by mutex
    };

public:
    explicit Relay(QObject *target) : m_state(std::make_shared<State>()) { m_state->target = target; }
    ~Relay()
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->target = nullptr;
    }
    Relay(const Relay &) = delete;
    Relay &operator=(const Relay &) = delete;

    class Poster
    {
    public:
        // Runs `work` on the target's thread, later. Any thread.
        void operator()(std::function<void()> work) const
        {
            const std::lock_guard lock(m_state->mutex);
            if (m_state->target)
                QMetaObject::invokeMethod(m_state->target, std::move(work), Qt::QueuedConnection);
        }

    private:
        friend class Relay;
        explicit Poster(std::shared_ptr<State> state) : m_state(std::move(state)) {}
        std::shared_ptr<State> m_state;
    };
    Poster poster() const { return Poster(m_state); }

private:
    std::shared_ptr<State> m_state;
};

} // namespace flowbench
