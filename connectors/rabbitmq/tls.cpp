// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/tls.h"

#include <QFile>

#include <amqp_ssl_socket.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
TlsRecord *recordOf(const SSL *ssl) { return static_cast<TlsRecord *>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl))); }

int verified(int ok, X509_STORE_CTX *store)
{
    const auto *ssl = static_cast<const SSL *>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    if (auto *record = recordOf(ssl); record && !ok && record->verifyError == X509_V_OK)
        record->verifyError = X509_STORE_CTX_get_error(store);
    return ok;
}

void progressed(const SSL *ssl, int where, int)
{
    auto *record = recordOf(ssl);
    if (!record)
        return;
    if ((where & SSL_CB_HANDSHAKE_START) && record->started)
        record->started(SSL_get_fd(ssl));
    if (where & SSL_CB_HANDSHAKE_DONE)
        record->version = QString::fromLatin1(SSL_get_version(ssl));
}

Error fileError(const QString &path)
{
    char text[256];
    ERR_error_string_n(ERR_peek_last_error(), text, sizeof text);
    return makeError(ErrorCode::FileFailed,
                     {path, QFile::exists(path) ? QString::fromLatin1(text) : u"No such file"_s});
}

bool checkName(SSL_CTX *context, const QString &host)
{
    X509_VERIFY_PARAM *param = SSL_CTX_get0_param(context);
    const QByteArray name = host.toUtf8();
    if (X509_VERIFY_PARAM_set1_ip_asc(param, name.constData()))
        return true;
    X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return X509_VERIFY_PARAM_set1_host(param, name.constData(), std::size_t(name.size())) == 1;
}
} // namespace

Result<amqp_socket_t *> makeTlsSocket(amqp_connection_state_t connection, const Settings &settings, const QString &host,
                                      TlsRecord &record)
{
    amqp_socket_t *socket = amqp_ssl_socket_new(connection);
    if (!socket)
        return makeError(ErrorCode::TlsFailed, {settings.address});
    auto *context = static_cast<SSL_CTX *>(amqp_ssl_socket_get_context(socket));
    amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST);
    amqp_ssl_socket_set_verify_hostname(socket, 0); // done by OpenSSL below, for names and addresses
    ERR_clear_error();
    // rabbitmq-c loads no trust store by itself: everything would be refused.
    if (settings.caFile.isEmpty())
        SSL_CTX_set_default_verify_paths(context);
    else if (amqp_ssl_socket_set_cacert(socket, settings.caFile.toLocal8Bit().constData()) != AMQP_STATUS_OK)
        return fileError(settings.caFile);
    if (!settings.certFile.isEmpty()) {
        const QByteArray cert = settings.certFile.toLocal8Bit(), key = settings.keyFile.toLocal8Bit();
        if (SSL_CTX_use_certificate_chain_file(context, cert.constData()) != 1)
            return fileError(settings.certFile);
        if (SSL_CTX_use_PrivateKey_file(context, key.constData(), SSL_FILETYPE_PEM) != 1 ||
            SSL_CTX_check_private_key(context) != 1)
            return fileError(settings.keyFile);
    }
    if (!checkName(context, host))
        return makeError(ErrorCode::TlsWrongHost, {settings.address, host});
    SSL_CTX_set_app_data(context, &record);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, verified);
    SSL_CTX_set_info_callback(context, progressed);
    return socket;
}

void clearTlsErrors() { ERR_clear_error(); }

Error tlsError(const TlsRecord &record, int status, const QString &address, const QString &host)
{
    Error e = makeError(ErrorCode::TlsFailed, {address});
    e.connection = address;
    const unsigned long last = ERR_peek_last_error();
    if (record.verifyError != X509_V_OK) {
        e.detail = QString::fromLatin1(X509_verify_cert_error_string(record.verifyError));
        switch (record.verifyError) {
        case X509_V_ERR_CERT_HAS_EXPIRED:
        case X509_V_ERR_CERT_NOT_YET_VALID:
            e.code = ErrorCode::TlsExpired;
            break;
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            e.code = ErrorCode::TlsWrongHost;
            e.args = {address, host};
            break;
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_CERT_SIGNATURE_FAILURE:
            e.code = ErrorCode::TlsUnknownAuthority;
            break;
        default:
            break;
        }
        return e;
    }
    if (last) {
        char text[256];
        ERR_error_string_n(last, text, sizeof text);
        e.detail = QString::fromLatin1(text);
        // The peer answered, but not in TLS.
        const int reason = ERR_GET_REASON(last);
        if (reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_HTTP_REQUEST ||
            reason == SSL_R_UNSUPPORTED_PROTOCOL)
            e.code = ErrorCode::TlsNotSpoken;
    } else {
        e.detail = QString::fromLatin1(amqp_error_string2(status));
        e.retriable = true;
    }
    return e;
}

} // namespace flowbench::rabbitmq
