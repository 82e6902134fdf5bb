// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bodyfile.h"
#include "app/cli/context.h"
#include "app/cli/linereader.h"
#include "app/cli/rows.h"
#include "model/event/eventjson.h"
#include "words/sentence.h"

#include <QCoreApplication>
#include <QFile>

#include <fcntl.h>
#include <unistd.h>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

constexpr Milliseconds Grace{2000};          // the connector's own deadlines come first
constexpr Milliseconds InterruptGrace{5000}; // what is in flight may still be told

// Receipts in the order they come, each written through at once. Called on the publisher's thread and the main one.
class Receipts
{
public:
    Receipts(Output &out, const QString &channel)
        : m_rows(out,
                 {{"status", Said::tr("STATUS"), false, 10},
                  {"channel", Said::tr("CHANNEL"), false, 20},
                  {"partition", Said::tr("PARTITION"), true, 9},
                  {"offset", Said::tr("OFFSET"), true, 12},
                  {"index", {}},
                  {"reason", Said::tr("REASON")}},
                 Rows::When::AsTheyCome),
          m_channel(channel)
    {}

    void tell(const Receipt &r)
    {
        const std::lock_guard lock(m_mutex);
        ++m_counts[std::size_t(r.status)];
        m_rows.add({QString::fromLatin1(receiptStatusName(r.status)), m_channel, cellOf(r.partition), cellOf(r.offset),
                    qint64(r.tag), r.status == Receipt::Status::Confirmed ? Cell() : Cell(reason(r))});
    }
    void failed(quint64 tag, const Error &error) { tell({Receipt::Status::Failed, tag, {}, {}, error}); }

    quint64 confirmed()
    {
        const std::lock_guard lock(m_mutex);
        return m_counts[std::size_t(Receipt::Status::Confirmed)];
    }
    quint64 all()
    {
        const std::lock_guard lock(m_mutex);
        return m_counts[0] + m_counts[1] + m_counts[2] + m_counts[3];
    }

private:
    static QString reason(const Receipt &r)
    {
        if (r.status == Receipt::Status::Returned && !r.error.args.isEmpty())
            return r.error.args.first();
        return sentence(r.error).message;
    }

    std::mutex m_mutex;
    Rows m_rows; // guarded by m_mutex
    QString m_channel;
    std::array<quint64, 4> m_counts{}; // guarded by m_mutex
};

Result<std::pair<std::string, std::string>> nameAndValue(const QByteArray &text, const char *option)
{
    const qsizetype equals = text.indexOf('=');
    if (equals <= 0)
        return makeError(ErrorCode::BadArgument, {QString::fromLatin1(option), QString::fromUtf8(text)});
    return std::pair(text.left(equals).toStdString(), text.mid(equals + 1).toStdString());
}

class PublishCommand
{
public:
    PublishCommand(Context &context, Opened &opened) : m_c(context), m_opened(opened) {}
    int run();

private:
    enum class Source { Value, File, Lines, Json };
    // Null: more than one was named.
    std::optional<Source> source() const;
    Result<void> prepareCommon();
    Result<void> sendAll(Publisher &publisher, Receipts &receipts, Source source);
    Result<void> sendLines(Publisher &publisher, Receipts &receipts, bool json);
    Result<void> send(Publisher &publisher, Receipts &receipts, Outgoing &event);
    Result<Outgoing> eventOf(std::string_view line, bool json);
    Outgoing common() const { return m_common; }
    int finish(Receipts &receipts, const Result<void> &sent);

    Context &m_c;
    Opened &m_opened;
    Outgoing m_common; // what the options say of every event
    EventJsonReader m_reader;
    quint64 m_next = 0;
};

std::optional<PublishCommand::Source> PublishCommand::source() const
{
    std::vector<Source> named;
    if (m_c.args.has("--value"))
        named.push_back(Source::Value);
    if (m_c.args.has("--file"))
        named.push_back(Source::File);
    if (m_c.args.has("--from-json"))
        named.push_back(Source::Json);
    else if (m_c.args.has("--lines"))
        named.push_back(Source::Lines);
    if (named.size() > 1)
        return {};
    return named.empty() ? Source::Lines : named.front();
}

Result<void> PublishCommand::prepareCommon()
{
    const Arguments &args = m_c.args;
    if (args.has("--routing-key"))
        m_common.key = args.bytes("--routing-key").toStdString();
    else if (args.has("--key"))
        m_common.key = args.bytes("--key").toStdString();
    if (const auto p = args.number("--partition")) {
        if (*p > 0x7fffffff)
            return makeError(ErrorCode::BadArgument, {u"--partition"_s, args.text("--partition")});
        m_common.partition = int(*p);
    }
    for (const QByteArray &text : args.all("--header")) {
        const auto header = nameAndValue(text, "--header");
        if (!header)
            return header.error();
        FieldView f;
        f.name = header->first;
        f.value = header->second;
        appendField(m_common.fields, f);
    }
    for (const QByteArray &text : args.all("--property")) {
        const auto property = nameAndValue(text, "--property");
        if (!property)
            return property.error();
        appendField(m_common.fields, propertyField(property->first, property->second));
    }
    return {};
}

