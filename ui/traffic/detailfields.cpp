// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/traffic/detailfields.h"

#include "model/base/jsonwriter.h"
#include "model/decode/headers.h"
#include "model/event/eventjson.h"

#include <QCoreApplication>
#include <QtEndian>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

struct Say
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::DetailFields)
};

bool isText(std::string_view bytes)
{
    return isUtf8(bytes) && std::none_of(bytes.begin(), bytes.end(), [](char c) {
               const auto u = static_cast<unsigned char>(c);
               return u < 0x20 && u != '\t' && u != '\n' && u != '\r';
           });
}

QByteArray copied(std::string_view bytes) { return {bytes.data(), qsizetype(bytes.size())}; }

KeyValue headerRow(const FieldView &field)
{
    KeyValue row;
    row.name = QString::fromUtf8(field.name.data(), qsizetype(field.name.size()));
    if (field.null || field.type == FieldType::Void) {
        row.type = u"null"_s;
        return row;
    }
    row.value = field.value.empty() ? QByteArray("") : copied(field.value);
    if (field.type != FieldType::Bytes) {
        row.type = QString::fromLatin1(fieldTypeName(field.type));
    } else if (const auto number = binaryHeaderNumber(field.name, field.value)) {
        row.value = QByteArray::number(*number);
        row.type = field.value.size() <= 4 ? u"int32"_s : u"int64"_s;
    } else if (!isText(field.value)) {
        row.type = Say::tr("bytes");
        if (field.value.size() == 4) {
            row.value = QByteArray::number(qFromBigEndian<qint32>(field.value.data()));
            row.type = u"int32"_s;
        } else if (field.value.size() == 8) {
            row.value = QByteArray::number(qFromBigEndian<qint64>(field.value.data()));
            row.type = u"int64"_s;
        }
    }
    return row;
}

} // namespace

std::vector<KeyValue> headerRows(const FieldList &fields)
{
    std::vector<KeyValue> rows;
    for (const FieldView field : fields) {
        if (field.place == FieldPlace::Header)
            rows.push_back(headerRow(field));
    }
    for (const FieldView field : fields) {
        if (field.place == FieldPlace::Header)
            continue;
        KeyValue row = headerRow(field);
        const QString place = field.place == FieldPlace::Property ? Say::tr("property") : Say::tr("delivery");
        row.type = row.type.isEmpty() ? place : Say::tr("%1, %2", "property, long").arg(place, row.type);
        rows.push_back(std::move(row));
    }
    return rows;
}

int headerCount(const FieldList &fields) { return int(fields.count(FieldPlace::Header)); }

std::vector<KeyValue> envelopeRows(const Envelope &envelope)
{
    std::vector<KeyValue> rows;
    if (envelope.empty())
        return rows;
    const auto add = [&rows](const char *name, const std::string &value) {
        if (!value.empty())
            rows.push_back({QString::fromLatin1(name), copied(value), {}});
    };
    rows.push_back({u"envelope"_s, QByteArray(envelopeShapeName(envelope.shape)), {}});
    add("id", envelope.id);
    add("type", envelope.type);
    add("source", envelope.source);
    add("subject", envelope.subject);
    add("time", envelope.time);
    add("version", envelope.version);
    add("aggregate_type", envelope.aggregateType);
    add("aggregate_id", envelope.aggregateId);
    add("correlation_id", envelope.correlationId);
    add("causation_id", envelope.causationId);
    add("traceparent", envelope.traceparent);
    return rows;
}

} // namespace flowbench
