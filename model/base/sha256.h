// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>

struct evp_md_ctx_st;

namespace flowbench {

// SHA-256 by OpenSSL, with the processor's own instructions where it has them: for what is hashed by the hundred
// thousand. Costly to make, cheap to use again. One thread.
class Sha256
{
public:
    using Digest = std::array<unsigned char, 32>;

    Sha256();
    ~Sha256();
    void add(std::string_view bytes);
    Digest result(); // and ready for the next

private:
    void flush();
    std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st *)> m_context;
    std::array<char, 2048> m_buffer{}; // many small parts make one call
    std::size_t m_filled = 0;
};

} // namespace flowbench
