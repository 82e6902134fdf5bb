// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"

#include <QString>

#include <functional>
#include <memory>
#include <string_view>

namespace flowbench {

class EventDecoder;

// What a body is about, in one line: the data of a recognised envelope instead of what every envelope says, of Avro,
// Protobuf, MsgPack, CBOR and compressed bodies what they decode to. `decoder` may be null: only JSON as it came. Any
// thread; of bodies above 4 MiB only the beginning is looked at.
QString eventPreview(const EventView &event, const EventDecoder *decoder, int chars,
                     const std::function<QString(QStringView)> &visible);

// The part of a JSON text that is its envelope's data; the whole where it has none.
std::string_view envelopeData(std::string_view json);

} // namespace flowbench
