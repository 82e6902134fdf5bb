// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/eventobject.h"

#include "model/event/eventjson.h"

#include <cstring>
#include <simdjson.h>

namespace flowbench::cli {

namespace {
constexpr std::size_t KeptCapacity = std::size_t(4) << 20;

// DEL and C1 (two bytes in UTF-8) stand in JSON only inside of strings, where an escape is the same.
void escapeControls(std::string &json, std::size_t from)
{
    for (std::size_t i = from; i < json.size(); ++i) {
        const auto c = static_cast<unsigned char>(json[i]);
        const auto next = i + 1 < json.size() ? static_cast<unsigned char>(json[i + 1]) : 0;
        const bool c1 = c == 0xc2 && next >= 0x80 && next < 0xa0;
        if (c != 0x7f && !c1)
            continue;
        char text[8];
        std::snprintf(text, sizeof text, "\\u%04x", unsigned(c1 ? next : c));
        json.replace(i, c1 ? 2 : 1, text, 6);
        i += 5;
    }
}

bool mayHoldControls(std::string_view json)
{
    return std::memchr(json.data(), 0x7f, json.size()) || std::memchr(json.data(), 0xc2, json.size());
}
} // namespace

void appendMinified(std::string &out, std::string_view json)
{
    const std::size_t before = out.size();
    out.resize(before + json.size());
    std::size_t size = 0;
    if (simdjson::minify(json.data(), json.size(), out.data() + before, size) != simdjson::SUCCESS)
        size = 0;
    out.resize(before + size);
    if (size == 0)
        out += "null";
    else if (mayHoldControls(json))
        escapeControls(out, before);
}

void writeFailure(JsonWriter &out, const EventFailure &failure)
{
    out.key("error").beginObject();
    out.key("stage").string(failureStageName(failure.stage));
    out.key("message").string(failure.message.toStdString());
    out.endObject();
}

bool EventObject::decode(const EventView &event)
{
    if (!m_decoder || !event.hasValue)
        return false;
    if (m_decoded.owned.capacity() > KeptCapacity)
        m_decoded = Decoded();
    m_decoder->decode(event, m_decoded);
    return true;
}

std::string_view EventObject::encoding(const EventView &event)
{
    return decode(event) ? encodingName(m_decoded.encoding) : std::string_view();
}

void EventObject::write(JsonWriter &out, const EventView &event, const std::optional<EventFailure> &failure)
{
    out.beginObject();
    writeEventFields(out, event);
    if (decode(event)) {
        m_failures += m_decoded.failed;
        out.key("encoding").string(encodingName(m_decoded.encoding));
        if (m_decoded.encoding != Encoding::Text && m_decoded.encoding != Encoding::Hex) {
            m_minified.clear();
            appendMinified(m_minified, m_decoded.content);
            out.key("decoded").raw(m_minified);
        }
    }
    if (failure)
        writeFailure(out, *failure);
    out.endObject();
}

} // namespace flowbench::cli
