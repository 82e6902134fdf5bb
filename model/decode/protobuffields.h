// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>
#include <string_view>
#include <vector>

namespace flowbench {

enum class WireType : quint8 { Varint = 0, Fixed64 = 1, Bytes = 2, Group = 3, Fixed32 = 5 };

// One field as it stands in the bytes of a message.
struct WireField
{
    int number = 0;
    WireType type = WireType::Varint;
    quint64 value = 0;      // Varint, Fixed32, Fixed64
    std::string_view bytes; // Bytes; the inside of a Group
};

// Appends the fields of one message, in the order of the bytes; at most `most` of them altogether. The fault, empty:
// none. Groups are skipped without recursion.
QString readWireFields(std::string_view message, std::size_t most, std::vector<WireField> &out);

} // namespace flowbench
