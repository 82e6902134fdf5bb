// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event/eventjsonfields.h"

#include "model/event/eventjson.h"

namespace flowbench::eventjson {

using namespace Qt::StringLiterals;

Error bad(const QString &what, const QString &where) { return makeError(ErrorCode::BadJson, {where, what}); }

Error badJson(simdjson::error_code code) { return bad(QString::fromLatin1(simdjson::error_message(code))); }

static int base64Value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

// Strict: the whole alphabet with its padding, nothing else.
static bool decodeBase64(std::string_view text, std::string &out)
{
    if (text.size() % 4)
        return false;
    out.reserve(text.size() / 4 * 3);
    for (std::size_t i = 0; i < text.size(); i += 4) {
        const bool last = i + 4 == text.size();
        const int pad = !last ? 0 : (text[i + 3] == '=') + (text[i + 3] == '=' && text[i + 2] == '=');
        unsigned n = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            const int v = k >= std::size_t(4 - pad) ? 0 : base64Value(text[i + k]);
            if (v < 0)
                return false;
            n = n << 6 | unsigned(v);
        }
        out.push_back(char(n >> 16));
        if (pad < 2)
            out.push_back(char(n >> 8));
        if (pad < 1)
            out.push_back(char(n));
    }
    return true;
}

// A string, or null, or base64 text: what stands for bytes.
Result<std::optional<std::string>> bytesOf(value v, bool base64, const QString &where)
{
    json_type type;
    if (const auto e = v.type().get(type))
        return badJson(e);
    if (type == json_type::null && !base64)
        return std::optional<std::string>();
    if (type != json_type::string)
        return bad(u"not a string"_s, where);
    std::string_view text;
    if (const auto e = v.get_string().get(text))
        return badJson(e);
    if (!base64)
        return std::optional<std::string>(text);
    std::string decoded;
    if (!decodeBase64(text, decoded))
        return bad(u"not base64"_s, where);
    return std::optional<std::string>(std::move(decoded));
}

static std::string_view trimmed(std::string_view s)
{
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!s.empty() && blank(s.front()))
        s.remove_prefix(1);
    while (!s.empty() && blank(s.back()))
        s.remove_suffix(1);
    return s;
}

// The JSON text of a value, as it was written.
Result<std::string> rawOf(value v)
{
    json_type type;
    if (const auto e = v.type().get(type))
        return badJson(e);
    std::string_view text;
    if (type == json_type::object) {
        object o;
        if (const auto e = v.get_object().get(o))
            return badJson(e);
        if (const auto e = o.raw_json().get(text))
            return badJson(e);
    } else if (type == json_type::array) {
        simdjson::ondemand::array a;
        if (const auto e = v.get_array().get(a))
            return badJson(e);
        if (const auto e = a.raw_json().get(text))
            return badJson(e);
    } else {
        text = v.raw_json_token();
    }
    return std::string(trimmed(text));
}

namespace {
struct Header
{
    std::string name;
    std::optional<std::string> value;
    std::optional<FieldType> type;
    std::string json;
    bool named = false;
};
} // namespace

static Result<void> readHeaderField(Header &h, std::string_view key, value v)
{
    if (key == "name") {
        auto name = bytesOf(v, false, u"headers.name"_s);
        if (!name)
            return name.error();
        h.named = name->has_value();
        h.name = std::move(*name).value_or(std::string());
    } else if (key == "type") {
        std::string_view type;
        if (const auto e = v.get_string().get(type))
            return badJson(e);
        h.type = fieldTypeFromName(type);
        if (!h.type || type.empty())
            return bad(u"unknown type"_s, u"headers.type"_s);
    } else if (key == "value") {
        json_type type;
        if (const auto e = v.type().get(type))
            return badJson(e);
        auto json = rawOf(v);
        if (!json)
            return json.error();
        h.json = std::move(*json);
        if (type == json_type::string) {
            auto text = bytesOf(v, false, u"headers.value"_s);
            if (!text)
                return text.error();
            h.value = std::move(*text);
        }
    } else if (key == "value_base64") {
        auto text = bytesOf(v, true, u"headers.value_base64"_s);
        if (!text)
            return text.error();
        h.value = std::move(*text);
    }
    return {};
}

