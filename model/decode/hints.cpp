// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/hints.h"

#include "model/decode/compression.h"

#include <algorithm>
#include <string>

namespace flowbench {

namespace {
using namespace std::string_view_literals;

constexpr std::size_t LongestName = "contentencoding"sv.size() + 2; // of those looked at: __value_schema_id

std::string lower(std::string_view text)
{
    std::string out(text.substr(0, 256));
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? char(c | 0x20) : c; });
    return out;
}

// Old Spring Cloud Stream writes header values as JSON, in quotes.
std::string_view trimmed(std::string_view value)
{
    constexpr auto Around = " \t\""sv;
    const std::size_t first = value.find_first_not_of(Around);
    if (first == std::string_view::npos)
        return {};
    return value.substr(first, value.find_last_not_of(Around) - first + 1);
}

bool endsWithOne(std::string_view text, std::initializer_list<std::string_view> ends)
{
    return std::any_of(ends.begin(), ends.end(), [&](std::string_view e) { return text.ends_with(e); });
}

// "content-type", "contentType", "content_type" are one name.
void take(Hints &hints, const FieldView &f)
{
    std::string name = lower(f.name);
    std::erase_if(name, [](char c) { return c == '-' || c == '_'; });
    if (name == "contenttype")
        hints.type = encodingOfContentType(f.value);
    else if (name == "contentencoding")
        hints.compression = compressionFromName(lower(trimmed(f.value)));
}
} // namespace

std::optional<Encoding> encodingOfContentType(std::string_view value)
{
    const std::string whole = lower(value);
    const std::string_view type = trimmed(std::string_view(whole).substr(0, whole.find(';')));
    if (endsWithOne(type, {"/json", "+json"}))
        return Encoding::Json;
    if (endsWithOne(type, {"/avro", "+avro", "/x-avro", "avro/binary", "/vnd.apache.avro"}))
        return Encoding::Avro;
    if (type.find("protobuf") != std::string_view::npos)
        return Encoding::Protobuf;
    if (endsWithOne(type, {"msgpack", "messagepack"}))
        return Encoding::MsgPack;
    if (endsWithOne(type, {"/cbor", "+cbor"}))
        return Encoding::Cbor;
    if (type.starts_with("text/"))
        return Encoding::Text;
    return {};
}

Hints bodyHints(const EventView &event)
{
    Hints hints;
    for (const FieldView &f : event.fields) {
        if (f.type != FieldType::Bytes || f.null || f.name.size() > LongestName || f.place == FieldPlace::Delivery)
            continue;
        if (f.name == "__value_schema_id")
            hints.schemaId = f.value;
        else if (f.name.size() > 10 && (f.name[0] | 0x20) == 'c')
            take(hints, f);
    }
    return hints;
}

Hints keyHints(const EventView &event)
{
    Hints hints;
    if (const auto f = event.fields.find(FieldPlace::Header, "__key_schema_id"); f && !f->null)
        hints.schemaId = f->value;
    return hints;
}

} // namespace flowbench
