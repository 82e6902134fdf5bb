// SPDX-License-Identifier: GPL-3.0-or-later
#include "words/sentence.h"

#include "words/units.h"
#include "words/visible.h"

#include <QCoreApplication>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
// The parts an error is told with, made harmless. An argument that is not there is a question mark: a sentence with a
// hole in it would be worse.
class Told
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::Sentence)
public:
    explicit Told(const Error &error) : m_error(error) {}

    Sentence usage() const;
    Sentence reaching() const;
    Sentence tls() const;
    Sentence channel() const;
    Sentence writing() const;
    Sentence unfit() const;
    Sentence rest() const;

private:
    QString arg(int i) const
    {
        const QString text = m_error.args.value(i);
        return text.isEmpty() ? u"?"_s : visibleText(text.left(300));
    }
    QString connection() const
    {
        return visibleText(m_error.connection.isEmpty() ? m_error.args.value(0) : m_error.connection);
    }
    QString count(int i) const
    {
        bool ok = false;
        const qint64 n = m_error.args.value(i).toLongLong(&ok);
        return ok ? words::count(n) : arg(i);
    }
    QString checkHelp() const { return tr("Check the spelling; --help and the documentation list what is possible."); }

    const Error &m_error;
};

Sentence Told::usage() const
{
    switch (m_error.code) {
    case ErrorCode::BadUrl:
        return {tr("This is not a connection URL: its part “%1” is wrong.").arg(arg(0)),
                tr("Write it like kafka://host:9092, amqp://user@host:5672/vhost or sandbox:, with a port between 1 "
                   "and 65535.")};
    case ErrorCode::UnknownScheme:
        return {tr("No kind of broker is known as “%1”.").arg(arg(0)), tr("Known are: %1.").arg(arg(1))};
    case ErrorCode::RefusedProperty:
        return {tr("The property “%1” is not taken: %2.").arg(arg(0), arg(1)),
                tr("Leave it out. Flowbench refuses properties that weaken its promises, switch verification off or "
                   "run programs.")};
    case ErrorCode::BadArgument:
        if (m_error.args.size() > 1 && m_error.args[1].isEmpty())
            return {tr("%1 must not be empty.").arg(arg(0)), checkHelp()};
        return {tr("“%2” is no value for %1.").arg(arg(0), arg(1)), checkHelp()};
    case ErrorCode::UnknownConnection:
        return {tr("There is no saved connection “%1”.").arg(arg(0)),
                tr("List them with “flowbench-cli connections”, or give a URL such as kafka://host:9092.")};
    case ErrorCode::NotSupported:
        return {tr("This cannot be done here: %1.").arg(arg(0)),
                tr("Choose another channel or action that this broker has.")};
    default:
        return {tr("“%1” is the name of more than one channel: %2.").arg(arg(0), arg(1)),
                tr("Write the kind before it, for example queue:%1.").arg(arg(0))};
    }
}

Sentence Told::reaching() const
{
    switch (m_error.code) {
    case ErrorCode::ResolveFailed:
        return {tr("The host “%1” is not known.").arg(arg(0)),
                tr("Check the name, and that this machine's DNS or VPN knows it.")};
    case ErrorCode::ConnectRefused:
        return {tr("%1 refuses the connection: nothing listens there.").arg(arg(0)),
                tr("Check host and port, and that the broker is running.")};
    case ErrorCode::ConnectFailed:
        return {tr("%1 cannot be reached.").arg(arg(0)),
                tr("Check host, port and firewall, and that the broker is running.")};
    case ErrorCode::ConnectionLost:
        return {tr("The connection to %1 is lost.").arg(arg(0)),
                tr("It is made again by itself as long as you wait. Check that the broker is running.")};
    case ErrorCode::AuthenticationFailed:
        return {tr("The broker does not accept user “%1” with this password.").arg(arg(0)),
                tr("Check user and password. A password can come from --password-file, FLOWBENCH_PASSWORD or the "
                   "keychain.")};
    case ErrorCode::NotPermitted:
        return {tr("The user of this connection may not do this: %1.").arg(arg(0)),
                tr("Ask whoever runs the broker for this permission, or use another user.")};
    default:
        return {tr("The management API at %1 does not answer, so not everything can be listed.").arg(arg(0)),
                tr("Name its address in the connection's settings, or in its URL with ?management=http://host:15672. "
                   "Where there "
                   "is none, turn on the plugin rabbitmq_management; the user must be allowed to use it. Channels you "
                   "name still work.")};
    }
}

