// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace flowbench::cli {

// Lines of a file or standard input, as they come. A line ends at a line feed; the last one needs none. One thread.
class LineReader
{
public:
    static constexpr std::size_t DefaultLimit = std::size_t(1) << 30;

    // `interruptFd`: readable when reading is to stop; -1: never.
    LineReader(int fd, int interruptFd, std::size_t limit = DefaultLimit)
        : m_fd(fd), m_interrupt(interruptFd), m_limit(limit)
    {}

    // The next line, valid until the next call; nothing at the end. Cancelled when interrupted, TooLarge where a line
    // passes the limit, FileFailed.
    Result<std::optional<std::string_view>> next();
    quint64 line() const { return m_line; } // of the last answer, from 1

private:
    Result<bool> fill(); // false: the end

    int m_fd;
    int m_interrupt;
    std::size_t m_limit;
    std::string m_buffer;
    std::size_t m_begin = 0;    // of what was not answered yet
    std::size_t m_searched = 0; // no line feed before it
    bool m_end = false;
    quint64 m_line = 0;
};

} // namespace flowbench::cli
