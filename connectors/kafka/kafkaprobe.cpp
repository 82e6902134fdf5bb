// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/kafka/kafkaprobe.h"

#include "connectors/kafka/kafkaerrors.h"

#include <arpa/inet.h>
#include <cstring>
#include <future>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace flowbench::kafka {

using namespace Qt::StringLiterals;

namespace {

template <auto Free>
struct Freed
{
    template <class T>
    void operator()(T *p) const
    {
        Free(p);
    }
};
using ContextPtr = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using TlsPtr = std::unique_ptr<SSL, Freed<SSL_free>>;
using BioPtr = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using CertPtr = std::unique_ptr<X509, Freed<X509_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Pkcs12Ptr = std::unique_ptr<PKCS12, Freed<PKCS12_free>>;

// OpenSSL writes without MSG_NOSIGNAL: a peer that hung up would end the program. Holds SIGPIPE back on this thread and
// swallows the one that came.
class NoBrokenPipe
{
public:
    NoBrokenPipe()
    {
        sigset_t pending;
        sigemptyset(&m_pipe);
        sigaddset(&m_pipe, SIGPIPE);
        sigpending(&pending);
        m_there = sigismember(&pending, SIGPIPE) == 1;
        pthread_sigmask(SIG_BLOCK, &m_pipe, &m_before);
    }
    ~NoBrokenPipe()
    {
        const timespec none{};
        if (!m_there)
            sigtimedwait(&m_pipe, nullptr, &none);
        pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }

private:
    sigset_t m_pipe, m_before;
    bool m_there = false;
};

QString sslReason()
{
    char text[256] = {};
    const unsigned long code = ERR_peek_last_error();
    if (code)
        ERR_error_string_n(code, text, sizeof text);
    ERR_clear_error();
    return QString::fromUtf8(text);
}

// True when ready; false when the cancel is done.
bool waitFor(int fd, short what, const Cancel &cancel)
{
    while (!cancel.done()) {
        pollfd p{fd, what, 0};
        if (::poll(&p, 1, int(cancel.left(Milliseconds(100)).count())) > 0)
            return true;
    }
    return false;
}

Error failed(ErrorCode code, const QString &address, const QString &detail)
{
    Error e = makeError(code, {address}, detail);
    e.connection = address;
    return e;
}

bool isIp(const QString &host)
{
    unsigned char buffer[16];
    const QByteArray h = host.toUtf8();
    return ::inet_pton(AF_INET, h.constData(), buffer) == 1 || ::inet_pton(AF_INET6, h.constData(), buffer) == 1;
}

int givePassword(char *buffer, int size, int, void *password)
{
    const auto &p = *static_cast<const std::string *>(password);
    const int n = std::min(size, int(p.size()));
    std::memcpy(buffer, p.data(), std::size_t(n));
    return n;
}

bool loadAuthorities(SSL_CTX *context, const Config &config)
{
    if (const std::string pem = config.option("ssl.ca.pem"); !pem.empty()) {
        const BioPtr bio(BIO_new_mem_buf(pem.data(), int(pem.size())));
        X509_STORE *store = SSL_CTX_get_cert_store(context);
        int n = 0;
        while (const CertPtr cert{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)})
            n += X509_STORE_add_cert(store, cert.get());
        return n > 0;
    }
    const std::string where = config.option("ssl.ca.location");
    if (where.empty() || where == "probe")
        return SSL_CTX_set_default_verify_paths(context) == 1;
    return SSL_CTX_load_verify_locations(context, where.c_str(), nullptr) == 1 ||
           SSL_CTX_load_verify_locations(context, nullptr, where.c_str()) == 1;
}

bool loadKeyStore(SSL_CTX *context, const std::string &path, const std::string &password)
{
    const BioPtr file(BIO_new_file(path.c_str(), "rb"));
    const Pkcs12Ptr store(file ? d2i_PKCS12_bio(file.get(), nullptr) : nullptr);
    EVP_PKEY *key = nullptr;
    X509 *cert = nullptr;
    if (!store || PKCS12_parse(store.get(), password.c_str(), &key, &cert, nullptr) != 1)
        return false;
    const KeyPtr keyOwner(key);
    const CertPtr certOwner(cert);
    return key && cert && SSL_CTX_use_certificate(context, cert) == 1 && SSL_CTX_use_PrivateKey(context, key) == 1;
}

