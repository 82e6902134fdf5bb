// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/capturereader.h"

#include <QFileInfo>

#include <limits>
#include <simdjson.h>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t MostSources = 100'000;
constexpr const char *Columns = "id, channel, partition, \"offset\", time, time_kind, note, key, fields, value";

Error badCapture(const QString &path, const QString &what) { return makeError(ErrorCode::BadCapture, {path, what}); }

// Whatever SQLite says of the file is about the capture.
Error told(Error error)
{
    if (error.code != ErrorCode::FileFailed)
        return error;
    Error bad = badCapture(error.args.value(0), error.args.value(1));
    bad.retriable = error.retriable; // somebody holds a lock
    return bad;
}

// A file that somebody else has a journal for is not read behind that journal's back.
bool hasJournal(const QString &path)
{
    return QFileInfo(path + u"-wal"_s).size() > 0 || QFileInfo(path + u"-journal"_s).size() > 0;
}

Result<Sqlite> openDatabase(const QString &path, bool immutable)
{
    auto db = Sqlite::open(path, {.mode = Sqlite::Mode::ReadOnly, .immutable = immutable});
    if (!db)
        return told(db.error());
    return db;
}

Result<void> checkFormat(Sqlite &db)
{
    const auto application = db.integer("PRAGMA application_id");
    const auto version = db.integer("PRAGMA user_version");
    if (!application || !version)
        return told(application ? version.error() : application.error());
    if (*application != CaptureApplicationId)
        return badCapture(db.path(), u"not written as a capture"_s);
    // SQLite takes a last page that is cut off as one that ends in zeroes.
    const auto pages = db.integer("PRAGMA page_count"), pageSize = db.integer("PRAGMA page_size");
    if (!pages || !pageSize)
        return told(pages ? pageSize.error() : pages.error());
    if (const qint64 size = QFileInfo(db.path()).size(); !hasJournal(db.path()) && size < *pages * *pageSize)
        return badCapture(db.path(), u"cut off: %1 of %2 bytes"_s.arg(size).arg(*pages * *pageSize));
    if (*version < 1 || *version > CaptureVersion)
        return badCapture(db.path(), u"version %1, this program reads %2"_s.arg(*version).arg(CaptureVersion));
    return {};
}

Result<void> readMeta(Sqlite &db, CaptureInfo &info)
{
    auto query = db.prepare("SELECT name, value FROM meta LIMIT 1000");
    if (!query)
        return told(query.error());
    while (true) {
        const auto row = query->step();
        if (!row)
            return told(row.error());
        if (!*row)
            return {};
        const std::string_view name = query->text(0);
        if (name == "complete")
            info.complete = query->text(1) == "1";
        else if (name == "coverage")
            info.coverage = query->text(1);
        else if (name == "writer")
            info.writer = query->string(1);
        else if (name == "by")
            info.by = query->string(1);
        else if (name == "connection")
            info.connection = query->string(1);
        else if (name == "filter")
            info.filter = query->string(1);
        else if (name == "created")
            info.created = query->string(1);
        else if (name == "finished")
            info.finished = query->string(1);
    }
}

std::optional<qint64> optionalInteger(const SqliteStatement &query, int column)
{
    return query.isNull(column) ? std::nullopt : std::optional(query.integer(column));
}

Result<void> readSources(Sqlite &db, CaptureInfo &info)
{
    auto query = db.prepare("SELECT c.id, c.name, p.partition, p.events, p.first_offset, p.last_offset, "
                            "p.every_offset, p.ordered FROM partitions p JOIN channels c ON c.id = p.channel "
                            "ORDER BY c.name, p.partition");
    if (!query)
        return told(query.error());
    while (true) {
        const auto row = query->step();
        if (!row)
            return told(row.error());
        if (!*row)
            return {};
        const qint64 partition = query->integer(2);
        CaptureSource s;
        s.channelId = query->integer(0);
        s.channel = query->text(1);
        s.partition = std::int32_t(partition);
        s.events = query->integer(3);
        s.first = optionalInteger(*query, 4);
        s.last = optionalInteger(*query, 5);
        s.everyOffset = query->integer(6) != 0;
        s.ordered = query->integer(7) != 0;
        const bool sane = !s.channel.empty() && partition >= -1 && partition <= std::numeric_limits<qint32>::max() &&
                          s.events >= 0 && s.first.has_value() == s.last.has_value() && s.first.value_or(0) >= 0 &&
                          s.last.value_or(0) >= s.first.value_or(0) &&
                          s.last.value_or(0) < std::numeric_limits<qint64>::max();
        if (!sane || info.sources.size() >= MostSources)
            return badCapture(info.path, u"its summary makes no sense"_s);
        info.index.emplace(CaptureInfo::Key{s.channelId, partition}, std::uint32_t(info.sources.size()));
        info.events += s.events;
        info.sources.push_back(std::move(s));
    }
}

