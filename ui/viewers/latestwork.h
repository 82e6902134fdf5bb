// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QThreadPool>

#include <atomic>
#include <memory>
#include <mutex>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace flowbench {

// Runs work off-thread, the newest request wins: an older one is asked to stop and its result is dropped. `done` runs
// on the thread of `context`, which must live as long as this (make this its member). Nothing waits for the worker:
// work must own what it reads.
class LatestWork
{
public:
    explicit LatestWork(QObject *context) : m_shared(std::make_shared<Shared>()) { m_shared->context = context; }
    ~LatestWork()
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->context = nullptr;
        m_stop.request_stop();
    }
    LatestWork(const LatestWork &) = delete;
    LatestWork &operator=(const LatestWork &) = delete;

    // work(std::stop_token) -> R (copyable or movable), done(R).
    template <class Work, class Done>
    void run(Work work, Done done)
    {
        cancel();
        using R = std::invoke_result_t<Work, std::stop_token>;
        QThreadPool::globalInstance()->start([shared = m_shared, number = m_shared->number.load(),
                                              stop = m_stop.get_token(), work = std::move(work),
                                              done = std::move(done)]() mutable {
            if (stop.stop_requested())
                return;
            auto result = std::make_shared<R>(work(stop));
            const std::lock_guard lock(shared->mutex);
            if (!shared->context)
                return;
            QMetaObject::invokeMethod(
                shared->context,
                [shared, number, result, done = std::move(done)]() mutable {
                    if (number == shared->number)
                        done(std::move(*result));
                },
                Qt::QueuedConnection);
        });
    }

    void cancel()
    {
        m_stop.request_stop();
        m_stop = std::stop_source();
        ++m_shared->number;
    }

private:
    struct Shared
    {
        std::mutex mutex;
        QObject *context = nullptr;
        std::atomic<quint64> number = 0;
    };
    std::shared_ptr<Shared> m_shared;
    std::stop_source m_stop;
};

} // namespace flowbench
