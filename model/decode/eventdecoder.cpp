// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/decoding.h"

#include <map>

namespace flowbench {

struct EventDecoder::Impl
{
    Impl(std::shared_ptr<SchemaSource> source, DecodeLimits l) : limits(l), schemas(std::move(source)) {}

    const DecodeChoice *choiceOf(std::string_view channel) const
    {
        if (choices.empty())
            return nullptr;
        const auto it = choices.find(channel);
        return it == choices.end() ? nullptr : &it->second;
    }

    const DecodeLimits limits;
    SchemaCache schemas;
    std::map<std::string, DecodeChoice, std::less<>> choices;
};

EventDecoder::EventDecoder(std::shared_ptr<SchemaSource> schemas, DecodeLimits limits)
    : m_impl(std::make_unique<Impl>(std::move(schemas), limits))
{}

EventDecoder::~EventDecoder() = default;

void EventDecoder::choose(const std::string &channel, DecodeChoice choice)
{
    m_impl->choices.insert_or_assign(channel, std::move(choice));
}

void EventDecoder::setWait(Milliseconds atMost, std::stop_token stop)
{
    m_impl->schemas.setWait(atMost, std::move(stop));
}

void EventDecoder::decode(const EventView &event, Decoded &out) const
{
    const Decoding::Subject subject{m_impl->choiceOf(event.channel), bodyHints(event), event.channel, false};
    Decoding(m_impl->limits, m_impl->schemas, subject, out).run(event.value);
}

void EventDecoder::decodeKey(const EventView &event, Decoded &out) const
{
    const Decoding::Subject subject{nullptr, keyHints(event), event.channel, true};
    Decoding(m_impl->limits, m_impl->schemas, subject, out).run(event.key);
}

void EventDecoder::decodeBytes(std::string_view bytes, const DecodeChoice &choice, Decoded &out) const
{
    const Decoding::Subject subject{&choice, {}, {}, false};
    Decoding(m_impl->limits, m_impl->schemas, subject, out).run(bytes);
}

bool EventDecoder::mayBeJson(const EventView &event) const
{
    const DecodeChoice *choice = m_impl->choiceOf(event.channel);
    if (choice && (choice->schema || (choice->as && *choice->as != Encoding::Json)))
        return false;
    if (!event.value.empty() && event.value.front() == '{')
        return true;
    const std::size_t first = event.value.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (event.value[first] == '{' || event.value[first] == '[');
}

} // namespace flowbench
