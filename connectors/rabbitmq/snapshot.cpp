// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/snapshot.h"

#include <QTemporaryFile>

#include <cstring>
#include <unistd.h>

namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
// Head of a record; key, fields and value follow. Little endian: it never leaves the machine.
struct Head
{
    quint32 magic;
    quint32 keySize;
    quint32 fieldsSize;
    quint32 kind;
    qint64 timeMs;
    quint64 valueSize;
};
constexpr quint32 Magic = 0x31534246; // "FBS1"

Error failed(const QFile &file) { return makeError(ErrorCode::FileFailed, {file.fileName(), file.errorString()}); }
} // namespace

Result<std::unique_ptr<Snapshot>> Snapshot::create(const QString &path)
{
    std::unique_ptr<Snapshot> s(new Snapshot);
    auto file =
        path.isEmpty() ? std::make_unique<QTemporaryFile>() : std::make_unique<QTemporaryFile>(path + u".XXXXXX"_s);
    if (!file->open())
        return failed(*file);
    s->m_path = path;
    s->m_file = std::move(file);
    return s;
}

Result<std::unique_ptr<Snapshot>> Snapshot::open(const QString &path)
{
    std::unique_ptr<Snapshot> s(new Snapshot);
    s->m_file = std::make_unique<QFile>(path);
    if (!s->m_file->open(QIODevice::ReadOnly))
        return failed(*s->m_file);
    if (const auto ok = s->scanRecords(); !ok)
        return ok.error();
    return s;
}

Result<void> Snapshot::scanRecords()
{
    const qint64 whole = m_file->size();
    while (m_end < whole) {
        Head h;
        if (!m_file->seek(m_end) || m_file->read(reinterpret_cast<char *>(&h), sizeof h) != sizeof h ||
            h.magic != Magic)
            return makeError(ErrorCode::FileFailed, {m_file->fileName(), u"not a snapshot"_s});
        m_at.push_back(m_end);
        m_times.push_back(h.timeMs);
        m_end += qint64(sizeof h) + h.keySize + h.fieldsSize + qint64(h.valueSize);
    }
    return m_end == whole ? Result<void>()
                          : Result<void>(makeError(ErrorCode::FileFailed, {m_file->fileName(), u"cut short"_s}));
}

Result<void> Snapshot::add(const Incoming &m)
{
    const Head h{Magic,        quint32(m.routingKey.size()), quint32(m.fields.size()), quint32(m.timeKind), m.timeMs,
                 m.body.size()};
    std::string record(reinterpret_cast<const char *>(&h), sizeof h);
    record += m.routingKey;
    record += m.fields;
    if (m_file->write(record.data(), qint64(record.size())) != qint64(record.size()) ||
        m_file->write(m.body.data(), qint64(m.body.size())) != qint64(m.body.size()))
        return failed(*m_file);
    m_at.push_back(m_end);
    m_times.push_back(m.timeMs);
    m_end += qint64(record.size() + m.body.size());
    return {};
}

Result<void> Snapshot::finish()
{
    if (!m_file->flush())
        return failed(*m_file);
    if (m_path.isEmpty())
        return {};
    if (fsync(m_file->handle()) != 0)
        return failed(*m_file);
    // rename() over an older one, which QFile::rename() refuses.
    auto &temporary = static_cast<QTemporaryFile &>(*m_file);
    if (::rename(QFile::encodeName(temporary.fileName()).constData(), QFile::encodeName(m_path).constData()) != 0)
        return makeError(ErrorCode::FileFailed, {m_path, QString::fromLocal8Bit(std::strerror(errno))});
    temporary.setAutoRemove(false);
    return {};
}

Result<EventView> Snapshot::read(qint64 index, std::string_view channel)
{
    Head h;
    if (!m_file->seek(m_at[std::size_t(index)]) || m_file->read(reinterpret_cast<char *>(&h), sizeof h) != sizeof h ||
        h.magic != Magic)
        return failed(*m_file);
    const std::size_t size = std::size_t(h.keySize) + h.fieldsSize + h.valueSize;
    m_buffer.resize(size);
    if (m_file->read(m_buffer.data(), qint64(size)) != qint64(size))
        return failed(*m_file);
    EventView v;
    v.channel = channel;
    v.offset = index;
    v.timeMs = h.timeMs;
    v.timeKind = TimeKind(h.kind);
    v.hasKey = v.hasValue = true;
    v.key = {m_buffer.data(), h.keySize};
    v.fields = FieldList({m_buffer.data() + h.keySize, h.fieldsSize});
    v.value = {m_buffer.data() + h.keySize + h.fieldsSize, h.valueSize};
    return v;
}

} // namespace flowbench::rabbitmq
