// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/viewers/bodies.h"
#include "ui/viewers/jsonformat.h"

#include <QElapsedTimer>
#include <QTest>

#include <thread>

using namespace flowbench;

namespace {

// Everything but white space outside strings.
QByteArray squeezed(const QByteArray &json)
{
    QByteArray out;
    bool inText = false;
    for (qsizetype i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (inText && c == '\\') {
            out.append(c);
            out.append(json[++i]);
            continue;
        }
        if (c == '"')
            inText = !inText;
        if (inText || (c != ' ' && c != '\n' && c != '\t' && c != '\r'))
            out.append(c);
    }
    return out;
}

} // namespace

class TstJsonFormat : public QObject
{
    Q_OBJECT
private slots:
    void literalsStay_data()
    {
        QTest::addColumn<QByteArray>("json");
        for (const test::Sample &sample : test::literalSamples())
            QTest::newRow(sample.name) << QByteArray(sample.json);
    }
    void literalsStay()
    {
        QFETCH(QByteArray, json);
        JsonProblem problem;
        const QByteArray pretty = prettyJson(json, {}, &problem);
        QVERIFY2(problem.ok(), qPrintable(describe(problem)));
        QCOMPARE(squeezed(pretty), json);
        QCOMPARE(prettyJson(pretty), pretty); // laying out twice changes nothing
    }

    void layout()
    {
        QCOMPARE(prettyJson(
                     R"({"id":"7f3c","data":{"total":149.90,"items":[{"sku":"S","qty":2}],"tags":["a","b"]},"e":{}})"),
                 QByteArray("{\n  \"id\": \"7f3c\",\n  \"data\": {\n    \"total\": 149.90,\n    \"items\": [\n"
                            "      { \"sku\": \"S\", \"qty\": 2 }\n    ],\n    \"tags\": [\"a\", \"b\"]\n  },\n"
                            "  \"e\": {}\n}"));
    }

