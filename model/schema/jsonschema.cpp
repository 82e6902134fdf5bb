// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/schema/jsonschema.h"

#include "model/decode/json.h"
#include "model/schema/schemacompiler.h"
#include "model/schema/schemavalidation.h"

namespace flowbench {

using namespace Qt::StringLiterals;
using Kind = SchemaVerdict::Kind;

namespace {
SchemaVerdict notChecked(Error why)
{
    SchemaVerdict v;
    v.why = std::move(why);
    return v;
}

SchemaVerdict notJson(std::string_view body)
{
    SchemaVerdict v;
    v.kind = Kind::Invalid;
    v.problem = "not JSON";
    if (const auto fault = checkJson(withoutMark(body), JsonTape::MostDepth))
        v.problem += ": byte " + std::to_string(fault->at) + ", " + fault->what;
    return v;
}
} // namespace

JsonSchema::JsonSchema(std::unique_ptr<const schemaprogram::Program> program) : m_program(std::move(program)) {}
JsonSchema::~JsonSchema() = default;

Result<std::shared_ptr<const JsonSchema>>
JsonSchema::compile(std::string text, const std::vector<SchemaText::Reference> &references, SchemaDraft unstated)
{
    SchemaDocuments documents;
    if (auto added = documents.add({}, std::move(text), unstated); !added)
        return added.error();
    for (const auto &r : references) {
        if (auto added = documents.add(r.name, r.text, unstated); !added)
            return added.error();
    }
    auto program = SchemaCompiler(documents).run();
    if (!program)
        return program.error();
    auto kept = std::make_unique<const schemaprogram::Program>(std::move(program.value()));
    return std::shared_ptr<const JsonSchema>(new JsonSchema(std::move(kept)));
}

SchemaVerdict JsonSchema::check(std::string_view body, Memory &memory) const
{
    switch (memory.read(body)) {
    case JsonTape::Read::Done:
        break;
    case JsonTape::Read::NotJson:
        return notJson(body);
    case JsonTape::Read::TooLarge:
        return notChecked(makeError(ErrorCode::TooLarge,
                                    {u"JSON"_s, QString::number(body.size()), QString::number(JsonTape::LargestText)}));
    case JsonTape::Read::TooMany:
        return notChecked(
            makeError(ErrorCode::NotSupported, {u"more than %1 values in a body"_s.arg(JsonTape::MostValues)}));
    case JsonTape::Read::TooDeep:
        return notChecked(
            makeError(ErrorCode::NotSupported, {u"more than %1 levels in a body"_s.arg(JsonTape::MostDepth)}));
    }
    SchemaValidation validation(*m_program, memory);
    const auto outcome = validation.run();
    SchemaVerdict v;
    if (outcome == SchemaValidation::Outcome::Unknown)
        v = notChecked(makeError(ErrorCode::NotSupported, {QString::fromStdString(validation.problem())}));
    else
        v.kind = outcome == SchemaValidation::Outcome::Valid ? Kind::Valid : Kind::Invalid;
    if (v.kind == Kind::Invalid) {
        v.path = validation.path();
        v.problem = validation.problem();
    }
    memory.shrink();
    return v;
}

} // namespace flowbench
