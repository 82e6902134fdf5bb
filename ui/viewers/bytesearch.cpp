// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewers/bytesearch.h"

#include <algorithm>
#include <array>

namespace flowbench {
namespace {

constexpr quint8 folded(quint8 c) { return c >= 'A' && c <= 'Z' ? quint8(c + 32) : c; }

class Needle
{
public:
    explicit Needle(const QByteArray &needle) : m_text(needle)
    {
        for (char &c : m_text)
            c = char(folded(quint8(c)));
        m_skip.fill(m_text.size());
        for (qsizetype i = 0; i + 1 < m_text.size(); ++i)
            m_skip[quint8(m_text[i])] = m_text.size() - 1 - i;
    }

    // First occurrence that starts in [from, to).
    qsizetype find(const QByteArray &bytes, qsizetype from, qsizetype to, const std::stop_token &stop) const
    {
        const qsizetype last = std::min(to, bytes.size() - m_text.size() + 1);
        const auto *hay = reinterpret_cast<const quint8 *>(bytes.constData());
        quint32 steps = 0;
        for (qsizetype at = std::max<qsizetype>(from, 0); at < last;) {
            if ((++steps & 0xFFFFF) == 0 && stop.stop_requested())
                return -1;
            const quint8 end = folded(hay[at + m_text.size() - 1]);
            if (end == quint8(m_text.back()) && matches(hay + at))
                return at;
            at += m_skip[end];
        }
        return -1;
    }

private:
    bool matches(const quint8 *at) const
    {
        for (qsizetype i = 0; i < m_text.size(); ++i) {
            if (folded(at[i]) != quint8(m_text[i]))
                return false;
        }
        return true;
    }

    QByteArray m_text;
    std::array<qsizetype, 256> m_skip{};
};

// The last occurrence that starts in [from, to), looked for in windows from the end.
qsizetype findLast(const QByteArray &bytes, const Needle &needle, qsizetype from, qsizetype to,
                   const std::stop_token &stop)
{
    constexpr qsizetype window = 1 << 20;
    for (qsizetype end = to; end > from; end -= window) {
        qsizetype found = -1;
        for (qsizetype at = std::max(from, end - window); at < end; ++at) {
            at = needle.find(bytes, at, end, stop);
            if (at < 0)
                break;
            found = at;
        }
        if (found >= 0 || stop.stop_requested())
            return stop.stop_requested() ? -1 : found;
    }
    return -1;
}

} // namespace

qsizetype findBytes(const QByteArray &bytes, const QByteArray &needle, qsizetype from, bool backward,
                    const std::stop_token &stop)
{
    if (needle.isEmpty() || needle.size() > bytes.size())
        return -1;
    const Needle prepared(needle);
    from = std::clamp<qsizetype>(from, 0, bytes.size());
    if (backward) {
        const qsizetype found = findLast(bytes, prepared, 0, from, stop);
        return found >= 0 ? found : findLast(bytes, prepared, from, bytes.size(), stop);
    }
    const qsizetype found = prepared.find(bytes, from, bytes.size(), stop);
    return found >= 0 ? found : prepared.find(bytes, 0, from, stop);
}

} // namespace flowbench
