// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/verbs.h"

#include <QCoreApplication>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
struct Help
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

QString spelled(const OptionSpec &o)
{
    const QString name = QString::fromLatin1(o.name);
    return o.kind == ValueKind::Flag ? name : name + u' ' + QString::fromLatin1(o.value);
}

QString described(const OptionSpec &o)
{
    QString text = translated(o.help);
    if (!o.choices.empty()) {
        QStringList choices;
        for (const char *c : o.choices)
            choices.append(QString::fromLatin1(c));
        text = Help::tr("%1 One of: %2.", "an option's help, its values").arg(text, choices.join(u", "_s));
    }
    return text;
}

QString optionLines(std::span<const OptionSpec> options)
{
    QString out;
    for (const OptionSpec &o : options)
        out += u"  "_s + spelled(o).leftJustified(24) + u' ' + described(o) + u'\n';
    return out;
}

// What roff would take for a command or a minus sign.
QString roff(QString text)
{
    text.replace(u'\\', u"\\e"_s).replace(u'-', u"\\-"_s);
    if (text.startsWith(u'.') || text.startsWith(u'\''))
        text.prepend(u"\\&"_s);
    return text;
}

QString roffOptions(std::span<const OptionSpec> options)
{
    QString out;
    for (const OptionSpec &o : options) {
        out += u".TP\n\\fB"_s + roff(QString::fromLatin1(o.name)) + u"\\fR"_s;
        if (o.kind != ValueKind::Flag)
            out += u" \\fI"_s + roff(QString::fromLatin1(o.value)) + u"\\fR"_s;
        out += u'\n' + roff(described(o)) + u'\n';
    }
    return out;
}

QString connectionHelp()
{
    return Help::tr("CONN is a saved connection's name or a URL:\n"
                    "  sandbox:[?seed=N&rate=EVENTS_PER_S&backlog=N]     in this process\n"
                    "  kafka://host:port[,host:port][?property=value&...]\n"
                    "  amqp://user:password@host:port/vhost              amqps:// likewise\n"
                    "CHANNEL is a topic, queue:NAME or exchange:NAME[#binding.pattern].");
}

QString exitHelp()
{
    return Help::tr(
        "Exit codes: 0 done; 1 the answer is no; 2 usage; 3 no connection; 4 refused by the guard; 130 Ctrl+C.");
}
} // namespace

QString generalHelp()
{
    QString out = Help::tr("Usage: flowbench-cli [OPTIONS] VERB ...") + u"\n\n"_s + Help::tr("Verbs:") + u'\n';
    for (const VerbSpec &v : verbs())
        out += u"  "_s + QString::fromLatin1(v.name).leftJustified(17) + u' ' + translated(v.summary) + u'\n';
    out += u'\n' + Help::tr("Options, before or after the verb:") + u'\n' + optionLines(globalOptions());
    out += u'\n' + connectionHelp() + u"\n\n"_s + exitHelp() + u'\n';
    return out + Help::tr("Help of a verb: flowbench-cli VERB --help") + u'\n';
}

QString verbHelp(const VerbSpec &v)
{
    QString out = Help::tr("Usage: flowbench-cli [OPTIONS] %1 %2")
                      .arg(QString::fromLatin1(v.name), QString::fromLatin1(v.arguments)) +
                  u"\n\n"_s;
    out += translated(v.summary) + u'\n';
    if (*v.details)
        out += translated(v.details) + u'\n';
    if (!v.options.empty())
        out += u'\n' + Help::tr("Options:") + u'\n' + optionLines(v.options);
    out += u'\n' + Help::tr("Options of every verb:") + u'\n' + optionLines(globalOptions());
    out += u'\n' + Help::tr("Examples:") + u'\n';
    for (const Example &e : v.examples)
        out += u"  "_s + QString::fromLatin1(e.command) + u"\n      "_s + translated(e.what) + u'\n';
    return out + u'\n' + connectionHelp() + u'\n' + exitHelp() + u'\n';
}

QString manPage()
{
    QString out = u".TH FLOWBENCH\\-CLI 1 \"\" \"Flowbench " FLOWBENCH_VERSION "\"\n"_s;
    out += u".SH NAME\nflowbench\\-cli \\- "_s + roff(Help::tr("see and publish the events of Kafka and RabbitMQ")) +
           u'\n';
    out += u".SH SYNOPSIS\n.B flowbench\\-cli\n[OPTIONS] VERB ...\n.SH DESCRIPTION\n.nf\n"_s + roff(connectionHelp()) +
           u"\n.fi\n"_s;
    out += u".SH OPTIONS\n"_s + roffOptions(globalOptions()) + u".SH VERBS\n"_s;
    for (const VerbSpec &v : verbs()) {
        out += u".SS "_s + roff(QString::fromLatin1(v.name)) + u' ' + roff(QString::fromLatin1(v.arguments)) + u'\n' +
               roff(translated(v.summary)) + u'\n';
        if (*v.details)
            out += roff(translated(v.details)) + u'\n';
        out += roffOptions(v.options) + u".PP\n"_s;
        for (const Example &e : v.examples)
            out +=
                roff(translated(e.what)) + u"\n.RS\n.nf\n"_s + roff(QString::fromLatin1(e.command)) + u"\n.fi\n.RE\n"_s;
    }
    return out + u".SH EXIT STATUS\n"_s + roff(exitHelp()) + u'\n';
}

} // namespace flowbench::cli
