// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"
#include "app/cli/eventsinks.h"
#include "app/cli/linereader.h"
#include "app/cli/rows.h"
#include "model/event/eventjson.h"
#include "model/live/port.h"
#include "model/replay/jsonedit.h"
#include "model/replay/recipefile.h"
#include "words/sentence.h"

#include <QCoreApplication>
#include <QDateTime>

#include <charconv>
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

std::optional<std::string_view> member(std::string_view json, std::string_view pointer)
{
    const auto place = JsonPointer::parse(pointer);
    return place ? jsonAt(json, *place) : std::nullopt;
}

std::optional<qint64> number(std::string_view json, std::string_view pointer)
{
    const auto text = member(json, pointer);
    qint64 n = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), n).ec != std::errc())
        return {};
    return n;
}

std::optional<std::string> text(std::string_view json, std::string_view pointer)
{
    const auto found = member(json, pointer);
    return found && found->starts_with('"') ? std::optional(jsonStringText(*found)) : std::nullopt;
}

void addDelivery(Event &event, std::string_view json, std::string_view name)
{
    FieldView f;
    f.place = FieldPlace::Delivery;
    f.name = name;
    const std::string pointer = "/amqp/" + std::string(name);
    if (const auto found = text(json, pointer)) {
        f.value = *found;
        event.addField(f);
    } else if (const auto truth = member(json, pointer); truth && (*truth == "true" || *truth == "false")) {
        f.type = FieldType::Boolean;
        f.value = *truth;
        event.addField(f);
    }
}

// The whole event of a line: what is published, and where it was.
Event eventOf(Outgoing &&outgoing, std::string_view json)
{
    Event e;
    e.channel = text(json, "/channel").value_or(std::string());
    e.partition = std::int32_t(number(json, "/partition").value_or(-1));
    e.offset = number(json, "/offset").value_or(EventView::NoOffset);
    const std::string time = text(json, "/time").value_or(std::string()),
                      kind = text(json, "/time_kind").value_or(std::string());
    const QDateTime parsed = QDateTime::fromString(QString::fromStdString(time), Qt::ISODateWithMs);
    for (const TimeKind k : {TimeKind::Create, TimeKind::Append, TimeKind::Broker, TimeKind::Received}) {
        if (parsed.isValid() && kind == timeKindName(k)) {
            e.timeKind = k;
            e.timeMs = parsed.toMSecsSinceEpoch();
        }
    }
    e.key = std::move(outgoing.key);
    e.value = std::move(outgoing.value);
    for (const std::string_view name : {"exchange", "routing_key", "redelivered"})
        addDelivery(e, json, name);
    e.fields += outgoing.fields;
    return e;
}

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
        auto outgoing = reader.read(**line);
        // A line that is no event ends it: what follows may be anything.
        if (!outgoing) {
            Error error = outgoing.error();
            error.args = {Said::tr("line %1 %2").arg(lines.line()).arg(error.args.value(0)).trimmed(),
                          error.args.value(1)};
            return c.fail(error);
        }
        const auto edited = recipe.apply(eventOf(std::move(outgoing.value()), **line).view());
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
