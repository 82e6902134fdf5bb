// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/headers.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace flowbench {

namespace {
using namespace std::string_view_literals;

constexpr std::array Names{
    "kafka_dlt-original-partition"sv,  "kafka_dlt-original-offset"sv, "kafka_dlt-original-timestamp"sv,
    "kafka_original-partition"sv,      "kafka_original-offset"sv,     "kafka_original-timestamp"sv,
    "kafka_deliveryAttempt"sv,         "retry_topic-attempts"sv,      "retry_topic-original-timestamp"sv,
    "retry_topic-backoff-timestamp"sv, "x-original-partition"sv,      "x-original-offset"sv,
    "x-original-timestamp"sv,
};

// As a big-endian number, these bytes would be a partition above 800 million or a time after the year 3500.
std::optional<qint64> decimal(std::string_view text)
{
    qint64 n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (error != std::errc() || end != text.data() + text.size())
        return {};
    return n;
}

qint64 bigEndian(std::string_view bytes)
{
    quint64 n = bytes.front() < 0 ? ~quint64(0) : 0;
    for (const char c : bytes)
        n = n << 8 | static_cast<unsigned char>(c);
    return qint64(n);
}
} // namespace

bool isBinaryNumberHeader(std::string_view name) { return std::find(Names.begin(), Names.end(), name) != Names.end(); }

std::optional<qint64> binaryHeaderNumber(std::string_view name, std::string_view bytes)
{
    if (bytes.empty() || !isBinaryNumberHeader(name))
        return {};
    if (const auto digits = decimal(bytes))
        return digits;
    if (bytes.size() > 8)
        return {};
    return bigEndian(bytes);
}

} // namespace flowbench
