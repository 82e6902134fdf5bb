// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/recipe/linediff.h"

#include "words/units.h"

#include <QCoreApplication>

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

struct Said
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::DiffView)
};

constexpr qsizetype MostLines = 200'000; // of the part that differs
constexpr int LeadCharacters = 80;       // shown before a change far inside a line

using Kind = DiffLine::Kind;
using Lines = std::vector<QByteArrayView>;

struct Run
{
    Kind kind;
    qsizetype begin, end; // of the lines after (Added), else of those before
};

DiffLine note(const QString &text) { return {Kind::Note, text, 0, 0, false}; }

Lines split(QByteArrayView text)
{
    Lines lines;
    for (qsizetype at = 0; at <= text.size();) {
        const qsizetype end = text.indexOf('\n', at);
        lines.push_back(text.sliced(at, (end < 0 ? text.size() : end) - at));
        if (end < 0)
            break;
        at = end + 1;
    }
    return lines;
}

qsizetype samePrefix(QByteArrayView a, QByteArrayView b)
{
    const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    return x - a.begin();
}

qsizetype sameSuffix(QByteArrayView a, QByteArrayView b)
{
    const auto backwards = [](QByteArrayView v) { return std::make_reverse_iterator(v.end()); };
    const auto end = [](QByteArrayView v) { return std::make_reverse_iterator(v.begin()); };
    return std::mismatch(backwards(a), end(a), backwards(b), end(b)).first - backwards(a);
}

// What is the same at both ends of two texts, in whole lines and but for the context of what differs.
struct Middle
{
    qsizetype start = 0; // bytes of both
    qsizetype tail = 0;  // bytes of both, from a line feed on
};

Middle middleOf(QByteArrayView a, QByteArrayView b, int context)
{
    const auto lineStart = [&](qsizetype at) { return at > 0 ? a.lastIndexOf('\n', at - 1) + 1 : 0; };
    const qsizetype prefix = samePrefix(a, b);
    const qsizetype suffix = std::min(sameSuffix(a, b), std::min(a.size(), b.size()) - prefix);
    Middle m;
    m.start = lineStart(prefix);
    for (int i = 0; i < context && m.start > 0; ++i)
        m.start = lineStart(m.start - 1);
    qsizetype feed = suffix > 0 ? a.indexOf('\n', a.size() - suffix) : -1;
    for (int i = 0; i < context && feed >= 0; ++i)
        feed = a.indexOf('\n', feed + 1);
    m.tail = feed < 0 ? 0 : a.size() - feed;
    return m;
}

// Lines as numbers, so that comparing two costs the same whatever stands in them.
struct Numbered
{
    std::vector<int> before, after;
};

Numbered numbered(const Lines &before, const Lines &after)
{
    std::unordered_map<std::string_view, int> known;
    const auto number = [&](const Lines &lines) {
        std::vector<int> out;
        out.reserve(lines.size());
        for (const QByteArrayView line : lines)
            out.push_back(known.emplace(std::string_view(line.data(), std::size_t(line.size())), int(known.size()))
                              .first->second);
        return out;
    };
    Numbered n;
    n.before = number(before);
    n.after = number(after);
    return n;
}

void extend(std::vector<Run> &runs, Kind kind, qsizetype at)
{
    if (!runs.empty() && runs.back().kind == kind && runs.back().begin == at + 1)
        runs.back().begin = at;
    else
        runs.push_back({kind, at, at + 1});
}

// The furthest point of each diagonal, by the number of differences, walked back from the end.
std::vector<Run> walkBack(const std::vector<std::vector<int>> &trace, qsizetype x, qsizetype y)
{
    std::vector<Run> runs;
    for (auto d = qsizetype(trace.size()) - 1; d >= 0; --d) {
        const std::vector<int> &furthest = trace[std::size_t(d)]; // of diagonals -d-1 to d+1
        const auto at = [&](qsizetype k) { return furthest[std::size_t(k + d + 1)]; };
        const qsizetype k = x - y;
        const bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
        const qsizetype fromX = d == 0 ? 0 : at(down ? k + 1 : k - 1);
        const qsizetype fromY = d == 0 ? 0 : fromX - (down ? k + 1 : k - 1);
        while (x > fromX && y > fromY && x - 1 >= 0 && y - 1 >= 0) {
            extend(runs, Kind::Same, --x);
            --y;
        }
        if (d > 0)
            down ? extend(runs, Kind::Added, --y) : extend(runs, Kind::Removed, --x);
    }
    std::reverse(runs.begin(), runs.end());
    return runs;
}

