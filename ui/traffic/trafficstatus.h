// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/look/theme.h"

#include <QMetaType>
#include <QString>

#include <optional>
#include <vector>

namespace flowbench {

class TrafficSource;

/// What the status line says of a Traffic page. Every item is there each time; an empty text hides it.
struct TrafficStatus
{
    struct Item
    {
        QString id; ///< "state", "kept", "dropped", "filter", "follow": for StatusBar::setItem()
        QString text;
        std::optional<Tint> dot;
        bool operator==(const Item &) const = default;
    };
    std::vector<Item> items;
    bool operator==(const TrafficStatus &) const = default;
};

/// Of a source as it is now; `newRows` is how many came since following ended, nothing while it follows.
TrafficStatus trafficStatus(const TrafficSource &source, std::optional<quint64> newRows, qint64 nowMs);

/// "31,207", "1.8 M": for counts beside other things.
QString shortCount(qint64 n);

} // namespace flowbench

Q_DECLARE_METATYPE(flowbench::TrafficStatus)
