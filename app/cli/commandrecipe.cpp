// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"
#include "app/cli/eventinput.h"
#include "app/cli/eventsinks.h"
#include "app/cli/linereader.h"
#include "app/cli/rows.h"
#include "model/replay/recipefile.h"
#include "words/sentence.h"

#include <QCoreApplication>

#include <unistd.h>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

// ---- test

int test(Context &c, const Recipe &recipe)
{
    const auto results = recipe.testExamples();
    if (results.empty())
        c.out.warning(Said::tr("The recipe has no examples: nothing was tested but that it can be read."));
    Rows rows(c.out, {{"example", Said::tr("EXAMPLE"), true},
                      {"ok", Said::tr("HOLDS")},
                      {"got", Said::tr("CAME OUT")},
                      {"expected", Said::tr("EXPECTED")},
                      {"error", Said::tr("ERROR")}});
    bool all = true;
    for (std::size_t i = 0; i < results.size(); ++i) {
        const Recipe::ExampleResult &r = results[i];
        all = all && r.same;
        const bool differs = !r.same && !r.error;
        rows.add({qint64(i + 1), r.same, differs ? Cell(RawJson{r.got}) : Cell(),
                  differs ? Cell(RawJson{recipe.text().examples[i].after}) : Cell(),
                  r.error ? Cell(sentence(*r.error).message) : Cell()});
    }
    rows.finish();
    return all ? Done : No;
}

// ---- apply

int apply(Context &c, const Recipe &recipe)
{
    LineReader lines(STDIN_FILENO, c.interrupt.fd());
    EventJsonReader reader;
    EventPrinter printer(c.out, {});
    quint64 failed = 0;
    while (!c.out.closed()) {
        const auto line = lines.next();
        if (!line)
            return c.fail(line.error());
        if (!*line)
            break;
        if ((*line)->find_first_not_of(" \t\r") == std::string_view::npos)
            continue;
        const auto event = readEventObject(**line, reader);
        // A line that is no event ends it: what follows may be anything.
        if (!event) {
            Error error = event.error();
            error.args = {Said::tr("line %1 %2").arg(lines.line()).arg(error.args.value(0)).trimmed(),
                          error.args.value(1)};
            return c.fail(error);
        }
        const auto edited = recipe.apply(event->view());
        if (edited) {
            printer.print(edited->event.view());
        } else {
            ++failed;
            c.out.warning(Said::tr("Line %1 is left out: %2").arg(lines.line()).arg(sentence(edited.error()).message));
        }
    }
    c.out.flush();
    return failed ? No : Done;
}
} // namespace

int runRecipe(Context &c)
{
    const QString what = c.args.argument(0);
    if (what != u"test" && what != u"apply")
        return c.misused(Said::tr("recipe takes test or apply, and a file."));
    const auto recipe = openRecipe(c.args.argument(1));
    if (!recipe)
        return c.fail(recipe.error());
    return what == u"test" ? test(c, **recipe) : apply(c, **recipe);
}

} // namespace flowbench::cli
