// SPDX-License-Identifier: GPL-3.0-or-later
// The reader of captures: a hostile file is an error or events that can be looked at in every way.
#include "model/event/eventjson.h"
#include "model/store/capturereader.h"
#include "model/store/capturescan.h"
#include "tests/fuzz/fuzz.h"

#include <QDir>
#include <QFile>

#include <unistd.h>

using namespace flowbench;

namespace {

class LookingSink final : public EventSink
{
public:
    bool take(ChunkPtr chunk) override
    {
        for (std::size_t i = 0; i < chunk->rows(); ++i) {
            JsonWriter json;
            writeEventJson(json, chunk->row(i));
        }
        return true;
    }
};

void scan(const CaptureInfo &info, bool newestFirst)
{
    static const auto arenas = ArenaPool::create(0, 4);
    CaptureScan scan{.info = info, .newestFirst = newestFirst, .arenas = arenas};
    for (std::uint32_t i = 0; i < info.sources.size(); ++i)
        scan.cursors.push_back(wholeCursor(info, i));
    LookingSink sink;
    static_cast<void>(scanCapture(scan, sink, Cancel::after(Milliseconds(2000))));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const QString path = QDir::tempPath() + QStringLiteral("/flowbench-fuzz-%1.capture").arg(qint64(::getpid()));
    QFile file(path);
    if (!file.open(QFile::WriteOnly | QFile::Truncate))
        return 0;
    file.write(reinterpret_cast<const char *>(data), qint64(size));
    file.close();
    if (const auto info = openCapture(path, Cancel::after(Milliseconds(2000)))) {
        scan(*info, false);
        scan(*info, true);
        static_cast<void>(positionsAtTime(*info, 0, {}));
    }
    QFile::remove(path);
    return 0;
}
