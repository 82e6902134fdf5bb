// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output.h"

#include "app/cli/commands.h"
#include "words/coverage.h"
#include "words/sentence.h"
#include "words/units.h"
#include "words/visible.h"

#include <QCoreApplication>

#include <cerrno>
#include <cmath>
#include <sys/ioctl.h>
#include <unistd.h>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t BufferLimit = 256 * 1024;
constexpr std::size_t KeptCapacity = 8 * 1024 * 1024;

struct Said
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

int terminalWidth()
{
    winsize size{};
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        return 0;
    return size.ws_col > 0 ? size.ws_col : 80;
}
} // namespace

Output::Output(Format format, bool quiet)
    : m_format(format), m_quiet(quiet), m_width(terminalWidth()), m_errorIsTerminal(isatty(STDERR_FILENO))
{}

Output::~Output() { flush(); }

void Output::write(std::string_view lines)
{
    const std::lock_guard lock(m_outMutex);
    if (m_closed)
        return;
    // A large body is not copied once more.
    if (lines.size() >= BufferLimit) {
        writeThrough(STDOUT_FILENO, m_buffer);
        m_buffer.clear();
        writeThrough(STDOUT_FILENO, lines);
        return;
    }
    m_buffer.append(lines);
    if (m_buffer.size() >= BufferLimit) {
        writeThrough(STDOUT_FILENO, m_buffer);
        m_buffer.clear();
    }
}

void Output::flush()
{
    const std::lock_guard lock(m_outMutex);
    writeThrough(STDOUT_FILENO, m_buffer);
    m_buffer.clear();
    if (m_buffer.capacity() > KeptCapacity)
        m_buffer.shrink_to_fit();
}

void Output::writeThrough(int fd, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n >= 0) {
            bytes.remove_prefix(std::size_t(n));
        } else if (errno == EAGAIN) {
            // Somebody made the stream non-blocking (a shared terminal): a moment later there is room.
            usleep(2000);
        } else if (errno != EINTR) {
            if (fd == STDOUT_FILENO)
                m_closed = true;
            return;
        }
    }
}

void Output::clearProgress()
{
    if (m_progressShown)
        writeThrough(STDERR_FILENO, "\r\x1b[K");
    m_progressShown = false;
}

void Output::note(JsonWriter &json)
{
    json.newline();
    const std::lock_guard lock(m_errMutex);
    writeThrough(STDERR_FILENO, json.text());
}

void Output::say(const QString &text)
{
    const std::lock_guard lock(m_errMutex);
    clearProgress();
    writeThrough(STDERR_FILENO, (text + u'\n').toStdString());
}

void writeError(JsonWriter &json, const Error &error)
{
    const Sentence s = sentence(error);
    json.beginObject();
    json.key("message").string(s.message.toStdString());
    if (!error.connection.isEmpty())
        json.key("connection").string(error.connection.toStdString());
    json.key("hint").string(s.hint.toStdString());
    json.endObject();
}

void Output::error(const Error &error)
{
    const Sentence s = sentence(error);
    Output::error(s.message, error.connection, s.hint);
}

void Output::error(const QString &message, const QString &connection, const QString &hint)
{
    flush();
    if (!json()) {
        QString text = u"flowbench-cli: "_s;
        if (!connection.isEmpty() && !message.contains(connection))
            text += visibleText(connection) + u": "_s;
        text += message;
        say(hint.isEmpty() ? text : text + u'\n' + hint);
        return;
    }
    JsonWriter j;
    j.beginObject();
    j.key("error").beginObject();
    j.key("message").string(message.toStdString());
    if (!connection.isEmpty())
        j.key("connection").string(connection.toStdString());
    if (!hint.isEmpty())
        j.key("hint").string(hint.toStdString());
    j.endObject();
    j.endObject();
    note(j);
}

void Output::warning(const QString &message)
{
    if (!json()) {
        say(Said::tr("Warning: %1").arg(message));
        return;
    }
    JsonWriter j;
    j.beginObject();
    j.key("warning").string(message.toStdString());
    j.endObject();
    note(j);
}

void Output::warning(const Error &error) { warning(sentence(error).message); }

