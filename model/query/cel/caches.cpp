// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/caches.h"

#include <re2/re2.h>

namespace flowbench::cel {

std::shared_ptr<const re2::RE2> compilePattern(std::string_view pattern, std::string *problem)
{
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(8 << 20);
    auto compiled = std::make_shared<const RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
    if (compiled->ok())
        return compiled;
    if (problem)
        *problem = compiled->error();
    return {};
}

const re2::RE2 *Scratch::Caches::pattern(std::string_view text, std::string *problem)
{
    std::string key(text);
    if (const auto found = m_patterns.find(key); found != m_patterns.end())
        return found->second.get();
    auto compiled = compilePattern(text, problem);
    if (!compiled)
        return nullptr;
    if (m_patterns.size() >= Most)
        m_patterns.clear();
    return m_patterns.emplace(std::move(key), std::move(compiled)).first->second.get();
}

const QTimeZone *Scratch::Caches::zone(std::string_view name)
{
    std::string key(name);
    if (const auto found = m_zones.find(key); found != m_zones.end())
        return &found->second;
    if (name.size() > 64)
        return nullptr;
    QTimeZone zone(QByteArray(name.data(), qsizetype(name.size())));
    if (!zone.isValid())
        return nullptr;
    if (m_zones.size() >= Most)
        m_zones.clear();
    return &m_zones.emplace(std::move(key), std::move(zone)).first->second;
}

} // namespace flowbench::cel
