// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace flowbench {

// One cell of a CSV file (RFC 4180): quoted where needed, and harmless in a spreadsheet: what starts like a formula
// (= + - @ or their wide forms, tab, carriage return, line feed; blanks before it do not count) gets an apostrophe
// before it, numbers too. Any UTF-8.
void appendCsvCell(std::string &out, std::string_view utf8);
// Bytes as a cell: text where they are UTF-8, else "base64:" and their base64.
void appendCsvBytes(std::string &out, std::string_view bytes);

} // namespace flowbench
