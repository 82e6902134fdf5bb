// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace flowbench {

// A set of event numbers as text: "0-49,55,60-61". What the journal keeps of a window.
std::string numbersToText(std::span<const quint64> numbers); // any order, each once
// Sorted. Nothing where it is no such text, or holds more than `most` numbers.
std::optional<std::vector<quint64>> numbersFromText(std::string_view text, quint64 most = 100'000'000);

} // namespace flowbench
