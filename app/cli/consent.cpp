// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/consent.h"

#include <QCoreApplication>

#include <cstdio>
#include <string_view>
#include <unistd.h>

namespace flowbench::cli {

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

bool refuse(const Context &context)
{
    context.out.error(Said::tr("Nothing was changed: this has to be confirmed."), {},
                      Said::tr("Say --yes, or run it in a terminal, where it asks."));
    return false;
}
} // namespace

bool consentPossible(const Context &context)
{
    if (context.args.has("--yes") || (::isatty(STDIN_FILENO) && ::isatty(STDERR_FILENO)))
        return true;
    return refuse(context);
}

bool consented(const Context &context, const QString &question)
{
    if (context.args.has("--yes"))
        return true;
    if (!consentPossible(context))
        return false;
    const QString asked = Said::tr("%1 Type yes to go on: ").arg(question);
    std::fputs(asked.toLocal8Bit().constData(), stderr);
    std::fflush(stderr);
    char answer[16] = {};
    if (!std::fgets(answer, sizeof answer, stdin))
        return refuse(context);
    return std::string_view(answer) == "yes\n" || refuse(context);
}

} // namespace flowbench::cli
