// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/jsonindex.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <simdjson.h>

namespace flowbench {

namespace {
constexpr std::size_t FirstCapacity = 16 << 10;

bool isBlank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
} // namespace

JsonIndex::JsonIndex() = default;
JsonIndex::~JsonIndex() = default;

bool JsonIndex::read(std::string_view text)
{
    m_tokens = 0;
    if (text.empty() || text.size() > Largest)
        return false;
    if (m_capacity < text.size()) {
        const std::size_t capacity = std::max(FirstCapacity, std::bit_ceil(text.size()));
        drop();
        if (simdjson::get_active_implementation()->create_dom_parser_implementation(capacity, 1, m_parser) !=
            simdjson::SUCCESS)
            return false;
        m_capacity = capacity;
    }
    if (m_parser->stage1(reinterpret_cast<const uint8_t *>(text.data()), text.size(), simdjson::stage1_mode::regular) !=
        simdjson::SUCCESS)
        return false;
    m_text = text.data();
    m_size = text.size();
    m_positions = m_parser->structural_indexes.get();
    m_tokens = m_parser->n_structural_indexes;
    m_escapes = std::memchr(m_text, '\\', m_size) != nullptr;
    const char first = at(0), last = at(m_tokens - 1);
    if ((first == '{' && last != '}') || (first == '[' && last != ']'))
        m_tokens = 0;
    return m_tokens > 0;
}

std::string_view JsonIndex::scalar(quint32 token) const
{
    const std::size_t begin = m_positions[token];
    std::size_t end = token + 1 < m_tokens ? m_positions[token + 1] : m_size;
    while (end > begin && isBlank(m_text[end - 1]))
        --end;
    return {m_text + begin, end - begin};
}

std::string_view JsonIndex::span(quint32 token) const
{
    const quint32 end = skip(token);
    if (end == token + 1)
        return scalar(token);
    const std::size_t begin = m_positions[token];
    return {m_text + begin, m_positions[end - 1] + 1 - begin};
}

void JsonIndex::drop()
{
    m_parser.reset();
    m_capacity = 0;
}

} // namespace flowbench
