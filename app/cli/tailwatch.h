// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/scanoptions.h"
#include "model/live/port.h"

#include <condition_variable>
#include <mutex>

namespace flowbench::cli {

// What a tail's threads tell the main thread. For tail and capture. Any thread.
class TailWatch
{
public:
    explicit TailWatch(Output &out) : m_out(out) {}

    void wake() { m_wake.notify_all(); }
    void notice(const TailNotice &notice);
    // Until it ended or `done` says so, which is asked a few times a second.
    void until(const std::function<bool()> &done);
    std::optional<Error> error();

private:
    Output &m_out;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_ended = false;         // guarded by m_mutex
    std::optional<Error> m_error; // guarded by m_mutex
};

// Of the command line: --last, --partition, --timeout.
TailRequest tailRequest(const Context &context, std::vector<ChannelAddress> channels, const Selection &selection);
void warnOfNotes(const Context &context, const Coverage &coverage);

} // namespace flowbench::cli
