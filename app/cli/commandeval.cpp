// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"
#include "app/cli/linereader.h"
#include "model/query/cel/program.h"
#include "model/query/cel/typedjson.h"
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

class Evaluation
{
public:
    // Appends the value to `json`. Nothing: done.
    std::optional<Mistake> run(const std::string &expression, Bindings &bindings, bool typed, JsonWriter &json)
    {
        auto compiled = cel::Program::compile(expression, bindings.declarations(), cel::Program::Limits{},
                                              cel::Program::Mistakes::Evaluated);
        if (const auto *wrong = std::get_if<cel::Diagnostic>(&compiled))
            return Mistake{wrong->message, wrong->column};
        const auto &program = std::get<std::shared_ptr<const cel::Program>>(compiled);
        m_scratch.reset();
        const cel::Value value = program->evaluate(bindings, m_scratch);
        if (value.isError())
            return mistakeOf(value);
        JsonWriter written;
        if (!(typed ? cel::writeTyped(written, value, m_scratch) : appendValueJson(written.text(), value, m_scratch)))
            return Mistake{Said::tr("The value is nested too deeply to be shown."), 1};
        json.raw(written.text());
        return {};
    }

private:
    cel::Scratch m_scratch;
};

int evaluateOne(Context &c)
{
    Bindings bindings;
    if (c.args.has("--with")) {
        QJsonParseError problem;
        const QJsonDocument with = QJsonDocument::fromJson(c.args.bytes("--with"), &problem);
        if (!with.isObject())
            return c.misused(Said::tr("--with takes a JSON object of names and typed values."));
        if (const auto read = bindings.read(with.object()); !read)
            return c.fail(read.error());
    }
    JsonWriter json;
    const bool typed = c.args.has("--typed");
    const auto mistake = Evaluation().run(c.args.argument(0).toStdString(), bindings, typed, json);
    if (mistake && !typed && !c.out.json()) {
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

// A line of --batch; false: it cannot be read.
bool evaluateLine(std::string_view line, Evaluation &evaluation, JsonWriter &out)
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
        mistake = evaluation.run(expression.toString().toStdString(), bindings, true, value);
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
    Evaluation evaluation;
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
        all &= evaluateLine(**line, evaluation, out);
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
    return batch ? evaluateBatch(c) : evaluateOne(c);
}

} // namespace flowbench::cli
