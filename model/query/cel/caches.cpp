// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/caches.h"

#include "model/query/cel/containers.h"

#include <algorithm>
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

// Mostly a byte is a look into a table; where the automaton grows too large, every byte is tried against every state.
Value findPattern(std::string_view text, const re2::RE2 &pattern, Scratch &scratch)
{
    constexpr quint64 TriesPerStep = 512;
    const auto states = quint64(std::max(pattern.ProgramSize(), 0));
    if (!scratch.step(1 + text.size() / 64 + text.size() * states / TriesPerStep))
        return limitReached();
    return Value::ofBool(RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern));
}

const re2::RE2 *Scratch::Caches::pattern(std::string_view text, Scratch &scratch, std::string *problem)
{
    std::string key(text);
    if (const auto found = m_patterns.find(key); found != m_patterns.end())
        return found->second.get();
    constexpr quint64 Compiled = 1000, TooLarge = 500'000; // steps
    auto compiled = compilePattern(text, problem);
    scratch.step(compiled ? Compiled + quint64(compiled->ProgramSize()) * 4
                 : problem && problem->find("too large") != std::string::npos ? TooLarge
                                                                              : Compiled);
    if (!compiled)
        return nullptr;
    if (m_patterns.size() >= Most)
        m_patterns.clear();
    return m_patterns.emplace(std::move(key), std::move(compiled)).first->second.get();
}

const QTimeZone *Scratch::Caches::zone(std::string_view name, Scratch &scratch)
{
    std::string key(name);
    if (const auto found = m_zones.find(key); found != m_zones.end())
        return &found->second;
    if (name.size() > 64)
        return nullptr;
    scratch.step(5000); // files are looked for
    QTimeZone zone(QByteArray(name.data(), qsizetype(name.size())));
    if (!zone.isValid())
        return nullptr;
    if (m_zones.size() >= Most)
        m_zones.clear();
    return &m_zones.emplace(std::move(key), std::move(zone)).first->second;
}

} // namespace flowbench::cel
