// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/amqpconnection.h"
#include "connectors/rabbitmq/dial.h"
#include "connectors/rabbitmq/tls.h"

#include <QElapsedTimer>

#include <algorithm>
#include <amqp_tcp_socket.h>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

// How a connection is made: resolve, connect, TLS, authenticate.
namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
constexpr int FrameMax = 131072; // never 0: one frame bounds what a peer can make us decode at once
constexpr Milliseconds HandshakeTimeout{10000};

class Step
{
public:
    Step(StepName name, const AmqpConnection::Told &told) : m_name(name), m_told(told) { m_timer.start(); }
    void ok(const QString &detail) { tell({m_name, true, detail, 0, {}}); }
    Error failed(const Error &error)
    {
        tell({m_name, false, error.detail, 0, error});
        return error;
    }

private:
    void tell(TestStep step)
    {
        step.ms = double(m_timer.nsecsElapsed()) / 1e6;
        if (m_told)
            m_told(step);
    }
    StepName m_name;
    const AmqpConnection::Told &m_told;
    QElapsedTimer m_timer;
};

QString serverProperty(amqp_connection_state_t state, std::string_view name)
{
    const amqp_table_t *properties = amqp_get_server_properties(state);
    const auto *value = properties ? findEntry(*properties, name) : nullptr;
    return value && value->kind == AMQP_FIELD_KIND_UTF8 ? text(value->value.bytes).left(64) : QString();
}
} // namespace

timeval toTimeval(Milliseconds ms)
{
    const auto n = std::max<qint64>(0, ms.count());
    return {time_t(n / 1000), suseconds_t(n % 1000 * 1000)};
}

