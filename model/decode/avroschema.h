// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"
#include "model/decode/schemasource.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace flowbench {

// A parsed Avro schema: a graph of nodes, immutable. Parsed here and not by Debian's libavro, which forgets logical
// types (times, decimals), knows no references between texts, and reads recursive schemas by recursion without limit.
class AvroSchema
{
public:
    enum class Type : quint8 {
        Null,
        Boolean,
        Int,
        Long,
        Float,
        Double,
        Bytes,
        String,
        Record,
        Enum,
        Array,
        Map,
        Union,
        Fixed
    };
    enum class Logical : quint8 {
        None,
        Date,
        TimeMillis,
        TimeMicros,
        TimestampMillis,
        TimestampMicros,
        TimestampNanos,
        LocalTimestampMillis,
        LocalTimestampMicros,
        LocalTimestampNanos,
        Decimal,
        Duration
    };
    struct Node
    {
        Type type = Type::Null;
        Logical logical = Logical::None;
        int size = 0;                   // Fixed: bytes
        int scale = 0;                  // Decimal
        std::vector<int> children;      // nodes: fields, branches, or the one item
        std::vector<std::string> names; // of fields, and of symbols, as JSON strings
    };

    // References first, each after what it needs; they name their own types. DecodeFailed with the place.
    static Result<std::shared_ptr<const AvroSchema>> parse(const SchemaText &text);

    const Node &node(int i) const { return m_nodes[std::size_t(i)]; }
    int root() const { return m_root; }

private:
    friend class AvroParser;
    std::vector<Node> m_nodes;
    int m_root = 0;
};

} // namespace flowbench
