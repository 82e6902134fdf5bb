// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/export/eventfile.h"

#include "model/base/jsonwriter.h"
#include "model/deadletter/failure.h"
#include "model/event/envelope.h"
#include "model/event/eventjson.h"
#include "model/export/csv.h"
#include "model/export/markdown.h"

#include <QFile>
#include <QSaveFile>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <thread>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t RowsAtOnce = 1024;
constexpr std::size_t BytesAtOnce = 4 << 20; // written in between where rows are large
constexpr Milliseconds ProgressEvery{200};

// [begin, end) of one chunk, or, without a chunk, of the request's list of rows.
struct Slice
{
    const EventStore::Entry *entry = nullptr;
    std::size_t begin = 0, end = 0;
};

std::vector<Slice> slicesOf(const EventFileRequest &r)
{
    std::vector<Slice> out;
    const auto cut = [&out](const EventStore::Entry *entry, std::size_t end) {
        for (std::size_t begin = 0; begin < end; begin += RowsAtOnce)
            out.push_back({entry, begin, std::min(end, begin + RowsAtOnce)});
    };
    if (r.rows) {
        cut(nullptr, r.rows->size());
        return out;
    }
    for (const EventStore::Entry &entry : r.entries)
        cut(&entry, entry.chunk->rows());
    return out;
}

quint64 rowsOf(const std::vector<Slice> &slices)
{
    quint64 rows = 0;
    for (const Slice &s : slices)
        rows += s.end - s.begin;
    return rows;
}

// Reads the rows of slices; neighbours mostly lie in one chunk. One thread each.
class RowReader
{
public:
    explicit RowReader(const EventFileRequest &request) : m_request(request) {}

    // Nothing: it was evicted before it was handed over.
    std::optional<EventView> row(const Slice &s, std::size_t i)
    {
        if (s.entry)
            return s.entry->chunk->row(i);
        const quint64 number = (*m_request.rows)[i];
        const auto &entries = m_request.entries;
        const auto holds = [number](const EventStore::Entry &e) {
            return number >= e.first && number - e.first < e.chunk->rows();
        };
        if (m_at >= entries.size() || !holds(entries[m_at])) {
            const auto after = std::upper_bound(entries.begin(), entries.end(), number,
                                                [](quint64 n, const EventStore::Entry &e) { return n < e.first; });
            if (after == entries.begin() || !holds(*std::prev(after)))
                return std::nullopt;
            m_at = std::size_t(after - entries.begin()) - 1;
        }
        return entries[m_at].chunk->row(std::size_t(number - entries[m_at].first));
    }

private:
    const EventFileRequest &m_request;
    std::size_t m_at = 0;
};

// Events as text of one format. One thread each.
class Formatter
{
public:
    Formatter(const EventFileRequest &request, const std::vector<EventFileColumn> &columns)
        : m_request(request), m_columns(columns)
    {}

    void append(const EventView &event)
    {
        switch (m_request.format) {
        case EventFileFormat::Csv:
            appendCsv(event);
            break;
        case EventFileFormat::Markdown:
            appendMarkdown(text(), event);
            text() += "\n---\n\n";
            break;
        default:
            writeEventJson(m_json, event, m_request.withEnvelope);
            if (m_request.withFailure)
                appendFailure(event);
            m_json.newline();
        }
    }
    std::string &text() { return m_json.text(); }
    void clear() { m_json.clear(); }

private:
    // Into the object that was just written.
    void appendFailure(const EventView &event)
    {
        const std::string failure = failureJson(event);
        if (failure.empty())
            return;
        m_json.text().pop_back();
        m_json.text() += ",\"failure\":" + failure + '}';
    }

    void appendCsv(const EventView &event)
    {
        bool first = true;
        for (const EventFileColumn &c : m_columns) {
            if (!first)
                text().push_back(',');
            first = false;
            m_cell.clear();
            c.append(event, m_cell);
            appendCsvBytes(text(), m_cell);
        }
        text() += "\r\n";
    }

    const EventFileRequest &m_request;
    const std::vector<EventFileColumn> &m_columns;
    JsonWriter m_json;
    std::string m_cell;
};

// Threads format slices ahead and write them in order.
class TextExport
{
public:
    TextExport(const EventFileRequest &request, const Cancel &cancel)
        : m_request(request),
          m_cancel(cancel),
          m_columns(request.columns.empty() ? defaultEventFileColumns() : request.columns),
          m_slices(slicesOf(request)),
          m_file(request.path)
    {
        m_progress.total = rowsOf(m_slices);
    }

