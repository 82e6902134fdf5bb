// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event/eventimport.h"

#include "model/event/eventjsonfields.h"

#include <charconv>

namespace flowbench {

using namespace Qt::StringLiterals;
using namespace eventjson;

namespace {

// What was seen of one object, by the names of both kinds.
struct Seen
{
    bool key = false, value = false, channel = false, time = false, kind = false;
    bool kcat = false; // "topic" or "payload"
    bool ours = false; // "channel" or "value"
};

Result<qint64> integerOf(value v, qint64 least, qint64 most, const QString &where)
{
    int64_t n = 0;
    if (v.get_int64().get(n) || n < least || n > most)
        return bad(u"not a number that can be"_s, where);
    return qint64(n);
}

Result<std::string> textOf(value v, const QString &where)
{
    std::string_view text;
    if (v.get_string().get(text))
        return bad(u"not a string"_s, where);
    return std::string(text);
}

std::optional<TimeKind> kindOf(std::string_view name, bool kcat)
{
    if (name == "create")
        return TimeKind::Create;
    if (name == (kcat ? "logappend" : "append"))
        return TimeKind::Append;
    if (kcat)
        return name == "unknown" ? std::optional(TimeKind::None) : std::nullopt;
    if (name == "broker")
        return TimeKind::Broker;
    return name == "received" ? std::optional(TimeKind::Received) : std::nullopt;
}

Result<void> readBytes(std::optional<std::string> &to, bool &seen, value v, bool base64, const QString &where)
{
    if (seen)
        return bad(u"given twice"_s, where);
    auto bytes = bytesOf(v, base64, where);
    if (!bytes)
        return bytes.error();
    to = std::move(*bytes);
    seen = true;
    return {};
}

// kcat: a flat list of names and values.
Result<void> readFlatHeaders(value v, std::string &fields)
{
    simdjson::ondemand::array array;
    if (v.get_array().get(array))
        return bad(u"not an array"_s, u"headers"_s);
    std::optional<std::string> name;
    for (auto element : array) {
        value inner;
        if (const auto e = element.get(inner))
            return badJson(e);
        auto text = bytesOf(inner, false, u"headers"_s);
        if (!text)
            return text.error();
        if (!name) {
            if (!*text)
                return bad(u"a header without a name"_s, u"headers"_s);
            name = std::move(*text);
            continue;
        }
        FieldView f;
        f.name = *name;
        f.null = !*text;
        if (*text)
            f.value = **text;
        appendField(fields, f);
        name.reset();
    }
    return name ? Result<void>(bad(u"a name without a value"_s, u"headers"_s)) : Result<void>();
}

// Whether an array's first element is no object. Looks at the text only: the array is still to be read.
bool isFlat(value v)
{
    const std::string_view token = v.raw_json_token(); // up to the next one; the text is padded behind its end
    if (token.empty() || token.front() != '[')
        return false;
    const char first = *(token.data() + token.size());
    return first != '{' && first != ']';
}

Result<void> readTime(Event &out, value v)
{
    const auto text = textOf(v, u"time"_s);
    if (!text)
        return text.error();
    const auto time = parseIsoTime(*text);
    if (!time)
        return bad(u"not a time with at most milliseconds"_s, u"time"_s);
    out.timeMs = *time;
    return {};
}

Result<void> readKind(Event &out, Seen &seen, value v, bool kcat)
{
    const auto name = textOf(v, u"time_kind"_s);
    if (!name)
        return name.error();
    const auto kind = kindOf(*name, kcat);
    if (!kind)
        return bad(u"unknown kind of time"_s, u"time_kind"_s);
    out.timeKind = *kind;
    seen.kind = true;
    return {};
}

template <class T>
Result<void> readInteger(T &to, value v, qint64 most, const QString &where)
{
    const auto n = integerOf(v, 0, most, where);
    if (!n)
        return n.error();
    to = T(*n);
    return {};
}

Result<void> readChannel(Event &out, Seen &seen, value v)
{
    auto name = textOf(v, u"channel"_s);
    if (!name)
        return name.error();
    if (name->empty())
        return bad(u"empty"_s, u"channel"_s);
    if (seen.channel)
        return bad(u"given twice"_s, u"channel"_s);
    out.channel = std::move(*name);
    seen.channel = true;
    return {};
}

Result<void> readMember(Event &out, Seen &seen, std::string_view key, value v)
{
    if (key == "channel" || key == "topic") {
        (key == "topic" ? seen.kcat : seen.ours) = true;
        return readChannel(out, seen, v);
    }
    if (key == "value" || key == "value_base64") {
        seen.ours = true;
        return readBytes(out.value, seen.value, v, key.size() > 5, u"value"_s);
    }
    if (key == "payload") {
        seen.kcat = true;
        return readBytes(out.value, seen.value, v, false, u"payload"_s);
    }
    if (key == "key" || key == "key_base64")
        return readBytes(out.key, seen.key, v, key.size() > 3, u"key"_s);
    if (key == "partition")
        return readInteger(out.partition, v, 0x7fffffff, u"partition"_s);
    if (key == "offset")
        return readInteger(out.offset, v, std::numeric_limits<qint64>::max() - 1, u"offset"_s);
    if (key == "headers")
        return isFlat(v) ? readFlatHeaders(v, out.fields) : readHeaders(v, out.fields);
    if (key == "amqp")
        return readAmqp(v, out.fields, true);
    if (key == "time") {
        seen.time = true;
        return readTime(out, v);
    }
    if (key == "ts") {
        const auto n = integerOf(v, std::numeric_limits<qint64>::min(), std::numeric_limits<qint64>::max(), u"ts"_s);
        if (!n)
            return n.error();
        out.timeMs = *n;
        seen.time = true;
        return {};
    }
    if (key == "time_kind" || key == "tstype")
        return readKind(out, seen, v, key == "tstype");
    return {};
}

Result<void> readMembers(object o, Event &out, Seen &seen)
{
    for (auto field : o) {
        std::string_view key;
        value v;
        if (const auto e = field.unescaped_key().get(key))
            return badJson(e);
        const std::string name(key);
        if (const auto e = field.value().get(v))
            return badJson(e);
        if (auto read = readMember(out, seen, name, v); !read)
            return read;
    }
    return {};
}

Result<void> checkWhole(Event &out, const Seen &seen)
{
    if (seen.kcat && seen.ours)
        return bad(u"neither an event object nor a line of kcat -J"_s);
    if (!seen.channel)
        return bad(u"no channel"_s);
    // An absent value is a mistake, not a tombstone: a tombstone deletes.
    if (!seen.value)
        return bad(seen.kcat ? u"no payload"_s : u"neither value nor value_base64"_s);
    if (!seen.time || (seen.kcat && out.timeKind == TimeKind::None)) {
        out.timeKind = TimeKind::None;
        out.timeMs = 0;
    } else if (!seen.kind) {
        out.timeKind = TimeKind::Create;
    }
    return {};
}

// Every byte above 127 as the character of that number, and back. kcat writes bytes that are not UTF-8 as they are.
std::string widened(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto b = static_cast<unsigned char>(c);
        if (b < 0x80) {
            out.push_back(c);
        } else {
            out.push_back(char(0xc0 | b >> 6));
            out.push_back(char(0x80 | (b & 0x3f)));
        }
    }
    return out;
}

bool narrow(std::string &text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto b = static_cast<unsigned char>(text[i]);
        if (b >= 0xc4 || (b >= 0x80 && i + 1 == text.size()))
            return false; // an escape of more than a byte
        out.push_back(b < 0x80 ? char(b) : char((b & 0x03) << 6 | (static_cast<unsigned char>(text[++i]) & 0x3f)));
    }
    text = std::move(out);
    return true;
}

