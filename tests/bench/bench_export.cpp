// SPDX-License-Identifier: GPL-3.0-or-later
// Exports a store of a million events as NDJSON; beside it, in turns, the time that writing the same bytes takes the
// same way. bench_export FOLDER [EVENTS] [ROUNDS]
#include "model/export/eventfile.h"
#include "tests/bench/benchkit.h"
#include "tests/bench/storefill.h"

#include <QFile>
#include <QSaveFile>

#include <cstdlib>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

// The same bytes from memory, as large a piece at a time as the export writes.
double writeBytes(const QString &path, quint64 bytes)
{
    const std::vector<char> block(1 << 20, 'x');
    const double begin = bench::now();
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
        std::exit(1);
    for (quint64 left = bytes; left > 0;) {
        const quint64 now = std::min<quint64>(left, block.size());
        if (file.write(block.data(), qint64(now)) != qint64(now))
            std::exit(1);
        left -= now;
    }
    if (!file.commit())
        std::exit(1);
    return bench::now() - begin;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    const QString path = QString::fromLocal8Bit(argv[1]) + u"/export.ndjson"_s;
    const std::size_t events = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1'000'000;
    const int rounds = argc > 3 ? std::atoi(argv[3]) : 3;
    EventStore store(std::size_t(32) << 30);
    bench::fillStore(store, bench::Orders(), events);
    EventFileRequest request{.path = path, .entries = store.entriesFrom(store.first())};
    std::vector<double> ours, bare, ratios;
    quint64 bytes = 0;
    for (int i = 0; i < rounds; ++i) {
        const double begin = bench::now();
        const auto done = writeEventFile(request, {});
        if (!done || done->rows != events)
            return 1;
        ours.push_back(bench::now() - begin);
        bytes = done->bytes;
        bare.push_back(writeBytes(path, bytes));
        ratios.push_back(bare.back() / ours.back());
    }
    QFile::remove(path);
    bench::printAndLeave({{u"events"_s, qint64(events)},
                          {u"bytes"_s, qint64(bytes)},
                          {u"seconds"_s, bench::median(ours)},
                          {u"bare_seconds"_s, bench::median(bare)},
                          {u"ratio"_s, bench::median(ratios)}});
}
