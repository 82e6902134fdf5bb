// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/keychain.h"
#include "app/common/paths.h"
#include "app/common/process.h"
#include "app/common/texts.h"
#include "app/gui/deadflows.h"
#include "app/gui/mainwindow.h"
#include "app/gui/options.h"
#include "app/gui/tour.h"
#include "model/base/allocator.h"
#include "model/replay/desk.h"
#include "ui/look/look.h"
#include "words/sentence.h"

#include <QApplication>
#include <QIcon>
#include <QTemporaryDir>

#include <cstdio>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

// Notes of the platform that say nothing to a person; everything else is printed.
void messageHandler(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    if (text.contains(u"propagateSizeHints") || text.contains(u"XDG_RUNTIME_DIR"))
        return;
    std::fprintf(stderr, "%s\n", qPrintable(qFormatLogMessage(type, context, text)));
}

int say(FILE *to, const QString &text, int code)
{
    std::fprintf(to, "%s", text.toLocal8Bit().constData());
    return code;
}

// Jobs belong to the program, not to the window.
DeskEnvironment deskEnvironment(SessionPool &pool, const QString &stateFolder)
{
    DeskEnvironment environment;
    environment.stateFolder = stateFolder;
    environment.open = [&pool](const QString &connection, const QString &url) { return pool.openEnd(connection, url); };
    environment.reach = [&pool](const QStringList &connections, std::function<void(Result<void>)> then) {
        pool.reach(connections, std::move(then));
    };
    environment.sentence = [](const Error &error) { return sentence(error).message; };
    environment.schemas = [&pool](const QString &connection) { return pool.schemaCheck(connection); };
    environment.replayedBefore = QCoreApplication::translate("flowbench::ReplayDesk", "replayed before");
    return environment;
}

bool wantsTour(const QByteArrayList &arguments)
{
    return std::any_of(arguments.begin(), arguments.end(),
                       [](const QByteArray &a) { return a == "--tour" || a.startsWith("--tour="); });
}

// The channel that shows most: the busiest topic, or whatever there is.
QString busiestChannel(const Session &session)
{
    const ChannelInfo *best = nullptr;
    for (const ChannelInfo &c : session.channels()) {
        if (c.internal || c.deadLetter || c.kind == ChannelKind::Queue)
            continue;
        const auto rate = [](const ChannelInfo &i) {
            return i.ratePerSecond.value_or(0) + (i.kind == ChannelKind::Topic ? 1e9 : 0);
        };
        if (!best || rate(c) > rate(*best))
            best = &c;
    }
    return best ? best->name : session.channels().empty() ? QString() : session.channels().front().name;
}

// The dead-letter channel that holds most; empty: there is none.
QString fullestDeadLetters(const Session &session)
{
    const ChannelInfo *best = nullptr;
    const auto held = [](const ChannelInfo &c) { return c.depth ? *c.depth : c.events.value_or(0); };
    for (const ChannelInfo &c : session.channels()) {
        if (c.deadLetter && (!best || held(c) > held(*best)))
            best = &c;
    }
    return best ? best->name : QString();
}

int runTour(QApplication &application, MainWindow &window, Look &look, SessionPool &pool, const WindowOptions &options)
{
    window.resize(options.size);
    window.show();
    const QStringList connections = options.connections.isEmpty() ? QStringList{u"sandbox:"_s} : options.connections;
    QString problem;
    QObject::connect(&pool, &SessionPool::failed, &application,
                     [&](const QString &, const Error &e) { problem = sentence(e).message; });
    for (const QString &c : connections)
        pool.open(c);
    Tour tour(
        window, look, options.tour,
        [&pool] {
            const auto sessions = pool.sessions();
            return !sessions.empty() && sessions.front()->channelsKnown();
        },
        [&] {
            const auto items = pool.items();
            for (const ConnectionItem &i : items) {
                if (i.session && i.session->channelsKnown())
                    return window.openChannels(i.id, {busiestChannel(*i.session)});
            }
        },
        [&] {
            const auto items = pool.items();
            for (const ConnectionItem &i : items) {
                if (!i.session)
                    continue;
                if (const QString channel = fullestDeadLetters(*i.session); !channel.isEmpty())
                    return window.openDead(i.id, channel);
            }
        });
    QObject::connect(&tour, &Tour::finished, &application, [&](const QStringList &written, const QString &failed) {
        for (const QString &name : written)
            std::printf("%s\n", qPrintable(name));
        if (!failed.isEmpty())
            problem = failed;
        QApplication::exit(problem.isEmpty() && !written.isEmpty() ? 0 : 3);
    });
    QMetaObject::invokeMethod(&tour, &Tour::start, Qt::QueuedConnection);
    const int code = application.exec();
    if (!problem.isEmpty())
        say(stderr, problem + u'\n', code);
    return code;
}

} // namespace

