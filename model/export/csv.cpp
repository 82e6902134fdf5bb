// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/export/csv.h"

#include "model/base/jsonwriter.h"

#include <algorithm>

namespace flowbench {

namespace {

// Blanks that a spreadsheet may drop before it looks for a formula.
std::string_view withoutBlanks(std::string_view text)
{
    while (!text.empty()) {
        if (text[0] == ' ' || (text[0] >= '\t' && text[0] <= '\r'))
            text.remove_prefix(1);
        else if (text.starts_with("\xC2\xA0")) // no-break space
            text.remove_prefix(2);
        else if (text.starts_with("\xE3\x80\x80") || text.starts_with("\xEF\xBB\xBF")) // wide blank, byte order mark
            text.remove_prefix(3);
        else
            break;
    }
    return text;
}

bool isFormula(std::string_view text)
{
    if (text.empty())
        return false;
    if (std::string_view("\t\r\n").find(text[0]) != std::string_view::npos)
        return true;
    const std::string_view start = withoutBlanks(text);
    if (start.empty())
        return false;
    return std::string_view("=+-@").find(start[0]) != std::string_view::npos || start.starts_with("\xEF\xBC\x9D") ||
           start.starts_with("\xEF\xBC\x8B") || start.starts_with("\xEF\xBC\x8D") || start.starts_with("\xEF\xBC\xA0");
}

} // namespace

void appendCsvCell(std::string &out, std::string_view text)
{
    const bool quoted = text.find_first_of("\",;\n\r\t") != std::string_view::npos;
    if (quoted)
        out.push_back('"');
    if (isFormula(text))
        out.push_back('\'');
    while (quoted) {
        const std::size_t quote = text.find('"');
        out.append(text.substr(0, quote));
        if (quote == std::string_view::npos) {
            out.push_back('"');
            return;
        }
        out.append("\"\"");
        text.remove_prefix(quote + 1);
    }
    out.append(text);
}

void appendCsvBytes(std::string &out, std::string_view bytes)
{
    if (isUtf8(bytes))
        return appendCsvCell(out, bytes);
    out += "base64:";
    appendBase64(out, bytes);
}

} // namespace flowbench
