// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"
#include "app/common/process.h"
#include "app/common/texts.h"
#include "model/base/allocator.h"

#include <QCoreApplication>

#include <clocale>
#include <cstdio>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
// Libraries log to standard error; what is said there is ours alone.
void silent(QtMsgType type, const QMessageLogContext &, const QString &message)
{
    if (type == QtFatalMsg)
        std::fprintf(stderr, "%s\n", message.toUtf8().constData());
}

int printText(const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, std::size_t(bytes.size()), stdout);
    return std::fflush(stdout) == 0 ? Done : No;
}

int unknownShell(Output &out)
{
    out.error(QCoreApplication::translate("cli", "Completions are there for bash, zsh and fish."), {},
              u"flowbench-cli --completion bash"_s);
    return Usage;
}

// What packagers call: not for people, so not in the table.
std::optional<int> printPages(const QByteArrayList &args, Output &out)
{
    if (args.value(0) == "--man" && args.size() == 1)
        return printText(manPage());
    if (args.value(0) == "--completion" && args.size() == 2) {
        const QString text = completion(QString::fromUtf8(args[1]));
        return text.isNull() ? unknownShell(out) : printText(text);
    }
    return {};
}

int run(const QByteArrayList &args, Interrupt &interrupt)
{
    // Known before anything else, so that even a mistake is told in the right form.
    const Format format = args.contains("--json") ? Format::Json : args.contains("--csv") ? Format::Csv : Format::Table;
    Output out(format, args.contains("--quiet"));
    if (const auto printed = printPages(args, out))
        return *printed;
    const bool help = args.value(0) == "help";
    const Arguments arguments = Arguments::parse(help ? args.mid(1) + QByteArrayList{"--help"} : args);
    const ConnectorRegistry registry = ConnectorRegistry::all();
    Context context{arguments, out, interrupt, registry};
    if (!arguments.problem().isNull())
        return context.misused(arguments.problem());
    if (arguments.has("--version"))
        return printText(u"flowbench-cli " FLOWBENCH_VERSION "\n"_s);
    if (arguments.has("--help"))
        return printText(arguments.verb() ? verbHelp(*arguments.verb()) : generalHelp());
    if (!arguments.verb())
        return context.misused(QCoreApplication::translate("cli", "What should be done? No verb was given."));
    const int code = arguments.verb()->run(context);
    out.flush();
    return code;
}
} // namespace

} // namespace flowbench::cli

int main(int argc, char **argv)
{
    using namespace flowbench;
    tuneAllocator();
    cli::Interrupt interrupt;
    QByteArrayList args = takeArguments(argc, argv);
    args.removeFirst();
    forbidCoreDumps();
    qInstallMessageHandler(cli::silent);
    // Qt takes no option of ours for one of its own.
    int none = 1;
    QCoreApplication app(none, argv);
    QCoreApplication::setApplicationName(QStringLiteral("flowbench"));
    installTranslations(app);
    return cli::run(args, interrupt);
}
