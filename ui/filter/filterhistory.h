// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/searchtext.h"

#include <QString>

#include <vector>

class QSettings;

namespace flowbench {

/// What a person filtered by, newest first, each once. GUI thread.
class FilterHistory
{
public:
    static constexpr int Most = 50;
    struct Entry
    {
        QString text;
        SearchMode mode = SearchMode::Automatic;
        bool operator==(const Entry &) const = default;
    };

    /// `settings` must outlive this.
    explicit FilterHistory(QSettings &settings);

    const std::vector<Entry> &entries() const { return m_entries; }
    void add(const QString &text, SearchMode mode);
    void clear();

private:
    void save();

    QSettings &m_settings;
    std::vector<Entry> m_entries;
};

} // namespace flowbench
