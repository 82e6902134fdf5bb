// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/traffic/readbody.h"

namespace flowbench {

ReadBody readBody(const EventView &event, const QByteArray &value, const EventDecoder *decoder)
{
    ReadBody read;
    read.body = value;
    EventView decodedEvent = event;
    if (decoder && event.hasValue && !event.value.empty()) {
        decoder->decode(event, read.decoded);
        const std::string_view content = read.decoded.content;
        const bool made = content.data() != value.constData() || content.size() != std::size_t(value.size());
        const bool readable = read.decoded.encoding != Encoding::Hex;
        if (made && !content.empty())
            read.body = QByteArray(content.data(), qsizetype(content.size()));
        if (readable && !read.body.isEmpty())
            decodedEvent.value = {read.body.constData(), std::size_t(read.body.size())};
        // What only fell back to text may still be said to be JSON with a mistake.
        if (read.decoded.encoding == Encoding::Text && read.decoded.tried.empty())
            read.as = BodyKind::Text;
        else if (!readable)
            read.as = BodyKind::Binary;
        read.decoded.content = {};
        read.decoded.owned = {};
    }
    read.envelope = recogniseEnvelope(decodedEvent);
    return read;
}

} // namespace flowbench
