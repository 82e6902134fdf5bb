// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/linereader.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <unistd.h>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t Step = 256 * 1024;
}

Result<std::optional<std::string_view>> LineReader::next()
{
    while (true) {
        const std::size_t at = m_buffer.find('\n', m_searched);
        if (at != std::string::npos) {
            const std::string_view line(m_buffer.data() + m_begin, at - m_begin);
            m_begin = m_searched = at + 1;
            ++m_line;
            return std::optional(line);
        }
        m_searched = m_buffer.size();
        if (m_end) {
            if (m_begin == m_buffer.size())
                return std::optional<std::string_view>();
            const std::string_view line(m_buffer.data() + m_begin, m_buffer.size() - m_begin);
            m_begin = m_buffer.size();
            ++m_line;
            return std::optional(line);
        }
        const auto filled = fill();
        if (!filled)
            return filled.error();
        m_end = !*filled;
    }
}

Result<bool> LineReader::fill()
{
    m_buffer.erase(0, m_begin);
    m_searched -= m_begin;
    m_begin = 0;
    if (m_buffer.size() > m_limit)
        return makeError(ErrorCode::TooLarge,
                         {u"a line"_s, QString::number(m_buffer.size()), QString::number(m_limit)});
    pollfd waiting[2] = {{m_fd, POLLIN, 0}, {m_interrupt, POLLIN, 0}};
    while (poll(waiting, m_interrupt < 0 ? 1 : 2, -1) < 0) {
        if (errno != EINTR)
            return makeError(ErrorCode::FileFailed,
                             {u"standard input"_s, QString::fromLocal8Bit(std::strerror(errno))});
    }
    if (m_interrupt >= 0 && waiting[1].revents)
        return makeError(ErrorCode::Cancelled);
    const std::size_t size = m_buffer.size();
    // Grows with the line, so that a line of 100 MB is not read in small steps.
    m_buffer.resize(size + std::max(Step, size / 2));
    const ssize_t n = read(m_fd, m_buffer.data() + size, m_buffer.size() - size);
    m_buffer.resize(size + std::size_t(std::max<ssize_t>(n, 0)));
    if (n < 0 && errno != EINTR && errno != EAGAIN)
        return makeError(ErrorCode::FileFailed, {u"standard input"_s, QString::fromLocal8Bit(std::strerror(errno))});
    return n != 0;
}

} // namespace flowbench::cli
