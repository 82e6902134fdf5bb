// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/viewers/jsonformat.h"

#include <vector>

namespace flowbench {

// Length of the well-formed UTF-8 sequence at p (1 to 4), 0 if there is none. p < end.
inline int utf8Length(const char *p, const char *end)
{
    const auto at = [&](int i) { return quint8(p[i]); };
    const auto tail = [&](int i, quint8 low = 0x80, quint8 high = 0xBF) {
        return p + i < end && at(i) >= low && at(i) <= high;
    };
    const quint8 c = at(0);
    if (c < 0x80)
        return 1;
    if (c >= 0xC2 && c <= 0xDF)
        return tail(1) ? 2 : 0;
    if (c >= 0xE0 && c <= 0xEF)
        return tail(1, c == 0xE0 ? 0xA0 : 0x80, c == 0xED ? 0x9F : 0xBF) && tail(2) ? 3 : 0;
    if (c >= 0xF0 && c <= 0xF4)
        return tail(1, c == 0xF0 ? 0x90 : 0x80, c == 0xF4 ? 0x8F : 0xBF) && tail(2) && tail(3) ? 4 : 0;
    return 0;
}

inline bool isJsonSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

// Reads one JSON value and tells a sink what it finds, without recursion and without copying. The sink has:
//   void begin(char bracket, const char *at);  '{' or '[', at points at it
//   void end(char bracket, const char *at);    '}' or ']'
//   void key(const char *from, const char *to);    with its quotes
//   void scalar(const char *from, const char *to); a string with quotes, a number or a literal
//   bool full() const;                         true ends the scan without a fault
template <class Sink>
class JsonScan
{
public:
    JsonScan(QByteArrayView bytes, Sink &sink, const std::stop_token &stop)
        : m_begin(bytes.data()), m_p(m_begin), m_end(m_begin + bytes.size()), m_sink(sink), m_stop(stop)
    {
        if (bytes.startsWith("\xEF\xBB\xBF"))
            m_p += 3;
    }

    JsonProblem run()
    {
        while (m_problem.ok() && step()) {
            if (m_sink.full())
                return m_problem;
            if ((++m_steps & 0x3FFF) == 0 && m_stop.stop_requested())
                fail(JsonFault::Cancelled, m_p);
        }
        return m_problem;
    }

    qint64 position() const { return m_p - m_begin; }

private:
    enum class Expect { Value, ValueOrEnd, KeyOrEnd, Key, CommaOrEnd };

    bool step() // one token (with a key also its colon); false at the end
    {
        while (m_p < m_end && isJsonSpace(*m_p))
            ++m_p;
        if (m_expect == Expect::CommaOrEnd && m_open.empty()) {
            if (m_p < m_end)
                fail(JsonFault::TrailingText, m_p);
            return false;
        }
        if (m_p == m_end) {
            fail(m_seen ? JsonFault::UnexpectedEnd : JsonFault::Empty, m_p);
            return false;
        }
        m_seen = true;
        switch (m_expect) {
        case Expect::Value:
            value();
            break;
        case Expect::ValueOrEnd:
            *m_p == ']' ? close() : value();
            break;
        case Expect::KeyOrEnd:
            *m_p == '}' ? close() : key();
            break;
        case Expect::Key:
            key();
            break;
        case Expect::CommaOrEnd:
            commaOrEnd();
            break;
        }
        return true;
    }

    void commaOrEnd()
    {
        const bool object = m_open.back() == '{';
        if (*m_p == ',') {
            ++m_p;
            m_expect = object ? Expect::Key : Expect::Value;
        } else if (*m_p == (object ? '}' : ']')) {
            close();
        } else {
            fail(JsonFault::UnexpectedToken, m_p);
        }
    }

    void close()
    {
        m_sink.end(*m_p, m_p);
        ++m_p;
        m_open.pop_back();
        m_expect = Expect::CommaOrEnd;
    }

    void key()
    {
        const char *from = m_p;
        if (*m_p != '"')
            return fail(JsonFault::UnexpectedToken, m_p);
        if (!text())
            return;
        m_sink.key(from, m_p);
        while (m_p < m_end && isJsonSpace(*m_p))
            ++m_p;
        if (m_p == m_end)
            return fail(JsonFault::UnexpectedEnd, m_p);
        if (*m_p != ':')
            return fail(JsonFault::UnexpectedToken, m_p);
        ++m_p;
        m_expect = Expect::Value;
    }