AmqpConnection::AmqpConnection(Settings settings)
    : m_settings(std::move(settings)), m_wake(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
{}

Result<std::unique_ptr<AmqpConnection>> AmqpConnection::open(const Settings &settings, const Cancel &cancel,
                                                             ConnectionUse use, const Told &told)
{
    Error last;
    for (const HostPort &host : settings.hosts) {
        std::unique_ptr<AmqpConnection> c(new AmqpConnection(settings));
        // Whoever waits in a read or a write of the handshake is woken by a cancel.
        const std::stop_callback breaks(cancel.token, [&c] { c->interrupt(); });
        const auto ok = c->connect(host, cancel, use, told);
        if (ok)
            return c;
        last = cancel.requested() ? makeError(ErrorCode::Cancelled) : ok.error();
        last.connection = settings.address;
        if (cancel.done() || last.code == ErrorCode::AuthenticationFailed)
            break;
    }
    return last;
}

void AmqpConnection::adopt(int fd)
{
    const std::lock_guard lock(m_mutex);
    m_shared = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (m_interrupted)
        shutdown(m_shared, SHUT_RDWR);
}

Result<void> AmqpConnection::connect(const HostPort &host, const Cancel &cancel, ConnectionUse use, const Told &told)
{
    m_state = amqp_new_connection();
    if (!m_state)
        return makeError(ErrorCode::Internal, {}, u"out of memory"_s);
    const timeval handshake = toTimeval(std::max(Milliseconds(1), cancel.left(HandshakeTimeout)));
    amqp_set_handshake_timeout(m_state, &handshake);
    amqp_set_rpc_timeout(m_state, &handshake);
    if (const auto ok = openSocket(host, cancel, told); !ok)
        return ok.error();
    if (const auto ok = login(cancel, told); !ok)
        return ok;
    // Only what the library takes from now on, and nothing of a frame is there yet.
    if (use == ConnectionUse::Read)
        amqp_tune_connection(m_state, amqp_get_channel_max(m_state), 2 * amqp_get_frame_max(m_state),
                             amqp_get_heartbeat(m_state));
    return {};
}

Result<void> AmqpConnection::openSocket(const HostPort &host, const Cancel &cancel, const Told &told)
{
    Step resolving(StepName::Resolve, told);
    const auto addresses = resolve(host, cancel);
    if (!addresses)
        return resolving.failed(addresses.error());
    QStringList texts;
    for (const Address &a : *addresses)
        texts.append(a.text);
    resolving.ok(texts.join(u", "_s));

    Step connecting(StepName::Connect, told);
    const auto dialled = dial(*addresses, cancel);
    if (!dialled)
        return connecting.failed(dialled.error());
    connecting.ok(dialled->address);
    if (m_settings.tls) {
        // rabbitmq-c's TLS socket dials by itself and cannot be cancelled while it does; now it is known to answer.
        close(dialled->fd);
        return openTls(host, cancel, told);
    }
    amqp_socket_t *socket = amqp_tcp_socket_new(m_state);
    if (!socket) {
        close(dialled->fd);
        return makeError(ErrorCode::Internal, {}, u"out of memory"_s);
    }
    amqp_tcp_socket_set_sockfd(socket, dialled->fd);
    adopt(dialled->fd);
    return {};
}

Result<void> AmqpConnection::openTls(const HostPort &host, const Cancel &cancel, const Told &told)
{
    Step step(StepName::Tls, told);
    m_tls = std::make_unique<TlsRecord>();
    const auto socket = makeTlsSocket(m_state, m_settings, host.host, *m_tls);
    if (!socket)
        return step.failed(socket.error());
    m_tls->started = [this](int fd) {
        if (fd >= 0 && m_shared < 0)
            adopt(fd);
    };
    clearTlsErrors();
    const timeval wait = toTimeval(cancel.left(HandshakeTimeout));
    const int status = amqp_socket_open_noblock(*socket, host.host.toUtf8().constData(), host.port, &wait);
    m_tls->started = {};
    if (status != AMQP_STATUS_OK) {
        if (cancel.done())
            return step.failed(makeError(cancel.requested() ? ErrorCode::Cancelled : ErrorCode::Timeout));
        return step.failed(tlsError(*m_tls, status, m_settings.address, host.host));
    }
    if (m_shared < 0)
        adopt(amqp_get_sockfd(m_state));
    step.ok(m_tls->version);
    return {};
}

Result<void> AmqpConnection::login(const Cancel &cancel, const Told &told)
{
    Step step(StepName::Authenticate, told);
    TableBuilder builder;
    amqp_table_entry_t capabilities = {amqp_cstring_bytes("capabilities"), {}};
    capabilities.value.kind = AMQP_FIELD_KIND_TABLE;
    capabilities.value.value.table = builder.entries(
        {entry("connection.blocked", true), entry("consumer_cancel_notify", true), entry("publisher_confirms", true),
         entry("authentication_failure_close", true), entry("basic.nack", true)});
    const QByteArray name = ("Flowbench " + QByteArray::number(qint64(getpid())));
    const amqp_table_t properties = builder.entries({entry("product", "Flowbench"), entry("version", FLOWBENCH_VERSION),
                                                     entry("connection_name", name.constData()), capabilities});
    const QByteArray vhost = m_settings.vhost.toUtf8(), user = m_settings.user.toUtf8(),
                     password = m_settings.password.toUtf8();
    const amqp_rpc_reply_t reply = amqp_login_with_properties(
        m_state, vhost.constData(), AMQP_DEFAULT_MAX_CHANNELS, FrameMax, m_settings.heartbeat, &properties,
        AMQP_SASL_METHOD_PLAIN, user.constData(), password.constData());
    if (reply.reply_type == AMQP_RESPONSE_NORMAL) {
        m_open = true;
        m_product = serverProperty(m_state, "product");
        m_serverVersion = serverProperty(m_state, "version");
        step.ok(u"%1 %2"_s.arg(m_product, m_serverVersion).trimmed());
        return {};
    }
    m_broken = true;
    if (cancel.done())
        return step.failed(makeError(cancel.requested() ? ErrorCode::Cancelled : ErrorCode::Timeout));
    if (reply.reply_type == AMQP_RESPONSE_SERVER_EXCEPTION && reply.reply.id == AMQP_CONNECTION_CLOSE_METHOD) {
        const auto *closed = static_cast<const amqp_connection_close_t *>(reply.reply.decoded);
        const QString said = text(closed->reply_text);
        if (closed->reply_code == AMQP_ACCESS_REFUSED && !said.contains(u"vhost"))
            return step.failed(makeError(ErrorCode::AuthenticationFailed, {m_settings.user}, said));
        return step.failed(makeError(ErrorCode::NotPermitted, {m_settings.vhost}, said));
    }
    Error e = lost(reply.library_error);
    // Whoever answers there does not speak AMQP, or does not want to.
    if (e.code == ErrorCode::ConnectionLost)
        e.code = ErrorCode::ConnectFailed;
    return step.failed(e);
}

} // namespace flowbench::rabbitmq
