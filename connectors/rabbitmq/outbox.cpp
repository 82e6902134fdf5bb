// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/outbox.h"

#include "connectors/rabbitmq/tablecodec.h"

#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <utility>

namespace flowbench::rabbitmq {

namespace {
constexpr std::size_t MaxShortString = 255;
constexpr std::size_t MethodBytes = 2 + 2 * (1 + MaxShortString) + 1; // of basic.publish
constexpr std::size_t FrameHeads = 1024;                              // and the method
constexpr std::uint16_t Weight = 0;
constexpr std::size_t HeaderStart = 12, MostHeader = std::size_t(64) << 20;
constexpr Milliseconds Look{500};
} // namespace

template <class T>
void Outbox::number(T value)
{
    for (int shift = 8 * (int(sizeof value) - 1); shift >= 0; shift -= 8)
        m_frames[m_size++] = char(std::uint64_t(value) >> shift);
}

void Outbox::begin(std::uint8_t type, amqp_channel_t channel)
{
    number(type);
    number(std::uint16_t(channel));
    number(std::uint32_t(0)); // its size, see end()
    m_payload = m_size;
}

bool Outbox::end(std::size_t frameMax)
{
    const std::size_t size = m_size - m_payload;
    for (std::size_t i = 0; i < 4; ++i)
        m_frames[m_payload - 1 - i] = char(size >> (8 * i));
    number(std::uint8_t(AMQP_FRAME_END));
    return size + FrameRest <= frameMax;
}

template <class Encode>
bool Outbox::encoded(std::size_t room, Encode encode)
{
    const int size = encode(amqp_bytes_t{room, m_frames.data() + m_size});
    m_size += size < 0 ? 0 : std::size_t(size);
    return size >= 0;
}

bool Outbox::add(std::size_t frameMax, amqp_channel_t channel, std::string_view exchange, std::string_view key,
                 const amqp_basic_properties_t &properties, std::string_view body)
{
    if (body.size() > SmallBody || exchange.size() > MaxShortString || key.size() > MaxShortString)
        return false;
    m_frames.resize(Full + SmallBody + SmallHeader + FrameHeads);
    const std::size_t before = m_size;
    amqp_basic_publish_t publish{0, bytes(exchange), bytes(key), 1, 0};
    amqp_basic_properties_t own = properties;
    begin(AMQP_FRAME_METHOD, channel);
    number(std::uint32_t(AMQP_BASIC_PUBLISH_METHOD));
    bool good = encoded(MethodBytes,
                        [&](amqp_bytes_t to) { return amqp_encode_method(AMQP_BASIC_PUBLISH_METHOD, &publish, to); });
    good = good && end(frameMax);
    begin(AMQP_FRAME_HEADER, channel);
    number(std::uint16_t(AMQP_BASIC_CLASS));
    number(Weight);
    number(std::uint64_t(body.size()));
    good = good &&
           encoded(SmallHeader, [&](amqp_bytes_t to) { return amqp_encode_properties(AMQP_BASIC_CLASS, &own, to); });
    good = good && end(frameMax);
    if (good && !body.empty()) {
        begin(AMQP_FRAME_BODY, channel);
        std::memcpy(m_frames.data() + m_size, body.data(), body.size());
        m_size += body.size();
        good = end(frameMax);
    }
    if (!good)
        m_size = before;
    return good;
}

std::optional<std::size_t> Outbox::headerBytes(const amqp_basic_properties_t &properties)
{
    amqp_basic_properties_t own = properties;
    std::vector<char> to(SmallHeader);
    for (; to.size() <= MostHeader; to.resize(to.size() * 4)) {
        const int size = amqp_encode_properties(AMQP_BASIC_CLASS, &own, {to.size(), to.data()});
        if (size >= 0)
            return HeaderStart + std::size_t(size);
    }
    return std::nullopt;
}

// Nothing may be sent between two parts of a frame: the library, which also sends heartbeats, is not asked meanwhile.
int Outbox::flush(int socket, Milliseconds silence)
{
    std::string_view left(m_frames.data(), std::exchange(m_size, 0));
    auto heard = Clock::now();
    int unread = 0;
    while (!left.empty()) {
        const ssize_t sent = send(socket, left.data(), left.size(), MSG_NOSIGNAL);
        if (sent > 0) {
            left.remove_prefix(std::size_t(sent));
            heard = Clock::now();
            continue;
        }
        if (errno == EINTR)
            continue;
        if (errno != EAGAIN && errno != EWOULDBLOCK)
            return AMQP_STATUS_SOCKET_ERROR;
        pollfd writable{socket, POLLOUT | POLLRDHUP, 0}; // somebody's interrupt() shuts the socket down
        poll(&writable, 1, int(Look.count()));
        if (writable.revents & (POLLRDHUP | POLLHUP | POLLERR))
            return AMQP_STATUS_SOCKET_ERROR;
        // A broker that blocks publishers goes on with its heartbeats.
        int now = 0;
        if (ioctl(socket, FIONREAD, &now) == 0 && now != std::exchange(unread, now))
            heard = Clock::now();
        if (silence.count() > 0 && Clock::now() - heard > silence)
            return AMQP_STATUS_HEARTBEAT_TIMEOUT;
    }
    return AMQP_STATUS_OK;
}

} // namespace flowbench::rabbitmq