Sentence Told::tls() const
{
    switch (m_error.code) {
    case ErrorCode::TlsNotSpoken:
        return {tr("%1 does not speak TLS.").arg(arg(0)),
                tr("Use the port of the TLS listener, or a connection without TLS.")};
    case ErrorCode::TlsUnknownAuthority:
        return {tr("The certificate of %1 is signed by an authority that is not known here.").arg(arg(0)),
                tr("Add the authority's certificate to the connection, or to this machine's trust store.")};
    case ErrorCode::TlsWrongHost:
        return {tr("The certificate of %1 is not for the host “%2”.").arg(arg(0), arg(1)),
                tr("Connect by a name that stands in the certificate, or have it made anew with this name.")};
    case ErrorCode::TlsExpired:
        return {tr("The certificate of %1 has expired or is not valid yet.").arg(arg(0)),
                tr("Have the broker's certificate renewed, and check this machine's clock.")};
    default:
        return {tr("TLS with %1 failed.").arg(arg(0)),
                tr("Check that the port speaks TLS, and the certificates and authority of this connection.")};
    }
}

Sentence Told::channel() const
{
    switch (m_error.code) {
    case ErrorCode::ChannelNotFound:
        return {tr("There is no channel “%1”.").arg(arg(0)),
                tr("List what is there with “channels”. Nothing was created.")};
    case ErrorCode::NoBindings:
        return {tr("Nothing is bound to %1, so no copies of its messages can be had.").arg(arg(0)),
                tr("Look at the messages that wait in it with “scan”.")};
    case ErrorCode::OffsetOutOfRange:
        return {tr("Offset %3 of “%1”, partition %2, is not there.").arg(arg(0), arg(1), arg(2)),
                tr("Begin at “earliest”, or at an offset that “channels --details” shows.")};
    case ErrorCode::DeliveryLimit:
        if (m_error.args.size() > 3)
            return {
                tr("Nothing was fetched of %1: its messages may be at their delivery limit (%2), and such ones could "
                   "not be published anew.")
                    .arg(arg(0), arg(1)),
                tr("A user needs write permission for amq.default, and the broker has to take messages.")};
        if (m_error.args.size() > 2)
            return {tr("%1 messages of %2 could not be published anew: they were handed out as often as its delivery "
                       "limit allows (%3), and the broker drops them.")
                        .arg(count(2), arg(0), arg(1)),
                    tr("Export them from the copy of the last look, and publish them again.")};
        return {tr("A look into %1 could destroy messages: its delivery limit is %2 and some have been handed out "
                   "nearly as often.")
                    .arg(arg(0), arg(1)),
                tr("Use the copy of the last look, or raise the limit by a policy first.")};
    default:
        return {tr("%1 has consumers (%2): they would go without its messages during a look.").arg(arg(0), count(1)),
                tr("Stop them first, or tail the exchange in front of it.")};
    }
}

Sentence Told::writing() const
{
    switch (m_error.code) {
    case ErrorCode::GuardReadOnly:
        return {tr("“%1” is a read-only connection: nothing is written through it.").arg(connection()),
                tr("Change the connection if you mean to write to this broker.")};
    case ErrorCode::GuardProduction:
        return {tr("“%1” is a production connection and locked against writing.").arg(connection()),
                tr("If you mean it, repeat its name: --confirm %1, or Unlock in the window.").arg(connection())};
    case ErrorCode::GuardExpired:
        return {tr("The permission to write to “%1” has run out.").arg(connection()),
                tr("Unlock it once more and repeat.")};
    case ErrorCode::Returned:
        return {tr("The broker returned the message: %1.").arg(arg(0)),
                tr("No queue is bound for this routing key. Check routing key and bindings.")};
    case ErrorCode::NotPersisted:
        return {tr("The message was not stored: %1.").arg(arg(0)), tr("It can be sent again without becoming two.")};
    case ErrorCode::PossiblyPersisted:
        if (!m_error.args.value(1).isEmpty())
            return {tr("Job %1 does not know whether it was sent; look at “replay report %1”, or go on with it by "
                       "“replay resume %1 --unknown resend”.")
                        .arg(arg(1)),
                    tr("--unknown resend sends it all the same; it may be there twice then.")};
        return {tr("Whether the message arrived is not known: %1.").arg(arg(0)),
                tr("Look for it in the channel before you send it again.")};
    default:
        return {tr("The broker blocks publishers: %1.").arg(arg(0)),
                tr("It does so when memory or disk run short. Free some there; sending goes on by itself.")};
    }
}

// A recipe that cannot be read, or an event that it cannot edit.
Sentence Told::unfit() const
{
    const QString hint = tr("The event stays as it is. A condition (when) can leave such events out.");
    if (m_error.args.value(3) == u"recipe")
        return {m_error.args.value(0).isEmpty() ? tr("The recipe can't be read: %1.").arg(arg(1))
                                                : tr("The recipe can't be read, at “%1”: %2.").arg(arg(0), arg(1)),
                tr("A recipe is JSON or YAML with a name and edits; the documentation shows one.")};
    if (!m_error.args.value(2).isEmpty())
        return {tr("Edit %1 of the recipe does not fit the event, at “%2”: %3.").arg(arg(2), arg(0), arg(1)), hint};
    return {m_error.args.value(0).isEmpty()
                ? tr("The recipe edits JSON, and the event's body is none: %1.").arg(arg(1))
                : tr("The recipe edits JSON, and the event's body is none, at “%1”: %2.").arg(arg(0), arg(1)),
            hint};
}

