// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"
#include "app/cli/rows.h"
#include "app/common/paths.h"
#include "model/audit/auditlog.h"

#include <QCoreApplication>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

int show(Context &c, const AuditLog &log)
{
    const auto lines = log.read();
    if (!lines)
        return c.fail(lines.error());
    Rows rows(c.out, {{"seq", Said::tr("NO"), true},
                      {"time", Said::tr("TIME")},
                      {"user", Said::tr("USER")},
                      {"host", Said::tr("HOST")},
                      {"connection", Said::tr("CONNECTION")},
                      {"operation", Said::tr("OPERATION")},
                      {"target", Said::tr("TARGET")},
                      {"count", Said::tr("COUNT"), true},
                      {"phase", Said::tr("PHASE")},
                      {"outcome", Said::tr("OUTCOME")},
                      {"grant", {}}});
    for (const QJsonObject &l : *lines) {
        const auto text = [&](const QString &name) { return cellOf(l.value(name).toString()); };
        rows.add({l.value(u"seq"_s).toInteger(), text(u"time"_s), text(u"user"_s), text(u"host"_s),
                  text(u"connection"_s), text(u"operation"_s), text(u"target"_s), l.value(u"count"_s).toInteger(),
                  text(u"phase"_s), text(u"outcome"_s), l.value(u"grant"_s).toInteger()});
    }
    rows.finish();
    return Done;
}

int verify(Context &c, const AuditLog &log)
{
    const auto check = log.verify();
    if (!check)
        return c.fail(check.error());
    const bool holds = check->firstBadLine == 0;
    Rows rows(c.out, {{"ok", Said::tr("HOLDS")},
                      {"lines", Said::tr("LINES"), true},
                      {"first_bad_line", Said::tr("FIRST BAD LINE"), true},
                      {"reason", Said::tr("REASON")}});
    rows.add({holds, qint64(check->lines), holds ? Cell() : Cell(check->firstBadLine), cellOf(check->reason)});
    rows.finish();
    return holds ? Done : No;
}
} // namespace

int runAudit(Context &c)
{
    const auto state = stateFolder();
    if (!state)
        return c.fail(state.error());
    const AuditLog log(*state + u"/audit.jsonl"_s);
    if (c.args.argument(0) == u"show")
        return show(c, log);
    if (c.args.argument(0) == u"verify")
        return verify(c, log);
    return c.misused(Said::tr("audit takes show or verify."));
}

} // namespace flowbench::cli
