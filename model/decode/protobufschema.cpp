// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/protobufschema.h"

#include "model/decode/attempt.h"

#include <google/protobuf/compiler/parser.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>
#include <set>

namespace flowbench {

using namespace Qt::StringLiterals;
namespace pb = google::protobuf;

namespace {
constexpr std::size_t LongestText = std::size_t(8) << 20;
constexpr std::size_t MostFiles = 2000;
constexpr int DeepestImport = 64;
constexpr char MainFile[] = "schema.proto";

// The first complaint; the rest mostly follows from it.
class Complaints final : public pb::io::ErrorCollector, public pb::DescriptorPool::ErrorCollector
{
public:
    void AddError(int line, int column, const std::string &message) override
    {
        keep(u"line %1, column %2: %3"_s.arg(line + 1).arg(column + 1).arg(QString::fromStdString(message)));
    }
    void AddError(const std::string &, const std::string &element, const pb::Message *, ErrorLocation,
                  const std::string &message) override
    {
        keep(u"%1: %2"_s.arg(QString::fromStdString(element), QString::fromStdString(message)));
    }
    void keep(const QString &what)
    {
        if (first.isEmpty())
            first = what;
    }
    QString first;
};

// Enters files into a pool, each after what it imports.
class Builder
{
public:
    Builder(pb::DescriptorPool &pool, const ProtobufSchema::Importer &importer) : m_pool(pool), m_importer(importer) {}

    const pb::FileDescriptor *text(const std::string &name, const std::string &text, int depth)
    {
        if (text.size() > LongestText || depth > DeepestImport || m_files.size() >= MostFiles)
            return fail(u"%1 is too large, or imports too deeply"_s.arg(QString::fromStdString(name)));
        pb::io::ArrayInputStream stream(text.data(), int(text.size()));
        pb::io::Tokenizer tokenizer(&stream, &complaints);
        pb::compiler::Parser parser;
        parser.RecordErrorsTo(&complaints);
        pb::FileDescriptorProto file;
        if (!parser.Parse(&tokenizer, &file) || !complaints.first.isEmpty())
            return fail(u"%1 cannot be parsed"_s.arg(QString::fromStdString(name)));
        file.set_name(name);
        return enter(file, depth);
    }

    const pb::FileDescriptor *enter(const pb::FileDescriptorProto &file, int depth)
    {
        m_files.insert(file.name());
        for (const std::string &path : file.dependency()) {
            if (!import(path, depth + 1))
                return nullptr;
        }
        return m_pool.BuildFileCollectingErrors(file, &complaints);
    }

    Complaints complaints;

private:
    const pb::FileDescriptor *fail(const QString &what)
    {
        complaints.keep(what);
        return nullptr;
    }

    bool import(const std::string &path, int depth)
    {
        if (m_pool.FindFileByName(path))
            return true;
        if (m_files.count(path))
            return fail(u"%1 imports itself"_s.arg(QString::fromStdString(path)));
        if (const auto found = m_importer(path))
            return text(path, *found, depth);
        const pb::FileDescriptor *known = pb::DescriptorPool::generated_pool()->FindFileByName(path);
        if (!known)
            return fail(u"the import %1 is not there"_s.arg(QString::fromStdString(path)));
        pb::FileDescriptorProto file;
        known->CopyTo(&file);
        return enter(file, depth);
    }

    pb::DescriptorPool &m_pool;
    const ProtobufSchema::Importer &m_importer;
    std::set<std::string> m_files; // begun
};
} // namespace

struct ProtobufSchema::Pool
{
    pb::DescriptorPool pool;
    const pb::FileDescriptor *main = nullptr;
};

ProtobufSchema::ProtobufSchema() : m_pool(std::make_unique<Pool>()) {}
ProtobufSchema::~ProtobufSchema() = default;

Result<std::shared_ptr<const ProtobufSchema>> ProtobufSchema::parse(const SchemaText &text)
{
    return parse(text.text, [&](const std::string &path) -> std::optional<std::string> {
        for (const SchemaText::Reference &r : text.references) {
            if (r.name == path)
                return r.text;
        }
        return {};
    });
}

Result<std::shared_ptr<const ProtobufSchema>> ProtobufSchema::parse(const std::string &text, const Importer &importer)
{
    const pb::LogSilencer quiet; // the parser would write to standard error
    std::shared_ptr<ProtobufSchema> schema(new ProtobufSchema);
    Builder builder(schema->m_pool->pool, importer);
    schema->m_pool->main = builder.text(MainFile, text, 0);
    if (!schema->m_pool->main)
        return decodeError(Encoding::Protobuf, u"the schema: %1"_s.arg(builder.complaints.first));
    return std::shared_ptr<const ProtobufSchema>(std::move(schema));
}

Result<std::shared_ptr<const ProtobufSchema>> ProtobufSchema::parseDescriptorSet(std::string_view bytes)
{
    const pb::LogSilencer quiet;
    pb::FileDescriptorSet set;
    if (bytes.size() > LongestText || !set.ParseFromArray(bytes.data(), int(bytes.size())) || set.file_size() == 0)
        return decodeError(Encoding::Protobuf, u"this is no descriptor set"_s);
    std::shared_ptr<ProtobufSchema> schema(new ProtobufSchema);
    const Importer none = [](const std::string &) { return std::nullopt; };
    Builder builder(schema->m_pool->pool, none);
    for (const pb::FileDescriptorProto &file : set.file()) {
        schema->m_pool->main = builder.enter(file, 0);
        if (!schema->m_pool->main)
            return decodeError(Encoding::Protobuf, u"the schema: %1"_s.arg(builder.complaints.first));
    }
    return std::shared_ptr<const ProtobufSchema>(std::move(schema));
}

const pb::Descriptor *ProtobufSchema::message(const std::vector<int> &path) const
{
    const pb::Descriptor *at = nullptr;
    for (const int i : path) {
        const int count = at ? at->nested_type_count() : m_pool->main->message_type_count();
        if (i < 0 || i >= count)
            return nullptr;
        at = at ? at->nested_type(i) : m_pool->main->message_type(i);
    }
    return at;
}

const pb::Descriptor *ProtobufSchema::message(const std::string &fullName) const
{
    if (fullName.empty())
        return message(std::vector<int>{0});
    if (const pb::Descriptor *found = m_pool->pool.FindMessageTypeByName(fullName))
        return found;
    // A simple name is enough within the main file.
    for (int i = 0; i < m_pool->main->message_type_count(); ++i) {
        if (m_pool->main->message_type(i)->name() == fullName)
            return m_pool->main->message_type(i);
    }
    return nullptr;
}

} // namespace flowbench
