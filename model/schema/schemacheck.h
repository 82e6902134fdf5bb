// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/event/event.h"

#include <QString>

#include <optional>
#include <string>

namespace flowbench {

// Whether an event keeps to its schema.
struct SchemaVerdict
{
    enum class Kind : quint8 {
        NotChecked, // it has no schema that we know, or the schema cannot be had now
        Valid,
        Invalid
    } kind = Kind::NotChecked;
    QString schema; // what it was checked against: "orders-value version 3", a file's name; empty: nothing
    // Invalid: JSON pointer of the first fault, of where a missing property should be; empty: the whole body
    std::string path;
    std::string problem;           // Invalid: what is wrong there, in words of the schema ("required", "minimum: 0")
    std::optional<Error> why = {}; // NotChecked: what stands in the way; absent: there is no schema
    bool operator==(const SchemaVerdict &) const = default;
};
const char *schemaVerdictName(SchemaVerdict::Kind kind); // "not checked", "valid", "invalid"
// On one line: "invalid: /data/currency required".
std::string schemaVerdictText(const SchemaVerdict &verdict);

// Finds the schema of an event and checks it. Any thread, several at once; may wait for a registry the first time it
// meets a schema, so: on workers.
class SchemaCheck
{
public:
    virtual ~SchemaCheck() = default;
    // `channel`: where the event is, or is to be sent to ("orders", "queue:orders").
    virtual SchemaVerdict check(const QString &channel, const EventView &event) const = 0;
};

} // namespace flowbench
