// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/job.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace flowbench {

void JobRunner::yieldToWindow()
{
    constexpr int Nice = 10;
    thread_local bool done = false;
    if (!done)
        ::setpriority(PRIO_PROCESS, id_t(::syscall(SYS_gettid)), Nice);
    done = true;
}

} // namespace flowbench
