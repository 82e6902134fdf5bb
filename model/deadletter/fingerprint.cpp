// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/deadletter/fingerprint.h"

#include "model/base/sha256.h"
#include "model/deadletter/stacktrace.h"
#include "model/event/envelope.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace flowbench {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isHex(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool isWordChar(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80 ||
           std::string_view("_-.:/@$%+#~&*\\").find(c) != std::string_view::npos;
}
bool isLetter(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

constexpr std::array<std::string_view, 26> Dates = {
    "Mon",       "Tue",      "Wed",    "Thu",      "Fri",    "Sat", "Sun", "Monday", "Tuesday",
    "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Jan", "Feb", "Mar",    "Apr",
    "May",       "Jun",      "Jul",    "Aug",      "Sep",    "Oct", "Nov", "Dec"};

constexpr std::array<std::string_view, 12> Zones = {"AM",  "PM",  "UTC", "GMT", "CET", "CEST",
                                                    "EST", "EDT", "PST", "PDT", "Z",   "T"};

constexpr std::array<std::string_view, 24> Units = {
    "ms",     "msec", "millis", "milliseconds", "s",    "sec", "secs", "second", "seconds", "min", "mins", "minutes",
    "minute", "h",    "hours",  "hour",         "days", "day", "B",    "bytes",  "KB",      "MB",  "GB",   "%"};

template <std::size_t N>
bool isOneOf(const std::array<std::string_view, N> &words, std::string_view word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

// A token that differs from event to event.
bool varies(std::string_view token)
{
    if (std::any_of(token.begin(), token.end(), isDigit))
        return true;
    const std::size_t at = token.rfind('@'); // Object.toString(): Foo@deadbeef
    if (at != std::string_view::npos && at + 1 < token.size() && token.size() - at <= 17 &&
        std::all_of(token.begin() + std::ptrdiff_t(at) + 1, token.end(), isHex))
        return true;
    constexpr std::size_t ShortestHex = 8;
    return token.size() >= ShortestHex &&
           std::all_of(token.begin(), token.end(), [](char c) { return isHex(c) || c == '-'; });
}

// Where a quoted part ends, behind its quote; 0: `at` begins none.
std::size_t quotedEnd(std::string_view text, std::size_t at)
{
    constexpr std::size_t Longest = 300;
    const char c = text[at];
    if (c != '\'' && c != '"' && c != '`')
        return 0;
    if (at > 0 && isLetter(text[at - 1]))
        return 0; // an apostrophe
    for (std::size_t i = at + 1; i < text.size() && i - at < Longest && text[i] != '\n'; ++i) {
        if (text[i] == c && (i + 1 == text.size() || !isLetter(text[i + 1])))
            return i + 1;
    }
    return 0;
}

// Writes a template: placeholders that follow each other are one, whatever stands between them.
class TemplateWriter
{
public:
    void placeholder()
    {
        if (m_open) {
            m_out.resize(m_end);
        } else {
            m_out.resize(std::min(m_out.size(), m_date));
            m_out += '#';
            m_end = m_out.size();
        }
        m_open = true;
        m_date = NoDate;
    }
    void word(std::string_view w)
    {
        const bool date = isOneOf(Dates, w);
        if (m_open && (date || isOneOf(Units, w) || isOneOf(Zones, w))) {
            m_out.resize(m_end);
            return;
        }
        m_date = !date ? NoDate : std::min(m_date, m_out.size());
        m_out += w;
        m_open = false;
    }
    void between(char c)
    {
        if (c == '\t' || c == '\n' || c == '\r')
            c = ' ';
        if (c != ' ' || m_out.empty() || m_out.back() != ' ')
            m_out += c;
    }
    std::string take()
    {
        while (!m_out.empty() && m_out.back() == ' ')
            m_out.pop_back();
        return std::move(m_out);
    }

private:
    static constexpr std::size_t NoDate = std::string::npos;
    std::string m_out;
    std::size_t m_end = 0;       // behind the last placeholder
    std::size_t m_date = NoDate; // where a day or month begins that a number may follow
    bool m_open = false;         // nothing but punctuation since
};

quint64 hashOf(std::initializer_list<std::string_view> parts)
{
    thread_local Sha256 hash;
    for (const std::string_view p : parts) {
        hash.add(p);
        hash.add({"\0", 1});
    }
    const Sha256::Digest digest = hash.result();
    quint64 n = 0;
    for (std::size_t i = 0; i < 8; ++i)
        n = n << 8 | digest[i];
    return n;
}

} // namespace

std::string messageTemplate(std::string_view message)
{
    constexpr std::size_t Looked = 2048;
    message = message.substr(0, Looked);
    TemplateWriter out;
    for (std::size_t at = 0; at < message.size();) {
        if (const std::size_t end = quotedEnd(message, at)) {
            out.placeholder();
            at = end;
            continue;
        }
        if (!isWordChar(message[at])) {
            out.between(message[at++]);
            continue;
        }
        std::size_t end = at;
        while (end < message.size() && isWordChar(message[end]))
            ++end;
        std::string_view token = message.substr(at, end - at);
        std::size_t tail = 0; // a sentence's own punctuation
        while (tail < token.size() &&
               std::string_view(".:-/").find(token[token.size() - 1 - tail]) != std::string_view::npos)
            ++tail;
        token.remove_suffix(tail);
        if (varies(token))
            out.placeholder();
        else if (!token.empty())
            out.word(token);
        for (const char c : message.substr(end - tail, tail))
            out.between(c);
        at = end;
    }
    return out.take();
}

std::string stableName(std::string_view name)
{
    name = name.substr(0, name.find("$$"));
    name = name.substr(0, name.find('@'));
    std::string out;
    out.reserve(name.size());
    for (std::size_t i = 0; i < name.size(); ++i) {
        out += name[i];
        const bool numbered = name[i] == '$' || name[i] == '`' || (name[i] == '_' && i > 1 && name[i - 1] == '_');
        while (numbered && i + 1 < name.size() && isDigit(name[i + 1]))
            ++i;
    }
    return out;
}

quint64 fingerprint(const Failure &f, std::string_view eventType)
{
    const std::string &origin = f.origin.channel.empty() && f.origin.exchange ? *f.origin.exchange : f.origin.channel;
    const std::string &root = f.rootCause();
    if (!root.empty()) {
        const std::string frame =
            stableName(f.stack.empty() ? std::string_view() : readStackTrace(f.stack, f.message).frame);
        const bool saysLittle = isGenericException(root) || isWrapperException(root);
        if (!frame.empty() || f.message.empty() || !saysLittle)
            return hashOf({"exception", stableName(root), frame, origin});
        return hashOf({"exception", stableName(root), messageTemplate(f.message), origin});
    }
    if (!f.message.empty())
        return hashOf({"message", messageTemplate(f.message), messageTemplate(f.reason), origin});
    return hashOf({"reason", messageTemplate(f.reason), origin, eventType});
}

std::string fingerprintText(quint64 fingerprint)
{
    constexpr char Digits[] = "0123456789abcdef";
    std::string s(16, '0');
    for (int i = 15; i >= 0; --i, fingerprint >>= 4)
        s[std::size_t(i)] = Digits[fingerprint & 15];
    return s;
}

std::optional<quint64> fingerprintFromText(std::string_view text)
{
    quint64 n = 0;
    const auto [end, e] = std::from_chars(text.data(), text.data() + text.size(), n, 16);
    if (text.size() != 16 || e != std::errc() || end != text.data() + text.size())
        return {};
    return n;
}

quint64 fingerprintOf(const EventView &event, const Failure &f)
{
    const bool byType = f.rootCause().empty() && f.message.empty();
    return fingerprint(f, byType ? recogniseType(event) : std::string());
}

} // namespace flowbench