static Result<void> appendHeader(const Header &h, std::string &fields)
{
    FieldView f;
    if (!h.named)
        return bad(u"a header without a name"_s, u"headers"_s);
    f.name = h.name;
    if (h.type) {
        f.type = *h.type;
        f.value = h.json;
    } else if (h.value) {
        f.value = *h.value;
    } else if (h.json.empty() || h.json == "null") {
        f.null = true;
    } else {
        return bad(u"a value that is not a string needs a type"_s, u"headers.value"_s);
    }
    appendField(fields, f);
    return {};
}

Result<void> readHeaders(value v, std::string &fields)
{
    json_type type;
    if (const auto e = v.type().get(type))
        return badJson(e);
    if (type == json_type::null)
        return {};
    simdjson::ondemand::array array;
    if (v.get_array().get(array))
        return bad(u"not an array"_s, u"headers"_s);
    for (auto element : array) {
        object o;
        if (const auto e = element.get_object().get(o))
            return e == simdjson::INCORRECT_TYPE ? bad(u"not an object"_s, u"headers"_s) : badJson(e);
        Header header;
        for (auto field : o) {
            std::string_view key;
            value inner;
            if (const auto e = field.unescaped_key().get(key))
                return badJson(e);
            if (const auto e = field.value().get(inner))
                return badJson(e);
            if (auto read = readHeaderField(header, std::string(key), inner); !read)
                return read;
        }
        if (auto appended = appendHeader(header, fields); !appended)
            return appended;
    }
    return {};
}

static Result<void> readProperties(value v, std::string &fields)
{
    object o;
    if (v.get_object().get(o))
        return bad(u"not an object"_s, u"amqp.properties"_s);
    for (auto field : o) {
        std::string_view key;
        value inner;
        if (const auto e = field.unescaped_key().get(key))
            return badJson(e);
        if (const auto e = field.value().get(inner))
            return badJson(e);
        std::string name(key);
        json_type type;
        if (const auto e = inner.type().get(type))
            return badJson(e);
        if (type == json_type::null)
            continue;
        std::string text;
        if (type == json_type::string) {
            const bool base64 = name.ends_with("_base64");
            auto bytes = bytesOf(inner, base64, u"amqp.properties"_s);
            if (!bytes)
                return bytes.error();
            text = std::move(**bytes);
            if (base64)
                name.resize(name.size() - 7);
        } else {
            auto json = rawOf(inner);
            if (!json)
                return json.error();
            text = std::move(*json);
        }
        appendField(fields, propertyField(name, text));
    }
    return {};
}

// exchange, routing_key, redelivered: bytes, or the type that its JSON has.
static Result<void> readDelivery(std::string name, value v, std::string &fields)
{
    json_type type;
    if (const auto e = v.type().get(type))
        return badJson(e);
    FieldView f;
    f.place = FieldPlace::Delivery;
    std::optional<std::string> text;
    if (type == json_type::string) {
        const bool base64 = name.ends_with("_base64");
        auto bytes = bytesOf(v, base64, u"amqp"_s);
        if (!bytes)
            return bytes.error();
        text = std::move(*bytes);
        if (base64)
            name.resize(name.size() - 7);
    } else if (type == json_type::boolean || type == json_type::number) {
        auto json = rawOf(v);
        if (!json)
            return json.error();
        text = std::move(*json);
        f.type = type == json_type::boolean ? FieldType::Boolean : FieldType::Int64;
    } else {
        return bad(u"neither a string, a number nor a boolean"_s, u"amqp"_s);
    }
    f.name = name;
    f.value = *text;
    appendField(fields, f);
    return {};
}

Result<void> readAmqp(value v, std::string &fields, bool delivery)
{
    json_type type;
    if (const auto e = v.type().get(type))
        return badJson(e);
    if (type != json_type::object)
        return {};
    object o;
    if (const auto e = v.get_object().get(o))
        return badJson(e);
    for (auto field : o) {
        std::string_view key;
        value inner;
        if (const auto e = field.unescaped_key().get(key))
            return badJson(e);
        std::string name(key);
        if (const auto e = field.value().get(inner))
            return badJson(e);
        Result<void> read;
        if (name == "properties")
            read = readProperties(inner, fields);
        else if (delivery)
            read = readDelivery(std::move(name), inner, fields);
        if (!read)
            return read;
    }
    return {};
}

} // namespace flowbench::eventjson
