// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <optional>
#include <string_view>

namespace flowbench {

// Whether a Kafka header of this name is a number that its framework writes as big-endian bytes: Spring Kafka's
// dead-letter and retry headers, Spring Cloud Stream's x-original-*.
bool isBinaryNumberHeader(std::string_view name);

// The number in such a header: 4 bytes int32, 8 bytes int64, other lengths up to 8 as the shortest form of a signed
// number (Java's BigInteger). Decimal digits, as people's own retry code writes them under the same names, count too.
// Nothing for other names and for bytes that are no number.
std::optional<qint64> binaryHeaderNumber(std::string_view name, std::string_view bytes);

} // namespace flowbench