    void value()
    {
        const char *from = m_p;
        bool good = true;
        switch (*m_p) {
        case '{':
        case '[':
            m_sink.begin(*m_p, m_p);
            m_open.push_back(*m_p);
            m_expect = *m_p++ == '{' ? Expect::KeyOrEnd : Expect::ValueOrEnd;
            return;
        case '"':
            good = text();
            break;
        case 't':
            good = literal("true");
            break;
        case 'f':
            good = literal("false");
            break;
        case 'n':
            good = literal("null");
            break;
        default:
            if (*m_p != '-' && (*m_p < '0' || *m_p > '9'))
                return fail(JsonFault::UnexpectedToken, m_p);
            good = number();
        }
        if (!good)
            return;
        m_sink.scalar(from, m_p);
        m_expect = Expect::CommaOrEnd;
    }

    bool literal(QByteArrayView word)
    {
        const char *from = m_p;
        while (m_p < m_end && m_p - from < word.size() && *m_p == word[m_p - from])
            ++m_p;
        const bool whole = m_p - from == word.size();
        const bool longer = m_p < m_end && (isWordByte(*m_p));
        if (!whole || longer)
            fail(m_p == m_end && !whole ? JsonFault::UnexpectedEnd : JsonFault::BadLiteral, whole ? m_p : from);
        return whole && !longer;
    }

    static bool isDigit(char c) { return c >= '0' && c <= '9'; }
    static bool isWordByte(char c)
    {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || c == '+' ||
               c == '-';
    }

    bool digits()
    {
        const char *from = m_p;
        while (m_p < m_end && isDigit(*m_p))
            ++m_p;
        return m_p > from;
    }

    bool number()
    {
        if (*m_p == '-')
            ++m_p;
        bool good = true;
        if (m_p < m_end && *m_p == '0')
            ++m_p;
        else
            good = digits();
        if (good && m_p < m_end && *m_p == '.') {
            ++m_p;
            good = digits();
        }
        if (good && m_p < m_end && (*m_p == 'e' || *m_p == 'E')) {
            ++m_p;
            if (m_p < m_end && (*m_p == '+' || *m_p == '-'))
                ++m_p;
            good = digits();
        }
        if (good && (m_p == m_end || !isWordByte(*m_p)))
            return true;
        fail(m_p == m_end ? JsonFault::UnexpectedEnd : JsonFault::BadNumber, m_p);
        return false;
    }

    bool text() // m_p at the quote, afterwards behind the closing one
    {
        ++m_p;
        while (m_p < m_end) {
            const quint8 c = quint8(*m_p);
            if (c == '"') {
                ++m_p;
                return true;
            }
            if (c >= 0x20 && c < 0x80 && c != '\\') {
                ++m_p;
            } else if (c == '\\') {
                if (!escape())
                    return false;
            } else if (c < 0x20) {
                fail(JsonFault::ControlInText, m_p);
                return false;
            } else {
                const int length = utf8Length(m_p, m_end);
                if (length == 0) {
                    fail(JsonFault::BadUtf8, m_p);
                    return false;
                }
                m_p += length;
            }
        }
        fail(JsonFault::UnexpectedEnd, m_p);
        return false;
    }

    bool escape()
    {
        const char *from = m_p++;
        if (m_p == m_end) {
            fail(JsonFault::UnexpectedEnd, m_p);
            return false;
        }
        const char c = *m_p++;
        bool good = c == '"' || c == '\\' || c == '/' || c == 'b' || c == 'f' || c == 'n' || c == 'r' || c == 't';
        if (c == 'u') {
            const char *hex = m_p;
            while (m_p < m_end && m_p - hex < 4 &&
                   (isDigit(*m_p) || (*m_p >= 'a' && *m_p <= 'f') || (*m_p >= 'A' && *m_p <= 'F')))
                ++m_p;
            good = m_p - hex == 4;
        }
        if (!good)
            fail(JsonFault::BadEscape, from);
        return good;
    }

    void fail(JsonFault fault, const char *at)
    {
        m_problem.fault = fault;
        m_problem.offset = at - m_begin;
    }

    const char *m_begin;
    const char *m_p;
    const char *m_end;
    Sink &m_sink;
    const std::stop_token &m_stop;
    std::vector<char> m_open;
    Expect m_expect = Expect::Value;
    bool m_seen = false;
    quint32 m_steps = 0;
    JsonProblem m_problem;
};

// Fills in line and column of a problem's offset.
void locate(JsonProblem &problem, QByteArrayView bytes);

} // namespace flowbench
