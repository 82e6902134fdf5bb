// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <string>

namespace flowbench::sandbox {

// splitmix64: the same numbers on every machine and with every library, unlike the standard distributions.
class Random
{
public:
    explicit Random(quint64 seed) : m_state(seed) {}

    quint64 next()
    {
        quint64 z = (m_state += 0x9e3779b97f4a7c15ull);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
        return z ^ (z >> 31);
    }
    // 0 .. bound-1
    int below(int bound) { return int(next() % quint64(bound)); }
    bool chance(double p) { return double(next() >> 11) < p * double(1ull << 53); }
    std::string hex(int digits)
    {
        std::string out;
        for (quint64 bits = 0; int(out.size()) < digits; bits >>= 4) {
            if (out.size() % 16 == 0)
                bits = next();
            out.push_back("0123456789abcdef"[bits & 15]);
        }
        return out;
    }
    // As a UUID of version 4 looks.
    std::string uuid()
    {
        std::string h = hex(32);
        h[12] = '4';
        h[16] = "89ab"[h[16] & 3];
        return h.substr(0, 8) + '-' + h.substr(8, 4) + '-' + h.substr(12, 4) + '-' + h.substr(16, 4) + '-' +
               h.substr(20);
    }

private:
    quint64 m_state;
};

} // namespace flowbench::sandbox
