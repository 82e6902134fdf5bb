// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"
#include "model/decode/schemasource.h"
#include "model/schema/schemacheck.h"
#include "model/schema/schemadocuments.h"

#include <memory>
#include <string_view>
#include <vector>

namespace flowbench {

namespace schemaprogram {
struct Program;
}

// A JSON Schema (drafts 4, 6, 7, 2019-09, 2020-12), ready to check bodies with. Immutable; any thread.
//
// Never misjudged: numbers are compared as they are written; what cannot be checked (a pattern that RE2 does not know,
// a reference to what is not at hand, a schema that refers to itself without end) makes a body "not checked" unless
// something else in it is wrong. Nothing is fetched. "format" and the content keywords are notes, as the drafts have
// it. Of a name that stands twice in an object both values are checked.
class JsonSchema
{
public:
    // `references`: what the schema refers to, by the names it uses. `unstated`: the draft where "$schema" says none.
    // DecodeFailed ("JSON Schema", place and what is wrong there), TooLarge.
    static Result<std::shared_ptr<const JsonSchema>> compile(std::string text,
                                                             const std::vector<SchemaText::Reference> &references = {},
                                                             SchemaDraft unstated = SchemaDraft::Unstated);
    ~JsonSchema();

    // Memory that a check needs, for one thread at a time; reused from check to check.
    using Memory = JsonTape;
    // SchemaVerdict::schema stays empty. A body that is no JSON is invalid; one of more than 64 MiB, eight million
    // values or a thousand levels is not checked.
    SchemaVerdict check(std::string_view body, Memory &memory) const;

private:
    explicit JsonSchema(std::unique_ptr<const schemaprogram::Program> program);
    std::unique_ptr<const schemaprogram::Program> m_program;
};

} // namespace flowbench