bool narrow(Event &event)
{
    std::string fields;
    for (const FieldView &f : FieldList(event.fields)) {
        std::string name(f.name), text(f.value);
        if (!narrow(name) || !narrow(text))
            return false;
        FieldView back = f;
        back.name = name;
        back.value = text;
        appendField(fields, back);
    }
    event.fields = std::move(fields);
    return narrow(event.channel) && (!event.key || narrow(*event.key)) && (!event.value || narrow(*event.value));
}

bool holdsReplacement(const std::optional<std::string> &bytes)
{
    return bytes && bytes->find("\xEF\xBF\xBD") != std::string::npos;
}

} // namespace

struct EventImporter::Impl
{
    simdjson::ondemand::parser parser;
    std::string padded;
    quint64 replaced = 0;

    Result<Event> parse(std::string_view line, Seen &seen, simdjson::error_code &code);
};

Result<Event> EventImporter::Impl::parse(std::string_view line, Seen &seen, simdjson::error_code &code)
{
    padded.reserve(line.size() + simdjson::SIMDJSON_PADDING);
    padded.assign(line);
    simdjson::ondemand::document document;
    object o;
    code = parser.iterate(padded.data(), padded.size(), padded.capacity()).get(document);
    if (code)
        return badJson(code);
    if (const auto e = document.get_object().get(o))
        return e == simdjson::INCORRECT_TYPE ? bad(u"not an object"_s) : badJson(e);
    Event out;
    if (auto read = readMembers(o, out, seen); !read)
        return read.error();
    const char *behind = nullptr;
    if (!document.current_location().get(behind))
        return bad(u"something stands behind the object"_s);
    if (auto whole = checkWhole(out, seen); !whole)
        return whole.error();
    return out;
}

