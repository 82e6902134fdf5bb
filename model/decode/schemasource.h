// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/cancel.h"
#include "model/base/error.h"

#include <QString>

#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace flowbench {

enum class SchemaType : quint8 { Avro, Protobuf, Json };

// Which schema: a registry's number or GUID (Confluent framing, version 0 and 1), or a subject's newest.
struct SchemaKey
{
    enum class By : quint8 { Id, Guid, Subject } by = By::Id;
    quint32 id = 0;
    std::string name; // the 16 bytes of a GUID; a subject's name
    bool operator==(const SchemaKey &) const = default;
    bool operator<(const SchemaKey &o) const { return std::tie(by, id, name) < std::tie(o.by, o.id, o.name); }
};

// A schema as the registry keeps it, with everything it refers to.
struct SchemaText
{
    SchemaType type = SchemaType::Avro;
    std::string text;
    struct Reference
    {
        std::string name; // as the schema names it: an import path (Protobuf), a full name (Avro)
        std::string text;
    };
    std::vector<Reference> references; // in an order in which each comes after what it needs
    QString label;                     // for people: "orders-value v3, id 7"
};

// Where schemas come from. find() never blocks: decoders ask it on any thread, also while a table paints. What is not
// known yet is fetched in the background. Failures are remembered for 30 s.
class SchemaSource
{
public:
    struct Answer
    {
        enum class State : quint8 { Ready, Pending, Failed } state = State::Failed;
        std::shared_ptr<const SchemaText> schema; // Ready
        Error error;                              // Failed: SchemaNotFound, RegistryFailed, Timeout
    };
    virtual ~SchemaSource() = default;
    virtual Answer find(const SchemaKey &key) = 0;
    // The same, waiting for what is pending: for scans and commands, on workers only.
    virtual Answer wait(const SchemaKey &key, const Cancel &cancel) = 0;
    // Called on any thread when something that was pending was answered: rows are decoded again.
    virtual void setListener(std::function<void()> listener) = 0;
};

} // namespace flowbench
