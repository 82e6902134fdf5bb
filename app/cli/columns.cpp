// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/columns.h"

#include "model/event/eventjson.h"
#include "words/csv.h"

#include <array>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
// The parts between commas that stand outside of quotes and brackets, and where each begins.
std::vector<std::pair<qsizetype, QString>> parts(const QString &list)
{
    std::vector<std::pair<qsizetype, QString>> found;
    qsizetype begin = 0;
    int depth = 0;
    QChar quote;
    for (qsizetype i = 0; i <= list.size(); ++i) {
        const QChar c = i < list.size() ? list[i] : QChar(u',');
        const bool last = i == list.size();
        if (!quote.isNull() && !last) {
            if (c == u'\\')
                ++i;
            else if (c == quote)
                quote = QChar();
        } else if (last || (c == u',' && depth == 0)) {
            found.emplace_back(begin, list.mid(begin, i - begin));
            begin = i + 1;
        } else if (c == u'"' || c == u'\'') {
            quote = c;
        } else if (u"([{"_s.contains(c)) {
            ++depth;
        } else if (u")]}"_s.contains(c)) {
            --depth;
        }
    }
    return found;
}

std::string textOf(std::string_view bytes)
{
    if (isUtf8(bytes))
        return std::string(bytes);
    std::string base64 = "base64:";
    appendBase64(base64, bytes);
    return base64;
}
} // namespace

std::optional<EventColumns::Native> EventColumns::nativeOf(std::string_view name)
{
    using enum Native;
    static constexpr std::array<std::pair<std::string_view, Native>, 9> names = {{{"channel", Channel},
                                                                                  {"partition", Partition},
                                                                                  {"offset", Offset},
                                                                                  {"time", Time},
                                                                                  {"time_kind", Native::TimeKind},
                                                                                  {"key", Key},
                                                                                  {"value", Value},
                                                                                  {"size", Size},
                                                                                  {"encoding", Native::Encoding}}};
    for (const auto &[known, native] : names) {
        if (known == name)
            return native;
    }
    return {};
}

Result<EventColumns> EventColumns::parse(const QString &list, const FilterOptions &options)
{
    EventColumns columns;
    columns.m_object = EventObject(options.decoder);
    for (const auto &[begin, part] : parts(list)) {
        Column c;
        c.name = part.trimmed().toStdString();
        if (c.name.empty())
            return makeError(ErrorCode::BadArgument, {u"--columns"_s, list});
        c.native = nativeOf(c.name);
        if (!c.native) {
            auto compiled = EventExpression::compile(part.toStdString(), options);
            if (!compiled) {
                Error e = compiled.error();
                if (e.code == ErrorCode::BadExpression && e.args.size() > 1)
                    e.args[1] = QString::number(e.args[1].toInt() + list.left(begin).toUcs4().size());
                return e;
            }
            c.expression = std::move(*compiled);
        }
        columns.m_columns.push_back(std::move(c));
    }
    return columns;
}

bool EventColumns::isNumber(std::size_t i) const
{
    const auto native = m_columns[i].native;
    return native == Native::Partition || native == Native::Offset || native == Native::Size;
}

std::optional<std::string> EventColumns::nativeText(Native native, const EventView &event)
{
    switch (native) {
    case Native::Channel:
        return textOf(event.channel);
    case Native::Partition:
        return event.partition < 0 ? std::nullopt : std::optional(std::to_string(event.partition));
    case Native::Offset:
        return event.offset == EventView::NoOffset ? std::nullopt : std::optional(std::to_string(event.offset));
    case Native::Time: {
        if (event.timeKind == flowbench::TimeKind::None)
            return {};
        std::string time;
        appendIsoTime(time, event.timeMs);
        return time;
    }
    case Native::TimeKind:
        return event.timeKind == flowbench::TimeKind::None ? std::nullopt
                                                           : std::optional<std::string>(timeKindName(event.timeKind));
    case Native::Key:
        return event.hasKey ? std::optional(textOf(event.key)) : std::nullopt;
    case Native::Value:
        return event.hasValue ? std::optional(textOf(event.value)) : std::nullopt;
    case Native::Size:
        return std::to_string(event.value.size());
    case Native::Encoding: {
        const std::string_view name = m_object.encoding(event);
        return name.empty() ? std::nullopt : std::optional<std::string>(name);
    }
    }
    return {};
}

std::optional<std::string> EventColumns::text(std::size_t i, const EventView &event)
{
    const Column &c = m_columns[i];
    return c.native ? nativeText(*c.native, event) : c.expression->text(event);
}

QString EventColumns::csv(std::size_t i, const EventView &event)
{
    const auto text = EventColumns::text(i, event);
    if (!text)
        return {};
    const QString cell = QString::fromStdString(*text);
    // A number that an expression made is one; bytes that somebody wrote only look like it.
    return m_columns[i].native ? words::csvForeign(cell) : words::csvCell(cell);
}

void EventColumns::writeJson(JsonWriter &out, const EventView &event)
{
    std::string minified;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const Column &c = m_columns[i];
        if (c.native == Native::Key || c.native == Native::Value) {
            const bool key = c.native == Native::Key;
            if (key ? event.hasKey : event.hasValue)
                out.bytes(c.name, key ? event.key : event.value);
            else
                out.key(c.name).null();
        } else if (c.native) {
            const auto text = nativeText(*c.native, event);
            if (text && isNumber(i))
                out.key(c.name).raw(*text);
            else if (text)
                out.key(c.name).string(*text);
        } else if (const auto json = c.expression->json(event)) {
            minified.clear();
            appendMinified(minified, *json);
            out.key(c.name).raw(minified);
        }
    }
}

} // namespace flowbench::cli
