// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <pthread.h>
#include <stop_token>
#include <type_traits>

namespace flowbench::rabbitmq {

// A thread with a stack of 32 MB: rabbitmq-c decodes nested tables by recursion, and one frame of a hostile peer holds
// tens of thousands of levels. Asks its body to stop and joins in the destructor.
class BigThread
{
public:
    BigThread() = default;
    explicit BigThread(std::function<void(std::stop_token)> body);
    ~BigThread() { join(); }
    BigThread(const BigThread &) = delete;
    BigThread &operator=(const BigThread &) = delete;

    void requestStop() { m_stop.request_stop(); }
    void join();

private:
    static void *run(void *self);
    std::function<void(std::stop_token)> m_body;
    std::stop_source m_stop;
    pthread_t m_thread{};
    bool m_running = false;
};

// Runs blocking work on such a thread and waits for its answer.
template <class Work>
auto onBigStack(Work work)
{
    std::optional<std::invoke_result_t<Work>> answer;
    {
        BigThread thread([&](const std::stop_token &) { answer.emplace(work()); });
        thread.join();
    }
    return std::move(*answer);
}

} // namespace flowbench::rabbitmq
