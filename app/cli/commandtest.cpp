// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"
#include "app/cli/rows.h"
#include "words/sentence.h"
#include "words/units.h"

#include <QCoreApplication>

#include <algorithm>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

// Without the right to list, named channels still work: the answer is yes, with a warning.
bool harmless(const TestStep &step)
{
    return step.step == StepName::List && step.error &&
           (step.error->code == ErrorCode::NotPermitted || step.error->code == ErrorCode::ManagementUnavailable);
}
} // namespace

int runTestConnection(Context &c)
{
    const auto opened = open(c, c.args.argument(0));
    if (!opened)
        return c.fail(opened.error());
    Rows rows(c.out,
              {{"step", Said::tr("STEP"), false, 12},
               {"ok", Said::tr("OK"), false, 5},
               {"ms", Said::tr("MS"), true, 8},
               {"detail", Said::tr("DETAIL")}},
              Rows::When::AsTheyCome);
    const auto told = [&](const TestStep &step) {
        const QString detail = step.detail.isEmpty() && step.error ? sentence(*step.error).message : step.detail;
        rows.add({QString::fromLatin1(stepName(step.step)), step.ok, step.ms, cellOf(detail)});
    };
    const std::vector<TestStep> steps = opened->connector->test(told, c.cancel());
    rows.finish();
    const auto failed = std::find_if(steps.begin(), steps.end(), [](const TestStep &s) { return !s.ok; });
    if (c.interrupt.happened())
        return Interrupted;
    if (failed == steps.end())
        return steps.empty() ? c.fail(makeError(ErrorCode::Timeout), opened->name()) : Done;
    Error error = failed->error.value_or(
        makeError(ErrorCode::ConnectFailed, {opened->prepared.config.url.address()}, failed->detail));
    if (harmless(*failed)) {
        c.out.warning(error);
        return Done;
    }
    c.fail(error, opened->name());
    return Unreachable;
}

} // namespace flowbench::cli
