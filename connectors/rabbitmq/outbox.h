// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/cancel.h"

#include <amqp.h>
#include <amqp_framing.h>
#include <optional>
#include <string_view>
#include <vector>

namespace flowbench::rabbitmq {

// Small messages that leave together: librabbitmq writes each of their frames with a call of its own, which is the
// larger part of what sending one costs. Frames as AMQP 0-9-1 has them (4.2.3). One thread.
class Outbox
{
public:
    static constexpr std::size_t FrameRest = 8; // bytes of a frame beside its payload
    // Mandatory, as all that we publish. False: it is no small message, or cannot be encoded; nothing was added.
    // `frameMax`: of the connection. Not while isFull().
    bool add(std::size_t frameMax, amqp_channel_t channel, std::string_view exchange, std::string_view key,
             const amqp_basic_properties_t &properties, std::string_view body);
    bool isFull() const { return m_size >= Full; }
    // Writes all of it. An AMQP_STATUS_*: also where the peer reads nothing and sends nothing, no heartbeat either, for
    // `silence` (0: for ever).
    int flush(int socket, Milliseconds silence);
    // Of the content header; nothing: it cannot be encoded at all.
    static std::optional<std::size_t> headerBytes(const amqp_basic_properties_t &properties);

private:
    static constexpr std::size_t SmallBody = 8 * 1024, SmallHeader = 8 * 1024, Full = 64 * 1024;
    void begin(std::uint8_t type, amqp_channel_t channel);
    bool end(std::size_t frameMax);
    template <class T>
    void number(T value);
    template <class Encode>
    bool encoded(std::size_t room, Encode encode);

    std::vector<char> m_frames; // with the first message
    std::size_t m_size = 0;     // of what waits there
    std::size_t m_payload = 0;  // where that of the frame begins which is being written
};

} // namespace flowbench::rabbitmq
