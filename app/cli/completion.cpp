// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/verbs.h"

#include <QStringList>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
QStringList verbNames()
{
    QStringList out;
    for (const VerbSpec &v : verbs())
        out.append(QString::fromLatin1(v.name));
    return out;
}

std::vector<const OptionSpec *> optionsOf(const VerbSpec &verb)
{
    std::vector<const OptionSpec *> out;
    for (const OptionSpec &o : verb.options)
        out.push_back(&o);
    for (const OptionSpec &o : globalOptions())
        out.push_back(&o);
    return out;
}

QString optionNames(const VerbSpec &verb)
{
    QStringList out;
    for (const OptionSpec *o : optionsOf(verb))
        out.append(QString::fromLatin1(o->name));
    return out.join(u' ');
}

QString choicesOf(const OptionSpec &o)
{
    QStringList out;
    for (const char *c : o.choices)
        out.append(QString::fromLatin1(c));
    return out.join(u' ');
}

// Within single quotes of a shell.
QString quoted(QString text) { return u'\'' + text.replace(u'\'', u"'\\''"_s) + u'\''; }

QString bash()
{
    QString values, options;
    for (const VerbSpec &v : verbs()) {
        options += u"        %1) words=\"%2\" ;;\n"_s.arg(QString::fromLatin1(v.name), optionNames(v));
        for (const OptionSpec &o : v.options) {
            if (!o.choices.empty())
                values += u"        %1) COMPREPLY=($(compgen -W \"%2\" -- \"$cur\")); return ;;\n"_s.arg(
                    QString::fromLatin1(o.name), choicesOf(o));
            else if (o.kind == ValueKind::File)
                values += u"        %1) COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n"_s.arg(
                    QString::fromLatin1(o.name));
        }
    }
    return u"# bash completion of flowbench-cli\n"
           "_flowbench_cli() {\n"
           "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} verb= word words\n"
           "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
           "        case \" %1 \" in *\" $word \"*) verb=$word; break ;; esac\n"
           "    done\n"
           "    case \"$prev\" in\n"
           "        --workspace) COMPREPLY=($(compgen -d -- \"$cur\")); return ;;\n"
           "        --password-file) COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n"
           "%2    esac\n"
           "    case \"$verb\" in\n"
           "%3        *) words=\"%1 --json --csv --quiet --workspace --timeout --help --version\" ;;\n"
           "    esac\n"
           "    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
           "}\n"
           "complete -o default -F _flowbench_cli flowbench-cli\n"_s.arg(verbNames().join(u' '), values, options);
}

QString zsh()
{
    QString described, cases;
    for (const VerbSpec &v : verbs()) {
        const QString name = QString::fromLatin1(v.name);
        described += u"        "_s + quoted(name + u':' + translated(v.summary)) + u'\n';
        cases += u"        %1) opts=("_s.arg(name);
        for (const OptionSpec *o : optionsOf(v)) {
            QString help = translated(o->help);
            help.replace(u'[', u'(').replace(u']', u')').replace(u':', u' ');
            QString spec = QString::fromLatin1(o->name) + u'[' + help + u']';
            if (o->repeated)
                spec.prepend(u'*');
            if (!o->choices.empty())
                spec += u":value:("_s + choicesOf(*o) + u')';
            else if (o->kind == ValueKind::File || o->kind == ValueKind::Folder)
                spec += u":file:_files"_s;
            else if (o->kind != ValueKind::Flag)
                spec += u':' + QString::fromLatin1(o->value).replace(u'=', u' ') + u':';
            cases += u"\n            "_s + quoted(spec);
        }
        cases += u") ;;\n"_s;
    }
    return u"#compdef flowbench-cli\n"
           "_flowbench_cli() {\n"
           "    local -a verbs opts\n"
           "    local verb word\n"
           "    verbs=(\n%1    )\n"
           "    for word in ${words[2,CURRENT-1]}; do\n"
           "        if (( ${verbs[(I)$word:*]} )); then verb=$word; break; fi\n"
           "    done\n"
           "    case $verb in\n"
           "%2        *) _describe verb verbs; return ;;\n"
           "    esac\n"
           "    _arguments $opts '*:argument:_default'\n"
           "}\n"
           "_flowbench_cli \"$@\"\n"_s.arg(described, cases);
}

QString fishOption(const OptionSpec &o, const QString &condition)
{
    QString line = u"complete -c flowbench-cli -l "_s + QString::fromLatin1(o.name).mid(2) + u" -d "_s +
                   quoted(translated(o.help));
    if (!condition.isEmpty())
        line += u" -n "_s + quoted(condition);
    if (!o.choices.empty())
        line += u" -x -a "_s + quoted(choicesOf(o));
    else if (o.kind != ValueKind::Flag)
        line += o.kind == ValueKind::File || o.kind == ValueKind::Folder ? u" -r"_s : u" -x"_s;
    return line + u'\n';
}

QString fish()
{
    QString out = u"# fish completion of flowbench-cli\ncomplete -c flowbench-cli -f\n"_s;
    for (const OptionSpec &o : globalOptions())
        out += fishOption(o, {});
    const QString none = u"not __fish_seen_subcommand_from "_s + verbNames().join(u' ');
    for (const VerbSpec &v : verbs()) {
        out += u"complete -c flowbench-cli -n %1 -a %2 -d %3\n"_s.arg(quoted(none), QString::fromLatin1(v.name),
                                                                      quoted(translated(v.summary)));
        for (const OptionSpec &o : v.options)
            out += fishOption(o, u"__fish_seen_subcommand_from "_s + QString::fromLatin1(v.name));
    }
    return out;
}
} // namespace

QString completion(const QString &shell)
{
    if (shell == u"bash")
        return bash();
    if (shell == u"zsh")
        return zsh();
    return shell == u"fish" ? fish() : QString();
}

} // namespace flowbench::cli
