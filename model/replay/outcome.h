// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/port.h"

#include <map>
#include <optional>
#include <vector>

namespace flowbench {

// What became of events at their target, as far as its broker lets it be known. A log: every group that is known to
// read the channel has gone past an event. A queue: nothing is ready and nothing unacknowledged since the last confirm,
// so that it left, which says nothing about who took it. An exchange tells nothing. One thread.
class OutcomeWatch
{
public:
    explicit OutcomeWatch(Connector &target) : m_target(target) {}

    // It was confirmed now.
    void sent(quint64 number, const QString &channel, std::optional<int> partition, std::optional<qint64> offset);
    // Asks the broker. What cannot be asked is not known.
    void look(const Cancel &cancel);

    // By the last look.
    std::vector<quint64> consumed() const;
    std::vector<quint64> leftQueue() const;

private:
    struct Place
    {
        quint64 number = 0;
        int partition = -1;
        qint64 offset = -1;
    };
    struct Channel
    {
        std::vector<Place> sent;
        Clock::time_point last{};     // confirmed
        std::map<int, qint64> passed; // partition: every known group's position is at least this
        bool empty = false;           // a queue that holds nothing any more
    };
    void lookAtQueue(const QString &name, Channel &channel, const Cancel &cancel);
    void lookAtGroups(const Cancel &cancel);

    Connector &m_target;
    std::map<QString, Channel> m_channels;
};

} // namespace flowbench