Result<void> readBounds(Sqlite &db, CaptureInfo &info)
{
    for (const auto &[sql, to] : {std::pair("SELECT min(id) FROM events", &info.firstRow),
                                  {"SELECT coalesce(max(id), -1) FROM events", &info.lastRow}}) {
        const auto id = db.integer(sql);
        if (!id)
            return told(id.error());
        *to = *id;
    }
    if (info.lastRow == std::numeric_limits<qint64>::max())
        return badCapture(info.path, u"its rows have no sensible numbers"_s);
    return {};
}

} // namespace

std::optional<std::uint32_t> CaptureInfo::source(qint64 channelId, qint64 partition) const
{
    const auto at = index.find({channelId, partition});
    return at == index.end() ? std::nullopt : std::optional(at->second);
}

Result<CaptureInfo> openCapture(const QString &path, const Cancel &cancel)
{
    const QFileInfo file(path);
    // A pipe would be waited for, a folder is told badly.
    if (!file.exists())
        return badCapture(path, u"no such file"_s);
    if (!file.isFile())
        return badCapture(path, u"not a file"_s);
    if (file.size() == 0)
        return badCapture(path, u"empty"_s);
    CaptureInfo info;
    info.path = path;
    info.immutable = !hasJournal(path);
    auto db = openDatabase(path, info.immutable);
    if (!db)
        return db.error();
    db->setCancel(&cancel);
    if (auto checked = checkFormat(*db); !checked)
        return checked.error();
    info.version = CaptureVersion;
    // All of one moment, while somebody may be writing.
    if (auto begun = db->exec("BEGIN"); !begun)
        return told(begun.error());
    for (auto *read : {readMeta, readSources, readBounds}) {
        if (auto done = read(*db, info); !done)
            return done.error();
    }
    return info;
}

// --- rows

struct CaptureReader::Impl
{
    Impl(const CaptureInfo &i, Sqlite d, SqliteStatement r) : info(i), db(std::move(d)), range(std::move(r)) {}

    const CaptureInfo &info;
    Sqlite db;
    SqliteStatement range;
    std::optional<SqliteStatement> places;
    CaptureRow row;
    simdjson::dom::parser parser;
    std::string padded;
    CaptureInfo::Key lastKey{-1, -2};
    std::uint32_t lastSource = 0;

    Error broken(qint64 id, const QString &what) const
    {
        return badCapture(info.path, u"row %1: %2"_s.arg(id).arg(what));
    }
    Result<const CaptureRow *> step(SqliteStatement &query, bool whole);
    Result<void> place(const SqliteStatement &query);
    Result<void> content(const SqliteStatement &query);
    Result<void> checkFields(std::string_view packed);
    bool isJson(std::string_view text);
};

// What becomes JSON text of ours must be some, and on one line.
bool CaptureReader::Impl::isJson(std::string_view text)
{
    if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
        return false;
    padded.reserve(text.size() + simdjson::SIMDJSON_PADDING);
    padded.assign(text);
    simdjson::dom::element element;
    return !parser.parse(padded.data(), padded.size(), false).get(element);
}

Result<void> CaptureReader::Impl::checkFields(std::string_view packed)
{
    std::size_t used = 0;
    for (const FieldView &f : FieldList(packed)) {
        used += 10 + f.name.size() + f.value.size();
        if (f.place > FieldPlace::Property || f.type > FieldType::Void)
            return broken(row.id, u"a header of an unknown kind"_s);
        if (f.type != FieldType::Bytes && !f.null && !f.value.empty() && !isJson(f.value))
            return broken(row.id, u"a header whose value is no JSON"_s);
    }
    return used == packed.size() ? Result<void>() : Result<void>(broken(row.id, u"headers that are cut off"_s));
}

