// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/times.h"

#include "model/query/cel/caches.h"
#include "model/query/cel/containers.h"

#include <QDateTime>

#include <chrono>
#include <cmath>
#include <limits>

namespace flowbench::cel {

namespace {
constexpr qint64 FirstSecond = -62135596800, LastSecond = 253402300799; // years 1 to 9999
constexpr qint64 Billion = 1'000'000'000;
__extension__ using Wide = __int128; // nanoseconds of any sum

Value outOfRange(std::string_view what) { return Value::error(Fault::Overflow, what); }
Value timeOutOfRange() { return outOfRange("the time is not in the years 1 to 9999"); }
Value durationOutOfRange() { return outOfRange("the duration is longer than 292 years"); }

// Takes digits off the front; nothing where there are not exactly so many.
std::optional<int> takeDigits(std::string_view &text, std::size_t digits)
{
    if (text.size() < digits)
        return {};
    int value = 0;
    for (const char c : text.substr(0, digits)) {
        if (c < '0' || c > '9')
            return {};
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view &text, char c)
{
    if (!text.starts_with(c))
        return false;
    text.remove_prefix(1);
    return true;
}

// ".123" as nanoseconds; digits behind the ninth are cut off.
std::optional<qint32> takeFraction(std::string_view &text)
{
    if (!take(text, '.'))
        return 0;
    qint32 nanos = 0;
    int digits = 0;
    while (const auto digit = takeDigits(text, 1)) {
        if (digits++ < 9)
            nanos = nanos * 10 + *digit;
    }
    if (digits == 0)
        return {};
    for (; digits < 9; ++digits)
        nanos *= 10;
    return nanos;
}

// "+02:00", "-00:30"; with `bare` the sign may be missing. In seconds.
std::optional<int> takeOffset(std::string_view &text, bool bare)
{
    const bool negative = take(text, '-');
    if (!negative && !take(text, '+') && !bare)
        return {};
    const auto hours = takeDigits(text, 2);
    if (!hours || !take(text, ':'))
        return {};
    const auto minutes = takeDigits(text, 2);
    if (!minutes || *hours > 23 || *minutes > 59)
        return {};
    const int seconds = *hours * 3600 + *minutes * 60;
    return negative ? -seconds : seconds;
}

// Seconds since 1970 of "2009-02-13T23:31:30".
std::optional<qint64> takeDateTime(std::string_view &text)
{
    using namespace std::chrono;
    const auto y = takeDigits(text, 4);
    if (!y || !take(text, '-'))
        return {};
    const auto mo = takeDigits(text, 2);
    if (!mo || !take(text, '-'))
        return {};
    const auto d = takeDigits(text, 2);
    if (!d || !(take(text, 'T') || take(text, 't') || take(text, ' ')))
        return {};
    const auto h = takeDigits(text, 2);
    if (!h || !take(text, ':'))
        return {};
    const auto mi = takeDigits(text, 2);
    if (!mi || !take(text, ':'))
        return {};
    const auto s = takeDigits(text, 2);
    if (!s || *h > 23 || *mi > 59 || *s > 59)
        return {};
    const year_month_day date{year(*y), month(unsigned(*mo)), day(unsigned(*d))};
    if (!date.ok())
        return {};
    return qint64(sys_days(date).time_since_epoch().count()) * 86400 + *h * 3600 + *mi * 60 + *s;
}

void appendFraction(std::string &out, qint32 nanos)
{
    if (nanos == 0)
        return;
    std::string digits = std::to_string(Billion + nanos).substr(1);
    while (digits.back() == '0')
        digits.pop_back();
    out += '.' + digits;
}

std::string padded(int value, std::size_t width)
{
    std::string digits = std::to_string(value);
    return std::string(width - std::min(width, digits.size()), '0') + digits;
}

struct Unit
{
    std::string_view name;
    qint64 nanos;
};
constexpr Unit Units[] = {{"ns", 1},         {"us", 1'000},  {"\xc2\xb5s", 1'000}, {"\xce\xbcs", 1'000},
                          {"ms", 1'000'000}, {"s", Billion}, {"m", 60 * Billion},  {"h", 3600 * Billion}};

const Unit *takeUnit(std::string_view &text)
{
    const Unit *longest = nullptr;
    for (const Unit &u : Units) {
        if (text.starts_with(u.name) && (!longest || u.name.size() > longest->name.size()))
            longest = &u;
    }
    if (longest)
        text.remove_prefix(longest->name.size());
    return longest;
}

// One number and its unit, in nanoseconds.
std::optional<Wide> takeSpan(std::string_view &text)
{
    Wide whole = 0;
    bool digits = false;
    while (const auto digit = takeDigits(text, 1)) {
        whole = whole * 10 + *digit;
        digits = true;
        if (whole > std::numeric_limits<qint64>::max())
            return {};
    }
    const bool point = text.starts_with('.');
    const bool fraction = point && text.size() > 1 && text[1] >= '0' && text[1] <= '9';
    if (point && !fraction) {
        if (!digits)
            return {};
        text.remove_prefix(1);
    }
    const auto nano = fraction ? takeFraction(text) : std::optional<qint32>(0);
    const Unit *unit = takeUnit(text);
    if (!nano || !unit || !(digits || fraction))
        return {};
    return whole * unit->nanos + Wide(*nano) * unit->nanos / Billion;
}

std::optional<Value> durationOf(Wide nanos)
{
    if (nanos > std::numeric_limits<qint64>::max() || nanos < std::numeric_limits<qint64>::min())
        return {};
    return Value::ofDuration(qint64(nanos / Billion), qint32(nanos % Billion));
}

Wide nanosOf(const Value &v) { return Wide(v.integer) * Billion + v.nanos; }

// Seconds that the zone is ahead of UTC; nothing: no such zone.
std::optional<int> offsetOf(std::string_view zone, qint64 seconds, Scratch &scratch)
{
    if (zone.empty() || zone == "UTC" || zone == "Z")
        return 0;
    std::string_view rest = zone;
    if (const auto fixed = takeOffset(rest, true); fixed && rest.empty())
        return fixed;
    const QTimeZone *named = scratch.caches().zone(zone, scratch);
    if (!named)
        return {};
    return named->offsetFromUtc(QDateTime::fromMSecsSinceEpoch(seconds * 1000, Qt::UTC));
}
} // namespace

std::optional<Value> timeOf(qint64 seconds, qint32 nanos)
{
    if (seconds < FirstSecond || seconds > LastSecond)
        return {};
    return Value::ofTimestamp(seconds, nanos);
}

std::optional<Value> durationOf(qint64 seconds, qint64 nanos) { return durationOf(Wide(seconds) * Billion + nanos); }

std::optional<Value> parseTimestamp(std::string_view text)
{
    const auto seconds = takeDateTime(text);
    if (!seconds)
        return {};
    const auto nanos = takeFraction(text);
    if (!nanos)
        return {};
    int offset = 0;
    if (!take(text, 'Z') && !take(text, 'z')) {
        const auto given = takeOffset(text, false);
        if (!given)
            return {};
        offset = *given;
    }
    return text.empty() ? timeOf(*seconds - offset, *nanos) : std::nullopt;
}

std::string formatTimestamp(const Value &time)
{
    using namespace std::chrono;
    const sys_seconds at{seconds(time.integer)};
    const sys_days day = floor<days>(at);
    const year_month_day date(day);
    const hh_mm_ss clock(at - day);
    std::string out = padded(int(date.year()), 4) + '-' + padded(int(unsigned(date.month())), 2) + '-' +
                      padded(int(unsigned(date.day())), 2) + 'T' + padded(int(clock.hours().count()), 2) + ':' +
                      padded(int(clock.minutes().count()), 2) + ':' + padded(int(clock.seconds().count()), 2);
    appendFraction(out, time.nanos);
    return out + 'Z';
}

std::optional<Value> parseDuration(std::string_view text)
{
    const bool negative = take(text, '-');
    if (!negative)
        take(text, '+');
    if (text == "0")
        return Value::ofDuration(0, 0);
    if (text.empty())
        return {};
    Wide total = 0;
    while (!text.empty()) {
        const auto span = takeSpan(text);
        if (!span || (total += *span) > Wide(std::numeric_limits<qint64>::max()) + 1)
            return {};
    }
    return durationOf(negative ? -total : total);
}

std::string formatDuration(const Value &duration)
{
    const bool negative = duration.integer < 0 || duration.nanos < 0;
    std::string out = negative ? "-" : "";
    out += std::to_string(duration.integer < 0 ? 0 - quint64(duration.integer) : quint64(duration.integer));
    appendFraction(out, std::abs(duration.nanos));
    return out + 's';
}

Value shiftedTime(const Value &time, const Value &duration, bool back)
{
    const Wide nanos = back ? nanosOf(time) - nanosOf(duration) : nanosOf(time) + nanosOf(duration);
    Wide seconds = nanos / Billion;
    qint32 rest = qint32(nanos % Billion);
    if (rest < 0) {
        rest += qint32(Billion);
        --seconds;
    }
    const auto shifted = timeOf(qint64(seconds), rest);
    return shifted ? *shifted : timeOutOfRange();
}

Value sumOfTimes(const Value &left, const Value &right, bool subtract)
{
    const auto sum = durationOf(subtract ? nanosOf(left) - nanosOf(right) : nanosOf(left) + nanosOf(right));
    return sum ? *sum : durationOutOfRange();
}

Value partOfTime(const Value &time, TimePart part, std::string_view zone, Scratch &scratch)
{
    using namespace std::chrono;
    const auto offset = offsetOf(zone, time.integer, scratch);
    if (!offset)
        return fail(scratch, Fault::BadValue, {"no such time zone: '", zone, "'"});
    const sys_seconds at{seconds(time.integer + *offset)};
    const sys_days day = floor<days>(at);
    const year_month_day date(day);
    const qint64 second = (at - day).count();
    switch (part) {
    case TimePart::FullYear:
        return Value::ofInt(int(date.year()));
    case TimePart::Month:
        return Value::ofInt(qint64(unsigned(date.month())) - 1);
    case TimePart::Date:
        return Value::ofInt(qint64(unsigned(date.day())));
    case TimePart::DayOfMonth:
        return Value::ofInt(qint64(unsigned(date.day())) - 1);
    case TimePart::DayOfWeek:
        return Value::ofInt(qint64(weekday(day).c_encoding()));
    case TimePart::DayOfYear:
        return Value::ofInt((day - sys_days(date.year() / January / 1)).count());
    case TimePart::Hours:
        return Value::ofInt(second / 3600);
    case TimePart::Minutes:
        return Value::ofInt(second / 60 % 60);
    case TimePart::Seconds:
        return Value::ofInt(second % 60);
    case TimePart::Milliseconds:
        return Value::ofInt(time.nanos / 1'000'000);
    }
    return {};
}

Value partOfDuration(const Value &duration, TimePart part)
{
    switch (part) {
    case TimePart::Hours:
        return Value::ofInt(duration.integer / 3600);
    case TimePart::Minutes:
        return Value::ofInt(duration.integer / 60);
    case TimePart::Seconds:
        return Value::ofInt(duration.integer);
    default:
        return Value::ofInt(duration.nanos / 1'000'000);
    }
}

} // namespace flowbench::cel