Sentence Told::rest() const
{
    switch (m_error.code) {
    case ErrorCode::Cancelled:
        return {tr("Cancelled."), tr("Start it again when you need it.")};
    case ErrorCode::Timeout:
        return {connection().isEmpty() ? tr("There was no answer in time.")
                                       : tr("%1 did not answer in time.").arg(connection()),
                tr("Check that the broker is running and not overloaded, or wait longer with --timeout.")};
    case ErrorCode::TooLarge:
        if (m_error.args.value(3) == u"recipe")
            return {tr("%1 is too large: %2 bytes, %3 are possible.").arg(arg(0), count(1), count(2)),
                    tr("Let the recipe say or make less. An event that it cannot edit stays as it is.")};
        if (m_error.args.value(0) == u"headers")
            return {tr("The headers are too large: %1 bytes, %2 are possible.").arg(count(1), count(2)),
                    tr("RabbitMQ takes the headers of a message as one frame. Send less, or raise its frame_max.")};
        return {tr("%1 is too large: %2 bytes, %3 are possible.").arg(arg(0), count(1), count(2)),
                tr("Raise the limit (Kafka: ?message.max.bytes= here, max.message.bytes at the topic), or send less.")};
    case ErrorCode::BadJson:
        if (m_error.args.size() > 2)
            return unfit();
        return {m_error.args.value(0).isEmpty()
                    ? tr("This is not the JSON that is expected: %1.").arg(arg(1))
                    : tr("This is not the JSON that is expected, at “%1”: %2.").arg(arg(0), arg(1)),
                tr("Events are written as “scan --json” prints them; the documentation shows recipes.")};
    case ErrorCode::FileFailed:
        return {tr("%1: %2.").arg(arg(0), arg(1)), tr("Check the path, its permissions and the space on the disk.")};
    case ErrorCode::BadExpression:
        return {tr("The expression is wrong at column %2: %1.").arg(arg(0), arg(1)),
                tr("Write it like value.data.total > 100 && type.startsWith('order.').")};
    case ErrorCode::Evaluation:
        return {tr("The expression fails on this event: %1.").arg(arg(0)),
                tr("Such events are counted and can be listed; has() and conversions such as double() avoid it.")};
    case ErrorCode::DecodeFailed:
        return {tr("This cannot be read as %1: %2.").arg(arg(0), arg(1)),
                tr("The bytes are kept as they came; choose another encoding to look at them.")};
    case ErrorCode::SchemaNotFound:
        return {tr("The schema registry knows no schema %1.").arg(arg(0)),
                tr("Check that the registry is the one the producer uses.")};
    case ErrorCode::RegistryFailed:
        return {tr("The schema registry at %1 gave no usable answer: %2.").arg(arg(0), arg(1)),
                tr("Check its address; it is asked again after half a minute.")};
    case ErrorCode::BadCapture:
        return {tr("%1 is not a capture that can be read: %2.").arg(arg(0), arg(1)),
                tr("It may have been cut off or written by a newer Flowbench.")};
    case ErrorCode::NoKeychain:
        return {tr("There is no keychain here, so the password is not stored."),
                tr("Give it with --password-file or FLOWBENCH_PASSWORD; the window asks for it each time.")};
    case ErrorCode::Broker:
        return {connection().isEmpty() ? tr("The broker refused.") : tr("The broker of %1 refused.").arg(connection()),
                tr("The broker's own words say why; its log may say more.")};
    default:
        return {tr("Something went wrong in Flowbench itself: %1.").arg(arg(0)),
                tr("Please report it with what you did. Nothing was sent that has no receipt.")};
    }
}

Sentence chosen(const Error &error)
{
    const Told told(error);
    if (error.code >= ErrorCode::BadUrl && error.code <= ErrorCode::AmbiguousChannel)
        return told.usage();
    if (error.code >= ErrorCode::TlsFailed && error.code <= ErrorCode::TlsExpired)
        return told.tls();
    if (error.code >= ErrorCode::ResolveFailed && error.code <= ErrorCode::ManagementUnavailable)
        return told.reaching();
    if (error.code >= ErrorCode::ChannelNotFound && error.code <= ErrorCode::HasConsumers)
        return told.channel();
    if (error.code >= ErrorCode::GuardReadOnly && error.code <= ErrorCode::BlockedByBroker)
        return told.writing();
    return told.rest();
}
} // namespace

Sentence sentence(const Error &error)
{
    Sentence s = chosen(error);
    const QString detail = visibleText(error.detail.trimmed().left(500));
    if (!detail.isEmpty() && !s.message.contains(detail))
        s.message = QCoreApplication::translate("flowbench::Sentence", "%1 (%2)", "sentence, the broker's own words")
                        .arg(s.message, detail);
    return s;
}

} // namespace flowbench
