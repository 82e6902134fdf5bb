// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewers/jsonformat.h"

#include "ui/viewers/jsonscan.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstring>

namespace flowbench {
namespace {

constexpr qsizetype kindBytes = 1 << 20;
constexpr qsizetype flatBytes = 72; // a container without containers inside, so short, stays on its line

// Grows by half; QByteArray::append alone checks sharing for every token.
class Output
{
public:
    explicit Output(qsizetype guess) { m_bytes.resize(std::max<qsizetype>(guess, 256)); }

    void put(char c)
    {
        reserve(1);
        m_bytes.data()[m_size++] = c;
    }
    void put(const char *from, const char *to)
    {
        reserve(to - from);
        std::memcpy(m_bytes.data() + m_size, from, std::size_t(to - from));
        m_size += to - from;
    }
    void newLine(int spaces)
    {
        reserve(spaces + 1);
        m_bytes.data()[m_size] = '\n';
        std::memset(m_bytes.data() + m_size + 1, ' ', std::size_t(spaces));
        m_size += spaces + 1;
    }
    qsizetype size() const { return m_size; }
    QByteArray take()
    {
        m_bytes.resize(m_size);
        return std::move(m_bytes);
    }

private:
    void reserve(qsizetype more)
    {
        if (m_size + more > m_bytes.size())
            m_bytes.resize(std::max(m_size + more, m_bytes.size() + m_bytes.size() / 2));
    }

    QByteArray m_bytes;
    qsizetype m_size = 0;
};

class NoSink
{
public:
    void begin(char, const char *) {}
    void end(char, const char *) {}
    void key(const char *, const char *) {}
    void scalar(const char *, const char *) {}
    bool full() const { return false; }
};

class PrettySink
{
public:
    PrettySink(QByteArrayView bytes, const FormatLimits &limits)
        : m_end(bytes.data() + bytes.size()),
          m_limits(limits),
          m_out(qsizetype(std::min<qint64>(bytes.size() * 3 / 2, limits.outBytes + 1024)))
    {}

    void begin(char bracket, const char *at)
    {
        separate();
        m_out.put(bracket);
        const bool flat = !m_flat && !m_open.empty() && (bracket == '[' || m_open.back().bracket == '[') && isFlat(at);
        m_open.push_back({bracket, true});
        m_depth = std::max(m_depth, int(m_open.size()));
        m_flat = m_flat || flat;
    }

    void end(char bracket, const char *)
    {
        const bool empty = m_open.back().first;
        m_open.pop_back();
        if (m_flat) {
            if (bracket == '}' && !empty)
                m_out.put(' ');
            m_flat = false; // a flat container holds no other
        } else if (!empty) {
            m_out.newLine(indent());
        }
        m_out.put(bracket);
    }

    void key(const char *from, const char *to)
    {
        separate();
        m_out.put(from, to);
        m_out.put(':');
        m_out.put(' ');
        m_afterKey = true;
    }

    void scalar(const char *from, const char *to)
    {
        separate();
        m_out.put(from, to);
    }

    bool full() const { return m_out.size() >= m_limits.outBytes; }
    int depth() const { return m_depth; }
    QByteArray take() { return m_out.take(); }

private:
    struct Level
    {
        char bracket;
        bool first;
    };

    int indent() const
    {
        return int(std::min<qsizetype>(qsizetype(m_open.size()) * m_limits.indent, m_limits.maxIndent));
    }

    void separate() // what stands between the last token and a new key or element
    {
        if (m_afterKey || m_open.empty()) {
            m_afterKey = false;
            return;
        }
        Level &level = m_open.back();
        if (!level.first)
            m_out.put(',');
        if (!m_flat)
            m_out.newLine(indent());
        else if (!level.first || level.bracket == '{')
            m_out.put(' ');
        level.first = false;
    }

    bool isFlat(const char *at) const // looks ahead, but only a few bytes
    {
        const char *end = std::min(m_end, at + flatBytes);
        bool inText = false;
        for (const char *p = at + 1; p < end; ++p) {
            if (inText) {
                if (*p == '\\')
                    ++p;
                else if (*p == '"')
                    inText = false;
                continue;
            }
            if (*p == '"')
                inText = true;
            else if (*p == '{' || *p == '[')
                return false;
            else if (*p == '}' || *p == ']')
                return true;
        }
        return false;
    }