    void faults_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<JsonFault>("fault");
        QTest::addColumn<int>("line");
        QTest::addColumn<int>("column");
        const auto row = [](const char *name, QByteArray json, JsonFault fault, int line, int column) {
            QTest::newRow(name) << json << fault << line << column;
        };
        row("empty", "", JsonFault::Empty, 1, 1);
        row("blank", " \n ", JsonFault::Empty, 2, 2);
        row("cut", "{\"a\": 1", JsonFault::UnexpectedEnd, 1, 8);
        row("cut text", "{\"a\": \"b", JsonFault::UnexpectedEnd, 1, 9);
        row("trailing comma", "[1,\n 2,\n]", JsonFault::UnexpectedToken, 3, 1);
        row("no comma", "[1 2]", JsonFault::UnexpectedToken, 1, 4);
        row("no colon", "{\"a\" 1}", JsonFault::UnexpectedToken, 1, 6);
        row("bare key", "{a: 1}", JsonFault::UnexpectedToken, 1, 2);
        row("wrong bracket", "[1}", JsonFault::UnexpectedToken, 1, 3);
        row("leading zero", "[01]", JsonFault::BadNumber, 1, 3);
        row("no fraction", "[1.]", JsonFault::BadNumber, 1, 4);
        row("minus alone", "[-]", JsonFault::BadNumber, 1, 3);
        row("literal", "[nul]", JsonFault::BadLiteral, 1, 2);
        row("longer literal", "[trueish]", JsonFault::BadLiteral, 1, 6);
        row("escape", "[\"\\x41\"]", JsonFault::BadEscape, 1, 3);
        row("short unicode", "[\"\\u12\"]", JsonFault::BadEscape, 1, 3);
        row("tab in text", "[\"a\tb\"]", JsonFault::ControlInText, 1, 4);
        row("no UTF-8", "[\"\xC3\xA9\xFF\"]", JsonFault::BadUtf8, 1, 4);
        row("surrogate bytes", "[\"\xED\xA0\x80\"]", JsonFault::BadUtf8, 1, 3);
        row("more", "{} x", JsonFault::TrailingText, 1, 4);
        row("column in characters", "[\"\xC3\xA9\xC3\xA9\" x]", JsonFault::UnexpectedToken, 1, 7);
    }
    void faults()
    {
        QFETCH(QByteArray, json);
        QFETCH(JsonFault, fault);
        QFETCH(int, line);
        QFETCH(int, column);
        const JsonProblem problem = checkJson(json);
        QCOMPARE(problem.fault, fault);
        QCOMPARE(problem.line, line);
        QCOMPARE(problem.column, column);
        QCOMPARE(prettyJson(json), json); // the text is kept
        QVERIFY(!describe(problem).isEmpty());
    }

    void tenThousandDeep()
    {
        const QByteArray deep = test::nested(10000);
        const FormattedBody body = formatBody(deep);
        QCOMPARE(body.kind, BodyKind::Json);
        QVERIFY(body.problem.ok());
        QCOMPARE(body.depth, 10000);
        QCOMPARE(squeezed(body.text), deep);
        QVERIFY(body.text.size() < 4 << 20); // indentation ends somewhere
        QVERIFY(checkJson(test::nested(1000000)).ok());
    }

    void kinds()
    {
        QCOMPARE(kindOf(QByteArray()), BodyKind::Null);
        QCOMPARE(kindOf(QByteArray("")), BodyKind::Empty);
        QCOMPARE(kindOf("  {\"a\":1}"), BodyKind::Json);
        QCOMPARE(kindOf("\xEF\xBB\xBF[1]"), BodyKind::Json);
        QCOMPARE(kindOf("{not json"), BodyKind::Json);
        QCOMPARE(kindOf("hello"), BodyKind::Text);
        QCOMPARE(kindOf("with \x1B one escape in a longer text"), BodyKind::Text);
        QCOMPARE(kindOf(QByteArray("a\0b", 3)), BodyKind::Binary);
        QCOMPARE(kindOf("\xFF\xFE"), BodyKind::Binary);
        QCOMPARE(kindOf("caf\xC3"), BodyKind::Binary); // a cut character at the real end
        const FormattedBody broken = formatBody("{\"a\":\"\xFF\"}");
        QCOMPARE(broken.kind, BodyKind::Binary);
        QCOMPARE(broken.badByte, 6);
    }

    void halvedCharacterAtTheSampleEnd()
    {
        QByteArray text((1 << 20) - 1, 'x');
        text += "\xC3\xA9 and more";
        QCOMPARE(kindOf(text), BodyKind::Text);
    }

    void longLinesAreBroken()
    {
        const QByteArray text = "short\n" + QByteArray(40000, 'x') + "\nend";
        const FormattedBody body = formatBody(text);
        QCOMPARE(body.breaks.size(), 19u); // 20 pieces of 2 kB
        QCOMPARE(body.breaks.front(), 2);
        QCOMPARE(body.breaks.back(), 20);
        QByteArray joined = body.text;
        joined.replace("\nx", "x").replace("shortx", "short\nx");
        QCOMPARE(joined, text);
        for (const QByteArray &line : body.text.split('\n'))
            QVERIFY(line.size() <= 2048);
    }

    void breaksBetweenCharacters()
    {
        QByteArray text;
        for (int i = 0; i < 10000; ++i)
            text += "\xE2\x82\xAC"; // 3 bytes
        std::vector<int> breaks;
        const QByteArray broken = breakLines(text, 16 * 1024, 2048, breaks);
        QVERIFY(!breaks.empty());
        for (const QByteArray &line : broken.split('\n'))
            QCOMPARE(line.size() % 3, 0);
        QCOMPARE(QByteArray(broken).replace("\n", ""), text);
    }

    void carriageReturnsCountAsLines()
    {
        std::vector<int> breaks;
        breakLines("a\r\nb\rc\n" + QByteArray(30, 'x'), 20, 20, breaks);
        QCOMPARE(breaks, (std::vector<int>{4}));
    }

    void headOnly()
    {
        FormatLimits limits;
        limits.outBytes = 1 << 20;
        const QByteArray all = test::manyOrders(20 << 20);
        const FormattedBody body = formatBody(all, limits);
        QVERIFY(!body.complete);
        QVERIFY(body.problem.ok());
        QVERIFY(body.text.size() >= 1 << 20);
        QVERIFY(body.text.size() < (1 << 20) + 4096);
        QVERIFY(body.consumed > 0 && body.consumed < 1 << 20);
        QVERIFY(all.startsWith(squeezed(body.text).chopped(1)));
    }

    void hundredMegabytes()
    {
        const QByteArray all = test::manyOrders(test::hugeBytes);
        QElapsedTimer timer;
        timer.start();
        QVERIFY(checkJson(all).ok());
        const qint64 checked = timer.restart();
        JsonProblem problem;
        const QByteArray pretty = prettyJson(all, {}, &problem);
        QVERIFY(problem.ok());
        const qint64 formatted = timer.elapsed();
        QVERIFY(pretty.size() > all.size());
        qInfo("%lld MB: checked in %lld ms, laid out in %lld ms (%lld MB)", qint64(all.size() >> 20), checked,
              formatted, qint64(pretty.size() >> 20));
#if defined(NDEBUG) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
        QVERIFY(formatted < 10000);
#endif
    }

    void stopsWhenAsked()
    {
        const QByteArray all = test::manyOrders(test::hugeBytes);
        std::stop_source source;
        std::thread stopper([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            source.request_stop();
        });
        const FormattedBody body = formatBody(all, {}, source.get_token());
        stopper.join();
        QCOMPARE(body.problem.fault, JsonFault::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TstJsonFormat)
#include "tst_jsonformat.moc"
