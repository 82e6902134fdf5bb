// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

// An expression and what it gives: "type: plain JSON", or "error: a part of the message".
struct CelCase
{
    const char *expression;
    const char *expected;
};

std::span<const CelCase> operatorCases();
std::span<const CelCase> textCases();
std::span<const CelCase> valueCases();
