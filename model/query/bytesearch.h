// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace flowbench {

// One literal to be found in bytes, many times: ASCII letters in any case where asked for, every other byte exactly.
// Looks at two of its rarest bytes with the widest registers the processor has. Reads no byte outside the text.
// Immutable; any thread.
class ByteSearch
{
public:
    enum class Case { Exact, Any };
    explicit ByteSearch(std::string_view literal, Case letters = Case::Exact);

    // Where its first occurrence begins; npos: nowhere. An empty literal is everywhere.
    std::size_t find(std::string_view text) const;
    bool in(std::string_view text) const { return find(text) != std::string_view::npos; }
    const std::string &literal() const { return m_literal; } // lower case where the case does not count

    // Which bytes are looked for first: at m_literal[offset], under `fold` set (0x20 for a letter of either case).
    struct Probe
    {
        std::size_t offset = 0;
        unsigned char byte = 0, fold = 0;
    };

private:
    Probe probeAt(std::size_t offset) const;
    std::string m_literal;
    bool m_anyCase = false;
    std::array<Probe, 2> m_probes; // the lower offset first
};

} // namespace flowbench
