// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/outgoing.h"

#include "model/base/jsonwriter.h"
#include "model/deadletter/failureheaders.h"
#include "model/deadletter/names.h"
#include "model/event/eventjson.h"

#include <algorithm>
#include <charconv>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
Error noOrigin(const char *what) { return makeError(ErrorCode::NotSupported, {QString::fromLatin1(what)}); }

int countIn(const FieldView &f)
{
    int count = 0;
    const auto read = std::from_chars(f.value.data(), f.value.data() + f.value.size(), count);
    return !f.null && read.ec == std::errc() && count > 0 ? count : 0;
}

bool isOwn(std::string_view name)
{
    return name == ReplayIdHeader || name == ReplayOfHeader || name == ReplayCountHeader;
}

// What one delivery or the broker itself added, of no meaning in another queue.
bool isBrokerMark(std::string_view name)
{
    return name == "x-delivery-count" || name == "x-acquired-count" || name == "x-stream-offset";
}

bool comesAlong(const FieldView &f, TargetFamily family)
{
    switch (f.place) {
    case FieldPlace::Delivery:
        return false;
    case FieldPlace::Property:
        // An expiration would end it again; a user_id that is not ours closes the channel; a copy must survive its
        // broker, so the delivery mode is ours.
        return family == TargetFamily::Amqp && f.name != "expiration" && f.name != "user_id" &&
               f.name != "delivery_mode";
    case FieldPlace::Header:
        break;
    }
    return !isOwn(f.name) && !isBrokerMark(f.name);
}

void appendHeader(std::string &fields, std::string_view name, std::string_view value)
{
    appendField(fields, {FieldPlace::Header, FieldType::Bytes, false, name, value});
}

void appendProperty(std::string &fields, std::string_view name, std::string_view value)
{
    appendField(fields, propertyField(name, value));
}

std::string jsonList(const std::vector<std::string> &texts)
{
    JsonWriter out;
    out.beginArray();
    for (const std::string &t : texts)
        out.string(t);
    out.endArray();
    return std::string(out.text());
}
} // namespace

Routes::Routes(const QString &target, TargetFamily source, TargetFamily family, const QString &deadLetterChannel)
    : target(target),
      source(source),
      family(family),
      m_sourceByName(DeadLetterNames().sourcesOf(ChannelAddress::parse(deadLetterChannel).bare()).value(0))
{}

const QString &Routes::named(const std::string &name) const
{
    if (m_last.isEmpty() || name != m_lastName) {
        m_lastName = name;
        m_last = QString::fromStdString(name);
        m_lastQueue = m_last.startsWith(u"queue:") ? m_last : u"queue:"_s + m_last;
    }
    return m_last;
}

const QString &Routes::queueNamed(const std::string &name) const
{
    named(name);
    return m_lastQueue;
}

Result<void> Routes::originQueue(const std::optional<FailureOrigin> &origin, ResolvedTarget &to) const
{
    if (!origin || origin->channel.empty())
        return noOrigin("the event does not say in which queue it failed");
    to.channel = queueNamed(origin->channel);
    return {};
}

Result<void> Routes::originExchange(const std::optional<FailureOrigin> &origin, ResolvedTarget &to) const
{
    if (!origin || !origin->exchange || origin->routingKeys.empty())
        return noOrigin("the event does not say to which exchange it was published, and with which routing key");
    const std::vector<std::string> &keys = origin->routingKeys;
    if (origin->exchange->empty()) { // the default exchange: the key is the queue
        to.channel = queueNamed(keys.front());
        return {};
    }
    to.channel = u"exchange:"_s + QString::fromStdString(*origin->exchange);
    to.key = keys.front();
    to.cc.assign(keys.begin() + 1, keys.end());
    return {};
}

Result<void> Routes::originTopic(const EventView &event, const std::optional<FailureOrigin> &origin,
                                 ResolvedTarget &to) const
{
    if (origin && !origin->channel.empty()) {
        to.channel = named(origin->channel);
        to.partition = origin->partition;
    } else if (m_sourceByName.isEmpty()) {
        return noOrigin("the event does not say from which topic it came");
    } else {
        to.channel = m_sourceByName;
    }
    if (event.hasKey)
        to.key = event.key;
    return {};
}

Result<void> Routes::resolve(const EventView &event, ResolvedTarget &to) const
{
    to.key.reset();
    to.partition.reset();
    to.cc.clear();
    if (target == u"origin-queue")
        return originQueue(originOf(event), to);
    if (target == u"origin-exchange")
        return originExchange(originOf(event), to);
    if (target == u"origin")
        return family == TargetFamily::Log ? originTopic(event, originOf(event), to) : originQueue(originOf(event), to);
    to.channel = target;
    if (family == TargetFamily::Log) {
        // A routing key is no key: it says where a message went, not what belongs together.
        if (source == TargetFamily::Log && event.hasKey)
            to.key = event.key;
    } else if (target.startsWith(u"exchange:")) {
        const auto origin = originOf(event);
        if (origin && !origin->routingKeys.empty())
            to.key = origin->routingKeys.front();
        else if (event.hasKey)
            to.key = event.key;
    }
    return {};
}

void Prepared::clear()
{
    constexpr std::size_t Kept = std::size_t(64) << 10;
    value.reset();
    if (fields.capacity() > Kept)
        fields = {};
    fields.clear();
    own.reset();
}

OutgoingView Prepared::outgoing(quint64 tag) const
{
    OutgoingView view;
    view.key = target.key;
    view.value = value;
    view.fields = FieldList(fields);
    view.partition = target.partition;
    view.tag = tag;
    return view;
}

void prepare(const EventView &event, TargetFamily family, bool keepFailureHeaders, const OutgoingMarks &marks,
             Prepared &to)
{
    const ResolvedTarget &target = to.target;
    bool hasId = false;
    int replays = marks.replays;
    FailureHeaders failure(event.fields);
    for (const FieldView &f : event.fields) {
        if (f.place == FieldPlace::Header && f.name == ReplayCountHeader)
            replays = std::max(replays, countIn(f));
        if (!comesAlong(f, family) || (f.name == "CC" && !target.cc.empty()) || (!keepFailureHeaders && failure.has(f)))
            continue;
        hasId = hasId || (f.place == FieldPlace::Property && f.name == "message_id");
        appendField(to.fields, f);
    }
    if (family == TargetFamily::Amqp) {
        appendProperty(to.fields, "delivery_mode", "2");
        if (!hasId)
            appendProperty(to.fields, "message_id", marks.replayId);
        if (!target.cc.empty())
            appendField(to.fields, {FieldPlace::Header, FieldType::Array, false, "CC", jsonList(target.cc)});
    }
    appendHeader(to.fields, ReplayIdHeader, marks.replayId);
    appendHeader(to.fields, ReplayOfHeader, marks.of);
    appendHeader(to.fields, ReplayCountHeader, std::to_string(replays + 1));
    if (event.hasValue)
        to.value = event.value;
}

int replayCountOf(const EventView &event)
{
    const auto f = event.fields.find(FieldPlace::Header, ReplayCountHeader);
    return f ? countIn(*f) : 0;
}

std::string_view replayJobOf(const EventView &event)
{
    const auto f = event.fields.find(FieldPlace::Header, ReplayIdHeader);
    return f && !f->null ? f->value.substr(0, f->value.rfind('-')) : std::string_view();
}

} // namespace flowbench
