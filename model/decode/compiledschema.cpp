// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/compiledschema.h"

#include "model/decode/attempt.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace flowbench {

using namespace Qt::StringLiterals;
using State = SchemaSource::Answer::State;

namespace {
constexpr std::size_t MostEntries = 1000;
constexpr qint64 LargestFile = qint64(8) << 20;

Result<std::string> contentOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return makeError(ErrorCode::FileFailed, {path, file.errorString()});
    const QByteArray bytes = file.read(LargestFile + 1);
    if (file.error() != QFileDevice::NoError)
        return makeError(ErrorCode::FileFailed, {path, file.errorString()});
    if (bytes.size() > LargestFile)
        return makeError(ErrorCode::TooLarge, {path, QString::number(bytes.size()), QString::number(LargestFile)});
    return bytes.toStdString();
}

// Imports are read beside the file, and nowhere else.
std::optional<std::string> importBeside(const QDir &folder, const std::string &path)
{
    const QString clean = QDir::cleanPath(QString::fromStdString(path));
    if (clean.startsWith(u"../") || clean == u".." || QDir::isAbsolutePath(clean))
        return {};
    if (auto whole = contentOf(folder.filePath(clean)))
        return std::move(whole.value());
    auto simple = contentOf(folder.filePath(QFileInfo(clean).fileName()));
    return simple ? std::optional(std::move(simple.value())) : std::nullopt;
}

// Protobuf by its looks: text has a syntax line or a message, a descriptor set is binary.
Result<CompiledSchema> compileFile(const QString &path, const std::string &content)
{
    CompiledSchema compiled;
    compiled.label = QFileInfo(path).fileName();
    const bool json = path.endsWith(u".avsc") || path.endsWith(u".json");
    if (json) {
        compiled.type = SchemaType::Avro;
        auto parsed = AvroSchema::parse(SchemaText{SchemaType::Avro, content, {}, {}});
        if (!parsed)
            return parsed.error();
        compiled.avro = std::move(parsed.value());
        return compiled;
    }
    compiled.type = SchemaType::Protobuf;
    const QDir folder = QFileInfo(path).absoluteDir();
    auto parsed = path.endsWith(u".proto")
                      ? ProtobufSchema::parse(content, [&](const std::string &p) { return importBeside(folder, p); })
                      : ProtobufSchema::parseDescriptorSet(content);
    if (!parsed)
        return parsed.error();
    compiled.protobuf = std::move(parsed.value());
    return compiled;
}
} // namespace

Encoding encodingOf(SchemaType type)
{
    switch (type) {
    case SchemaType::Avro:
        return Encoding::Avro;
    case SchemaType::Protobuf:
        return Encoding::Protobuf;
    case SchemaType::Json:
        break;
    }
    return Encoding::Json;
}

Result<std::shared_ptr<const CompiledSchema>> compileSchema(const SchemaText &text)
{
    CompiledSchema compiled;
    compiled.type = text.type;
    compiled.label = text.label;
    if (text.type == SchemaType::Avro) {
        auto parsed = AvroSchema::parse(text);
        if (!parsed)
            return parsed.error();
        compiled.avro = std::move(parsed.value());
    } else if (text.type == SchemaType::Protobuf) {
        auto parsed = ProtobufSchema::parse(text);
        if (!parsed)
            return parsed.error();
        compiled.protobuf = std::move(parsed.value());
    }
    return std::shared_ptr<const CompiledSchema>(std::make_shared<CompiledSchema>(std::move(compiled)));
}

Result<std::shared_ptr<const LocalSchema>> loadLocalSchema(const QString &file)
{
    const auto content = contentOf(file);
    if (!content)
        return content.error();
    auto compiled = compileFile(file, *content);
    if (!compiled)
        return compiled.error();
    return std::shared_ptr<const LocalSchema>(std::make_shared<LocalSchema>(std::move(compiled.value())));
}

// Waits once a schema: what did not come in time is only looked at afterwards.
SchemaSource::Answer SchemaCache::ask(const SchemaKey &key)
{
    bool wait = m_wait.count() > 0;
    if (wait) {
        const std::shared_lock lock(m_mutex);
        wait = !m_late.count(key);
    }
    if (!wait)
        return m_source->find(key);
    SchemaSource::Answer answer = m_source->wait(key, Cancel::after(m_wait, m_stop));
    if (answer.state != State::Ready) {
        const std::unique_lock lock(m_mutex);
        if (m_late.size() >= MostEntries)
            m_late.clear();
        m_late.insert(key);
    }
    return answer;
}

SchemaCache::Found SchemaCache::find(const SchemaKey &key)
{
    // A number means one schema for ever; a subject's newest may change.
    const bool fixed = key.by != SchemaKey::By::Subject;
    if (fixed) {
        const std::shared_lock lock(m_mutex);
        if (const auto it = m_entries.find(key); it != m_entries.end())
            return it->second.found;
    }
    const SchemaSource::Answer answer = ask(key);
    if (answer.state == State::Pending && m_wait.count() > 0)
        return {State::Failed, {}, makeError(ErrorCode::Timeout)}; // it was waited for
    if (answer.state != State::Ready)
        return {answer.state, {}, answer.error};
    if (!fixed) {
        const std::shared_lock lock(m_mutex);
        if (const auto it = m_entries.find(key); it != m_entries.end() && it->second.text == answer.schema)
            return it->second.found;
    }
    const auto compiled = compileSchema(*answer.schema);
    Found found{compiled ? State::Ready : State::Failed, compiled ? *compiled : nullptr,
                compiled ? Error() : compiled.error()};
    const std::unique_lock lock(m_mutex);
    if (m_entries.size() >= MostEntries)
        m_entries.clear();
    m_entries.insert_or_assign(key, Entry{answer.schema, found});
    return found;
}

} // namespace flowbench
