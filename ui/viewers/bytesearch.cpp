// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewers/bytesearch.h"

#include "model/query/bytesearch.h"

#include <algorithm>

namespace flowbench {
namespace {

// So much between two looks at whether an answer is still wanted.
constexpr qsizetype Window = 1 << 20;

// First occurrence that starts in [from, to).
qsizetype findFirst(const QByteArray &bytes, const ByteSearch &needle, qsizetype from, qsizetype to,
                    const std::stop_token &stop)
{
    const auto rest = qsizetype(needle.literal().size()) - 1;
    to = std::min(to, bytes.size() - rest);
    for (qsizetype at = from; at < to && !stop.stop_requested(); at += Window) {
        const qsizetype end = std::min(at + Window, to);
        const std::size_t found = needle.find({bytes.constData() + at, std::size_t(end - at + rest)});
        if (found != std::string_view::npos)
            return at + qsizetype(found);
    }
    return -1;
}

// The last occurrence that starts in [from, to), looked for in windows from the end.
qsizetype findLast(const QByteArray &bytes, const ByteSearch &needle, qsizetype from, qsizetype to,
                   const std::stop_token &stop)
{
    for (qsizetype end = to; end > from && !stop.stop_requested(); end -= Window) {
        qsizetype found = -1;
        for (qsizetype at = std::max(from, end - Window); at < end; ++at) {
            at = findFirst(bytes, needle, at, end, stop);
            if (at < 0)
                break;
            found = at;
        }
        if (found >= 0)
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
    const ByteSearch prepared({needle.constData(), std::size_t(needle.size())}, ByteSearch::Case::Any);
    from = std::clamp<qsizetype>(from, 0, bytes.size());
    if (backward) {
        const qsizetype found = findLast(bytes, prepared, 0, from, stop);
        return found >= 0 ? found : findLast(bytes, prepared, from, bytes.size(), stop);
    }
    const qsizetype found = findFirst(bytes, prepared, from, bytes.size(), stop);
    return found >= 0 ? found : findFirst(bytes, prepared, 0, from, stop);
}

} // namespace flowbench
