// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event/eventjson.h"
#include "model/event/eventjsonfields.h"
#include "model/live/port.h"

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
using namespace eventjson;

Result<void> readPartition(value v, Outgoing &out)
{
    json_type type;
    if (const auto e = v.type().get(type))
        return badJson(e);
    if (type == json_type::null)
        return {};
    int64_t n = 0;
    if (v.get_int64().get(n) || n < 0 || n > 0x7fffffff)
        return bad(u"not a partition number"_s, u"partition"_s);
    out.partition = int(n);
    return {};
}

// What was seen of one event object.
struct Seen
{
    bool key = false, value = false;
};

Result<void> readBytesField(std::optional<std::string> &to, bool &seen, value v, bool base64, const QString &where)
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

Result<void> readField(Outgoing &out, Seen &seen, std::string_view key, value v)
{
    if (key == "value" || key == "value_base64")
        return readBytesField(out.value, seen.value, v, key.size() > 5, u"value"_s);
    if (key == "key" || key == "key_base64")
        return readBytesField(out.key, seen.key, v, key.size() > 3, u"key"_s);
    if (key == "partition")
        return readPartition(v, out);
    if (key == "headers")
        return readHeaders(v, out.fields);
    if (key == "amqp")
        return readAmqp(v, out.fields, false);
    return {};
}
} // namespace

struct EventJsonReader::Parser
{
    simdjson::ondemand::parser parser;
    std::string padded;
};

EventJsonReader::EventJsonReader() : m_parser(std::make_unique<Parser>()) {}
EventJsonReader::~EventJsonReader() = default;

Result<Outgoing> EventJsonReader::read(std::string_view line)
{
    std::string &padded = m_parser->padded;
    padded.reserve(line.size() + simdjson::SIMDJSON_PADDING);
    padded.assign(line);
    simdjson::ondemand::document document;
    object o;
    if (const auto e = m_parser->parser.iterate(padded.data(), padded.size(), padded.capacity()).get(document))
        return badJson(e);
    if (const auto e = document.get_object().get(o))
        return e == simdjson::INCORRECT_TYPE ? bad(u"not an object"_s) : badJson(e);
    Outgoing out;
    Seen seen;
    for (auto field : o) {
        std::string_view key;
        value v;
        if (const auto e = field.unescaped_key().get(key))
            return badJson(e);
        const std::string name(key);
        if (const auto e = field.value().get(v))
            return badJson(e);
        if (auto read = readField(out, seen, name, v); !read)
            return read.error();
    }
    const char *behind = nullptr;
    if (!document.current_location().get(behind))
        return bad(u"something stands behind the object"_s);
    // An absent value is a mistake, not a tombstone: a tombstone deletes.
    if (!seen.value)
        return bad(u"neither value nor value_base64"_s);
    return out;
}

} // namespace flowbench
