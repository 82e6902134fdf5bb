// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/framing.h"

#include "model/decode/attempt.h"

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t MostIndexes = 64; // messages within messages
}

Result<std::optional<Frame>> readFrame(std::string_view bytes)
{
    if (bytes.empty() || quint8(bytes.front()) > 1)
        return std::optional<Frame>();
    const bool guid = bytes.front() == 1;
    const std::size_t length = guid ? 17 : 5;
    if (bytes.size() < length)
        return decodeError(Encoding::Avro,
                           u"it begins like the framing of a schema registry, but that has %1 bytes"_s.arg(length));
    Frame frame;
    frame.payload = bytes.substr(length);
    if (guid) {
        frame.key.by = SchemaKey::By::Guid;
        frame.key.name = bytes.substr(1, 16);
        return std::optional(frame);
    }
    frame.key.id = quint32(ByteCursor(bytes.substr(1)).bigEndian(4));
    if (frame.key.id == 0 || frame.key.id > 0x7fffffff)
        return decodeError(
            Encoding::Avro,
            u"it begins like the framing of a schema registry, but none has a schema %1"_s.arg(frame.key.id));
    return std::optional(frame);
}

std::optional<std::vector<int>> takeMessageIndexes(std::string_view &payload)
{
    ByteCursor in(payload);
    const auto next = [&]() -> std::optional<int> {
        const auto n = in.varint();
        if (!n || (*n & 1) || *n > 0xfffffffeu)
            return {};
        return int(*n >> 1);
    };
    const auto count = next();
    if (!count || std::size_t(*count) > MostIndexes)
        return {};
    std::vector<int> path;
    for (int i = 0; i < *count; ++i) {
        const auto index = next();
        if (!index)
            return {};
        path.push_back(*index);
    }
    if (path.empty())
        path.push_back(0);
    payload.remove_prefix(in.at());
    return path;
}

} // namespace flowbench