Result<Outgoing> PublishCommand::eventOf(std::string_view line, bool json)
{
    if (!json) {
        Outgoing event = common();
        event.value.emplace(line);
        return event;
    }
    auto event = m_reader.read(line);
    if (!event)
        return event;
    if (m_common.key)
        event->key = m_common.key;
    if (m_common.partition)
        event->partition = m_common.partition;
    event->fields += m_common.fields;
    return event;
}

// An error that concerns this event alone is its receipt; one that will meet all others ends it.
Result<void> PublishCommand::send(Publisher &publisher, Receipts &receipts, Outgoing &event)
{
    event.tag = m_next++;
    const quint64 tag = event.tag;
    const auto sent = publisher.send(event, Cancel::after(m_c.timeout() + Grace, m_c.interrupt.token()));
    if (sent)
        return {};
    if (m_c.interrupt.happened())
        return makeError(ErrorCode::Cancelled);
    receipts.failed(tag, sent.error());
    const bool alone =
        exitCode(sent.error()) != Unreachable && exitCode(sent.error()) != Refused && !sent.error().fatal;
    return alone ? Result<void>() : sent;
}

Result<void> PublishCommand::sendLines(Publisher &publisher, Receipts &receipts, bool json)
{
    int fd = STDIN_FILENO;
    const QString path = m_c.args.has("--lines") ? m_c.args.text("--lines") : u"-"_s;
    if (path != u"-") {
        fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            return makeError(ErrorCode::FileFailed, {path, QString::fromLocal8Bit(std::strerror(errno))});
    }
    LineReader reader(fd, m_c.interrupt.fd());
    Result<void> result;
    while (result && !m_c.out.closed()) {
        const auto line = reader.next();
        if (!line) {
            result = line.error();
            break;
        }
        if (!*line)
            break;
        if (json && (*line)->find_first_not_of(" \t\r") == std::string_view::npos)
            continue;
        auto event = eventOf(**line, json);
        if (!event) {
            Error error = event.error();
            error.args = {Said::tr("line %1 %2").arg(reader.line()).arg(error.args.value(0)).trimmed(),
                          error.args.value(1)};
            result = error;
            break;
        }
        result = send(publisher, receipts, *event);
    }
    if (fd != STDIN_FILENO)
        ::close(fd);
    return result;
}

Result<void> PublishCommand::sendAll(Publisher &publisher, Receipts &receipts, Source source)
{
    if (source == Source::Lines || source == Source::Json)
        return sendLines(publisher, receipts, source == Source::Json);
    Outgoing event = common();
    if (source == Source::Value) {
        event.value = m_c.args.bytes("--value").toStdString();
    } else {
        auto body = readBody(m_c.args.text("--file"));
        if (!body)
            return body.error();
        event.value = std::move(body.value());
    }
    return send(publisher, receipts, event);
}

int PublishCommand::finish(Receipts &receipts, const Result<void> &sent)
{
    m_c.out.flush();
    if (m_c.interrupt.happened())
        return Interrupted;
    if (!sent) {
        const int code = m_c.fail(sent.error(), m_opened.name());
        return code == Done ? int(No) : code;
    }
    return receipts.confirmed() == m_next && receipts.all() == m_next ? Done : No;
}

int PublishCommand::run()
{
    const auto from = source();
    if (!from)
        return m_c.misused(Said::tr("Only one of --value, --file, --lines and --from-json can be given."));
    if (auto prepared = prepareCommon(); !prepared)
        return m_c.fail(prepared.error());
    const auto publish = m_opened.connector->publish();
    if (!publish)
        return m_c.fail(publish.reason, m_opened.name());
    const auto addresses = resolve(m_c, *m_opened.connector, {m_c.args.argument(1)});
    if (!addresses)
        return m_c.fail(addresses.error(), m_opened.name());
    const ChannelAddress &channel = addresses->front();
    const bool one = *from == Source::Value || *from == Source::File;
    const auto grant = m_opened.guard().grant(WriteOperation::Publish, channel.name, one ? 1 : 0);
    if (!grant)
        return m_c.fail(grant.error(), m_opened.name());
    Receipts receipts(m_c.out, channel.name);
    Publish::Options options;
    options.channel = channel;
    options.timeout = m_c.timeout();
    auto publisher = publish->publisher(
        *grant, options, [&receipts](const Receipt &r) { receipts.tell(r); }, m_c.cancel());
    if (!publisher) {
        m_opened.guard().done(*grant, u"failed"_s, 0);
        return m_c.fail(publisher.error(), m_opened.name());
    }
    const auto sent = sendAll(**publisher, receipts, *from);
    (*publisher)->finish(Cancel::after(m_c.interrupt.happened() ? InterruptGrace : m_c.timeout() + Grace));
    publisher->reset();
    m_opened.guard().done(*grant, receipts.confirmed() == m_next ? u"confirmed"_s : u"not all confirmed"_s,
                          receipts.confirmed());
    return finish(receipts, sent);
}
} // namespace

int runPublish(Context &c)
{
    auto opened = open(c, c.args.argument(0), true);
    if (!opened)
        return c.fail(opened.error());
    return PublishCommand(c, *opened).run();
}

} // namespace flowbench::cli
