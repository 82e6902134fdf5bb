// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/text.h"

#include "model/base/jsonwriter.h"

#include <array>

namespace flowbench {

namespace {
constexpr std::array<bool, 256> controls()
{
    std::array<bool, 256> t{};
    for (std::size_t c = 0; c < 0x20; ++c)
        t[c] = c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v' && c != 0x1b;
    t[0x7f] = true;
    return t;
}
constexpr std::array<bool, 256> Controls = controls();
} // namespace

TextKind textKind(std::string_view bytes)
{
    if (!isUtf8(bytes))
        return TextKind::Binary;
    bool some = false;
    for (const char c : bytes) {
        if (c == 0)
            return TextKind::Binary;
        some |= Controls[static_cast<unsigned char>(c)];
    }
    return some ? TextKind::Controls : TextKind::Plain;
}

} // namespace flowbench