void Output::progress(const ScanProgress &p)
{
    if (m_quiet || (!json() && !m_errorIsTerminal))
        return;
    const double speed = p.seconds > 0 ? double(p.scanned) / p.seconds : 0;
    const bool known = p.total > 0 && p.total >= p.scanned && speed > 0;
    const double left = known ? double(p.total - p.scanned) / speed : 0;
    if (!json()) {
        const QString share =
            p.total ? QString::number(int(100.0 * double(p.scanned) / double(p.total))) + u"% "_s : QString();
        const QString text =
            share +
            Said::tr("%1 events read, %2 matched, %3")
                .arg(words::count(qint64(p.scanned)), words::count(qint64(p.matched)), words::rate(speed)) +
            (known ? Said::tr(", %1 left").arg(words::duration(left)) : QString());
        const std::lock_guard lock(m_errMutex);
        writeThrough(STDERR_FILENO, "\r\x1b[K" + text.left(78).toStdString());
        m_progressShown = true;
        return;
    }
    JsonWriter j;
    j.beginObject();
    j.key("progress").beginObject();
    j.key("scanned").unsignedInteger(p.scanned);
    j.key("matched").unsignedInteger(p.matched);
    j.key("bytes").unsignedInteger(p.bytes);
    if (p.total)
        j.key("total").unsignedInteger(p.total);
    j.key("seconds").number(p.seconds);
    j.key("rate").number(std::round(speed));
    if (known)
        j.key("remaining_seconds").number(std::round(left * 10) / 10);
    j.endObject();
    j.endObject();
    note(j);
}

void Output::progress(JsonWriter &json, const QString &text)
{
    if (m_quiet || (!this->json() && !m_errorIsTerminal))
        return;
    if (this->json()) {
        note(json);
        return;
    }
    const std::lock_guard lock(m_errMutex);
    writeThrough(STDERR_FILENO, "\r\x1b[K" + text.left(78).toStdString());
    m_progressShown = true;
}

void Output::coverage(const Coverage &coverage)
{
    if (json()) {
        JsonWriter j;
        j.beginObject();
        j.key("coverage");
        writeCoverage(j, coverage);
        j.endObject();
        note(j);
        return;
    }
    {
        const std::lock_guard lock(m_errMutex);
        clearProgress();
    }
    if (m_quiet)
        return;
    for (const ChannelCoverage &c : coverage.channels) {
        for (const QString &n : c.notes)
            say(u"%1: %2"_s.arg(visibleText(c.channel), words::coverageNote(n)));
    }
    say(words::coverageSummary(coverage));
    if (coverage.ended == ScanEnd::Limit || coverage.ended == ScanEnd::Cancelled) {
        if (const QString token = coverage.resumeToken(); token.size() > 3 && token.size() < 2000)
            say(Said::tr("Go on with: --resume %1").arg(token));
    }
}

int exitCode(const Error &error)
{
    switch (error.code) {
    case ErrorCode::Cancelled:
        return Interrupted;
    case ErrorCode::BadUrl:
    case ErrorCode::UnknownScheme:
    case ErrorCode::RefusedProperty:
    case ErrorCode::BadArgument:
    case ErrorCode::UnknownConnection:
    case ErrorCode::NotSupported:
    case ErrorCode::AmbiguousChannel:
    case ErrorCode::FileFailed:
    case ErrorCode::BadExpression:
        return Usage;
    case ErrorCode::BadJson:
    case ErrorCode::TooLarge:
        return error.args.value(3) == u"recipe" ? Usage : No; // a recipe's file is an argument
    case ErrorCode::Timeout:
    case ErrorCode::ResolveFailed:
    case ErrorCode::ConnectRefused:
    case ErrorCode::ConnectFailed:
    case ErrorCode::ConnectionLost:
    case ErrorCode::TlsFailed:
    case ErrorCode::TlsNotSpoken:
    case ErrorCode::TlsUnknownAuthority:
    case ErrorCode::TlsWrongHost:
    case ErrorCode::TlsExpired:
    case ErrorCode::AuthenticationFailed:
    case ErrorCode::ManagementUnavailable:
        return Unreachable;
    case ErrorCode::DeliveryLimit:
    case ErrorCode::HasConsumers:
    case ErrorCode::GuardReadOnly:
    case ErrorCode::GuardProduction:
    case ErrorCode::GuardExpired:
        return Refused;
    default:
        return No;
    }
}

} // namespace flowbench::cli
