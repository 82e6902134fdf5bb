// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <stop_token>
#include <vector>

namespace flowbench {

/// A line of a difference as it is shown.
struct DiffLine
{
    enum class Kind : quint8 {
        Heading, ///< What the lines below are of.
        Note,    ///< What is left out, or said about the lines around it.
        Same,
        Removed,
        Added
    } kind = Kind::Same;
    QString text;        ///< Raw: DiffView makes it visible.
    int markStart = 0;   ///< Of Removed and Added: what differs within the line, in UTF-16 units of `text`.
    int markLength = 0;  ///< 0: the line as a whole.
    bool isJson = false; ///< Painted in the colours of JSON.

    bool operator==(const DiffLine &) const = default;
};

struct DiffLimits
{
    int context = 3;                      ///< Lines that are the same around a change.
    int shown = 5000;                     ///< Lines of the answer; a note says what is left out.
    int differences = 1500;               ///< More are not told apart: the texts stand below each other as a whole.
    int characters = 1000;                ///< Of a line.
    qsizetype bytes = qsizetype(8) << 20; ///< Of both texts together.
};

/// The difference of two texts, line by line (Myers' algorithm, with bounded time and memory). Texts that are the same
/// give no line. Any thread; returns soon after `stop` was requested.
std::vector<DiffLine> diffLines(const QByteArray &before, const QByteArray &after, bool isJson = false,
                                const DiffLimits &limits = {}, const std::stop_token &stop = {});

} // namespace flowbench
