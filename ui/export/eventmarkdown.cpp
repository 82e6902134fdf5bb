// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/jsonwriter.h"
#include "model/decode/headers.h"
#include "model/event/envelope.h"
#include "ui/export/eventwriters.h"
#include "ui/viewers/jsonformat.h"
#include "words/units.h"
#include "words/visible.h"

#include <QCoreApplication>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

struct Say
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::EventMarkdown)
};

// In a table: a bar would end the cell, a backtick the code.
QString cell(QStringView text)
{
    QString out = visibleText(text);
    out.replace(u'|', u"\\|"_s);
    out.replace(u'`', u'\'');
    return out.isEmpty() ? QString() : u'`' + out + u'`';
}

QString bytesText(std::string_view bytes)
{
    if (isUtf8(bytes))
        return QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
    return u"base64:"_s +
           QString::fromLatin1(QByteArray::fromRawData(bytes.data(), qsizetype(bytes.size())).toBase64());
}

QString headerText(const FieldView &field)
{
    if (field.null)
        return u"null"_s;
    const auto number =
        field.type == FieldType::Bytes ? binaryHeaderNumber(field.name, field.value) : std::optional<qint64>();
    return number ? QString::number(*number) : bytesText(field.value);
}

// Fenced with more backticks than stand in it.
QString fenced(const QString &text, const QString &language)
{
    qsizetype longest = 2, run = 0;
    for (const QChar c : text) {
        run = c == u'`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    const QString fence(longest + 1, u'`');
    return fence + language + u'\n' + text + (text.endsWith(u'\n') ? QString() : u"\n"_s) + fence + u'\n';
}

QString bodyText(const EventView &event, const EventDecoder *decoder)
{
    if (!event.hasValue)
        return Say::tr("No value (a tombstone).") + u'\n';
    Decoded decoded;
    std::string_view content = event.value;
    bool json = event.value.starts_with('{') || event.value.starts_with('[');
    if (decoder) {
        decoder->decode(event, decoded);
        if (decoded.encoding != Encoding::Hex)
            content = decoded.content;
        json = decoded.encoding != Encoding::Hex && decoded.encoding != Encoding::Text;
    }
    if (!json)
        return fenced(visibleText(bytesText(content), Lines::Keep), {});
    const QByteArray pretty = prettyJson(QByteArray::fromRawData(content.data(), qsizetype(content.size())));
    return fenced(visibleText(QString::fromUtf8(pretty), Lines::Keep), u"json"_s);
}

} // namespace

QString eventMarkdown(const EventView &event, const EventDecoder *decoder)
{
    QString place = bytesText(event.channel);
    if (event.partition >= 0)
        place += u" / %1"_s.arg(event.partition);
    if (event.offset != EventView::NoOffset)
        place += u" @ %1"_s.arg(event.offset);
    QString out = u"### %1\n\n| | |\n|---|---|\n"_s.arg(cell(place));
    const auto row = [&out](const QString &name, const QString &value) {
        if (!value.isEmpty())
            out += u"| %1 | %2 |\n"_s.arg(name, cell(value));
    };
    if (event.timeKind != TimeKind::None)
        row(Say::tr("Time"), words::isoTime(event.timeMs));
    if (event.hasKey)
        row(Say::tr("Key"), bytesText(event.key));
    const Envelope envelope = recogniseEnvelope(event);
    row(Say::tr("Type"), QString::fromStdString(envelope.type));
    row(Say::tr("Id"), QString::fromStdString(envelope.id));
    row(Say::tr("Correlation"), QString::fromStdString(envelope.correlationId));
    row(Say::tr("Size"), words::bytes(qint64(event.value.size())));
    if (!event.fields.empty()) {
        out += u"\n| %1 | %2 |\n|---|---|\n"_s.arg(Say::tr("Header"), Say::tr("Value"));
        for (const FieldView field : event.fields)
            out += u"| %1 | %2 |\n"_s.arg(cell(bytesText(field.name)), cell(headerText(field)));
    }
    return out + u'\n' + bodyText(event, decoder) + u'\n';
}

} // namespace flowbench
