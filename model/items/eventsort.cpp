// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/eventsort.h"

#include "model/event/envelope.h"

namespace flowbench {

namespace {

class ColumnKey final : public SortKey
{
public:
    explicit ColumnKey(EventColumn column) : m_column(column) {}
    void make(const EventView &event, std::string &key) const override
    {
        switch (m_column) {
        case EventColumn::Time:
            if (event.timeKind != TimeKind::None)
                putNumber(key, event.timeMs);
            return;
        case EventColumn::Channel:
            putText(key, event.channel);
            return;
        case EventColumn::Partition:
            if (event.partition >= 0)
                putNumber(key, qint64(event.partition));
            return;
        case EventColumn::Offset:
            if (event.offset != EventView::NoOffset)
                putNumber(key, event.offset);
            return;
        case EventColumn::Key:
            if (event.hasKey)
                putText(key, event.key);
            return;
        case EventColumn::Type:
            putKnown(key, recogniseType(event));
            return;
        case EventColumn::Id:
            putKnown(key, recogniseEnvelope(event).id);
            return;
        case EventColumn::Size:
            putNumber(key, qint64(event.key.size() + event.value.size()));
            return;
        case EventColumn::Preview:
            if (event.hasValue)
                putText(key, event.value);
            return;
        }
    }

private:
    static void putKnown(std::string &key, const std::string &text)
    {
        if (!text.empty())
            putText(key, text);
    }
    EventColumn m_column;
};

} // namespace

std::shared_ptr<const SortKey> sortKeyOf(EventColumn column) { return std::make_shared<ColumnKey>(column); }

} // namespace flowbench
