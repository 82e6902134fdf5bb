// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/sha256.h"

#include <QtGlobal>

#include <cstring>
#include <openssl/evp.h>

namespace flowbench {

namespace {
// Looked up once: to ask for it by name costs more than to hash an event.
void begin(EVP_MD_CTX *context)
{
    static EVP_MD *const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    if (!algorithm || EVP_DigestInit_ex2(context, algorithm, nullptr) != 1)
        qFatal("OpenSSL has no SHA-256");
}
} // namespace

Sha256::Sha256() : m_context(EVP_MD_CTX_new(), EVP_MD_CTX_free) { begin(m_context.get()); }

Sha256::~Sha256() = default;

void Sha256::flush()
{
    EVP_DigestUpdate(m_context.get(), m_buffer.data(), m_filled);
    m_filled = 0;
}

void Sha256::add(std::string_view bytes)
{
    if (bytes.size() > m_buffer.size() - m_filled)
        flush();
    if (bytes.size() > m_buffer.size()) {
        EVP_DigestUpdate(m_context.get(), bytes.data(), bytes.size());
    } else if (!bytes.empty()) {
        std::memcpy(m_buffer.data() + m_filled, bytes.data(), bytes.size());
        m_filled += bytes.size();
    }
}

Sha256::Digest Sha256::result()
{
    flush();
    Digest digest;
    EVP_DigestFinal_ex(m_context.get(), digest.data(), nullptr);
    begin(m_context.get());
    return digest;
}

} // namespace flowbench
