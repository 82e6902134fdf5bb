// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/commandpalette.h"

#include <algorithm>

namespace flowbench {

std::optional<int> fuzzyScore(const QString &needle, const QString &title)
{
    const QString wanted = needle.toCaseFolded().remove(u' ');
    const QString text = title.toCaseFolded();
    int score = 0;
    qsizetype from = 0;
    qsizetype previous = -2;
    for (const QChar c : wanted) {
        const auto startsWord = [&](qsizetype at) { return at == 0 || !text[at - 1].isLetterOrNumber(); };
        const qsizetype found = text.indexOf(c, from);
        if (found < 0)
            return std::nullopt;
        // Prefer the next start of a word over a letter further inside of this one.
        qsizetype at = found;
        if (found != previous + 1 && !startsWord(found)) {
            for (qsizetype later = text.indexOf(c, found + 1); later >= 0; later = text.indexOf(c, later + 1)) {
                if (!startsWord(later))
                    continue;
                at = later;
                break;
            }
        }
        score += at == previous + 1 ? 6 : 1;
        if (startsWord(at))
            score += 8;
        score -= int(std::min<qsizetype>(at - from, 5));
        previous = at;
        from = at + 1;
    }
    if (!wanted.isEmpty() && text.contains(needle.toCaseFolded()))
        score += 20;
    return score;
}

std::vector<int> matchingCommands(const std::vector<Command> &commands, const QString &needle)
{
    struct Match
    {
        int index, score;
    };
    std::vector<Match> matches;
    for (int i = 0; i < int(commands.size()); ++i) {
        if (const auto score = fuzzyScore(needle, commands[size_t(i)].title))
            matches.push_back({i, needle.isEmpty() ? 0 : *score});
    }
    std::stable_sort(matches.begin(), matches.end(), [](const Match &a, const Match &b) { return a.score > b.score; });
    std::vector<int> indexes;
    for (const Match &match : matches)
        indexes.push_back(match.index);
    return indexes;
}

} // namespace flowbench