    Result<EventFileResult> run()
    {
        if (!m_file.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
            return failure();
        if (m_request.format == EventFileFormat::Csv && !put(head()))
            return failure();
        {
            std::vector<std::jthread> helpers;
            for (int i = 1; i < m_request.threads; ++i)
                helpers.emplace_back([this] { work(); });
            work();
        }
        if (m_stop) {
            m_file.cancelWriting();
            return m_error.value_or(makeError(ErrorCode::Cancelled));
        }
        if (!m_file.commit())
            return failure();
        return EventFileResult{m_progress.rows, m_progress.bytes};
    }

private:
    std::string head() const
    {
        std::string line;
        for (const EventFileColumn &c : m_columns) {
            if (!line.empty())
                line.push_back(',');
            appendCsvCell(line, c.title);
        }
        return line + "\r\n";
    }

    Error failure() const { return makeError(ErrorCode::FileFailed, {m_request.path, m_file.errorString()}); }

    bool put(std::string_view bytes)
    {
        m_progress.bytes += bytes.size();
        return m_file.write(bytes.data(), qint64(bytes.size())) == qint64(bytes.size());
    }

    void work()
    {
        Formatter formatter(m_request, m_columns);
        RowReader reader(m_request);
        while (true) {
            const std::size_t number = m_next++;
            if (number >= m_slices.size())
                return;
            const Slice &s = m_slices[number];
            quint64 rows = 0;
            for (std::size_t i = s.begin; i < s.end; ++i) {
                const auto event = reader.row(s, i);
                if (!event)
                    continue;
                formatter.append(*event);
                ++rows;
                if (formatter.text().size() >= BytesAtOnce && !write(number, formatter, false, 0))
                    return;
            }
            if (!write(number, formatter, true, rows))
                return;
        }
    }

    // In the order of the slices; a slice keeps its turn until it is done.
    bool write(std::size_t number, Formatter &formatter, bool done, quint64 rows)
    {
        {
            std::unique_lock lock(m_mutex);
            m_turns.wait(lock, [&] { return m_stop || m_turn == number; });
            if (m_stop)
                return false;
        }
        const bool written = put(formatter.text());
        formatter.clear();
        m_progress.rows += rows;
        if (m_request.progress && Clock::now() - m_told >= ProgressEvery) {
            m_told = Clock::now();
            m_request.progress(m_progress);
        }
        const std::lock_guard lock(m_mutex);
        if (!written)
            m_error = failure();
        m_stop = m_stop || !written || m_cancel.done();
        m_turn += done;
        m_turns.notify_all();
        return !m_stop;
    }

    const EventFileRequest &m_request;
    const Cancel &m_cancel;
    const std::vector<EventFileColumn> m_columns;
    const std::vector<Slice> m_slices;
    // Whose turn it is:
    QSaveFile m_file;
    EventFileProgress m_progress;
    Clock::time_point m_told = Clock::now();

    std::atomic<std::size_t> m_next{0};
    std::mutex m_mutex;
    std::condition_variable m_turns;
    std::size_t m_turn = 0; // guarded by m_mutex
    bool m_stop = false;    // guarded by m_mutex
    std::optional<Error> m_error;
};

Result<EventFileResult> exportCapture(const EventFileRequest &r, const Cancel &cancel)
{
    const QString part = r.path + u".part"_s;
    auto writer = CaptureWriter::create(part, r.about);
    if (!writer)
        return writer.error();
    const auto given = [&writer](const Error &error) {
        writer->discard();
        return error;
    };
    const std::vector<Slice> slices = slicesOf(r);
    EventFileProgress progress;
    progress.total = rowsOf(slices);
    RowReader reader(r);
    auto told = Clock::now();
    for (const Slice &s : slices) {
        if (cancel.done())
            return given(makeError(ErrorCode::Cancelled));
        for (std::size_t i = s.begin; i < s.end; ++i) {
            const auto event = reader.row(s, i);
            if (!event)
                continue;
            if (auto done = writer->append(*event); !done)
                return given(done.error());
            ++progress.rows;
        }
        progress.bytes = writer->bytes();
        if (r.progress && Clock::now() - told >= ProgressEvery) {
            told = Clock::now();
            r.progress(progress);
        }
    }
    if (auto finished = writer->finish(); !finished)
        return given(finished.error());
    const EventFileResult result{writer->events(), writer->bytes()};
    // The person was asked before a file that is there is replaced.
    if (std::rename(QFile::encodeName(part).constData(), QFile::encodeName(r.path).constData()) != 0)
        return given(makeError(ErrorCode::FileFailed, {r.path, QString::fromLocal8Bit(std::strerror(errno))}));
    return result;
}

} // namespace

std::vector<EventFileColumn> defaultEventFileColumns()
{
    return {{"channel", [](const EventView &e, std::string &out) { out = e.channel; }},
            {"partition",
             [](const EventView &e, std::string &out) {
                 if (e.partition >= 0)
                     out = std::to_string(e.partition);
             }},
            {"offset",
             [](const EventView &e, std::string &out) {
                 if (e.offset != EventView::NoOffset)
                     out = std::to_string(e.offset);
             }},
            {"time",
             [](const EventView &e, std::string &out) {
                 if (e.timeKind != TimeKind::None)
                     appendIsoTime(out, e.timeMs);
             }},
            {"key", [](const EventView &e, std::string &out) { out = e.key; }},
            {"type", [](const EventView &e, std::string &out) { out = recogniseEnvelope(e).type; }},
            {"id", [](const EventView &e, std::string &out) { out = recogniseEnvelope(e).id; }},
            {"size", [](const EventView &e, std::string &out) { out = std::to_string(e.value.size()); }},
            {"value", [](const EventView &e, std::string &out) { out = e.value; }}};
}

Result<EventFileResult> writeEventFile(const EventFileRequest &request, const Cancel &cancel)
{
    return request.format == EventFileFormat::Capture ? exportCapture(request, cancel)
                                                      : TextExport(request, cancel).run();
}

} // namespace flowbench