// Nothing where there are more than `most` differences.
std::optional<std::vector<Run>> shortestEdit(const Numbered &n, int most, const std::stop_token &stop)
{
    const auto sizeX = int(n.before.size()), sizeY = int(n.after.size());
    most = std::min(most, sizeX + sizeY);
    std::vector<int> furthest(std::size_t(2 * most + 3), 0);
    const int middle = most + 1;
    std::vector<std::vector<int>> trace;
    for (int d = 0; d <= most && !stop.stop_requested(); ++d) {
        trace.emplace_back(furthest.begin() + middle - d - 1, furthest.begin() + middle + d + 2);
        for (int k = -d; k <= d; k += 2) {
            int &here = furthest[std::size_t(middle + k)];
            const int above = furthest[std::size_t(middle + k + 1)], left = furthest[std::size_t(middle + k - 1)];
            int x = k == -d || (k != d && left < above) ? above : left + 1;
            if (d == 0)
                x = 0;
            int y = x - k;
            while (x < sizeX && y < sizeY && n.before[std::size_t(x)] == n.after[std::size_t(y)]) {
                ++x;
                ++y;
            }
            here = x;
            if (x >= sizeX && y >= sizeY)
                return walkBack(trace, sizeX, sizeY);
        }
    }
    return {};
}

class Writer
{
public:
    Writer(const DiffLimits &limits, bool isJson) : m_limits(limits), m_isJson(isJson) {}

    bool isFull() const { return int(m_lines.size()) >= m_limits.shown; }
    void add(Kind kind, QByteArrayView line)
    {
        if (count(kind))
            m_lines.push_back({kind, cut(line, 0), 0, 0, m_isJson});
    }
    // One line in place of another: what differs within them is marked, and is what is shown of long ones.
    void addPair(Kind kind, QByteArrayView line, QByteArrayView other)
    {
        if (!count(kind))
            return;
        const auto inside = [&](qsizetype at) { return at < line.size() && (quint8(line[at]) & 0xC0) == 0x80; };
        qsizetype prefix = samePrefix(line, other);
        while (prefix > 0 && inside(prefix))
            --prefix;
        const qsizetype shortest = std::min(line.size(), other.size()) - prefix;
        qsizetype end = line.size() - std::min(shortest, sameSuffix(line, other));
        while (inside(end))
            ++end;
        qsizetype from = prefix > m_limits.characters - LeadCharacters ? prefix - LeadCharacters : 0;
        while (from > 0 && inside(from))
            --from;
        DiffLine out{kind, cut(line, from), 0, 0, m_isJson};
        const qsizetype lead = from > 0 ? 1 : 0; // the ellipsis
        out.markStart = int(lead + QString::fromUtf8(line.sliced(from, prefix - from)).size());
        const auto length = QString::fromUtf8(line.sliced(prefix, end - prefix)).size();
        out.markLength = int(std::clamp<qsizetype>(out.text.size() - out.markStart, 0, length));
        // All of it differs: no need to say so twice.
        if (prefix == 0 && end == line.size())
            out.markStart = out.markLength = 0;
        m_lines.push_back(std::move(out));
    }
    void skip(qsizetype lines)
    {
        if (lines > 0 && !isFull())
            m_lines.push_back(note(Said::tr("⋯ %Ln line(s) unchanged", nullptr, int(lines))));
    }
    std::vector<DiffLine> take()
    {
        if (m_left > 0)
            m_lines.push_back(note(Said::tr("%Ln further line(s) are not shown", nullptr, int(m_left))));
        return std::move(m_lines);
    }
    void say(const QString &text) { m_lines.push_back(note(text)); }

private:
    bool count(Kind kind)
    {
        if (!isFull())
            return true;
        m_left += kind != Kind::Same;
        return false;
    }
    QString cut(QByteArrayView line, qsizetype from) const
    {
        const QByteArrayView part = line.sliced(from, std::min<qsizetype>(line.size() - from, 4 * m_limits.characters));
        QString text = QString::fromUtf8(part);
        const bool more = text.size() > m_limits.characters || part.size() < line.size() - from;
        if (more)
            text = text.left(m_limits.characters) + u'…';
        return from > 0 ? u'…' + text : text;
    }

    const DiffLimits &m_limits;
    bool m_isJson;
    qint64 m_left = 0;
    std::vector<DiffLine> m_lines;
};

