// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// How one event of a dead-letter channel is named on the command line, in journals and when a queue is matched again.
namespace flowbench {

// SHA-256 of what an event is: routing key, body, headers and properties with their types, and the exchange it came by.
// What a delivery adds is left out (redelivered, x-delivery-count, x-acquired-count, x-stream-offset), and so is the
// order of headers of different names, so that a message is known again when it is handed out again.
using ContentHash = std::array<unsigned char, 32>;
ContentHash contentHash(const EventView &event);
std::string hashText(const ContentHash &hash, int digits = 64);

// What a message of a queue is known by: equal keys are interchangeable messages.
struct DeadLetterKey
{
    std::string messageId; // the property; empty: none
    ContentHash hash{};

    bool operator==(const DeadLetterKey &) const = default;
};
DeadLetterKey deadLetterKey(const EventView &event);

// Kafka: "partition:offset", and back.
std::string offsetId(std::int32_t partition, qint64 offset);
std::optional<std::pair<std::int32_t, qint64>> offsetFromId(std::string_view id);

// The ids of everything that lies in a queue: the message id where it is unique there, else MSGID@HASH8, without one
// @HASH16; identical twins *1, *2, ... A hash is as long as it must be to tell two apart. Message ids that could not
// stand in a line of text, or that look like such an id, count as none. No id is given twice. Immutable once made.
class DeadLetterIds
{
public:
    explicit DeadLetterIds(std::vector<DeadLetterKey> keys);

    std::size_t size() const { return m_keys.size(); }
    const DeadLetterKey &key(std::size_t index) const { return m_keys[index]; }
    const std::string &id(std::size_t index) const { return m_ids[index]; }

    // What a person named. An id that was longer when it was written down (a twin has gone, a message id became
    // unique) still finds its message.
    struct Resolved
    {
        std::vector<std::size_t> found; // indexes, each once, in the order asked for
        std::vector<std::string> missing;
    };
    Resolved resolve(std::span<const std::string> ids) const;
    std::optional<std::size_t> find(std::string_view id) const;

private:
    void assign();
    std::vector<std::size_t> candidates(std::string_view id) const;

    std::vector<DeadLetterKey> m_keys;
    std::vector<std::string> m_ids;
    std::unordered_map<std::string, std::size_t> m_byId;
    std::unordered_multimap<std::string, std::size_t> m_byMessageId;
    std::unordered_multimap<std::string, std::size_t> m_byHash; // first 8 digits
};

} // namespace flowbench
