// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/theme.h"

#include <algorithm>

namespace flowbench {

int seriesIndex(const QString &channelName)
{
    // FNV-1a: qHash() differs from run to run.
    quint32 hash = 2166136261u;
    for (const char byte : channelName.toUtf8()) {
        hash ^= quint8(byte);
        hash *= 16777619u;
    }
    return int((hash ^ (hash >> 16)) % 6);
}

QColor seriesColour(const Theme &theme, const QString &channelName)
{
    return theme.series[size_t(seriesIndex(channelName))];
}

void SeriesColours::show(QStringList channelNames)
{
    channelNames.sort();
    channelNames.removeDuplicates();
    for (Entry &entry : m_entries)
        entry.shown = std::binary_search(channelNames.cbegin(), channelNames.cend(), entry.name);
    for (const QString &name : std::as_const(channelNames))
        indexOf(name);
}

int SeriesColours::indexOf(const QString &channelName)
{
    if (const Entry *known = find(channelName))
        return known->series;
    return assign(channelName);
}

QColor SeriesColours::colour(const Theme &theme, const QString &channelName)
{
    return theme.series[size_t(indexOf(channelName))];
}

int SeriesColours::assign(const QString &channelName)
{
    std::array<int, 6> users{};
    for (const Entry &entry : m_entries) {
        if (entry.shown)
            ++users[size_t(entry.series)];
    }
    const int wanted = seriesIndex(channelName);
    int best = wanted;
    for (int step = 1; step < 6; ++step) {
        const int candidate = (wanted + step) % 6;
        if (users[size_t(candidate)] < users[size_t(best)])
            best = candidate;
    }
    m_entries.push_back({channelName, best, true});
    return best;
}

SeriesColours::Entry *SeriesColours::find(const QString &channelName)
{
    const auto at =
        std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry &e) { return e.name == channelName; });
    return at == m_entries.end() ? nullptr : &*at;
}

} // namespace flowbench
