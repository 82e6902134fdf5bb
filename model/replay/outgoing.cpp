// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/outgoing.h"

#include "model/base/jsonwriter.h"
#include "model/deadletter/failureheaders.h"
#include "model/event/eventjson.h"

#include <charconv>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
QString text(const std::string &bytes) { return QString::fromStdString(bytes); }

Error noOrigin(const char *what) { return makeError(ErrorCode::NotSupported, {QString::fromLatin1(what)}); }

QString asQueue(const QString &name) { return name.startsWith(u"queue:") ? name : u"queue:"_s + name; }

Result<ResolvedTarget> originQueue(const std::optional<Failure> &failure)
{
    if (!failure || failure->origin.channel.empty())
        return noOrigin("the event does not say in which queue it failed");
    return ResolvedTarget{asQueue(text(failure->origin.channel)), {}, {}, {}};
}

Result<ResolvedTarget> originExchange(const std::optional<Failure> &failure)
{
    if (!failure || !failure->origin.exchange || failure->origin.routingKeys.empty())
        return noOrigin("the event does not say to which exchange it was published, and with which routing key");
    const std::vector<std::string> &keys = failure->origin.routingKeys;
    if (failure->origin.exchange->empty()) // the default exchange: the key is the queue
        return ResolvedTarget{asQueue(text(keys.front())), {}, {}, {}};
    return ResolvedTarget{u"exchange:"_s + text(*failure->origin.exchange),
                          keys.front(),
                          {},
                          std::vector<std::string>(keys.begin() + 1, keys.end())};
}

Result<ResolvedTarget> originTopic(const EventView &event, const std::optional<Failure> &failure, const QString &byName)
{
    ResolvedTarget t;
    if (event.hasKey)
        t.key = std::string(event.key);
    if (failure && !failure->origin.channel.empty()) {
        t.channel = text(failure->origin.channel);
        t.partition = failure->origin.partition;
        return t;
    }
    if (byName.isEmpty())
        return noOrigin("the event does not say from which topic it came");
    t.channel = byName;
    return t;
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

Result<ResolvedTarget> resolveTarget(const EventView &event, const std::optional<Failure> &failure,
                                     const QString &target, TargetFamily source, TargetFamily family,
                                     const QString &sourceByName)
{
    if (target == u"origin-queue")
        return originQueue(failure);
    if (target == u"origin-exchange")
        return originExchange(failure);
    if (target == u"origin")
        return family == TargetFamily::Log ? originTopic(event, failure, sourceByName) : originQueue(failure);
    ResolvedTarget t;
    t.channel = target;
    if (family == TargetFamily::Log) {
        // A routing key is no key: it says where a message went, not what belongs together.
        if (source == TargetFamily::Log && event.hasKey)
            t.key = std::string(event.key);
    } else if (target.startsWith(u"exchange:")) {
        if (failure && !failure->origin.routingKeys.empty())
            t.key = failure->origin.routingKeys.front();
        else if (event.hasKey)
            t.key = std::string(event.key);
    }
    return t;
}

Outgoing makeOutgoing(const EventView &event, const ResolvedTarget &target, TargetFamily family,
                      bool keepFailureHeaders, const OutgoingMarks &marks)
{
    Outgoing out;
    out.key = target.key;
    out.partition = target.partition;
    if (event.hasValue)
        out.value = std::string(event.value);
    out.fields.reserve(event.fields.packed().size() + 128);
    bool hasId = false;
    const std::string stripped = keepFailureHeaders ? std::string() : stripFailureHeaders(event.fields);
    for (const FieldView &f : keepFailureHeaders ? event.fields : FieldList(stripped)) {
        if (!comesAlong(f, family) || (f.name == "CC" && !target.cc.empty()))
            continue;
        hasId = hasId || (f.place == FieldPlace::Property && f.name == "message_id");
        appendField(out.fields, f);
    }
    if (family == TargetFamily::Amqp) {
        appendProperty(out.fields, "delivery_mode", "2");
        if (!hasId)
            appendProperty(out.fields, "message_id", marks.replayId);
        if (!target.cc.empty())
            appendField(out.fields, {FieldPlace::Header, FieldType::Array, false, "CC", jsonList(target.cc)});
    }
    appendHeader(out.fields, ReplayIdHeader, marks.replayId);
    appendHeader(out.fields, ReplayOfHeader, marks.of);
    appendHeader(out.fields, ReplayCountHeader, std::to_string(marks.count));
    return out;
}

int replayCountOf(const EventView &event)
{
    const auto f = event.fields.find(FieldPlace::Header, ReplayCountHeader);
    if (!f || f->null)
        return 0;
    int count = 0;
    const auto read = std::from_chars(f->value.data(), f->value.data() + f->value.size(), count);
    return read.ec == std::errc() && count > 0 ? count : 0;
}

} // namespace flowbench
