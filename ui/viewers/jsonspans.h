// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace flowbench {

enum class JsonInk { Plain, Key, String, Number };

struct JsonSpan
{
    int start = 0;
    int length = 0;
    JsonInk ink = JsonInk::Plain;
};

// Colours of one line of laid out JSON (strings don't cross lines there). Covers the line without a hole. Any thread.
std::vector<JsonSpan> jsonSpans(QStringView line);

} // namespace flowbench
