// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <stop_token>

namespace flowbench {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

// Handed to everything that may take long: when to give up, and how to be told to stop.
// Copyable; any thread.
struct Cancel
{
    std::stop_token token;
    Clock::time_point deadline = Clock::time_point::max();

    static Cancel after(Milliseconds timeout, std::stop_token token = {})
    {
        return {std::move(token), Clock::now() + timeout};
    }

    bool requested() const { return token.stop_requested(); }
    bool expired() const { return Clock::now() >= deadline; }
    bool done() const { return requested() || expired(); }
    // What is left, at most `most`; never negative.
    Milliseconds left(Milliseconds most) const
    {
        if (requested())
            return Milliseconds(0);
        if (deadline == Clock::time_point::max())
            return most;
        const auto d = std::chrono::duration_cast<Milliseconds>(deadline - Clock::now());
        return d < Milliseconds(0) ? Milliseconds(0) : (d < most ? d : most);
    }
};

} // namespace flowbench
