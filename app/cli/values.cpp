// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/values.h"

#include <QDateTime>
#include <QRegularExpression>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
constexpr double LongestMs = 10.0 * 366 * 86400 * 1000;

double unitMs(const QString &unit)
{
    if (unit == u"ms")
        return 1;
    if (unit == u"m")
        return 60e3;
    if (unit == u"h")
        return 3600e3;
    return unit == u"d" ? 86400e3 : 1e3;
}
} // namespace

std::optional<Milliseconds> parseDuration(const QString &text)
{
    static const QRegularExpression form(u"^([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h|d)?$"_s);
    const auto match = form.match(text);
    if (!match.hasMatch())
        return {};
    const double ms = match.captured(1).toDouble() * unitMs(match.captured(2));
    if (!(ms >= 1 && ms <= LongestMs))
        return {};
    return Milliseconds(qint64(ms));
}

std::optional<qint64> parseNumber(const QString &text)
{
    static const QRegularExpression form(u"^[0-9]+$"_s);
    bool ok = false;
    const qint64 n = text.toLongLong(&ok);
    return ok && form.match(text).hasMatch() ? std::optional(n) : std::nullopt;
}

std::optional<Position> parseWhere(const QString &text, qint64 nowMs)
{
    if (text == u"earliest")
        return Earliest{};
    if (text == u"latest")
        return Latest{};
    if (text.startsWith(u"group:") && text.size() > 6)
        return AtGroup{text.mid(6)};
    if (const auto offset = parseNumber(text))
        return AtOffset{*offset};
    static const QRegularExpression unit(u"[a-z]$"_s);
    if (text.startsWith(u'-') && unit.match(text).hasMatch()) {
        const auto ago = parseDuration(text.mid(1));
        return ago ? std::optional<Position>(AtTime{nowMs - ago->count()}) : std::nullopt;
    }
    const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    return time.isValid() ? std::optional<Position>(AtTime{time.toMSecsSinceEpoch()}) : std::nullopt;
}

} // namespace flowbench::cli
