// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace flowbench {

// The newest `capacity` values, always readable as one contiguous range, oldest first: every value is written twice,
// half a buffer apart, so that a window over the ring never wraps and a scan over it vectorises.
// Costs 2 * capacity * sizeof(T). Not thread-safe; a value type.
template <class T>
class Ring
{
public:
    explicit Ring(std::size_t capacity = 1) : m_data(2 * std::max<std::size_t>(capacity, 1)) {}

    std::size_t capacity() const { return m_data.size() / 2; }
    std::size_t size() const { return m_size; }
    bool empty() const { return m_size == 0; }

    void push(T value)
    {
        const std::size_t n = capacity();
        m_data[m_next] = value;
        m_data[m_next + n] = value;
        m_next = m_next + 1 == n ? 0 : m_next + 1;
        m_size = std::min(m_size + 1, n);
    }

    // Valid until the next push() or clear().
    std::span<const T> values() const
    {
        const std::size_t first = m_size < capacity() ? 0 : m_next;
        return {m_data.data() + first, m_size};
    }

    void clear() { m_next = m_size = 0; }

private:
    std::vector<T> m_data;
    std::size_t m_next = 0;
    std::size_t m_size = 0;
};

using FloatRing = Ring<float>;

} // namespace flowbench
