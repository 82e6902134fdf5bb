// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

// Stack traces as Java, .NET, Node.js and Python print them. Everything points into the given text; work is linear in
// it, whatever it holds.
namespace flowbench {

struct StackTrace
{
    std::string_view exception; // class of the first line
    std::string_view rootCause; // class of the innermost cause; the same as `exception` where there is no other
    std::string_view frame;     // of the root cause: the application's first frame, else the first ("com.shop.A.b")
};

// `message` is taken out of the trace before it is looked at: it is the sender's text and may look like frames.
StackTrace readStackTrace(std::string_view stack, std::string_view message);

// An exception that frameworks put around the one that matters (ListenerExecutionFailedException, AggregateException).
bool isWrapperException(std::string_view className);
// A class that says nothing of what went wrong (Error, RuntimeException, System.Exception).
bool isGenericException(std::string_view className);

} // namespace flowbench