EventImporter::EventImporter() : m_impl(std::make_unique<Impl>()) {}
EventImporter::~EventImporter() = default;

quint64 EventImporter::replaced() const { return m_impl->replaced; }

Result<Event> EventImporter::read(std::string_view line)
{
    Seen seen;
    simdjson::error_code code{};
    auto event = m_impl->parse(line, seen, code);
    if (code == simdjson::UTF8_ERROR) {
        seen = {};
        const std::string wide = widened(line);
        simdjson::error_code again{};
        auto bytes = m_impl->parse(wide, seen, again);
        if (bytes && seen.kcat && narrow(*bytes))
            return bytes;
        return event;
    }
    if (event && seen.kcat)
        m_impl->replaced += holdsReplacement(event->key) || holdsReplacement(event->value);
    return event;
}

// --- times

namespace {
bool digits(std::string_view &text, int count, qint64 &to)
{
    if (text.size() < std::size_t(count))
        return false;
    const auto [end, error] = std::from_chars(text.data(), text.data() + count, to);
    if (error != std::errc() || end != text.data() + count || text[0] == '-')
        return false;
    text.remove_prefix(std::size_t(count));
    return true;
}

bool one(std::string_view &text, char c)
{
    if (!text.starts_with(c))
        return false;
    text.remove_prefix(1);
    return true;
}

// Four digits, or a sign and any number of them.
bool year(std::string_view &text, qint64 &to)
{
    constexpr qint64 Most = 100'000'000;
    const bool plus = text.starts_with('+');
    if (!plus && !text.starts_with('-'))
        return digits(text, 4, to);
    if (plus)
        text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), to);
    if (error != std::errc() || to > Most || to < -Most)
        return false;
    text.remove_prefix(std::size_t(end - text.data()));
    return true;
}

bool milliseconds(std::string_view &text, qint64 &to)
{
    to = 0;
    if (!one(text, '.'))
        return true;
    int count = 0;
    for (; !text.empty() && text[0] >= '0' && text[0] <= '9'; text.remove_prefix(1), ++count) {
        if (count < 3)
            to = to * 10 + (text[0] - '0');
        else if (text[0] != '0')
            return false;
    }
    for (int i = count; i < 3; ++i)
        to *= 10;
    return count > 0;
}

bool zone(std::string_view text, qint64 &minutes)
{
    minutes = 0;
    if (text == "Z")
        return true;
    const bool behind = text.starts_with('-');
    if (!behind && !text.starts_with('+'))
        return false;
    text.remove_prefix(1);
    qint64 h = 0, m = 0;
    if (!digits(text, 2, h) || !one(text, ':') || !digits(text, 2, m) || !text.empty() || h > 23 || m > 59)
        return false;
    minutes = (h * 60 + m) * (behind ? -1 : 1);
    return true;
}

// Days since 1970 of a civil date (H. Hinnant's algorithm).
qint64 daysOf(qint64 y, qint64 m, qint64 d)
{
    y -= m <= 2;
    const qint64 era = (y >= 0 ? y : y - 399) / 400;
    const qint64 yoe = y - era * 400;
    const qint64 doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}
} // namespace

std::optional<qint64> parseIsoTime(std::string_view text)
{
    qint64 y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0, ms = 0, offset = 0;
    const bool read = year(text, y) && one(text, '-') && digits(text, 2, mo) && one(text, '-') && digits(text, 2, d) &&
                      (one(text, 'T') || one(text, 't') || one(text, ' ')) && digits(text, 2, h) && one(text, ':') &&
                      digits(text, 2, mi) && one(text, ':') && digits(text, 2, s) && milliseconds(text, ms) &&
                      zone(text, offset);
    if (!read || mo < 1 || mo > 12 || d < 1 || d > 31 || h > 23 || mi > 59 || s > 59)
        return {};
    const qint64 days = daysOf(y, mo, d);
    // 31 February is no day.
    if (daysOf(mo == 12 ? y + 1 : y, mo == 12 ? 1 : mo + 1, 1) <= days)
        return {};
    return ((days * 24 + h) * 60 + mi - offset) * 60'000 + s * 1000 + ms;
}

} // namespace flowbench