int main(int argc, char **argv)
{
    tuneAllocator();
    const QByteArrayList arguments = takeArguments(argc, argv);
    forbidCoreDumps();
    qInstallMessageHandler(messageHandler);
    if (wantsTour(arguments))
        qputenv("QT_QPA_PLATFORM", "offscreen"); // pictures need no display
    QStringList texts;
    for (const QByteArray &a : arguments.mid(1))
        texts.append(QString::fromLocal8Bit(a));
    const auto options = WindowOptions::parse(texts);
    if (!options) {
        const QStringList &wrong = options.error().args;
        const QString said =
            wrong.value(1).isNull()
                ? QCoreApplication::translate("flowbench::WindowOptions", "There is no option %1, or it needs a value.")
                      .arg(wrong.value(0))
                : sentence(options.error()).message;
        return say(stderr, said + u'\n' + WindowOptions::helpText(), 2);
    }
    if (options->help)
        return say(stdout, WindowOptions::helpText(), 0);
    if (options->version)
        return say(stdout, u"flowbench " FLOWBENCH_VERSION "\n"_s, 0);

    QApplication application(argc, argv);
    QApplication::setApplicationName(u"flowbench"_s);
    QApplication::setApplicationDisplayName(u"Flowbench"_s);
    QApplication::setApplicationVersion(QStringLiteral(FLOWBENCH_VERSION));
    QGuiApplication::setDesktopFileName(u"io.github.flowbench.Flowbench"_s);
    installTranslations(application);

    // A tour leaves nothing of its own behind.
    const bool touring = !options->tour.isEmpty();
    QTemporaryDir scratch;
    Settings settings(touring ? scratch.path() : QString());
    Look look(application, options->theme.value_or(touring ? ThemeChoice::Light : settings.theme()),
              settings.lastDark());
    QApplication::setWindowIcon(QIcon(u":/io.github.flowbench.Flowbench.svg"_s));

    const ConnectorRegistry registry = ConnectorRegistry::all();
    Keychain keychain(Keychain::WindowDeadline);
    const auto state = stateFolder();
    const QString workspace = options->workspace.isEmpty() ? defaultWorkspaceFolder() : options->workspace;
    const QString states = touring ? scratch.path() : state ? *state : QString();
    SessionPool pool(registry, touring && options->workspace.isEmpty() ? scratch.path() : workspace, states, keychain);
    ReplayDesk desk(deskEnvironment(pool, states));
    MainWindow window(look, settings, pool, desk);
    if (touring)
        return runTour(application, window, look, pool, *options);

    const bool asked = !options->connections.isEmpty() || !options->channels.isEmpty();
    if (asked) {
        settings.setStarted();
        window.showPage(options->page.isEmpty() ? options->channels.isEmpty() ? u"overview"_s : u"traffic"_s
                                                : options->page);
    } else {
        window.restoreSession(options->page);
    }
    if (options->sized)
        window.resize(options->size);
    window.show();
    // After the first paint: brokers, the desktop's theme; none of them delays the window.
    QObject::connect(&window, &MainWindow::painted, &application, [&] {
        look.followDesktop();
        window.deadFlows().offerRecovery();
        for (const QString &c : options->connections)
            pool.open(c);
        for (const QString &c : options->channels)
            window.openPlace(c);
    });
    return QApplication::exec();
}
