// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/kafka/kafkaerrors.h"

#include "connectors/kafka/kafkahandles.h"

#include <QRegularExpression>

#include <openssl/x509_vfy.h>

namespace flowbench::kafka {

using namespace Qt::StringLiterals;

namespace {

// librdkafka's text begins with the broker: "ssl://127.0.0.1:9093/bootstrap: ...", "sasl_ssl://host:1/1: ...".
QString addressIn(const QString &text, const QString &fallback)
{
    const qsizetype end = text.indexOf(u'/', qMax<qsizetype>(text.indexOf(u"://") + 3, 0));
    if (end < 0)
        return fallback;
    qsizetype begin = text.lastIndexOf(u"://", end);
    begin = begin < 0 ? 0 : begin + 3;
    const QString address = text.mid(begin, end - begin);
    return address.contains(u':') && !address.contains(u' ') ? address : fallback;
}

QString hostOf(const QString &address) { return address.left(address.lastIndexOf(u':')); }

ErrorCode codeOfTls(const QString &text, int x509Error)
{
    if (x509Error)
        return codeOfCertificate(x509Error);
    if (text.contains(u"wrong version number") || text.contains(u"PLAINTEXT") || text.contains(u"unexpected message") ||
        text.contains(u"record layer failure") || text.contains(u"unexpected eof while reading"))
        return ErrorCode::TlsNotSpoken;
    return ErrorCode::TlsFailed;
}

ErrorCode codeOfTransport(const QString &text, bool tls)
{
    if (text.contains(u"Connection refused"))
        return ErrorCode::ConnectRefused;
    if (text.contains(u"SSL_HANDSHAKE") || text.contains(u"SSL alert") || text.contains(u"SSL transport error"))
        return ErrorCode::TlsFailed;
    if (tls && text.contains(u"PLAINTEXT listener"))
        return ErrorCode::TlsNotSpoken;
    if (text.contains(u"in state UP"))
        return ErrorCode::ConnectionLost;
    return ErrorCode::ConnectFailed;
}

} // namespace

ErrorCode codeOfCertificate(int x509Error)
{
    switch (x509Error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return ErrorCode::TlsExpired;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return ErrorCode::TlsWrongHost;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_UNTRUSTED:
    case X509_V_ERR_INVALID_CA:
        return ErrorCode::TlsUnknownAuthority;
    default:
        return ErrorCode::TlsFailed;
    }
}

Error connectionError(rd_kafka_resp_err_t code, const QString &text, int x509Error, const Config &config)
{
    const QString address = addressIn(text, config.address);
    Error e = makeError(ErrorCode::ConnectFailed, {address}, text);
    e.connection = config.address;
    e.retriable = true;
    static const QRegularExpression tooLarge(u"response size (\\d+) \\(0\\.\\.(\\d+)\\)"_s);
    if (const auto match = tooLarge.match(text); match.hasMatch()) {
        e.code = ErrorCode::TooLarge;
        e.args = {u"receive.message.max.bytes"_s, match.captured(1), match.captured(2)};
        return e;
    }
    switch (code) {
    case RD_KAFKA_RESP_ERR__RESOLVE:
        e.code = ErrorCode::ResolveFailed;
        e.args = {hostOf(address)};
        break;
    case RD_KAFKA_RESP_ERR__SSL:
        e.code = codeOfTls(text, x509Error);
        break;
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
        e.code = ErrorCode::AuthenticationFailed;
        e.args = {config.userName};
        break;
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
        e.code = ErrorCode::NotPermitted;
        e.args = {text};
        break;
    default:
        e.code = codeOfTransport(text, config.tls);
        if (e.code == ErrorCode::TlsFailed && x509Error)
            e.code = codeOfCertificate(x509Error);
        break;
    }
    if (e.code == ErrorCode::TlsWrongHost)
        e.args.append(hostOf(address));
    return e;
}

bool isDefinite(ErrorCode code)
{
    switch (code) {
    case ErrorCode::ResolveFailed:
    case ErrorCode::ConnectRefused:
    case ErrorCode::TlsFailed:
    case ErrorCode::TlsNotSpoken:
    case ErrorCode::TlsUnknownAuthority:
    case ErrorCode::TlsWrongHost:
    case ErrorCode::TlsExpired:
    case ErrorCode::AuthenticationFailed:
    case ErrorCode::TooLarge:
        return true;
    default:
        return false;
    }
}

void Trouble::error(rd_kafka_resp_err_t code, const char *text)
{
    std::function<void()> listener;
    {
        const std::lock_guard lock(m_mutex);
        m_changedAt = Clock::now();
        if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
            m_allDown = true;
        } else {
            Error e = connectionError(code, QString::fromUtf8(text), m_x509, m_config);
            // What a person must change is not hidden by the next attempt's "disconnected".
            if (!m_last || !isDefinite(m_last->code) || isDefinite(e.code))
                m_last = std::move(e);
        }
        listener = m_listener;
    }
    if (listener)
        listener();
}

void Trouble::certificate(int x509Error)
{
    const std::lock_guard lock(m_mutex);
    m_x509 = x509Error;
}

std::optional<Error> Trouble::definite() const
{
    const std::lock_guard lock(m_mutex);
    return m_allDown && m_last && isDefinite(m_last->code) ? m_last : std::nullopt;
}

Clock::time_point Trouble::changedAt() const
{
    const std::lock_guard lock(m_mutex);
    return m_changedAt;
}

std::optional<Error> Trouble::last() const
{
    const std::lock_guard lock(m_mutex);
    return m_last;
}

bool Trouble::allDown() const
{
    const std::lock_guard lock(m_mutex);
    return m_allDown;
}

void Trouble::clear()
{
    const std::lock_guard lock(m_mutex);
    m_last.reset();
    m_x509 = 0;
    m_allDown = false;
}

void Trouble::setListener(std::function<void()> listener)
{
    const std::lock_guard lock(m_mutex);
    m_listener = std::move(listener);
}

Error errorOf(rd_kafka_resp_err_t code, const QString &text, const Trouble &trouble)
{
    const Config &config = trouble.config();
    const QString detail = text.isEmpty() ? QString::fromUtf8(rd_kafka_err2str(code)) : text;
    switch (code) {
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE:
        if (auto known = trouble.last())
            return *known;
        [[fallthrough]];
    case RD_KAFKA_RESP_ERR__RESOLVE:
    case RD_KAFKA_RESP_ERR__SSL:
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
        return connectionError(code, detail, 0, config);
    default: {
        Error e = makeError(ErrorCode::Broker, {QString::fromUtf8(rd_kafka_err2name(code))}, detail);
        e.connection = config.address;
        e.retriable = mayRetry(code);
        return e;
    }
    }
}

bool mayRetry(rd_kafka_resp_err_t code)
{
    switch (code) {
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE:
    case RD_KAFKA_RESP_ERR__WAIT_COORD:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION:
    case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
    case RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_COORDINATOR:
        return true;
    default:
        return false;
    }
}

} // namespace flowbench::kafka
