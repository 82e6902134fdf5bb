// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/decode/json.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

// What the fuzz targets share.
namespace flowbench::fuzz {

inline std::string_view viewOf(const std::uint8_t *data, std::size_t size)
{
    return {reinterpret_cast<const char *>(data), size};
}

// A property that must hold for every input: ends the program where it does not.
inline void require(bool holds, const char *what)
{
    if (holds)
        return;
    std::fprintf(stderr, "not so: %s\n", what);
    std::abort();
}

// Whatever a decoder makes is JSON.
inline void requireJson(std::string_view text)
{
    const auto fault = checkJson(text, 1 << 20);
    if (fault)
        std::fprintf(stderr, "at byte %zu: %s\n%.*s\n", fault->at, fault->what, int(text.size()), text.data());
    require(!fault, "a decoder's output is JSON");
}

} // namespace flowbench::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);