    const char *m_end;
    const FormatLimits &m_limits;
    Output m_out;
    std::vector<Level> m_open;
    bool m_afterKey = false;
    bool m_flat = false;
    int m_depth = 0;
};

// Where a text may be cut at `at` or a little before it without halving a character.
qsizetype cutAt(QByteArrayView bytes, qsizetype at)
{
    if (at >= bytes.size())
        return bytes.size();
    qsizetype cut = at;
    while (cut > at - 4 && cut > 0 && (quint8(bytes[cut]) & 0xC0) == 0x80)
        --cut;
    return (quint8(bytes[cut]) & 0xC0) == 0x80 ? at : cut;
}

struct TextCheck
{
    bool utf8 = true;
    qsizetype badByte = -1;
    qsizetype controls = 0;
    bool nul = false;
};

TextCheck checkText(QByteArrayView bytes, bool cut)
{
    TextCheck check;
    const char *p = bytes.data();
    const char *end = p + bytes.size();
    while (p < end) {
        const quint8 c = quint8(*p);
        if (c < 0x80) {
            check.controls += (c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7F;
            check.nul = check.nul || c == 0;
            ++p;
            continue;
        }
        const int length = utf8Length(p, end);
        if (length == 0) {
            if (cut && end - p < 4)
                break; // the rest of the character is behind the cut
            check.utf8 = false;
            check.badByte = p - bytes.data();
            return check;
        }
        p += length;
    }
    return check;
}

BodyKind kindFrom(QByteArrayView head, const TextCheck &check)
{
    if (!check.utf8 || check.nul || check.controls * 20 > head.size())
        return BodyKind::Binary;
    if (head.startsWith("\xEF\xBB\xBF"))
        head = head.sliced(3);
    const auto first = std::find_if_not(head.begin(), head.end(), isJsonSpace);
    return first != head.end() && (*first == '{' || *first == '[') ? BodyKind::Json : BodyKind::Text;
}

// A run of a text up to and with its end of line, as the editor counts lines (\n, \r\n, \r).
qsizetype lineEnd(QByteArrayView text, qsizetype from)
{
    const char *p = text.data() + from;
    const char *end = text.data() + text.size();
    while (p < end && *p != '\n' && *p != '\r')
        ++p;
    if (p + 1 < end && *p == '\r' && p[1] == '\n')
        ++p;
    return (p < end ? p + 1 : p) - text.data();
}

} // namespace

void locate(JsonProblem &problem, QByteArrayView bytes)
{
    if (problem.offset < 0)
        return;
    const qsizetype at = std::min<qsizetype>(problem.offset, bytes.size());
    problem.line = 1;
    const char *begin = bytes.data();
    const char *line = begin;
    const char *end = begin + at;
    while (line < end) {
        const void *next = std::memchr(line, '\n', std::size_t(end - line));
        if (!next)
            break;
        line = static_cast<const char *>(next) + 1;
        ++problem.line;
    }
    problem.column = 1 + std::count_if(line, end, [](char c) { return (quint8(c) & 0xC0) != 0x80; });
}

QString describe(const JsonProblem &problem)
{
    const auto say = [](const char *text) { return QCoreApplication::translate("flowbench::JsonFault", text); };
    QString what;
    switch (problem.fault) {
    case JsonFault::None:
        return say(QT_TRANSLATE_NOOP("flowbench::JsonFault", "valid JSON"));
    case JsonFault::Cancelled:
        return say(QT_TRANSLATE_NOOP("flowbench::JsonFault", "not checked to the end"));
    case JsonFault::Empty:
        return say(QT_TRANSLATE_NOOP("flowbench::JsonFault", "no JSON: there is no value"));
    case JsonFault::UnexpectedEnd:
        what = say(QT_TRANSLATE_NOOP("flowbench::JsonFault", "the text ends too early, line %1, column %2"));
        break;
    case JsonFault::UnexpectedToken:
        what = say(QT_TRANSLATE_NOOP("flowbench::JsonFault", "something else is expected here, line %1, column %2"));
        break;
    case JsonFault::BadNumber:
        what = say(QT_TRANSLATE_NOOP("flowbench::JsonFault", "not a JSON number, line %1, column %2"));
        break;
    case JsonFault::BadLiteral:
        what = say(QT_TRANSLATE_NOOP("flowbench::JsonFault", "neither true, false nor null, line %1, column %2"));
        break;
    case JsonFault::BadEscape:
        what = say(QT_TRANSLATE_NOOP("flowbench::JsonFault", "unknown escape after \\, line %1, column %2"));
        break;
    case JsonFault::ControlInText:
        what = say(QT_TRANSLATE_NOOP("flowbench::JsonFault", "raw control character in a text, line %1, column %2"));
        break;
    case JsonFault::BadUtf8:
        what = say(QT_TRANSLATE_NOOP("flowbench::JsonFault", "bytes that are no UTF-8, line %1, column %2"));
        break;
    case JsonFault::TrailingText:
        what = say(QT_TRANSLATE_NOOP("flowbench::JsonFault", "more text after the value, line %1, column %2"));
        break;
    }
    return what.arg(problem.line).arg(problem.column);
}

JsonProblem checkJson(QByteArrayView bytes, const std::stop_token &stop)
{
    NoSink sink;
    JsonProblem problem = JsonScan<NoSink>(bytes, sink, stop).run();
    locate(problem, bytes);
    return problem;
}

BodyKind kindOf(const QByteArray &bytes)
{
    if (bytes.isNull())
        return BodyKind::Null;
    if (bytes.isEmpty())
        return BodyKind::Empty;
    const QByteArrayView head = QByteArrayView(bytes).first(std::min(bytes.size(), kindBytes));
    return kindFrom(head, checkText(head, head.size() < bytes.size()));
}

QByteArray prettyJson(const QByteArray &bytes, const std::stop_token &stop, JsonProblem *problem)
{
    FormatLimits limits;
    limits.outBytes = std::numeric_limits<qint64>::max() - 4096;
    PrettySink sink(bytes, limits);
    JsonProblem found = JsonScan<PrettySink>(bytes, sink, stop).run();
    locate(found, bytes);
    if (problem)
        *problem = found;
    return found.ok() ? sink.take() : bytes;
}

QByteArray breakLines(const QByteArray &text, qint64 lineBytes, qint64 pieceBytes, std::vector<int> &breaks,
                      const std::stop_token &stop)
{
    QByteArray broken;
    qsizetype done = 0; // of text, already in broken
    qsizetype lineStart = 0;
    int line = 0;
    while (lineStart < text.size()) {
        if ((line & 0x3FFF) == 0 && stop.stop_requested())
            break;
        const qsizetype end = lineEnd(text, lineStart);
        qsizetype from = lineStart;
        while (end - lineStart > lineBytes && end - from > pieceBytes) {
            const qsizetype cut = cutAt(text, from + qsizetype(pieceBytes));
            broken.append(text.constData() + done, cut - done);
            broken.append('\n');
            done = from = cut;
            breaks.push_back(++line);
        }
        lineStart = end;
        ++line;
    }
    if (breaks.empty())
        return text;
    broken.append(text.constData() + done, text.size() - done);
    return broken;
}

FormattedBody formatBody(const QByteArray &bytes, const FormatLimits &limits, const std::stop_token &stop)
{
    FormattedBody body;
    if (bytes.isEmpty()) {
        body.kind = bytes.isNull() ? BodyKind::Null : BodyKind::Empty;
        return body;
    }
    const QByteArrayView head = QByteArrayView(bytes).first(std::min(bytes.size(), kindBytes));
    const TextCheck check = checkText(head, head.size() < bytes.size());
    body.kind = kindFrom(head, check);
    body.badByte = check.badByte;
    if (limits.as)
        body.kind = *limits.as;
    if (body.kind == BodyKind::Binary)
        return body;
    if (body.kind == BodyKind::Json) {
        PrettySink sink(bytes, limits);
        JsonScan<PrettySink> scan(bytes, sink, stop);
        body.problem = scan.run();
        locate(body.problem, bytes);
        body.depth = sink.depth();
        if (body.problem.ok()) {
            body.text = sink.take();
            body.consumed = scan.position();
        }
    }
    if (body.text.isEmpty()) { // plain text, and JSON that is none: as it came
        body.consumed = cutAt(bytes, qsizetype(std::min<qint64>(bytes.size(), limits.outBytes)));
        body.text = body.consumed == bytes.size() ? bytes : bytes.first(body.consumed);
    }
    body.complete = body.consumed >= bytes.size();
    body.text = breakLines(body.text, limits.lineBytes, limits.pieceBytes, body.breaks, stop);
    return body;
}

} // namespace flowbench
