// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bodyfile.h"
#include "app/cli/context.h"
#include "app/cli/eventinput.h"
#include "app/cli/linereader.h"
#include "model/decode/decoder.h"
#include "model/query/cel/program.h"
#include "model/query/cel/typedjson.h"
#include "model/query/eventactivation.h"
#include "model/query/eventfilter.h"
#include "model/query/valuetext.h"
#include "words/sentence.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <unistd.h>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

// Names with values that were given beforehand.
class Bindings final : public cel::Activation
{
public:
    Result<void> read(const QJsonObject &names)
    {
        m_scratch.reset();
        m_declarations.clear();
        m_values.clear();
        for (auto it = names.begin(); it != names.end(); ++it) {
            const auto value = cel::readTyped(it.value(), m_scratch);
            if (!value)
                return value.error();
            m_declarations.push_back({it.key().toStdString(), false, {}});
            m_values.push_back(*value);
        }
        return {};
    }
    const std::vector<cel::Declaration> &declarations() const { return m_declarations; }
    cel::Value variable(int index, cel::Scratch &) override { return m_values[std::size_t(index)]; }

private:
    cel::Scratch m_scratch;
    std::vector<cel::Declaration> m_declarations;
    std::vector<cel::Value> m_values;
};

// Why an expression has no value, and where.
struct Mistake
{
    QString message;
    int column = 1;
};

Mistake mistakeOf(const cel::Value &error)
{
    return {QString::fromUtf8(error.text, qsizetype(error.size)), std::max(error.nanos, 1)};
}

void write(JsonWriter &json, const Mistake &mistake)
{
    json.beginObject();
    json.key("message").string(mistake.message.toStdString());
    json.key("column").integer(mistake.column);
    json.endObject();
}

using Compiled = std::variant<std::shared_ptr<const cel::Program>, cel::Diagnostic>;

Compiled compiled(const std::string &expression, std::vector<cel::Declaration> names)
{
    return cel::Program::compile(expression, std::move(names), cel::Program::Limits{},
                                 cel::Program::Mistakes::Evaluated);
}

// Appends a value to `json`. Nothing: done.
std::optional<Mistake> writeValue(const cel::Value &value, bool typed, cel::Scratch &scratch, JsonWriter &json)
{
    if (value.isError())
        return mistakeOf(value);
    JsonWriter written;
    if (!(typed ? cel::writeTyped(written, value, scratch) : appendValueJson(written.text(), value, scratch)))
        return Mistake{Said::tr("The value is nested too deeply to be shown."), 1};
    json.raw(written.text());
    return {};
}

std::optional<Mistake> evaluateWith(Bindings &bindings, const std::string &expression, bool typed,
                                    cel::Scratch &scratch, JsonWriter &json)
{
    const Compiled result = compiled(expression, bindings.declarations());
    if (const auto *wrong = std::get_if<cel::Diagnostic>(&result))
        return Mistake{wrong->message, wrong->column};
    scratch.reset();
    return writeValue(std::get<0>(result)->evaluate(bindings, scratch), typed, scratch, json);
}

std::optional<Mistake> evaluateOf(const Event &event, const std::string &expression, bool typed, JsonWriter &json)
{
    const Compiled result = compiled(expression, eventDeclarations());
    if (const auto *wrong = std::get_if<cel::Diagnostic>(&result))
        return Mistake{wrong->message, wrong->column};
    const cel::Program &program = *std::get<0>(result);
    const EventPlan plan(program, std::make_shared<const EventDecoder>());
    const EventView view = event.view();
    EventContext &context = EventContext::fresh();
    EventActivation activation(plan, view, context);
    return writeValue(program.evaluate(activation, context.scratch), typed, context.scratch, json);
}

Result<Event> readEvent(const QString &path)
{
    const auto text = readBody(path);
    if (!text)
        return text.error();
    return readEventObject(*text);
}

