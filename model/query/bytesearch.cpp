// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/bytesearch.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace flowbench {

namespace {

constexpr std::size_t None = std::string_view::npos;

// The bytes that JSON bodies are made of, the most frequent first; what is not among them is rare.
constexpr std::string_view Frequent = "\"e:,0a1t2o-i3n5r4s.7d689clumpyhgbfvkw_ {}[]xzjqAEIOS/TNRCDLPM";

std::size_t rarity(char c)
{
    const std::size_t at = Frequent.find(c);
    return at == std::string_view::npos ? Frequent.size() : at;
}

unsigned char folded(char c) { return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c + 32 : c); }

bool isLetter(char c) { return c >= 'a' && c <= 'z'; }

// What a kernel is given: candidates begin in [0, places).
struct Task
{
    const char *text;
    std::size_t places;
    const std::string &literal;
    const std::array<ByteSearch::Probe, 2> &probes;
    bool anyCase;

    bool matchesAt(std::size_t at) const
    {
        if (!anyCase)
            return std::memcmp(text + at, literal.data(), literal.size()) == 0;
        for (std::size_t i = 0; i < literal.size(); ++i) {
            if (folded(text[at + i]) != static_cast<unsigned char>(literal[i]))
                return false;
        }
        return true;
    }
};

bool probeHits(const Task &task, const ByteSearch::Probe &probe, std::size_t at)
{
    return (static_cast<unsigned char>(task.text[at + probe.offset]) | probe.fold) == probe.byte;
}

std::size_t findByBytes(const Task &task, std::size_t from)
{
    for (std::size_t at = from; at < task.places; ++at) {
        if (probeHits(task, task.probes[0], at) && probeHits(task, task.probes[1], at) && task.matchesAt(at))
            return at;
    }
    return None;
}

// The first of the candidates (bits, counted from `at`) that is one.
inline std::size_t firstOf(const Task &task, std::size_t at, std::uint64_t candidates)
{
    for (; candidates; candidates &= candidates - 1) {
        const std::size_t place = at + std::size_t(std::countr_zero(candidates));
        if (task.matchesAt(place))
            return place;
    }
    return None;
}

#ifdef __x86_64__
std::size_t findSse2(const Task &task)
{
    constexpr std::size_t Width = 16;
    if (task.places < Width)
        return findByBytes(task, 0);
    const __m128i byte0 = _mm_set1_epi8(char(task.probes[0].byte)), fold0 = _mm_set1_epi8(char(task.probes[0].fold));
    const __m128i byte1 = _mm_set1_epi8(char(task.probes[1].byte)), fold1 = _mm_set1_epi8(char(task.probes[1].fold));
    const char *first = task.text + task.probes[0].offset, *second = task.text + task.probes[1].offset;
    const auto candidates = [&](std::size_t at) {
        const __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i *>(first + at));
        const __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i *>(second + at));
        const __m128i both =
            _mm_and_si128(_mm_cmpeq_epi8(_mm_or_si128(a, fold0), byte0), _mm_cmpeq_epi8(_mm_or_si128(b, fold1), byte1));
        return std::uint64_t(unsigned(_mm_movemask_epi8(both)));
    };
    std::size_t at = 0;
    for (; at + Width <= task.places; at += Width) {
        if (const std::uint64_t c = candidates(at)) {
            if (const std::size_t place = firstOf(task, at, c); place != None)
                return place;
        }
    }
    at = task.places - Width; // once more over the end: what was seen before is no match
    return firstOf(task, at, candidates(at));
}

// No lambda and no inline function of this kernel's own: they would not be compiled for its processor.
__attribute__((target("avx2"))) std::size_t findAvx2(const Task &task)
{
    constexpr std::size_t Width = 32;
    if (task.places < Width)
        return findSse2(task);
    const __m256i byte0 = _mm256_set1_epi8(char(task.probes[0].byte));
    const __m256i fold0 = _mm256_set1_epi8(char(task.probes[0].fold));
    const __m256i byte1 = _mm256_set1_epi8(char(task.probes[1].byte));
    const __m256i fold1 = _mm256_set1_epi8(char(task.probes[1].fold));
    const char *first = task.text + task.probes[0].offset, *second = task.text + task.probes[1].offset;
    for (std::size_t at = 0;;) {
        const __m256i a = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(first + at));
        const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(second + at));
        const __m256i both = _mm256_and_si256(_mm256_cmpeq_epi8(_mm256_or_si256(a, fold0), byte0),
                                              _mm256_cmpeq_epi8(_mm256_or_si256(b, fold1), byte1));
        if (const auto c = std::uint64_t(unsigned(_mm256_movemask_epi8(both)))) {
            if (const std::size_t place = firstOf(task, at, c); place != None)
                return place;
        }
        if (at + Width >= task.places)
            return None;
        at = std::min(at + Width, task.places - Width);
    }
}

using Kernel = std::size_t (*)(const Task &);
const Kernel kernel = __builtin_cpu_supports("avx2") ? findAvx2 : findSse2;
#else
std::size_t kernel(const Task &task) { return findByBytes(task, 0); }
#endif

} // namespace

ByteSearch::ByteSearch(std::string_view literal, Case letters) : m_literal(literal)
{
    if (letters == Case::Any) {
        for (char &c : m_literal)
            c = char(folded(c));
        m_anyCase = std::any_of(m_literal.begin(), m_literal.end(), isLetter);
    }
    std::array<std::size_t, 2> rarest{0, m_literal.empty() ? 0 : m_literal.size() - 1};
    for (std::size_t i = 0; i < m_literal.size(); ++i) {
        if (rarity(m_literal[i]) > rarity(m_literal[rarest[0]]))
            rarest[0] = i;
    }
    for (std::size_t i = 0; i < m_literal.size(); ++i) {
        const bool taken = rarest[1] == rarest[0] && m_literal.size() > 1;
        if (i != rarest[0] && (taken || rarity(m_literal[i]) > rarity(m_literal[rarest[1]])))
            rarest[1] = i;
    }
    std::sort(rarest.begin(), rarest.end());
    if (!m_literal.empty())
        m_probes = {probeAt(rarest[0]), probeAt(rarest[1])};
}

ByteSearch::Probe ByteSearch::probeAt(std::size_t offset) const
{
    const char c = m_literal[offset];
    return {offset, static_cast<unsigned char>(c), static_cast<unsigned char>(m_anyCase && isLetter(c) ? 0x20 : 0)};
}

std::size_t ByteSearch::find(std::string_view text) const
{
    if (m_literal.empty())
        return 0;
    if (text.size() < m_literal.size())
        return None;
    return kernel({text.data(), text.size() - m_literal.size() + 1, m_literal, m_probes, m_anyCase});
}

} // namespace flowbench
