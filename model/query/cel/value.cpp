// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/value.h"

#include "model/query/cel/caches.h"

#include <algorithm>

namespace flowbench::cel {

static_assert(sizeof(Value) == 24);

namespace {
constexpr std::size_t FirstBlock = 16 << 10, LargestBlock = 1 << 20;
constexpr std::size_t KeptBytes = 2 << 20; // by a reset
} // namespace

Scratch::Scratch(Limits limits) : m_limits(limits) {}
Scratch::~Scratch() = default;

void Scratch::reset()
{
    while (!m_blocks.empty() && m_total > KeptBytes) {
        m_total -= m_blocks.back().size;
        m_blocks.pop_back();
    }
    m_block = m_blocks.empty() ? 0 : 1;
    m_at = m_blocks.empty() ? nullptr : m_blocks.front().bytes.get();
    m_end = m_blocks.empty() ? nullptr : m_at + m_blocks.front().size;
    m_steps = 0;
}

void *Scratch::refuse()
{
    exhaust();
    return nullptr;
}

void *Scratch::allocateBlock(std::size_t bytes, std::size_t align)
{
    if (bytes > m_limits.bytes)
        return refuse();
    const std::size_t needed = bytes + align;
    while (m_block < m_blocks.size() && m_blocks[m_block].size < needed)
        ++m_block;
    if (m_block == m_blocks.size()) {
        const std::size_t last = m_blocks.empty() ? FirstBlock / 2 : m_blocks.back().size;
        const std::size_t size = std::max(needed, std::min(last * 2, LargestBlock));
        if (m_total + size > m_limits.bytes + align)
            return refuse();
        m_blocks.push_back({std::make_unique_for_overwrite<std::byte[]>(size), size});
        m_total += size;
    }
    m_at = m_blocks[m_block].bytes.get();
    m_end = m_at + m_blocks[m_block].size;
    ++m_block;
    return allocate(bytes, align);
}

std::string_view Scratch::keep(std::string_view text)
{
    char *at = static_cast<char *>(allocate(std::max<std::size_t>(text.size(), 1), 1));
    if (!at)
        return {};
    std::copy_n(text.data(), text.size(), at);
    return {at, text.size()};
}

Scratch::Caches &Scratch::caches()
{
    if (!m_caches)
        m_caches = std::make_unique<Caches>();
    return *m_caches;
}

std::string_view typeName(Kind kind)
{
    switch (kind) {
    case Kind::Error:
        return "error";
    case Kind::Null:
        return "null_type";
    case Kind::Bool:
        return "bool";
    case Kind::Int:
        return "int";
    case Kind::UInt:
        return "uint";
    case Kind::Double:
        return "double";
    case Kind::String:
        return "string";
    case Kind::Bytes:
        return "bytes";
    case Kind::Timestamp:
        return "google.protobuf.Timestamp";
    case Kind::Duration:
        return "google.protobuf.Duration";
    case Kind::List:
        return "list";
    case Kind::Map:
        return "map";
    case Kind::Type:
        return "type";
    }
    return {};
}

} // namespace flowbench::cel
