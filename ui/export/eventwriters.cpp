// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/eventwriters.h"

#include "model/event/envelope.h"
#include "model/event/eventjson.h"
#include "words/csv.h"
#include "words/units.h"

#include <QCoreApplication>
#include <QSaveFile>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t BufferBytes = 1 << 20;

QString textOf(std::string_view bytes)
{
    if (isUtf8(bytes))
        return QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
    return QString::fromLatin1(QByteArray::fromRawData(bytes.data(), qsizetype(bytes.size())).toBase64());
}

// Text into a file, by the megabyte.
class LineWriter : public EventWriter
{
public:
    explicit LineWriter(const QString &path) : m_file(path) {}
    Result<void> open()
    {
        m_file.setDirectWriteFallback(false); // half a file under the name would look like a whole one
        return m_file.open(QIODevice::WriteOnly) ? Result<void>() : failed();
    }
    Result<void> finish() override
    {
        if (auto written = flush(); !written)
            return written;
        return m_file.commit() ? Result<void>() : failed();
    }

protected:
    std::string &buffer() { return m_buffer; }
    Result<void> flushWhenFull() { return m_buffer.size() < BufferBytes ? Result<void>() : flush(); }

private:
    Result<void> flush()
    {
        const auto size = qint64(m_buffer.size());
        const bool good = m_file.write(m_buffer.data(), size) == size;
        m_buffer.clear();
        return good ? Result<void>() : failed();
    }
    Error failed() const { return makeError(ErrorCode::FileFailed, {m_file.fileName(), m_file.errorString()}); }

    QSaveFile m_file;
    std::string m_buffer;
};

class NdjsonWriter final : public LineWriter
{
public:
    using LineWriter::LineWriter;
    Result<void> write(const EventView &event) override
    {
        m_json.clear();
        writeEventJson(m_json, event);
        m_json.newline();
        buffer() += m_json.text();
        return flushWhenFull();
    }

private:
    JsonWriter m_json;
};

class CsvWriter final : public LineWriter
{
public:
    CsvWriter(const QString &path, std::vector<ExportColumn> columns, std::shared_ptr<const EventDecoder> decoder)
        : LineWriter(path), m_columns(std::move(columns)), m_decoder(std::move(decoder))
    {
        QStringList titles;
        for (const ExportColumn &c : m_columns)
            titles += words::csvCell(c.title);
        line(titles);
    }
    Result<void> write(const EventView &event) override
    {
        QStringList cells;
        for (const ExportColumn &c : m_columns)
            cells += csvText(event, c, m_decoder.get());
        line(cells);
        return flushWhenFull();
    }

private:
    void line(const QStringList &cells) { buffer() += (cells.join(u',') + u"\r\n"_s).toStdString(); }

    std::vector<ExportColumn> m_columns;
    std::shared_ptr<const EventDecoder> m_decoder;
};

class MarkdownWriter final : public LineWriter
{
public:
    MarkdownWriter(const QString &path, std::shared_ptr<const EventDecoder> decoder)
        : LineWriter(path), m_decoder(std::move(decoder))
    {}
    Result<void> write(const EventView &event) override
    {
        buffer() += eventMarkdown(event, m_decoder.get()).toStdString();
        return flushWhenFull();
    }

private:
    std::shared_ptr<const EventDecoder> m_decoder;
};

QString valueText(const EventView &event, const EventDecoder *decoder)
{
    if (!event.hasValue)
        return {};
    if (!decoder)
        return textOf(event.value);
    Decoded decoded;
    decoder->decode(event, decoded);
    return textOf(decoded.encoding == Encoding::Hex ? event.value : decoded.content);
}

} // namespace

QString exportSuffix(ExportFormat format)
{
    switch (format) {
    case ExportFormat::Ndjson:
        return u"ndjson"_s;
    case ExportFormat::Csv:
        return u"csv"_s;
    case ExportFormat::Markdown:
        break;
    }
    return u"md"_s;
}

QString csvText(const EventView &event, const ExportColumn &column, const EventDecoder *decoder)
{
    if (isContentColumn(column.column)) {
        const auto text = column.content.text ? column.content.text(event) : std::nullopt;
        return text ? words::csvCell(textOf(*text)) : QString();
    }
    switch (column.column) {
    case EventColumn::Time:
        return event.timeKind == TimeKind::None ? QString() : words::isoTime(event.timeMs);
    case EventColumn::Channel:
        return words::csvCell(textOf(event.channel));
    case EventColumn::Partition:
        return event.partition < 0 ? QString() : QString::number(event.partition);
    case EventColumn::Offset:
        return event.offset == EventView::NoOffset ? QString() : QString::number(event.offset);
    case EventColumn::Key:
        return event.hasKey ? words::csvCell(textOf(event.key)) : QString();
    case EventColumn::Type:
        return words::csvCell(QString::fromStdString(recogniseEnvelope(event).type));
    case EventColumn::Id:
        return words::csvCell(QString::fromStdString(recogniseEnvelope(event).id));
    case EventColumn::Size:
        return QString::number(event.key.size() + event.value.size());
    case EventColumn::Preview:
        break;
    }
    return words::csvCell(valueText(event, decoder));
}

Result<std::unique_ptr<EventWriter>> makeEventWriter(const ExportPlan &plan)
{
    std::unique_ptr<LineWriter> lines;
    switch (plan.format) {
    case ExportFormat::Ndjson:
        lines = std::make_unique<NdjsonWriter>(plan.path);
        break;
    case ExportFormat::Csv:
        lines = std::make_unique<CsvWriter>(plan.path, plan.columns, plan.decoder);
        break;
    case ExportFormat::Markdown:
        lines = std::make_unique<MarkdownWriter>(plan.path, plan.decoder);
        break;
    }
    if (auto opened = lines->open(); !opened)
        return opened.error();
    return std::unique_ptr<EventWriter>(std::move(lines));
}

} // namespace flowbench
