// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/cel/value.h"

#include <QTimeZone>

#include <memory>
#include <string>
#include <unordered_map>

namespace re2 {
class RE2;
}

namespace flowbench::cel {

// A pattern compiled without logging and with bounded memory; RE2 never backtracks. Null where it is wrong: `problem`
// says why.
std::shared_ptr<const re2::RE2> compilePattern(std::string_view pattern, std::string *problem = nullptr);

// Whether it is found in the text: a bool, or a Limit error.
Value findPattern(std::string_view text, const re2::RE2 &pattern, Scratch &scratch);

struct Scratch::Caches
{
    static constexpr std::size_t Most = 64; // entries of each

    // Null: the pattern is wrong (`problem`). Compiling it counts.
    const re2::RE2 *pattern(std::string_view text, Scratch &scratch, std::string *problem);
    // Null: no such zone.
    const QTimeZone *zone(std::string_view name, Scratch &scratch);

private:
    std::unordered_map<std::string, std::shared_ptr<const re2::RE2>> m_patterns;
    std::unordered_map<std::string, QTimeZone> m_zones;
};

} // namespace flowbench::cel
