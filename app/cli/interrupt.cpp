// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"

#include "app/cli/commands.h"

#include <csignal>
#include <cstdint>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace flowbench::cli {

namespace {
sigset_t waitedFor()
{
    sigset_t set;
    sigemptyset(&set);
    for (const int s : {SIGINT, SIGTERM, SIGHUP, SIGUSR1})
        sigaddset(&set, s);
    return set;
}
} // namespace

Interrupt::Interrupt() : m_event(eventfd(0, EFD_CLOEXEC))
{
    std::signal(SIGPIPE, SIG_IGN);
    const sigset_t set = waitedFor();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    m_thread = std::thread([this] { wait(); });
}

Interrupt::~Interrupt()
{
    m_end = true;
    pthread_kill(m_thread.native_handle(), SIGUSR1);
    m_thread.join();
    close(m_event);
}

void Interrupt::wait()
{
    const sigset_t set = waitedFor();
    while (true) {
        int signal = 0;
        if (sigwait(&set, &signal) != 0 || m_end)
            return;
        if (signal == SIGUSR1)
            continue;
        if (m_happened.exchange(true))
            _exit(Interrupted);
        const std::uint64_t one = 1;
        if (write(m_event, &one, sizeof one) < 0)
            return;
        m_stop.request_stop();
    }
}

} // namespace flowbench::cli
