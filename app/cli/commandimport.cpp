// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/captureresult.h"
#include "app/cli/context.h"
#include "app/cli/linereader.h"
#include "model/event/eventimport.h"
#include "words/sentence.h"
#include "words/units.h"

#include <QCoreApplication>
#include <QFile>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

// One import: every line is an event in the capture or is told as none.
class ImportCommand
{
public:
    explicit ImportCommand(Context &context) : m_c(context) {}
    int run();

private:
    Result<void> readLines(LineReader &reader);
    int finish(const Result<void> &read);

    Context &m_c;
    std::optional<CaptureWriter> m_writer;
    EventImporter m_importer;
    quint64 m_failed = 0;
};

Result<void> ImportCommand::readLines(LineReader &reader)
{
    while (!m_c.out.closed()) {
        const auto line = reader.next();
        if (!line)
            return line.error();
        if (!*line)
            return {};
        if ((*line)->find_first_not_of(" \t\r") == std::string_view::npos)
            continue;
        const auto event = m_importer.read(**line);
        if (!event) {
            ++m_failed;
            m_c.out.warning(Said::tr("line %1: %2").arg(reader.line()).arg(sentence(event.error()).message));
        } else if (auto kept = m_writer->append(event->view()); !kept) {
            return kept;
        }
    }
    return {};
}

int ImportCommand::finish(const Result<void> &read)
{
    if (m_importer.replaced() > 0)
        m_c.out.warning(Said::tr("%1 events of kcat hold U+FFFD: where their bytes were not UTF-8, a program between "
                                 "kcat and here has replaced them.")
                            .arg(words::count(qint64(m_importer.replaced()))));
    if (m_failed > 0)
        m_c.out.warning(Said::tr("%1 lines are no events and not in the capture.").arg(words::count(qint64(m_failed))));
    if (m_writer->events() == 0 && (!read || m_failed > 0)) {
        m_writer->discard();
        return read ? int(No) : m_c.fail(read.error());
    }
    const auto finished = m_writer->finish();
    tellCapture(m_c.out, *m_writer, m_failed);
    if (!read)
        return m_c.fail(read.error());
    if (!finished)
        return m_c.fail(finished.error());
    return m_failed > 0 ? No : Done;
}

int ImportCommand::run()
{
    if (!m_c.args.has("--out"))
        return m_c.misused(Said::tr("Say where to: --out FILE."));
    const QString path = m_c.args.argument(0);
    int fd = STDIN_FILENO;
    if (path != u"-") {
        fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            return m_c.fail(makeError(ErrorCode::FileFailed, {path, QString::fromLocal8Bit(std::strerror(errno))}));
    }
    auto writer = CaptureWriter::create(m_c.args.text("--out"), {});
    if (!writer)
        return m_c.fail(writer.error());
    m_writer.emplace(std::move(*writer));
    LineReader reader(fd, m_c.interrupt.fd());
    const auto read = readLines(reader);
    if (fd != STDIN_FILENO)
        ::close(fd);
    return finish(read);
}
} // namespace

int runImport(Context &c) { return ImportCommand(c).run(); }

} // namespace flowbench::cli
