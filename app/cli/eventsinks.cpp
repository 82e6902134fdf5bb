// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/eventsinks.h"

#include "app/cli/rows.h"
#include "app/cli/scanoptions.h"
#include "model/event/envelope.h"
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
        return words::csvForeign(QString::fromUtf8(bytes.data(), qsizetype(bytes.size())));
    std::string base64 = "base64:";
    appendBase64(base64, bytes);
    return QString::fromStdString(base64);
}

// A cell of --columns, as rows come: what is longer pushes.
QString columnCell(const EventColumns &columns, std::size_t i, const QString &text)
{
    const bool number = columns.isNumber(i);
    const int title = displayWidth(visibleText(QString::fromStdString(columns.name(i))));
    const int width = std::max(number ? OffsetWidth : KeyWidth, title);
    return displayWidth(text) > width ? text : padded(text, width, number);
}
} // namespace

Result<PrintOptions> printOptionsOf(const Context &context, const Selection &selection, int firstChannel)
{
    PrintOptions o;
    o.channels = context.args.argumentsFrom(firstChannel);
    o.decoder = selection.decoder;
    if (context.args.has("--columns")) {
        auto columns = EventColumns::parse(context.args.text("--columns"), {selection.decoder});
        if (!columns)
            return columns.error();
        o.columns = std::move(*columns);
    }
    if (selection.failures)
        o.failure = [failures = selection.failures](const EventView &event) { return failures->explain(event); };
    return o;
}

EventPrinter::EventPrinter(Output &output, PrintOptions options)
    : m_output(output), m_options(std::move(options)), m_object(m_options.decoder)
{
    for (const QString &c : m_options.channels)
        m_channelWidth = std::max(m_channelWidth, std::min(displayWidth(visibleText(c)), 32));
}

void EventPrinter::print(const EventView &event)
{
    if (m_output.format() == Format::Json)
        printJson(event);
    else if (m_output.format() == Format::Csv)
        printCsv(event);
    else
        printTable(event);
}

std::optional<EventFailure> EventPrinter::failureOf(const EventView &event) const
{
    return m_options.failure ? m_options.failure(event) : std::nullopt;
}

void EventPrinter::printJson(const EventView &event)
{
    const auto failure = failureOf(event);
    if (m_options.columns) {
        m_json.beginObject();
        m_options.columns->writeJson(m_json, event);
        if (failure)
            writeFailure(m_json, *failure);
        m_json.endObject();
    } else {
        m_object.write(m_json, event, failure);
    }
    m_json.newline();
    m_output.write(m_json.text());
    if (m_json.text().capacity() > 16 * JsonBatch)
        m_json = JsonWriter();
    m_json.clear();
}

void EventPrinter::writeLine(QString line)
{
    while (line.endsWith(u' '))
        line.chop(1);
    if (m_output.width() > 0)
        line = fitted(line, m_output.width());
    m_output.write((line + u'\n').toStdString());
}

void EventPrinter::head()
{
    if (std::exchange(m_headed, true))
        return;
    const bool csv = m_output.format() == Format::Csv;
    QStringList titles;
    for (std::size_t i = 0; m_options.columns && i < m_options.columns->size(); ++i) {
        const QString name = QString::fromStdString(m_options.columns->name(i));
        titles.append(csv ? words::csvForeign(name) : columnCell(*m_options.columns, i, visibleText(name)));
    }
    if (csv) {
        if (!m_options.columns)
            titles = {u"channel,partition,offset,time,key,type,id,size,value"_s};
        if (m_options.failure)
            titles += {u"stage"_s, u"message"_s};
        m_output.write((titles.join(u',') + u"\r\n"_s).toStdString());
        return;
    }
    if (!m_options.columns)
        titles = {padded(Titles::tr("TIME"), TimeWidth),
                  padded(Titles::tr("CHANNEL"), m_channelWidth),
                  padded(Titles::tr("OFFSET"), OffsetWidth, true),
                  padded(Titles::tr("KEY"), KeyWidth),
                  padded(Titles::tr("TYPE"), TypeWidth),
                  padded(Titles::tr("SIZE"), SizeWidth, true),
                  m_options.failure ? Titles::tr("FAILURE") : Titles::tr("VALUE")};
    writeLine(titles.join(u' '));
}

QString EventPrinter::tableLine(const EventView &event) const
{
    const QString time = event.timeKind == TimeKind::None ? QString() : words::isoTime(event.timeMs);
    QString line = padded(time, TimeWidth) + u' ' +
                   padded(visibleText(beginning(event.channel, NameBytes)), m_channelWidth) + u' ' +
                   padded(coordinates(event), OffsetWidth, true) + u' ' +
                   padded(visibleText(beginning(event.key, NameBytes)), KeyWidth) + u' ' +
                   padded(visibleText(beginning(recogniseType(event), NameBytes)), TypeWidth) + u' ' +
                   padded(words::bytes(qint64(event.value.size())), SizeWidth, true) + u' ';
    if (m_options.failure)
        return line;
    line += event.hasValue ? visibleText(beginning(event.value, PreviewBytes)) : Titles::tr("(null)");
    if (event.value.size() > PreviewBytes)
        line += u'…';
    return line;
}

void EventPrinter::printTable(const EventView &event)
{
    head();
    const auto failure = failureOf(event);
    QString line;
    for (std::size_t i = 0; m_options.columns && i < m_options.columns->size(); ++i) {
        const auto text = m_options.columns->text(i, event).value_or("");
        line += columnCell(*m_options.columns, i, visibleText(beginning(text, PreviewBytes))) + u' ';
    }
    if (!m_options.columns)
        line = tableLine(event);
    if (failure)
        line += visibleText(failure->message);
    writeLine(line);
}

void EventPrinter::printCsv(const EventView &event)
{
    head();
    QStringList cells;
    for (std::size_t i = 0; m_options.columns && i < m_options.columns->size(); ++i)
        cells.append(m_options.columns->csv(i, event));
    if (!m_options.columns) {
        const Envelope envelope = recogniseEnvelope(event);
        cells = {csvBytes(event.channel),
                 event.partition < 0 ? QString() : QString::number(event.partition),
                 event.offset == EventView::NoOffset ? QString() : QString::number(event.offset),
                 event.timeKind == TimeKind::None ? QString() : words::isoTime(event.timeMs),
                 csvBytes(event.key),
                 csvBytes(envelope.type),
                 csvBytes(envelope.id),
                 QString::number(event.value.size()),
                 csvBytes(event.value)};
    }
    if (const auto failure = failureOf(event))
        cells += {QString::fromLatin1(failureStageName(failure->stage)), words::csvForeign(failure->message)};
    m_output.write((cells.join(u',') + u"\r\n"_s).toStdString());
}

PrintingSink::PrintingSink(Output &output, PrintOptions options, quint64 limit, bool flushed)
    : m_output(output), m_printer(output, std::move(options)), m_limit(limit), m_flushed(flushed)
{}

bool PrintingSink::take(ChunkPtr chunk)
{
    quint64 printed = m_printed;
    for (std::size_t i = 0; i < chunk->rows() && !(m_limit && printed >= m_limit); ++i, ++printed)
        m_printer.print(chunk->row(i));
    if (m_flushed)
        m_output.flush();
    m_printed = printed;
    m_decodeFailures = m_printer.decodeFailures();
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
