// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/jsonpointer.h"

#include <algorithm>
#include <charconv>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
std::optional<std::string> unescaped(std::string_view token)
{
    std::string out;
    for (std::size_t i = 0; i < token.size(); ++i) {
        if (token[i] != '~') {
            out += token[i];
            continue;
        }
        if (i + 1 == token.size() || (token[i + 1] != '0' && token[i + 1] != '1'))
            return {};
        out += token[++i] == '0' ? '~' : '/';
    }
    return out;
}
} // namespace

Result<JsonPointer> JsonPointer::parse(std::string_view text)
{
    const auto bad = [&] {
        return makeError(ErrorCode::BadArgument,
                         {u"JSON pointer"_s, QString::fromUtf8(text.data(), qsizetype(text.size())).left(200)});
    };
    JsonPointer p;
    p.m_text = text;
    if (text.empty())
        return p;
    if (text.front() != '/')
        return bad();
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('/', at + 1), text.size());
        auto token = unescaped(text.substr(at + 1, end - at - 1));
        if (!token || p.m_tokens.size() == MostTokens)
            return bad();
        p.m_tokens.push_back(std::move(*token));
        at = end;
    }
    return p;
}

bool JsonPointer::contains(const JsonPointer &other) const
{
    return m_tokens.size() <= other.m_tokens.size() &&
           std::equal(m_tokens.begin(), m_tokens.end(), other.m_tokens.begin());
}

JsonPointer &JsonPointer::leave()
{
    if (!m_tokens.empty()) {
        m_tokens.pop_back();
        m_text.resize(m_text.rfind('/'));
    }
    return *this;
}

std::optional<std::size_t> arrayIndex(std::string_view token)
{
    std::size_t n = 0;
    const auto [end, e] = std::from_chars(token.data(), token.data() + token.size(), n);
    if (token.empty() || e != std::errc() || end != token.data() + token.size() ||
        (token.size() > 1 && token.front() == '0'))
        return {};
    return n;
}

} // namespace flowbench
