// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <stop_token>
#include <vector>

namespace flowbench {

// Where the lines of a text start: every 64th is kept, the others are found from there. A line ends behind \n or,
// when it is longer than maxLine bytes, between two characters. A value; reads the bytes it is given each time.
class LineIndex
{
public:
    static constexpr qsizetype maxLine = 16 * 1024;

    // Any thread. With a `limit` only so many bytes are indexed, for a first look.
    static LineIndex of(QByteArrayView text, qsizetype limit = -1, const std::stop_token &stop = {});

    qsizetype lines() const { return m_lines; }
    qsizetype longest() const { return m_longest; }               // bytes
    qsizetype startOf(QByteArrayView text, qsizetype line) const; // line in [0, lines())
    qsizetype lineOf(QByteArrayView text, qsizetype offset) const;

    // Where the line that starts at `from` ends (behind its \n).
    static qsizetype endOf(QByteArrayView text, qsizetype from);

private:
    static constexpr qsizetype stride = 64;
    std::vector<qsizetype> m_starts;
    qsizetype m_lines = 0;
    qsizetype m_longest = 0;
};

} // namespace flowbench