// Our own certificate (mutual TLS), where the URL names one.
bool loadOwn(SSL_CTX *context, const Config &config, std::string &password)
{
    password = config.option("ssl.key.password");
    SSL_CTX_set_default_passwd_cb(context, &givePassword);
    SSL_CTX_set_default_passwd_cb_userdata(context, &password);
    if (const std::string store = config.option("ssl.keystore.location"); !store.empty())
        return loadKeyStore(context, store, config.option("ssl.keystore.password"));
    const std::string cert = config.option("ssl.certificate.location"), key = config.option("ssl.key.location");
    if (!cert.empty() && SSL_CTX_use_certificate_chain_file(context, cert.c_str()) != 1)
        return false;
    if (!key.empty() && SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1)
        return false;
    if (const std::string pem = config.option("ssl.certificate.pem"); !pem.empty()) {
        const BioPtr bio(BIO_new_mem_buf(pem.data(), int(pem.size())));
        const CertPtr c(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
        if (!c || SSL_CTX_use_certificate(context, c.get()) != 1)
            return false;
    }
    if (const std::string pem = config.option("ssl.key.pem"); !pem.empty()) {
        const BioPtr bio(BIO_new_mem_buf(pem.data(), int(pem.size())));
        const KeyPtr k(PEM_read_bio_PrivateKey(bio.get(), nullptr, &givePassword, &password));
        if (!k || SSL_CTX_use_PrivateKey(context, k.get()) != 1)
            return false;
    }
    return true;
}

Error handshakeError(SSL *tls, int result, const HostPort &host, const QString &address)
{
    const long verify = SSL_get_verify_result(tls);
    const int kind = SSL_get_error(tls, result);
    const unsigned long code = ERR_peek_last_error();
    const int reason = ERR_GET_REASON(code);
    QString detail = sslReason();
    if (verify != X509_V_OK) {
        detail = QString::fromUtf8(X509_verify_cert_error_string(verify));
        Error e = failed(codeOfCertificate(int(verify)), address, detail);
        if (e.code == ErrorCode::TlsWrongHost)
            e.args.append(host.host);
        return e;
    }
    // A peer that hangs up at our first word, or answers in another language, does not speak TLS.
    const bool hungUp =
        (kind == SSL_ERROR_SYSCALL || kind == SSL_ERROR_ZERO_RETURN || reason == SSL_R_UNEXPECTED_EOF_WHILE_READING) &&
        SSL_get_state(tls) <= TLS_ST_CW_CLNT_HELLO;
    const bool nonsense =
        reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_HTTP_REQUEST || reason == SSL_R_UNEXPECTED_MESSAGE;
    return failed(hungUp || nonsense ? ErrorCode::TlsNotSpoken : ErrorCode::TlsFailed, address, detail);
}

// A server that wants a certificate says so only after the handshake (TLS 1.3).
std::optional<Error> refusedAfterwards(SSL *tls, int fd, const QString &address, const Cancel &cancel)
{
    if (!waitFor(fd, POLLIN, Cancel{cancel.token, std::min(cancel.deadline, Clock::now() + Milliseconds(150))}))
        return {};
    char byte;
    ERR_clear_error();
    const int n = SSL_peek(tls, &byte, 1);
    if (n > 0 || SSL_get_error(tls, n) == SSL_ERROR_WANT_READ)
        return {};
    return failed(ErrorCode::TlsFailed, address, sslReason());
}

} // namespace

Socket::~Socket()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

