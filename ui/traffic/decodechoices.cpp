// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/traffic/decodechoices.h"

#include "model/live/session.h"

#include <QCoreApplication>
#include <QSettings>
#include <QUrl>
#include <QVariantMap>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

struct Say
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::Decoding)
};

QString keyOf(const QString &connection)
{
    return u"decode/"_s + QString::fromLatin1(QUrl::toPercentEncoding(connection));
}

} // namespace

QString encodingText(Encoding encoding)
{
    switch (encoding) {
    case Encoding::Json:
        return u"JSON"_s;
    case Encoding::Text:
        return Say::tr("Text");
    case Encoding::Avro:
        return u"Avro"_s;
    case Encoding::Protobuf:
        return u"Protobuf"_s;
    case Encoding::MsgPack:
        return u"MsgPack"_s;
    case Encoding::Cbor:
        return u"CBOR"_s;
    case Encoding::Hex:
        break;
    }
    return Say::tr("Bytes");
}

namespace decodechoices {

ChosenDecoding load(const QSettings &settings, const QString &connection, const QString &channel)
{
    const QVariantMap one = settings.value(keyOf(connection)).toMap().value(channel).toMap();
    return {encodingFromName(one.value(u"as"_s).toString().toStdString()), one.value(u"schema"_s).toString(),
            one.value(u"message"_s).toString()};
}

void save(QSettings &settings, const QString &connection, const QString &channel, const ChosenDecoding &chosen)
{
    QVariantMap all = settings.value(keyOf(connection)).toMap();
    if (chosen.automatic()) {
        all.remove(channel);
    } else {
        QVariantMap one;
        if (chosen.as)
            one[u"as"_s] = QString::fromLatin1(encodingName(*chosen.as));
        if (!chosen.schemaFile.isEmpty())
            one[u"schema"_s] = chosen.schemaFile;
        if (!chosen.message.isEmpty())
            one[u"message"_s] = chosen.message;
        all[channel] = one;
    }
    if (all.isEmpty())
        settings.remove(keyOf(connection));
    else
        settings.setValue(keyOf(connection), all);
}

JobHandle apply(Session &session, const QString &channel, const ChosenDecoding &chosen,
                std::function<void(std::optional<Error>)> done)
{
    using Loaded = Result<std::shared_ptr<const LocalSchema>>;
    return session.jobs().run(
        &session, Milliseconds(0),
        [file = chosen.schemaFile](const Cancel &) -> Loaded {
            return file.isEmpty() ? Loaded(std::shared_ptr<const LocalSchema>()) : loadLocalSchema(file);
        },
        [&session, channel, chosen, done = std::move(done)](const Loaded &schema) {
            if (!schema) {
                done(schema.error());
                return;
            }
            session.chooseDecoding(channel, {chosen.as, *schema, chosen.message.toStdString()});
            done(std::nullopt);
        });
}

} // namespace decodechoices

} // namespace flowbench
