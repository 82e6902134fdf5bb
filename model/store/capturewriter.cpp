// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/capturewriter.h"

#include "model/base/sqlite.h"
#include "model/store/capturereader.h"
#include "model/store/captureschema.h"
#include "model/store/chunk.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <thread>
#include <unistd.h>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t BatchBytes = 16 << 20;
constexpr std::size_t BatchEvents = 50'000;
constexpr Milliseconds BatchTime{1000};
constexpr Milliseconds FinishPatience{5000};

Error fileError(const QString &path, int number)
{
    return makeError(ErrorCode::FileFailed, {path, QString::fromLocal8Bit(std::strerror(number))});
}

// Nobody else can make a file of that name in between.
Result<void> claim(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    const int fd = ::open(name.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0) {
        ::close(fd);
        return {};
    }
    const int number = errno;
    const QFileInfo there(path);
    if (number == EEXIST && there.isFile() && !there.isSymLink() && there.size() == 0)
        return {};
    return fileError(path, number);
}

QByteArray loginName()
{
    const QByteArray user = qgetenv("USER");
    return user.isEmpty() ? qgetenv("LOGNAME") : user;
}

std::string utf8(const QString &text) { return text.toStdString(); }

std::string nowText() { return utf8(QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)); }

constexpr std::string_view Insert =
    "INSERT INTO events (channel, partition, \"offset\", time, time_kind, note, key, fields, value) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

std::string journalling(bool durable)
{
    return std::string("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=2000; PRAGMA synchronous=") +
           (durable ? "FULL;" : "NORMAL;");
}

struct Summary
{
    qint64 channel = 0;
    std::int32_t partition = -1;
    qint64 events = 0;
    std::optional<qint64> first, last, previous;
    bool everyOffset = true, ordered = true, changed = true;
};

} // namespace

struct CaptureWriter::Impl
{
    Impl(Sqlite database, SqliteStatement statement) : db(std::move(database)), insert(std::move(statement)) {}

    Sqlite db;
    SqliteStatement insert;
    std::map<std::pair<std::string, std::int32_t>, std::size_t, std::less<>> index;
    std::map<std::string, qint64> channels;
    std::vector<Summary> sources;
    std::size_t last = 0; // source of the event before
    std::string lastChannel;
    quint64 events = 0, bytes = 0;
    std::size_t batchEvents = 0, batchBytes = 0;
    Clock::time_point batchBegan = Clock::now();
    std::optional<Error> broken;
    bool finished = false;

    void know(const CaptureInfo &info);
    Result<std::size_t> source(std::string_view channel, std::int32_t partition);
    Result<qint64> channelId(const std::string &name);
    Result<void> put(std::size_t source, const EventView &event, std::optional<std::string_view> note);
    Result<void> begin();
    Result<void> commit();
    Result<void> writeSummaries();
    Result<void> meta(std::string_view name, std::string_view value);
    Result<void> kept(Result<void> result);
};

// The first error is the one that is told, again and again.
Result<void> CaptureWriter::Impl::kept(Result<void> result)
{
    if (!result && !broken) {
        broken = result.error();
        static_cast<void>(db.rollback());
    }
    return result;
}

// What a writer before wrote.
void CaptureWriter::Impl::know(const CaptureInfo &info)
{
    for (const CaptureSource &s : info.sources) {
        channels.emplace(s.channel, s.channelId);
        index.emplace(std::pair(s.channel, s.partition), sources.size());
        sources.push_back(
            {s.channelId, s.partition, s.events, s.first, s.last, s.last, s.everyOffset, s.ordered, false});
    }
    events = quint64(info.events);
}

Result<void> CaptureWriter::Impl::begin()
{
    if (broken)
        return *broken;
    if (db.inTransaction())
        return {};
    batchEvents = batchBytes = 0;
    batchBegan = Clock::now();
    return db.begin();
}

Result<void> CaptureWriter::Impl::meta(std::string_view name, std::string_view value)
{
    auto put = db.prepare("INSERT OR REPLACE INTO meta VALUES (?, ?)");
    return put ? put->bindText(1, name).bindText(2, value).run() : Result<void>(put.error());
}

Result<qint64> CaptureWriter::Impl::channelId(const std::string &name)
{
    if (const auto at = channels.find(name); at != channels.end())
        return at->second;
    auto put = db.prepare("INSERT INTO channels (name) VALUES (?)");
    if (!put)
        return put.error();
    if (auto done = put->bindText(1, name).run(); !done)
        return done.error();
    return channels.emplace(name, db.lastInsertId()).first->second;
}

