// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/eventpreview.h"

#include "model/decode/decoder.h"
#include "model/event/envelope.h"
#include "model/items/eventtext.h"

#include <simdjson.h>
#include <string>

namespace flowbench {

namespace {
constexpr std::size_t LookedAt = 4 << 20;
constexpr std::size_t KeptBytes = 1 << 20;
} // namespace

std::string_view envelopeData(std::string_view json)
{
    const std::size_t start = json.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos || json[start] != '{' || json.size() > LookedAt)
        return json;
    thread_local simdjson::ondemand::parser parser;
    thread_local std::string padded;
    padded.assign(json);
    padded.append(simdjson::SIMDJSON_PADDING, '\0');
    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    std::string_view data, raw;
    simdjson::ondemand::value value;
    if (parser.iterate(padded.data(), json.size(), padded.size()).get(document) == simdjson::SUCCESS &&
        document.get_object().get(object) == simdjson::SUCCESS &&
        object.find_field_unordered("data").get(value) == simdjson::SUCCESS &&
        simdjson::to_json_string(value).get(raw) == simdjson::SUCCESS)
        data = json.substr(std::size_t(raw.data() - padded.data()), raw.size());
    if (padded.capacity() > KeptBytes) { // one large body must not stay for the thread's life
        std::string().swap(padded);
        parser = simdjson::ondemand::parser();
    }
    return data.empty() || data == "null" ? json : data;
}

QString eventPreview(const EventView &event, const EventDecoder *decoder, int chars,
                     const std::function<QString(QStringView)> &visible)
{
    std::string_view content = event.value;
    thread_local Decoded decoded;
    if (decoder) {
        decoder->decode(event, decoded);
        if (decoded.encoding != Encoding::Hex)
            content = decoded.content;
    }
    EventView as = event;
    as.value = content;
    const EnvelopeShape shape = recogniseEnvelope(as, LookedAt).shape;
    if (shape != EnvelopeShape::None && shape != EnvelopeShape::Properties)
        content = envelopeData(content);
    const QString text = previewText(content, chars, visible);
    if (decoded.owned.capacity() > KeptBytes)
        decoded = Decoded();
    return text;
}

} // namespace flowbench
