// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/options.h"

#include <QCoreApplication>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

Error wrong(const QString &option, const QString &value = {})
{
    return makeError(ErrorCode::BadArgument, {option, value});
}

Result<void> takeTheme(WindowOptions &o, const QString &value)
{
    if (value == u"light")
        o.theme = ThemeChoice::Light;
    else if (value == u"dark")
        o.theme = ThemeChoice::Dark;
    else if (value == u"system")
        o.theme = ThemeChoice::System;
    else
        return wrong(u"--theme"_s, value);
    return {};
}

Result<void> takePage(WindowOptions &o, const QString &value)
{
    o.page = value.toLower();
    if (o.page != u"overview" && o.page != u"traffic" && o.page != u"dead" && o.page != u"publish")
        return wrong(u"--page"_s, value);
    return {};
}

Result<void> takeSize(WindowOptions &o, const QString &value)
{
    const QStringList parts = value.split(u'x');
    const QSize size(parts.value(0).toInt(), parts.value(1).toInt());
    if (parts.size() != 2 || size.width() < 400 || size.height() < 300 || size.width() > 8192 || size.height() > 8192)
        return wrong(u"--size"_s, value);
    o.size = size;
    o.sized = true;
    return {};
}

Result<void> takeValue(WindowOptions &o, const QString &option, const QString &value)
{
    if (option == u"--workspace")
        o.workspace = value;
    else if (option == u"--connect")
        o.connections.append(value);
    else if (option == u"--open")
        o.channels.append(value);
    else if (option == u"--page")
        return takePage(o, value);
    else if (option == u"--tour")
        o.tour = value;
    else if (option == u"--theme")
        return takeTheme(o, value);
    else if (option == u"--size")
        return takeSize(o, value);
    else
        return wrong(option);
    return {};
}

} // namespace

Result<WindowOptions> WindowOptions::parse(const QStringList &arguments)
{
    WindowOptions o;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        QString option = arguments[i];
        if (option == u"--help" || option == u"-h") {
            o.help = true;
        } else if (option == u"--version") {
            o.version = true;
        } else if (option.startsWith(u"--")) {
            QString value;
            if (const qsizetype equals = option.indexOf(u'='); equals > 0) {
                value = option.mid(equals + 1);
                option.truncate(equals);
            } else if (++i < arguments.size()) {
                value = arguments[i];
            } else {
                return wrong(option);
            }
            if (const auto taken = takeValue(o, option, value); !taken)
                return taken.error();
        } else {
            o.connections.append(u"file:"_s + option);
        }
    }
    return o;
}

QString WindowOptions::helpText()
{
    return QCoreApplication::translate(
        "flowbench::WindowOptions",
        "Usage: flowbench [OPTION]...\n"
        "\n"
        "  --connect NAME|URL        open a connection; may be given several times\n"
        "  --open CONN/CHANNEL       show a channel's traffic; may be given several times\n"
        "  --page PAGE               overview, traffic, dead or publish\n"
        "  --theme light|dark|system\n"
        "  --workspace DIR           where connections and templates are saved\n"
        "  --tour DIR                write a picture of every page into DIR and quit\n"
        "  --size WIDTHxHEIGHT       of the window, or of the pictures\n"
        "\n"
        "Without arguments the last session is restored; the first start opens the sandbox.\n"
        "Example: flowbench --connect kafka://127.0.0.1:9092 --page traffic\n");
}

} // namespace flowbench
