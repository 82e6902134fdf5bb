// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"

#include "app/cli/values.h"
#include "words/units.h"
#include "words/visible.h"

#include <QCoreApplication>

#include <algorithm>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
struct Problem
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

QString shown(const QByteArray &text) { return visibleText(QString::fromUtf8(text.left(200))); }

bool fits(const OptionSpec &option, const QString &text)
{
    switch (option.kind) {
    case ValueKind::Number: {
        const auto n = parseNumber(text);
        return n && *n >= option.least && *n <= option.most;
    }
    case ValueKind::Seconds:
    case ValueKind::Duration:
        return parseDuration(text).has_value();
    case ValueKind::Where:
        return parseWhere(text, 0).has_value();
    case ValueKind::Choice:
        return std::any_of(option.choices.begin(), option.choices.end(),
                           [&](const char *c) { return text == QLatin1StringView(c); });
    default:
        return true;
    }
}
} // namespace

Arguments Arguments::parse(const QByteArrayList &args)
{
    Arguments a;
    // The verb first: its options may stand before it.
    for (qsizetype i = 0; i < args.size() && !a.m_verb; ++i) {
        const QByteArray &arg = args[i];
        if (!arg.startsWith('-')) {
            a.m_verb = findVerb(std::string_view(arg.constData(), std::size_t(arg.size())));
            if (!a.m_verb) {
                a.m_problem = Problem::tr("There is no verb “%1”.").arg(shown(arg));
                return a;
            }
        } else if (const OptionSpec *o = a.find(arg); o && o->kind != ValueKind::Flag) {
            ++i;
        }
    }
    bool verbSeen = false, optionsEnd = false;
    for (qsizetype i = 0; i < args.size() && a.m_problem.isNull(); ++i) {
        const QByteArray &arg = args[i];
        if (!optionsEnd && arg == "--")
            optionsEnd = true;
        else if (!optionsEnd && arg.size() > 1 && arg.startsWith('-'))
            a.takeOption(args, i);
        else if (!verbSeen)
            verbSeen = true;
        else
            a.m_arguments.append(arg);
    }
    if (a.m_problem.isNull() && a.m_verb && !a.has("--help"))
        a.checkCount();
    return a;
}

const OptionSpec *Arguments::find(const QByteArray &name) const
{
    const auto named = [&](const OptionSpec &o) { return name == o.name; };
    const auto globals = globalOptions();
    if (const auto it = std::find_if(globals.begin(), globals.end(), named); it != globals.end())
        return &*it;
    if (m_verb) {
        if (const auto it = std::find_if(m_verb->options.begin(), m_verb->options.end(), named);
            it != m_verb->options.end())
            return &*it;
        return nullptr;
    }
    // Before the verb is known: any verb's, so that its value is not taken for the verb.
    for (const VerbSpec &v : verbs()) {
        if (const auto it = std::find_if(v.options.begin(), v.options.end(), named); it != v.options.end())
            return &*it;
    }
    return nullptr;
}

void Arguments::takeOption(const QByteArrayList &args, qsizetype &i)
{
    const QByteArray &arg = args[i];
    const qsizetype equals = arg.startsWith("--") ? arg.indexOf('=') : -1;
    QByteArray name = equals < 0 ? arg : arg.left(equals);
    if (name == "-h")
        name = "--help";
    const OptionSpec *option = find(name);
    if (!option) {
        m_problem = m_verb ? Problem::tr("%1 has no option %2.").arg(QString::fromLatin1(m_verb->name), shown(name))
                           : Problem::tr("There is no option %1.").arg(shown(name));
        return;
    }
    QByteArray value;
    if (option->kind == ValueKind::Flag) {
        if (equals >= 0)
            m_problem = Problem::tr("%1 takes no value.").arg(shown(name));
    } else if (equals >= 0) {
        value = arg.mid(equals + 1);
    } else if (i + 1 < args.size()) {
        value = args[++i];
    } else {
        m_problem = Problem::tr("%1 needs a value: %2.").arg(shown(name), QString::fromLatin1(option->value));
    }
    if (!m_problem.isNull())
        return;
    checkValue(*option, value);
    m_options[option->name].append(value);
}

void Arguments::checkValue(const OptionSpec &option, const QByteArray &value)
{
    if (fits(option, QString::fromUtf8(value)))
        return;
    const auto number = option.kind == ValueKind::Number ? parseNumber(QString::fromUtf8(value)) : std::nullopt;
    if (number && *number > option.most)
        m_problem = Problem::tr("“%1” is too much for %2: %3 at most.")
                        .arg(shown(value), QString::fromLatin1(option.name), words::count(option.most));
    else
        m_problem = Problem::tr("“%1” is no value for %2 %3.")
                        .arg(shown(value), QString::fromLatin1(option.name), QString::fromLatin1(option.value));
}

void Arguments::checkCount()
{
    const QString name = QString::fromLatin1(m_verb->name), wanted = QString::fromLatin1(m_verb->arguments);
    if (count() < m_verb->least)
        m_problem = Problem::tr("%1 needs more arguments: %2.").arg(name, wanted);
    else if (m_verb->most >= 0 && count() > m_verb->most)
        m_problem = Problem::tr("%1 takes fewer arguments: %2.").arg(name, wanted);
}

QByteArray Arguments::bytes(const char *option) const
{
    const auto it = m_options.find(option);
    return it == m_options.end() ? QByteArray() : it->second.last();
}

const QByteArrayList &Arguments::all(const char *option) const
{
    static const QByteArrayList none;
    const auto it = m_options.find(option);
    return it == m_options.end() ? none : it->second;
}

std::optional<qint64> Arguments::number(const char *option) const
{
    return has(option) ? parseNumber(text(option)) : std::nullopt;
}

QStringList Arguments::argumentsFrom(int i) const
{
    QStringList out;
    for (; i < count(); ++i)
        out.append(argument(i));
    return out;
}

} // namespace flowbench::cli