Result<void> readBindings(Bindings &bindings, const Arguments &args)
{
    if (!args.has("--with"))
        return {};
    const QJsonDocument with = QJsonDocument::fromJson(args.bytes("--with"));
    if (!with.isObject())
        return makeError(ErrorCode::BadArgument,
                         {Said::tr("a JSON object of names and typed values"), args.text("--with").left(60)});
    return bindings.read(with.object());
}

int tell(Context &c, const std::optional<Mistake> &mistake, JsonWriter &json)
{
    if (mistake && !c.args.has("--typed") && !c.out.json()) {
        c.out.error(makeError(ErrorCode::BadExpression, {mistake->message, QString::number(mistake->column)}));
        return No;
    }
    if (mistake) {
        json.beginObject();
        json.key("error");
        write(json, *mistake);
        json.endObject();
    }
    json.newline();
    c.out.write(json.text());
    return mistake ? No : Done;
}

int evaluateOne(Context &c)
{
    const std::string expression = c.args.argument(0).toStdString();
    const bool typed = c.args.has("--typed");
    JsonWriter json;
    if (c.args.has("--event")) {
        const auto event = readEvent(c.args.text("--event"));
        return event ? tell(c, evaluateOf(*event, expression, typed, json), json) : c.fail(event.error());
    }
    Bindings bindings;
    if (const auto read = readBindings(bindings, c.args); !read)
        return c.fail(read.error());
    cel::Scratch scratch;
    return tell(c, evaluateWith(bindings, expression, typed, scratch, json), json);
}

// A line of --batch; false: it cannot be read.
bool evaluateLine(std::string_view line, cel::Scratch &scratch, JsonWriter &out)
{
    Bindings bindings;
    const QJsonDocument document =
        QJsonDocument::fromJson(QByteArray::fromRawData(line.data(), qsizetype(line.size())));
    const QJsonObject object = document.object();
    const QJsonValue id = object.value(u"id"_s), expression = object.value(u"expr"_s);
    std::optional<Mistake> mistake;
    out.beginObject();
    if (id.isDouble())
        out.key("id").raw(QJsonDocument(QJsonArray{id}).toJson(QJsonDocument::Compact).chopped(1).mid(1).toStdString());
    else
        out.key("id").string(id.toString().toStdString());
    const bool readable = expression.isString();
    if (!readable)
        mistake = Mistake{Said::tr("The line is no object with an \"expr\"."), 1};
    else if (const auto read = bindings.read(object.value(u"bindings"_s).toObject()); !read)
        mistake = Mistake{sentence(read.error()).message, 1};
    if (!mistake) {
        JsonWriter value;
        mistake = evaluateWith(bindings, expression.toString().toStdString(), true, scratch, value);
        if (!mistake)
            out.key("value").raw(value.text());
    }
    if (mistake) {
        out.key("error");
        write(out, *mistake);
    }
    out.endObject();
    out.newline();
    return readable;
}

int evaluateBatch(Context &c)
{
    LineReader lines(STDIN_FILENO, c.interrupt.fd());
    cel::Scratch scratch;
    JsonWriter out;
    bool all = true;
    while (true) {
        const auto line = lines.next();
        if (!line)
            return c.fail(line.error());
        if (!*line)
            return all ? Done : No;
        if ((*line)->find_first_not_of(" \t\r") == std::string_view::npos)
            continue;
        out.clear();
        all &= evaluateLine(**line, scratch, out);
        c.out.write(out.text());
        if (c.out.closed())
            return No;
    }
}
} // namespace

int runEval(Context &c)
{
    const bool batch = c.args.has("--batch");
    if (batch != (c.args.count() == 0))
        return c.misused(Said::tr("eval takes one expression, or --batch and none."));
    if (c.args.has("--with") && c.args.has("--event"))
        return c.misused(Said::tr("eval takes --with or --event, not both."));
    return batch ? evaluateBatch(c) : evaluateOne(c);
}

} // namespace flowbench::cli
