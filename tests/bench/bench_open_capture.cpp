// SPDX-License-Identifier: GPL-3.0-or-later
// Opens a capture of a million events as the window does: every event in the store, which makes it countable, sortable
// and searchable; then one search through all of it. Beside it the time to only read the file's bytes, and what writing
// the capture took. bench_open_capture FOLDER [EVENTS]
#include "model/query/textmatch.h"
#include "model/store/capturereader.h"
#include "model/store/capturescan.h"
#include "model/store/capturewriter.h"
#include "model/store/eventstore.h"
#include "tests/bench/benchkit.h"
#include "tests/bench/orders.h"

#include <QFile>

#include <cstdlib>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

class StoreSink final : public EventSink
{
public:
    explicit StoreSink(EventStore &store) : m_store(store) {}
    bool take(ChunkPtr chunk) override
    {
        if (m_first == 0)
            m_first = bench::now();
        m_store.append({&chunk, 1});
        return true;
    }
    double first() const { return m_first; }

private:
    EventStore &m_store;
    double m_first = 0;
};

double write(const QString &path, std::size_t events)
{
    const bench::Orders orders;
    const double begin = bench::now();
    auto writer = CaptureWriter::create(path, {});
    if (!writer)
        std::exit(1);
    Event e;
    e.channel = "orders";
    e.timeKind = TimeKind::Create;
    e.addHeader("event-type", "order.placed");
    for (std::size_t i = 0; i < events; ++i) {
        EventView v = e.view();
        v.partition = std::int32_t(i % 6);
        v.offset = qint64(i / 6);
        v.timeMs = 1'780'000'000'000 + qint64(i) / 5;
        const std::string key = bench::Orders::key(i);
        v.key = key;
        v.hasKey = v.hasValue = true;
        v.value = orders.body(i);
        if (!writer->append(v))
            std::exit(1);
    }
    if (!writer->finish())
        std::exit(1);
    return bench::now() - begin;
}

double readBytes(const QString &path)
{
    QFile file(path);
    if (!file.open(QFile::ReadOnly | QFile::Unbuffered))
        std::exit(1);
    std::vector<char> buffer(1 << 20);
    const double begin = bench::now();
    while (file.read(buffer.data(), qint64(buffer.size())) > 0) {
    }
    return bench::now() - begin;
}

// The way of the window: open, and everything into a store.
struct Opened
{
    Opened(const QString &path, std::size_t events) : store(std::size_t(32) << 30)
    {
        StoreSink sink(store);
        const double begin = bench::now(), cpuBefore = bench::cpuOfProcess();
        const auto info = openCapture(path);
        if (!info)
            std::exit(1);
        CaptureScan scan{.info = *info, .arenas = ArenaPool::create()};
        for (std::uint32_t i = 0; i < info->sources.size(); ++i)
            scan.cursors.push_back(wholeCursor(*info, i));
        if (!scanCapture(scan, sink, {}) || store.rows() != events)
            std::exit(1);
        seconds = bench::now() - begin;
        cpu = bench::cpuOfProcess() - cpuBefore;
        first = sink.first() - begin;
    }

    EventStore store;
    double seconds = 0, cpu = 0, first = 0;
};

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    const QString path = QString::fromLocal8Bit(argv[1]) + u"/open.capture"_s;
    const std::size_t events = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1'000'000;
    QFile::remove(path);
    const double writing = write(path, events);
    const double reading = readBytes(path);

    // On a virtual machine the first touch of memory measures the host: once beforehand.
    const double untouched = Opened(path, events).seconds;
    const Opened opened(path, events);

    const TextMatcher words("nowhere");
    const double search = bench::now();
    quint64 found = 0;
    for (const EventStore::Entry &entry : opened.store.entries()) {
        for (std::size_t i = 0; i < entry.chunk->rows(); ++i)
            found += words.matches(entry.chunk->row(i)) == EventMatcher::Verdict::Match;
    }
    const double searched = bench::now() - search;
    const qint64 size = QFile(path).size();
    QFile::remove(path);
    bench::printAndLeave({{u"events"_s, qint64(events)},
                          {u"seconds"_s, opened.seconds},
                          {u"untouched_seconds"_s, untouched},
                          {u"first_seconds"_s, opened.first},
                          {u"cpu_seconds"_s, opened.cpu},
                          {u"search_seconds"_s, searched},
                          {u"found"_s, qint64(found)},
                          {u"file_bytes"_s, size},
                          {u"read_seconds"_s, reading},
                          {u"write_seconds"_s, writing}});
}
