// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/cancel.h"

#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <functional>
#include <memory>
#include <stop_token>
#include <type_traits>

namespace flowbench {

// Asks its work to stop when it is dropped or assigned anew: the latest request wins. Movable; owner's thread.
class JobHandle
{
public:
    JobHandle() = default;
    explicit JobHandle(std::stop_source source) : m_source(std::move(source)), m_set(true) {}
    JobHandle(JobHandle &&other) noexcept { swap(other); }
    JobHandle &operator=(JobHandle &&other) noexcept
    {
        if (this != &other) {
            cancel();
            swap(other);
        }
        return *this;
    }
    ~JobHandle() { cancel(); }
    void cancel()
    {
        if (m_set)
            m_source.request_stop();
    }
    // Lets the work go on without an owner.
    void detach() { m_set = false; }

private:
    void swap(JobHandle &other)
    {
        std::swap(m_source, other.m_source);
        std::swap(m_set, other.m_set);
    }
    std::stop_source m_source{std::nostopstate};
    bool m_set = false;
};

// Runs blocking work on worker threads and hands the answer back to the thread of `context`, once. An answer of
// cancelled work, or for a context that died, is dropped. Made and used on one thread (the GUI's); the destructor asks
// everything to stop and waits for it.
class JobRunner
{
public:
    explicit JobRunner(int threads = 4) { m_pool.setMaxThreadCount(threads); }
    ~JobRunner()
    {
        m_all.request_stop();
        m_pool.waitForDone();
    }

    template <class Work, class Done>
    [[nodiscard]] JobHandle run(QObject *context, Milliseconds timeout, Work work, Done done)
    {
        std::stop_source source;
        m_pool.start([token = source.get_token(), all = m_all.get_token(), guard = QPointer<QObject>(context), timeout,
                      work = std::move(work), done = std::move(done)]() mutable {
            if (token.stop_requested() || all.stop_requested())
                return;
            yieldToWindow();
            // Either stop ends the work.
            std::stop_source both;
            std::stop_callback one(token, [&both] { both.request_stop(); });
            std::stop_callback two(all, [&both] { both.request_stop(); });
            const Cancel cancel{both.get_token(),
                                timeout.count() > 0 ? Clock::now() + timeout : Clock::time_point::max()};
            auto answer = std::make_shared<std::invoke_result_t<Work, const Cancel &>>(work(cancel));
            if (!guard || token.stop_requested() || all.stop_requested())
                return; // what was made is ended here, not on the receiver's thread
            QMetaObject::invokeMethod(
                guard.data(),
                [token, answer, done = std::move(done)]() mutable {
                    if (!token.stop_requested())
                        done(std::move(*answer));
                },
                Qt::QueuedConnection);
        });
        return JobHandle(std::move(source));
    }

private:
    // Filtering and formatting must not take the processor from the thread that paints: worker threads are niced.
    static void yieldToWindow();

    QThreadPool m_pool;
    std::stop_source m_all;
};

} // namespace flowbench