Result<Resolved> resolve(const HostPort &host, const Cancel &cancel)
{
    struct Answer
    {
        Resolved resolved;
        int code = 0;
    };
    auto promise = std::make_shared<std::promise<Answer>>();
    auto future = promise->get_future();
    std::thread([promise, name = host.host.toStdString(), port = std::to_string(host.port)] {
        Answer a;
        addrinfo hints{}, *list = nullptr;
        hints.ai_socktype = SOCK_STREAM;
        hints.ai_flags = AI_ADDRCONFIG;
        a.code = ::getaddrinfo(name.c_str(), port.c_str(), &hints, &list);
        for (const addrinfo *i = a.code ? nullptr : list; i; i = i->ai_next) {
            char text[128] = {};
            ::getnameinfo(i->ai_addr, i->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST);
            const char *raw = reinterpret_cast<const char *>(i->ai_addr);
            a.resolved.addresses.emplace_back(text);
            a.resolved.raw.emplace_back(raw, raw + i->ai_addrlen);
        }
        if (list)
            ::freeaddrinfo(list);
        promise->set_value(std::move(a));
    }).detach();
    while (future.wait_for(Milliseconds(50)) != std::future_status::ready) {
        if (cancel.requested())
            return makeError(ErrorCode::Cancelled);
        if (cancel.expired())
            return makeError(ErrorCode::ResolveFailed, {host.host}, u"no answer"_s);
    }
    Answer a = future.get();
    if (a.code || a.resolved.raw.empty()) {
        Error e = makeError(ErrorCode::ResolveFailed, {host.host}, QString::fromUtf8(::gai_strerror(a.code)));
        e.connection = host.host;
        return e;
    }
    return std::move(a.resolved);
}

Result<Socket> connectTo(const Resolved &resolved, const QString &address, const Cancel &cancel)
{
    int last = 0;
    for (const std::vector<char> &raw : resolved.raw) {
        const auto *at = reinterpret_cast<const sockaddr *>(raw.data());
        Socket s(::socket(at->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        if (s.fd() < 0)
            continue;
        if (::connect(s.fd(), at, socklen_t(raw.size())) == 0)
            return s;
        last = errno;
        if (last != EINPROGRESS)
            continue;
        if (!waitFor(s.fd(), POLLOUT, cancel))
            return cancel.requested()
                       ? makeError(ErrorCode::Cancelled)
                       : failed(ErrorCode::ConnectFailed, address, QString::fromUtf8(std::strerror(ETIMEDOUT)));
        socklen_t size = sizeof last;
        ::getsockopt(s.fd(), SOL_SOCKET, SO_ERROR, &last, &size);
        if (last == 0)
            return s;
    }
    return failed(last == ECONNREFUSED ? ErrorCode::ConnectRefused : ErrorCode::ConnectFailed, address,
                  QString::fromUtf8(std::strerror(last)));
}

Result<QString> handshake(const Socket &socket, const Config &config, const HostPort &host, const QString &address,
                          const Cancel &cancel)
{
    const NoBrokenPipe guard;
    ERR_clear_error();
    const ContextPtr context(SSL_CTX_new(TLS_client_method()));
    std::string password;
    if (!loadAuthorities(context.get(), config) || !loadOwn(context.get(), config, password))
        return failed(ErrorCode::TlsFailed, address, sslReason());
    if (const std::string ciphers = config.option("ssl.cipher.suites"); !ciphers.empty())
        SSL_CTX_set_cipher_list(context.get(), ciphers.c_str());
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    const TlsPtr tls(SSL_new(context.get()));
    const QByteArray name = host.host.toUtf8();
    if (!isIp(host.host))
        SSL_set_tlsext_host_name(tls.get(), name.constData());
    SSL_set1_host(tls.get(), name.constData());
    SSL_set_fd(tls.get(), socket.fd());
    for (;;) {
        ERR_clear_error();
        const int r = SSL_connect(tls.get());
        if (r == 1)
            break;
        const int kind = SSL_get_error(tls.get(), r);
        if (kind != SSL_ERROR_WANT_READ && kind != SSL_ERROR_WANT_WRITE)
            return handshakeError(tls.get(), r, host, address);
        if (!waitFor(socket.fd(), kind == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, cancel))
            return cancel.requested() ? makeError(ErrorCode::Cancelled)
                                      : failed(ErrorCode::TlsNotSpoken, address, u"no answer to the handshake"_s);
    }
    if (auto e = refusedAfterwards(tls.get(), socket.fd(), address, cancel))
        return *e;
    return QString::fromUtf8(SSL_get_version(tls.get())) + u", "_s + QString::fromUtf8(SSL_get_cipher_name(tls.get()));
}

} // namespace flowbench::kafka
