// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewers/lineindex.h"

#include <algorithm>
#include <cstring>

namespace flowbench {

qsizetype LineIndex::endOf(QByteArrayView text, qsizetype from)
{
    const qsizetype window = std::min(maxLine, text.size() - from);
    if (const void *nl = std::memchr(text.data() + from, '\n', std::size_t(window)))
        return static_cast<const char *>(nl) - text.data() + 1;
    qsizetype end = from + window;
    if (end == text.size())
        return end;
    if (text[end] == '\n')
        return end + 1;
    const qsizetype cut = end;
    while (end > cut - 4 && (quint8(text[end]) & 0xC0) == 0x80)
        --end;
    return (quint8(text[end]) & 0xC0) == 0x80 ? cut : end;
}

LineIndex LineIndex::of(QByteArrayView text, qsizetype limit, const std::stop_token &stop)
{
    LineIndex index;
    const qsizetype size = limit < 0 ? text.size() : std::min(limit, text.size());
    for (qsizetype at = 0; at < size;) {
        if (index.m_lines % stride == 0) {
            index.m_starts.push_back(at);
            if (stop.stop_requested())
                return index;
        }
        const qsizetype end = endOf(text, at);
        index.m_longest = std::max(index.m_longest, end - at);
        ++index.m_lines;
        at = end;
    }
    return index;
}

qsizetype LineIndex::startOf(QByteArrayView text, qsizetype line) const
{
    qsizetype at = m_starts[std::size_t(line / stride)];
    for (qsizetype i = line % stride; i > 0; --i)
        at = endOf(text, at);
    return at;
}

qsizetype LineIndex::lineOf(QByteArrayView text, qsizetype offset) const
{
    if (m_lines == 0)
        return 0;
    const auto it = std::upper_bound(m_starts.begin(), m_starts.end(), offset);
    qsizetype line = std::max<qsizetype>(it - m_starts.begin() - 1, 0) * stride;
    for (qsizetype at = m_starts[std::size_t(line / stride)]; line + 1 < m_lines; ++line) {
        at = endOf(text, at);
        if (at > offset)
            break;
    }
    return line;
}

} // namespace flowbench