Result<std::size_t> CaptureWriter::Impl::source(std::string_view channel, std::int32_t partition)
{
    if (!sources.empty() && sources[last].partition == partition && lastChannel == channel)
        return last;
    const std::pair<std::string, std::int32_t> key(channel, partition);
    auto at = index.find(key);
    if (at == index.end()) {
        const auto id = channelId(key.first);
        if (!id)
            return id.error();
        Summary s;
        s.channel = *id;
        s.partition = partition;
        sources.push_back(s);
        at = index.emplace(key, sources.size() - 1).first;
    }
    last = at->second;
    lastChannel = key.first;
    return last;
}

Result<void> CaptureWriter::Impl::put(std::size_t number, const EventView &e, std::optional<std::string_view> note)
{
    Summary &s = sources[number];
    insert.bind(1, s.channel).bind(2, s.partition).bind(5, qint64(e.timeKind));
    const bool hasOffset = e.offset != EventView::NoOffset;
    hasOffset ? insert.bind(3, e.offset) : insert.bindNull(3);
    e.timeKind != TimeKind::None ? insert.bind(4, e.timeMs) : insert.bindNull(4);
    note ? insert.bindText(6, *note) : insert.bindNull(6);
    e.hasKey ? insert.bindBlob(7, e.key) : insert.bindNull(7);
    e.fields.empty() ? insert.bindNull(8) : insert.bindBlob(8, e.fields.packed());
    e.hasValue ? insert.bindBlob(9, e.value) : insert.bindNull(9);
    if (auto done = insert.run(); !done)
        return done;
    ++s.events;
    s.changed = true;
    if (hasOffset) {
        s.ordered = s.ordered && (!s.previous || *s.previous < e.offset);
        s.previous = e.offset;
        s.first = std::min(s.first.value_or(e.offset), e.offset);
        s.last = std::max(s.last.value_or(e.offset), e.offset);
    } else {
        s.everyOffset = false;
    }
    ++events;
    bytes += e.bytes();
    ++batchEvents;
    batchBytes += e.bytes();
    if (batchBytes >= BatchBytes || batchEvents >= BatchEvents)
        return commit();
    return {};
}

// Part of every batch: whoever finds a capture that was cut off finds a summary of what is there.
Result<void> CaptureWriter::Impl::writeSummaries()
{
    auto put = db.prepare("INSERT OR REPLACE INTO partitions VALUES (?, ?, ?, ?, ?, ?, ?)");
    if (!put)
        return put.error();
    for (Summary &s : sources) {
        if (!s.changed)
            continue;
        put->bind(1, s.channel).bind(2, s.partition).bind(3, s.events).bind(6, s.everyOffset).bind(7, s.ordered);
        s.first ? put->bind(4, *s.first) : put->bindNull(4);
        s.last ? put->bind(5, *s.last) : put->bindNull(5);
        if (auto done = put->run(); !done)
            return done;
        s.changed = false;
    }
    return {};
}

Result<void> CaptureWriter::Impl::commit()
{
    if (!db.inTransaction())
        return {};
    if (auto written = writeSummaries(); !written)
        return written;
    return db.commit();
}

