// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"
#include "model/decode/schemasource.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace google::protobuf {
class Descriptor;
}

namespace flowbench {

// A file of Protobuf with all it imports, compiled by libprotobuf. Immutable.
class ProtobufSchema
{
public:
    // The text of an import, by the path that the import names. Google's own well-known files need none.
    using Importer = std::function<std::optional<std::string>(const std::string &path)>;

    // DecodeFailed with line and reason.
    static Result<std::shared_ptr<const ProtobufSchema>> parse(const SchemaText &text);
    static Result<std::shared_ptr<const ProtobufSchema>> parse(const std::string &text, const Importer &importer);
    // What protoc --descriptor_set_out writes. Its last file is the main one.
    static Result<std::shared_ptr<const ProtobufSchema>> parseDescriptorSet(std::string_view bytes);
    ~ProtobufSchema();

    // Null: there is none. The messages live as long as this.
    const google::protobuf::Descriptor *message(const std::vector<int> &path) const;
    const google::protobuf::Descriptor *message(const std::string &fullName) const; // empty: the first of the main file

private:
    struct Pool;
    ProtobufSchema();
    std::unique_ptr<Pool> m_pool;
};

} // namespace flowbench
