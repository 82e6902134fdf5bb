// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/program.h"
#include "model/query/cel/typedjson.h"
#include "model/query/valuetext.h"
#include "tests/model/query/cel/celcases.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {
// Names that cases use.
constexpr const char *Names = R"({
  "i": {"type": "int", "value": "7"}, "u": {"type": "uint", "value": "7"}, "d": {"type": "double", "value": "2.5"},
  "s": {"type": "string", "value": "text"}, "b": {"type": "bytes", "value": "AAH/"}, "yes": {"type": "bool", "value": true},
  "nothing": {"type": "null_type", "value": null},
  "list": {"type": "list", "value": [{"type": "int", "value": "1"}, {"type": "int", "value": "2"}, {"type": "int", "value": "3"}]},
  "map": {"type": "map", "value": [[{"type": "string", "value": "a"}, {"type": "int", "value": "1"}],
                                    [{"type": "string", "value": "in"}, {"type": "list", "value": []}]]},
  "a.b": {"type": "map", "value": [[{"type": "string", "value": "c"}, {"type": "string", "value": "dotted"}]]},
  "at": {"type": "google.protobuf.Timestamp", "value": "2026-07-01T12:34:56.789Z"},
  "span": {"type": "google.protobuf.Duration", "value": "5400.250000000"}})";

class Given final : public cel::Activation
{
public:
    Given()
    {
        const QJsonObject names = QJsonDocument::fromJson(Names).object();
        for (auto it = names.begin(); it != names.end(); ++it) {
            const auto value = cel::readTyped(it.value(), m_scratch);
            if (!value)
                qFatal("a name is wrong");
            declarations.push_back({it.key().toStdString(), false, {}});
            m_values.push_back(*value);
        }
    }
    cel::Value variable(int index, cel::Scratch &) override { return m_values[std::size_t(index)]; }

    std::vector<cel::Declaration> declarations;

private:
    cel::Scratch m_scratch;
    std::vector<cel::Value> m_values;
};

std::string answer(const char *expression)
{
    Given given;
    const auto compiled = cel::Program::compile(expression, given.declarations, cel::Program::Limits{},
                                                cel::Program::Mistakes::Evaluated);
    if (const auto *wrong = std::get_if<cel::Diagnostic>(&compiled))
        return "error: " + wrong->message.toStdString();
    cel::Scratch scratch;
    const cel::Value value = std::get<0>(compiled)->evaluate(given, scratch);
    if (value.isError())
        return "error: " + std::string(value.view());
    std::string json;
    if (!appendValueJson(json, value, scratch))
        return "error: not written";
    return std::string(cel::typeName(value.kind)) + ": " + json;
}
} // namespace

class tst_CelCases : public QObject
{
    Q_OBJECT

private slots:
    void cases_data();
    void cases();
};

void tst_CelCases::cases_data()
{
    QTest::addColumn<QByteArray>("expression");
    QTest::addColumn<QByteArray>("expected");
    int n = 0;
    for (const auto &table : {operatorCases(), textCases(), valueCases()}) {
        for (const CelCase &c : table)
            QTest::addRow("%d %s", ++n, c.expression) << QByteArray(c.expression) << QByteArray(c.expected);
    }
}

void tst_CelCases::cases()
{
    QFETCH(QByteArray, expression);
    QFETCH(QByteArray, expected);
    const QByteArray got = QByteArray::fromStdString(answer(expression.constData()));
    if (expected.startsWith("error: "))
        QVERIFY2(got.startsWith("error: ") && got.contains(expected.mid(7)), got.constData());
    else
        QCOMPARE(got, expected);
}

QTEST_GUILESS_MAIN(tst_CelCases)
#include "tst_celcases.moc"
