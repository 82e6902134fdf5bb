// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/eventsinks.h"

#include "app/cli/rows.h"
#include "model/event/envelope.h"
#include "model/event/eventjson.h"
#include "words/csv.h"
#include "words/units.h"
#include "words/visible.h"

#include <QCoreApplication>

#include <algorithm>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t JsonBatch = 256 * 1024;
constexpr std::size_t PreviewBytes = 4096;
constexpr std::size_t NameBytes = 512;
constexpr int TimeWidth = 24, OffsetWidth = 12, KeyWidth = 16, TypeWidth = 20, SizeWidth = 9;

struct Titles
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

QString beginning(std::string_view bytes, std::size_t most)
{
    return QString::fromUtf8(bytes.data(), qsizetype(std::min(bytes.size(), most)));
}

QString coordinates(const EventView &event)
{
    if (event.offset == EventView::NoOffset)
        return {};
    const QString offset = QString::number(event.offset);
    return event.partition < 0 ? offset : QString::number(event.partition) + u':' + offset;
}

// CSV holds text: what is not UTF-8 stands there as base64 and says so.
QString csvBytes(std::string_view bytes)
{
    if (isUtf8(bytes))
        return words::csvCell(QString::fromUtf8(bytes.data(), qsizetype(bytes.size())));
    std::string base64 = "base64:";
    appendBase64(base64, bytes);
    return QString::fromStdString(base64);
}
} // namespace

EventPrinter::EventPrinter(Output &output, const QStringList &channels) : m_output(output), m_channelWidth(7)
{
    for (const QString &c : channels)
        m_channelWidth = std::max(m_channelWidth, std::min(displayWidth(visibleText(c)), 32));
}

void EventPrinter::print(const EventView &event)
{
    if (m_output.format() == Format::Json) {
        writeEventJson(m_json, event);
        m_json.newline();
        m_output.write(m_json.text());
        if (m_json.text().capacity() > 16 * JsonBatch)
            m_json = JsonWriter();
        m_json.clear();
    } else if (m_output.format() == Format::Csv) {
        printCsv(event);
    } else {
        printTable(event);
    }
}

void EventPrinter::head()
{
    m_headed = true;
    if (m_output.format() == Format::Csv) {
        m_output.write("channel,partition,offset,time,key,type,id,size,value\r\n");
        return;
    }
    QString line = padded(Titles::tr("TIME"), TimeWidth) + u' ' + padded(Titles::tr("CHANNEL"), m_channelWidth) + u' ' +
                   padded(Titles::tr("OFFSET"), OffsetWidth, true) + u' ' + padded(Titles::tr("KEY"), KeyWidth) + u' ' +
                   padded(Titles::tr("TYPE"), TypeWidth) + u' ' + padded(Titles::tr("SIZE"), SizeWidth, true) + u' ' +
                   Titles::tr("VALUE");
    if (m_output.width() > 0)
        line = fitted(line, m_output.width());
    m_output.write((line + u'\n').toStdString());
}

void EventPrinter::printTable(const EventView &event)
{
    if (!m_headed)
        head();
    const QString time = event.timeKind == TimeKind::None ? QString() : words::isoTime(event.timeMs);
    QString line = padded(time, TimeWidth) + u' ' +
                   padded(visibleText(beginning(event.channel, NameBytes)), m_channelWidth) + u' ' +
                   padded(coordinates(event), OffsetWidth, true) + u' ' +
                   padded(visibleText(beginning(event.key, NameBytes)), KeyWidth) + u' ' +
                   padded(visibleText(beginning(recogniseType(event), NameBytes)), TypeWidth) + u' ' +
                   padded(words::bytes(qint64(event.value.size())), SizeWidth, true) + u' ';
    line += event.hasValue ? visibleText(beginning(event.value, PreviewBytes)) : Titles::tr("(null)");
    if (event.value.size() > PreviewBytes)
        line += u'…';
    if (m_output.width() > 0)
        line = fitted(line, m_output.width());
    m_output.write((line + u'\n').toStdString());
}

void EventPrinter::printCsv(const EventView &event)
{
    if (!m_headed)
        head();
    const Envelope envelope = recogniseEnvelope(event);
    const QStringList cells = {csvBytes(event.channel),
                               event.partition < 0 ? QString() : QString::number(event.partition),
                               event.offset == EventView::NoOffset ? QString() : QString::number(event.offset),
                               event.timeKind == TimeKind::None ? QString() : words::isoTime(event.timeMs),
                               csvBytes(event.key),
                               csvBytes(envelope.type),
                               csvBytes(envelope.id),
                               QString::number(event.value.size()),
                               csvBytes(event.value)};
    m_output.write((cells.join(u',') + u"\r\n"_s).toStdString());
}

PrintingSink::PrintingSink(Output &output, const QStringList &channels, quint64 limit, bool flushed)
    : m_output(output), m_printer(output, channels), m_limit(limit), m_flushed(flushed)
{}

bool PrintingSink::take(ChunkPtr chunk)
{
    quint64 printed = m_printed;
    for (std::size_t i = 0; i < chunk->rows() && !(m_limit && printed >= m_limit); ++i, ++printed)
        m_printer.print(chunk->row(i));
    if (m_flushed)
        m_output.flush();
    m_printed = printed;
    const bool more = !full() && !m_output.closed();
    if (!more && m_wake)
        m_wake();
    return more;
}

bool NewestSink::take(ChunkPtr chunk)
{
    m_rows += chunk->rows();
    m_chunks.push_back(std::move(chunk));
    while (m_rows - m_chunks.front()->rows() >= m_newest) {
        m_rows -= m_chunks.front()->rows();
        m_chunks.pop_front();
    }
    return true;
}

void NewestSink::handOn(const std::function<void(const EventView &)> &each) const
{
    quint64 skip = m_rows > m_newest ? m_rows - m_newest : 0;
    for (const ChunkPtr &chunk : m_chunks) {
        for (std::size_t i = 0; i < chunk->rows(); ++i) {
            if (skip > 0)
                --skip;
            else
                each(chunk->row(i));
        }
    }
}

} // namespace flowbench::cli
