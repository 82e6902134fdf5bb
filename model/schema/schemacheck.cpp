// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/schema/schemacheck.h"

namespace flowbench {

const char *schemaVerdictName(SchemaVerdict::Kind kind)
{
    switch (kind) {
    case SchemaVerdict::Kind::Valid:
        return "valid";
    case SchemaVerdict::Kind::Invalid:
        return "invalid";
    case SchemaVerdict::Kind::NotChecked:
        break;
    }
    return "not checked";
}

std::string schemaVerdictText(const SchemaVerdict &verdict)
{
    std::string text = schemaVerdictName(verdict.kind);
    if (verdict.kind == SchemaVerdict::Kind::Invalid)
        text += ": " + verdict.path + (verdict.path.empty() ? "" : " ") + verdict.problem;
    return text;
}

} // namespace flowbench