void writeSame(Writer &out, const Lines &lines, const Run &run, bool isFirst, bool isLast, int context)
{
    const qsizetype head = isFirst ? 0 : context, tail = isLast ? 0 : context;
    if (run.end - run.begin <= head + tail + 1) { // a note is as long as the line that it stands for
        for (qsizetype i = run.begin; i < run.end; ++i)
            out.add(Kind::Same, lines[std::size_t(i)]);
        return;
    }
    for (qsizetype i = run.begin; i < run.begin + head; ++i)
        out.add(Kind::Same, lines[std::size_t(i)]);
    out.skip(run.end - run.begin - head - tail);
    for (qsizetype i = run.end - tail; i < run.end; ++i)
        out.add(Kind::Same, lines[std::size_t(i)]);
}

void write(Writer &out, const Lines &before, const Lines &after, const std::vector<Run> &runs, int context)
{
    for (std::size_t r = 0; r < runs.size(); ++r) {
        const Run &run = runs[r];
        if (run.kind == Kind::Same) {
            writeSame(out, before, run, r == 0, r + 1 == runs.size(), context);
            continue;
        }
        const bool pair = run.kind == Kind::Removed && r + 1 < runs.size() && runs[r + 1].kind == Kind::Added &&
                          runs[r + 1].end - runs[r + 1].begin == run.end - run.begin;
        if (!pair) {
            const Lines &lines = run.kind == Kind::Added ? after : before;
            for (qsizetype i = run.begin; i < run.end; ++i)
                out.add(run.kind, lines[std::size_t(i)]);
            continue;
        }
        const Run &added = runs[++r];
        for (qsizetype i = 0; i < run.end - run.begin; ++i)
            out.addPair(Kind::Removed, before[std::size_t(run.begin + i)], after[std::size_t(added.begin + i)]);
        for (qsizetype i = 0; i < run.end - run.begin; ++i)
            out.addPair(Kind::Added, after[std::size_t(added.begin + i)], before[std::size_t(run.begin + i)]);
    }
}

// Removed lines before the added ones of the same place, so that they can be paired.
std::vector<Run> ordered(std::vector<Run> runs)
{
    std::vector<Run> out;
    for (std::size_t i = 0; i < runs.size();) {
        if (runs[i].kind == Kind::Same) {
            out.push_back(runs[i++]);
            continue;
        }
        std::size_t end = i;
        while (end < runs.size() && runs[end].kind != Kind::Same)
            ++end;
        for (const Kind kind : {Kind::Removed, Kind::Added}) {
            const std::size_t first = out.size();
            for (std::size_t j = i; j < end; ++j) {
                if (runs[j].kind != kind)
                    continue;
                if (out.size() > first)
                    out.back().end = runs[j].end; // they follow each other
                else
                    out.push_back(runs[j]);
            }
        }
        i = end;
    }
    return out;
}

} // namespace

std::vector<DiffLine> diffLines(const QByteArray &before, const QByteArray &after, bool isJson,
                                const DiffLimits &limits, const std::stop_token &stop)
{
    if (before == after)
        return {};
    Writer out(limits, isJson);
    if (before.size() + after.size() > limits.bytes) {
        out.say(Said::tr("%1 before, %2 after: too long to be compared here")
                    .arg(words::bytes(before.size()), words::bytes(after.size())));
        return out.take();
    }
    const QByteArrayView a(before), b(after);
    const Middle middle = middleOf(a, b, limits.context);
    const Lines linesBefore = split(a.sliced(middle.start, a.size() - middle.start - middle.tail));
    const Lines linesAfter = split(b.sliced(middle.start, b.size() - middle.start - middle.tail));
    std::optional<std::vector<Run>> runs;
    if (qsizetype(std::max(linesBefore.size(), linesAfter.size())) <= MostLines)
        runs = shortestEdit(numbered(linesBefore, linesAfter), limits.differences, stop);
    if (!runs) {
        out.say(Said::tr("Too different to be compared line by line: first what was there, then what is there now"));
        runs = {{Kind::Removed, 0, qsizetype(linesBefore.size())}, {Kind::Added, 0, qsizetype(linesAfter.size())}};
    }
    out.skip(a.first(middle.start).count('\n'));
    write(out, linesBefore, linesAfter, ordered(std::move(*runs)), limits.context);
    out.skip(a.last(middle.tail).count('\n'));
    return out.take();
}

} // namespace flowbench
