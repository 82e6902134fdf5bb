// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/decode/decoder.h"

#include <string>
#include <string_view>
#include <vector>

namespace flowbench {

// JSON text made from a format that announces its values one by one (MsgPack, CBOR), without recursion: open lists and
// maps are a vector. Map keys that are no strings become strings of their JSON text, up to 64 KiB.
class JsonNesting
{
public:
    enum class Kind : quint8 { Array, Map, Tag }; // Tag: {"tag":N,"value":...} around one value

    JsonNesting(Encoding encoding, const DecodeLimits &limits, std::string &out)
        : m_encoding(encoding), m_limits(limits), m_out(out)
    {}

    // Before each value, scalar or opening: writes what separates it. Then append the value's JSON, then end it.
    void begin();
    // After a scalar was appended; closes what is full by it.
    Result<void> end();
    // Instead of begin() and end(): a list or map of so many values (a map's pairs count as two).
    Result<void> open(Kind kind, quint64 values, bool indefinite = false, quint64 tag = 0);
    // The innermost one's end was met. False: none is open that could end here.
    Result<bool> close();

    bool done() const { return m_started && m_open.empty(); }
    bool indefinite() const { return !m_open.empty() && m_open.back().indefinite; }

private:
    struct Level
    {
        Kind kind;
        bool indefinite;
        bool any = false;      // something stands in it
        bool key = false;      // the next value is a map's key
        quint64 left = 0;      // values to come, unless indefinite
        std::size_t start = 0; // of the value that is being written
    };
    Result<void> ended();
    Result<void> settle();

    const Encoding m_encoding; // for errors
    const DecodeLimits &m_limits;
    std::string &m_out;
    std::vector<Level> m_open;
    bool m_started = false;
};

} // namespace flowbench