Result<void> CaptureReader::Impl::place(const SqliteStatement &query)
{
    using Type = SqliteStatement::Type;
    row.id = query.integer(0);
    const CaptureInfo::Key key{query.integer(1), query.integer(2)};
    if (!(key == lastKey)) {
        const auto source = info.source(key.channelId, key.partition);
        if (!source)
            return broken(row.id, u"its channel or partition is not listed"_s);
        lastKey = key;
        lastSource = *source;
    }
    const CaptureSource &source = info.sources[lastSource];
    row.source = lastSource;
    EventView &e = row.event;
    e.channel = source.channel;
    e.partition = source.partition;
    const Type offset = query.type(3), time = query.type(4);
    if ((offset != Type::Integer && (offset != Type::Null || source.everyOffset)) ||
        (time != Type::Integer && time != Type::Null))
        return broken(row.id, u"its offset or time is no number"_s);
    e.offset = offset == Type::Null ? EventView::NoOffset : query.integer(3);
    e.timeMs = time == Type::Null ? 0 : query.integer(4);
    const qint64 kind = query.integer(5);
    if (kind < 0 || kind > qint64(TimeKind::Received))
        return broken(row.id, u"its time is of an unknown kind"_s);
    e.timeKind = time == Type::Null ? TimeKind::None : TimeKind(kind);
    if (offset == Type::Integer && e.offset < 0)
        return broken(row.id, u"its offset is negative"_s);
    return {};
}

Result<void> CaptureReader::Impl::content(const SqliteStatement &query)
{
    using Type = SqliteStatement::Type;
    const auto bytes = [&query](int column, std::string_view &to, bool &has) {
        const Type type = query.type(column);
        has = type != Type::Null;
        to = has ? query.blob(column) : std::string_view();
        return type == Type::Blob || type == Type::Null || type == Type::Text;
    };
    EventView &e = row.event;
    row.note = query.isNull(6) ? std::nullopt : std::optional(query.text(6));
    std::string_view fields;
    bool hasFields = false;
    if (!bytes(7, e.key, e.hasKey) || !bytes(8, fields, hasFields) || !bytes(9, e.value, e.hasValue))
        return broken(row.id, u"its key, headers or value are no bytes"_s);
    e.fields = FieldList(fields);
    return fields.empty() ? Result<void>() : checkFields(fields);
}

Result<const CaptureRow *> CaptureReader::Impl::step(SqliteStatement &query, bool whole)
{
    const auto there = query.step();
    if (!there)
        return told(there.error());
    if (!*there)
        return static_cast<const CaptureRow *>(nullptr);
    if (auto read = place(query); !read)
        return read.error();
    if (whole) {
        if (auto read = content(query); !read)
            return read.error();
    }
    return static_cast<const CaptureRow *>(&row);
}

CaptureReader::CaptureReader(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
CaptureReader::CaptureReader(CaptureReader &&) noexcept = default;
CaptureReader &CaptureReader::operator=(CaptureReader &&) noexcept = default;
CaptureReader::~CaptureReader() = default;

Result<CaptureReader> CaptureReader::open(const CaptureInfo &info)
{
    auto db = openDatabase(info.path, info.immutable);
    if (!db)
        return db.error();
    auto range = db->prepare(std::string("SELECT ") + Columns + " FROM events WHERE id >= ?1 AND id <= ?2 ORDER BY id");
    if (!range)
        return told(range.error());
    return CaptureReader(std::make_unique<Impl>(info, std::move(*db), std::move(*range)));
}

void CaptureReader::seek(qint64 from, qint64 to)
{
    m_impl->range.reset();
    m_impl->range.bind(1, from).bind(2, to);
}

Result<const CaptureRow *> CaptureReader::next() { return m_impl->step(m_impl->range, true); }

Result<const CaptureRow *> CaptureReader::at(qint64 id)
{
    m_impl->range.reset();
    m_impl->range.bind(1, id).bind(2, id);
    auto row = next();
    if (row && !*row)
        return m_impl->broken(id, u"not there any more"_s);
    return row;
}

Result<void> CaptureReader::seekPlaces()
{
    auto query =
        m_impl->db.prepare(R"(SELECT id, channel, partition, "offset", time, time_kind FROM events ORDER BY id)");
    if (!query)
        return told(query.error());
    m_impl->places.emplace(std::move(*query));
    return {};
}

Result<const CaptureRow *> CaptureReader::nextPlace() { return m_impl->step(*m_impl->places, false); }

void CaptureReader::setCancel(const Cancel *cancel) { m_impl->db.setCancel(cancel); }

} // namespace flowbench
