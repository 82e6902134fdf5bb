// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <optional>
#include <string>
#include <string_view>

namespace flowbench::cel {

// Numbers and text, whatever the locale. Nothing where the whole text is no such number or it does not fit.
std::optional<qint64> parseInt(std::string_view text);
std::optional<quint64> parseUInt(std::string_view text);
// Decimal, with or without exponent; NaN, Infinity and -Infinity. What is too small is 0, what is too large nothing.
std::optional<double> parseDouble(std::string_view text);

// The shortest text that is read back as the same number: "0.1", "1e+30", "-Infinity". `fraction`: whole numbers end
// in ".0".
std::string formatDouble(double value, bool fraction = false);
// With so many digits behind the point; `exponent`: as 1.05e+03.
std::string formatDouble(double value, int precision, bool exponent);

} // namespace flowbench::cel
