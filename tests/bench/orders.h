// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace flowbench::bench {

// Orders of a shop as JSON, about 613 bytes each, the same ones on every run: what the benches' topic and stores hold.
// A value; `count` bodies are made once and used in turns.
class Orders
{
public:
    static constexpr std::size_t Made = 20000;

    explicit Orders(std::size_t count = Made);
    const std::string &body(std::size_t i) const { return m_bodies[i % m_bodies.size()]; }
    static std::string key(std::size_t i) { return "customer-" + std::to_string(100000 + i * 7919 % 900000); }
    double meanBytes() const;

private:
    std::vector<std::string> m_bodies;
};

} // namespace flowbench::bench
