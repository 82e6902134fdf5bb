// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/bigthread.h"

#include <system_error>

namespace flowbench::rabbitmq {

namespace {
constexpr std::size_t StackBytes = std::size_t(32) << 20;
}

BigThread::BigThread(std::function<void(std::stop_token)> body) : m_body(std::move(body))
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, StackBytes);
    const int failed = pthread_create(&m_thread, &attributes, run, this);
    pthread_attr_destroy(&attributes);
    if (failed)
        throw std::system_error(failed, std::generic_category(), "thread"); // as std::thread does
    m_running = true;
}

void *BigThread::run(void *self)
{
    auto &thread = *static_cast<BigThread *>(self);
    thread.m_body(thread.m_stop.get_token());
    return nullptr;
}

void BigThread::join()
{
    if (!m_running)
        return;
    m_stop.request_stop();
    pthread_join(m_thread, nullptr);
    m_running = false;
}

} // namespace flowbench::rabbitmq