CaptureWriter::CaptureWriter(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
CaptureWriter::CaptureWriter(CaptureWriter &&) noexcept = default;
CaptureWriter &CaptureWriter::operator=(CaptureWriter &&) noexcept = default;

CaptureWriter::~CaptureWriter()
{
    if (m_impl && !m_impl->finished && !m_impl->broken)
        static_cast<void>(commit()); // nobody is left to hear of a failure; the file says that it is not complete
}

Result<CaptureWriter> CaptureWriter::create(const QString &path, const CaptureAbout &about)
{
    if (auto claimed = claim(path); !claimed)
        return claimed.error();
    const auto failed = [&path](const Error &error) {
        QFile::remove(path);
        return error;
    };
    auto db = Sqlite::open(path, {.mode = Sqlite::Mode::Create, .cacheBytes = 16 << 20});
    if (!db)
        return failed(db.error());
    const std::string head = "PRAGMA page_size=16384; PRAGMA application_id=" + std::to_string(CaptureApplicationId) +
                             "; PRAGMA user_version=" + std::to_string(CaptureVersion) + "; " +
                             journalling(about.durable);
    for (const char *sql : {head.c_str(), "BEGIN", captureschema::Tables, captureschema::Views}) {
        if (auto done = db->exec(sql); !done)
            return failed(done.error());
    }
    auto insert = db->prepare(Insert);
    if (!insert)
        return failed(insert.error());
    auto impl = std::make_unique<Impl>(std::move(*db), std::move(*insert));
    for (const auto &[name, value] : {std::pair<const char *, std::string>("format", "flowbench capture"),
                                      {"writer", "Flowbench " FLOWBENCH_VERSION},
                                      {"by", loginName().toStdString()},
                                      {"created", nowText()},
                                      {"connection", utf8(about.connection)},
                                      {"filter", utf8(about.filter)},
                                      {"complete", "0"}}) {
        if (auto done = impl->meta(name, value); !done)
            return failed(done.error());
    }
    if (auto done = impl->db.commit(); !done)
        return failed(done.error());
    return CaptureWriter(std::move(impl));
}

void CaptureWriter::heal(const QString &path)
{
    if (auto db = Sqlite::open(path, {.mode = Sqlite::Mode::ReadWrite})) {
        if (auto transaction = SqliteTransaction::begin(*db))
            static_cast<void>(transaction->commit());
    }
}

Result<CaptureWriter> CaptureWriter::reopen(const QString &path)
{
    const auto info = openCapture(path);
    if (!info)
        return info.error();
    auto db = Sqlite::open(path, {.mode = Sqlite::Mode::ReadWrite, .cacheBytes = 16 << 20});
    if (!db)
        return db.error();
    if (auto set = db->exec(journalling(true).c_str()); !set)
        return set.error();
    if (auto unfinished =
            db->exec("UPDATE meta SET value = '0' WHERE name = 'complete'; DELETE FROM meta WHERE name = 'finished'");
        !unfinished)
        return unfinished.error();
    auto insert = db->prepare(Insert);
    if (!insert)
        return insert.error();
    auto impl = std::make_unique<Impl>(std::move(*db), std::move(*insert));
    impl->know(*info);
    return CaptureWriter(std::move(impl));
}

Result<void> CaptureWriter::append(const EventView &event, std::optional<std::string_view> note)
{
    Impl &i = *m_impl;
    if (auto begun = i.begin(); !begun)
        return i.kept(begun);
    const auto source = i.source(event.channel, event.partition);
    if (!source)
        return i.kept(source.error());
    return i.kept(i.put(*source, event, note));
}

Result<void> CaptureWriter::append(const Chunk &chunk)
{
    for (std::size_t row = 0; row < chunk.rows(); ++row) {
        if (auto done = append(chunk.row(row)); !done)
            return done;
    }
    // A slow tail is in the file soon as well.
    return m_impl->db.inTransaction() && Clock::now() - m_impl->batchBegan >= BatchTime ? commit() : Result<void>();
}

Result<void> CaptureWriter::know(std::string_view channel, std::int32_t partition)
{
    Impl &i = *m_impl;
    if (auto begun = i.begin(); !begun)
        return i.kept(begun);
    const auto source = i.source(channel, partition);
    return source ? Result<void>() : i.kept(source.error());
}

Result<void> CaptureWriter::commit()
{
    return m_impl->broken ? Result<void>(*m_impl->broken) : m_impl->kept(m_impl->commit());
}

Result<void> CaptureWriter::finish(std::string_view coverage)
{
    Impl &i = *m_impl;
    if (auto begun = i.begin(); !begun)
        return i.kept(begun);
    for (const auto &[name, value] :
         {std::pair<const char *, std::string>("coverage", coverage), {"finished", nowText()}, {"complete", "1"}}) {
        if (auto done = i.meta(name, value); !done)
            return i.kept(done);
    }
    if (auto done = commit(); !done)
        return done;
    // One file, which can be copied and lies on the disk. Readers hold this up only as long as they read.
    const auto until = Clock::now() + FinishPatience;
    while (true) {
        const auto mode = i.db.integer("PRAGMA wal_checkpoint(TRUNCATE)"); // 1: somebody reads
        if (!mode)
            return mode.error();
        auto alone = i.db.exec("PRAGMA journal_mode=DELETE");
        if (*mode == 0 && alone) {
            i.finished = true;
            return {};
        }
        if (Clock::now() >= until) {
            Error busy = alone ? makeError(ErrorCode::FileFailed, {path(), u"database is locked"_s}) : alone.error();
            busy.retriable = true;
            return busy;
        }
        std::this_thread::sleep_for(Milliseconds(20));
    }
}

void CaptureWriter::discard()
{
    const QString path = m_impl->db.path();
    m_impl.reset();
    for (const char *tail : {"", "-wal", "-shm", "-journal"})
        QFile::remove(path + QLatin1StringView(tail));
}

quint64 CaptureWriter::events() const { return m_impl->events; }
quint64 CaptureWriter::bytes() const { return m_impl->bytes; }
const QString &CaptureWriter::path() const { return m_impl->db.path(); }

} // namespace flowbench
