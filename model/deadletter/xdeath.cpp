// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/deadletter/xdeath.h"

#include "model/deadletter/dialects.h"

#include <simdjson.h>
#include <string>

namespace flowbench {

namespace {

namespace json = simdjson::ondemand;

struct Death
{
    std::string queue, reason, exchange;
    std::vector<std::string> keys;
    qint64 count = 0;
    std::optional<qint64> time;
};

void takeText(json::value value, std::string &out)
{
    std::string_view text;
    if (value.get_string().get(text) == simdjson::SUCCESS)
        out = text;
}

void takeKeys(json::value value, std::vector<std::string> &out)
{
    constexpr std::size_t Most = 1000;
    json::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS)
        return;
    for (auto item : array) {
        std::string_view text;
        if (out.size() < Most && item.get_string().get(text) == simdjson::SUCCESS)
            out.emplace_back(text);
    }
}

std::optional<Death> readDeath(json::object object)
{
    Death d;
    for (auto field : object) {
        std::string_view key;
        json::value value;
        if (field.unescaped_key().get(key) != simdjson::SUCCESS || field.value().get(value) != simdjson::SUCCESS)
            return {};
        if (key == "queue")
            takeText(value, d.queue);
        else if (key == "reason")
            takeText(value, d.reason);
        else if (key == "exchange")
            takeText(value, d.exchange);
        else if (key == "routing-keys")
            takeKeys(value, d.keys);
        else if (key == "count" || key == "time") {
            std::int64_t n = 0;
            if (value.get_int64().get(n) != simdjson::SUCCESS)
                continue;
            if (key == "count")
                d.count = n;
            else
                d.time = timeOf(qint64(n));
        }
    }
    return d;
}

void takeTime(Failure &f, const std::optional<qint64> &time)
{
    if (!time)
        return;
    f.first = f.first ? std::min(*f.first, *time) : *time;
    f.last = f.last ? std::max(*f.last, *time) : *time;
}

// The latest death says where it failed; those of the same queue before it count as attempts.
bool readArray(std::string_view text, Failure &f)
{
    constexpr std::size_t Limit = std::size_t(4) << 20;
    if (text.size() > Limit)
        return false;
    thread_local json::parser parser;
    thread_local std::string padded;
    padded.assign(text);
    padded.append(simdjson::SIMDJSON_PADDING, '\0');
    json::document document;
    json::array deaths;
    if (parser.iterate(padded.data(), text.size(), padded.size()).get(document) != simdjson::SUCCESS ||
        document.get_array().get(deaths) != simdjson::SUCCESS)
        return false;
    std::string queue;
    bool first = true;
    for (auto item : deaths) {
        json::object object;
        if (item.get_object().get(object) != simdjson::SUCCESS)
            return !first;
        auto death = readDeath(object);
        if (!death)
            return !first;
        takeTime(f, death->time);
        if (death->queue == queue || first) {
            const qint64 count = std::clamp<qint64>(death->count, 0, 1'000'000'000);
            f.attempts = f.attempts.value_or(0) + count;
        }
        if (first) {
            queue = death->queue;
            f.reason = std::move(death->reason);
            f.origin.exchange = std::move(death->exchange);
            f.origin.routingKeys = std::move(death->keys);
            if (!queue.empty())
                f.origin.channel = "queue:" + queue;
        }
        first = false;
    }
    return !first;
}

std::string headerText(const FieldList &fields, std::string_view last, std::string_view first)
{
    auto f = fields.find(FieldPlace::Header, last);
    if (!f)
        f = fields.find(FieldPlace::Header, first);
    return f ? std::string(fieldText(*f)) : std::string();
}

} // namespace

Failure readXDeath(const FieldList &fields)
{
    Failure f;
    f.dialect = FailureDialect::XDeath;
    const auto deaths = fields.find(FieldPlace::Header, "x-death");
    if (deaths && deaths->type == FieldType::Array && readArray(deaths->value, f))
        return f;
    f = {};
    f.reason = headerText(fields, "x-last-death-reason", "x-first-death-reason");
    if (const std::string queue = headerText(fields, "x-last-death-queue", "x-first-death-queue"); !queue.empty())
        f.origin.channel = "queue:" + queue;
    if (fields.find(FieldPlace::Header, "x-first-death-exchange") ||
        fields.find(FieldPlace::Header, "x-last-death-exchange"))
        f.origin.exchange = headerText(fields, "x-last-death-exchange", "x-first-death-exchange");
    return f;
}

std::string withoutXDeath(const FieldList &fields)
{
    std::string packed;
    for (const FieldView &f : fields) {
        const bool history =
            f.name == "x-death" || f.name.starts_with("x-first-death-") || f.name.starts_with("x-last-death-");
        if (f.place != FieldPlace::Header || !history)
            appendField(packed, f);
    }
    return packed;
}

} // namespace flowbench
