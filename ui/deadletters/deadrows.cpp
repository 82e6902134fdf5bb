// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/deadrows.h"

#include "model/event/envelope.h"
#include "model/items/rowtexts.h"
#include "ui/deadletters/groupwords.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace flowbench {

namespace {

constexpr std::size_t LookEvery = 65536;    // rows between two looks at whether to stop
constexpr std::size_t TypeBytes = 64 << 10; // of a body that is asked for its type, or for its failure

std::vector<quint32> chosen(const DeadRowsAsk &ask, const Cancel &cancel)
{
    std::vector<quint32> rows;
    const std::size_t known = ask.facts ? ask.facts->known.load(std::memory_order_acquire) : 0;
    const auto take = [&](std::size_t index) {
        if (!ask.group || (index < known && ask.facts->group[index] == *ask.group))
            rows.push_back(quint32(index));
    };
    if (!ask.filtered) {
        rows.reserve(ask.group ? 0 : ask.set->size());
        for (std::size_t i = 0; i < ask.set->size(); ++i)
            take(i);
        return rows;
    }
    for (quint64 i = 0; i < ask.filtered->size() && !(i % LookEvery == 0 && cancel.requested()); ++i) {
        const auto at = std::size_t(ask.filtered->at(i) - ask.first);
        take(ask.arrivals ? (*ask.arrivals)[at] : at);
    }
    if (ask.arrivals)
        std::ranges::sort(rows);
    return rows;
}

// Each row's place among the values of a column: equal values have equal ranks.
template <class Key, class Of>
std::vector<qint64> ranks(const std::vector<quint32> &rows, const Cancel &cancel, Of of)
{
    std::map<Key, qint64> values;
    std::vector<const std::pair<const Key, qint64> *> at;
    at.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size() && !(i % LookEvery == 0 && cancel.requested()); ++i)
        at.push_back(&*values.emplace(of(rows[i]), 0).first);
    qint64 rank = 0;
    for (auto &[key, value] : values)
        value = rank++;
    std::vector<qint64> out;
    out.reserve(at.size());
    for (const auto *value : at)
        out.push_back(value->second);
    return out;
}

template <class Of>
std::vector<qint64> numbers(const std::vector<quint32> &rows, const Cancel &cancel, Of of)
{
    std::vector<qint64> out;
    out.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size() && !(i % LookEvery == 0 && cancel.requested()); ++i)
        out.push_back(of(rows[i]));
    return out;
}

std::vector<qint64> keys(const DeadRowsAsk &ask, const std::vector<quint32> &rows, const Cancel &cancel)
{
    const std::size_t known = ask.facts ? ask.facts->known.load(std::memory_order_acquire) : 0;
    switch (*ask.sort) {
    case DeadColumn::Died:
        return numbers(rows, cancel, [&](quint32 i) { return i < known ? ask.facts->died[i] : DeadFacts::NoTime; });
    case DeadColumn::Attempts:
        return numbers(rows, cancel, [&](quint32 i) { return i < known ? qint64(ask.facts->attempts[i]) : -1; });
    case DeadColumn::Replayed:
        return numbers(rows, cancel, [&](quint32 i) {
            return ask.replays && i < ask.replays->size() ? qint64((*ask.replays)[i]) : 0;
        });
    case DeadColumn::Type:
        return ranks<std::string>(rows, cancel, [&](quint32 i) { return deadType(ask.set->event(i)); });
    case DeadColumn::Key:
        return ranks<std::string>(rows, cancel, [&](quint32 i) {
            const EventView event = ask.set->event(i);
            return event.hasKey ? std::string(event.key) : std::string();
        });
    case DeadColumn::Exception: {
        std::map<quint32, QString> ofGroup; // a group has one root cause
        return ranks<QString>(rows, cancel, [&](quint32 i) {
            const quint32 group = i < known ? ask.facts->group[i] : DeadFacts::NoGroup;
            if (group == DeadFacts::NoGroup)
                return deadException(ask.set->event(i));
            const auto [at, isNew] = ofGroup.try_emplace(group);
            if (isNew)
                at->second = deadException(ask.set->event(i));
            return at->second;
        });
    }
    case DeadColumn::Schema:
        return numbers(rows, cancel,
                       [&](quint32 i) { return ask.schema && !cancel.requested() ? qint64(ask.schema(i).kind) : 0; });
    case DeadColumn::Id:
    case DeadColumn::Check:
        break;
    }
    return {};
}

} // namespace

std::string deadType(const EventView &event)
{
    return isHeavy(event) ? recogniseEnvelope(event, TypeBytes).type : recogniseType(event);
}

QString deadException(const EventView &event)
{
    const auto failure = recogniseFailure(event, TypeBytes);
    return failure ? shortException(failure->rootCause()) : QString();
}

DeadRows deadRows(const DeadRowsAsk &ask, const Cancel &cancel)
{
    if (!ask.filtered && !ask.group && !ask.sort)
        return nullptr;
    auto rows = std::make_shared<std::vector<quint32>>(chosen(ask, cancel));
    if (!ask.sort || cancel.requested())
        return rows;
    const bool down = ask.descending;
    if (*ask.sort == DeadColumn::Id && !ask.set->isQueue()) {
        if (down)
            std::ranges::reverse(*rows); // the set has a log's offsets in their order
        return rows;
    }
    if (*ask.sort == DeadColumn::Id) {
        std::ranges::stable_sort(*rows, [&](quint32 a, quint32 b) {
            return down ? ask.set->id(b) < ask.set->id(a) : ask.set->id(a) < ask.set->id(b);
        });
        return rows;
    }
    const std::vector<qint64> key = keys(ask, *rows, cancel);
    if (key.size() != rows->size())
        return rows; // cancelled: nobody looks at it
    std::vector<quint32> order(rows->size());
    std::iota(order.begin(), order.end(), 0u);
    std::ranges::stable_sort(order, [&](quint32 a, quint32 b) { return down ? key[b] < key[a] : key[a] < key[b]; });
    auto sorted = std::make_shared<std::vector<quint32>>();
    sorted->reserve(order.size());
    for (const quint32 at : order)
        sorted->push_back((*rows)[at]);
    return sorted;
}

} // namespace flowbench
