// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/eventinput.h"

#include "model/live/port.h"
#include "model/query/cel/times.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
TimeKind timeKindOf(const QJsonObject &object)
{
    const QString name = object.value(u"time_kind"_s).toString();
    for (const TimeKind kind : {TimeKind::Create, TimeKind::Append, TimeKind::Broker}) {
        if (name == QLatin1StringView(timeKindName(kind)))
            return kind;
    }
    return TimeKind::Received;
}

// Where and when it was.
Result<void> readCoordinates(Event &event, const QJsonObject &object)
{
    event.channel = object.value(u"channel"_s).toString().toStdString();
    event.offset = object.value(u"offset"_s).toInteger(EventView::NoOffset);
    if (!object.contains(u"time"_s))
        return {};
    const auto time = cel::parseTimestamp(object.value(u"time"_s).toString().toStdString());
    if (!time)
        return makeError(ErrorCode::BadJson, {u"time"_s, u"not a time"_s});
    event.timeMs = time->integer * 1000 + time->nanos / 1'000'000;
    event.timeKind = timeKindOf(object);
    return {};
}

// How a queue handed it out: no part of what is published, and printed again.
void readDelivery(Event &event, const QJsonObject &amqp)
{
    for (const QString &name : {u"exchange"_s, u"routing_key"_s, u"redelivered"_s}) {
        const QJsonValue value = amqp.value(name);
        const std::string key = name.toStdString();
        std::string text = value.toString().toStdString();
        FieldView f;
        f.place = FieldPlace::Delivery;
        f.name = key;
        if (value.isBool()) {
            f.type = FieldType::Boolean;
            text = value.toBool() ? "true" : "false";
        } else if (!value.isString()) {
            continue;
        }
        f.value = text;
        event.addField(f);
    }
}
} // namespace

Result<Event> readEventObject(std::string_view json)
{
    EventJsonReader reader;
    return readEventObject(json, reader);
}

Result<Event> readEventObject(std::string_view json, EventJsonReader &reader)
{
    std::string line(json);
    std::ranges::replace(line, '\n', ' '); // no string of JSON holds one
    auto read = reader.read(line);
    if (!read)
        return read.error();
    Event event;
    event.key = std::move(read->key);
    event.value = std::move(read->value);
    event.partition = read->partition.value_or(-1);
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(line));
    readDelivery(event, document.object().value(u"amqp"_s).toObject());
    event.fields += read->fields;
    if (const auto done = readCoordinates(event, document.object()); !done)
        return done.error();
    return event;
}

} // namespace flowbench::cli
