// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/decode/decoder.h"
#include "model/event/envelope.h"
#include "ui/viewers/jsonformat.h"

#include <QByteArray>

#include <optional>

namespace flowbench {

/// What a viewer shows of an event's value.
struct ReadBody
{
    Decoded decoded;            ///< without its content: `body` has it
    QByteArray body;            ///< null: no value
    std::optional<BodyKind> as; ///< chosen as text or bytes, whatever it looks like
    Envelope envelope;          ///< of the decoded value
};

/// `value` is the event's value; shared where nothing had to be made of it. `decoder` may be null. Any thread.
ReadBody readBody(const EventView &event, const QByteArray &value, const EventDecoder *decoder);

} // namespace flowbench
