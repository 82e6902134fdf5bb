// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/searchtext.h"

#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_SearchText : public QObject
{
    Q_OBJECT

private slots:
    void kinds_data();
    void kinds();
    void wordsBesideAnExpression();
    void narrows_data();
    void narrows();
    void hides();
    void literals();
    void hostile();
};

void tst_SearchText::kinds_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("kind");
    const auto words = [](const char *t) { QTest::newRow(t) << QString::fromUtf8(t) << int(SearchKind::Words); };
    const auto expression = [](const char *t) {
        QTest::newRow(t) << QString::fromUtf8(t) << int(SearchKind::Expression);
    };
    QTest::newRow("nothing") << u"  "_s << int(SearchKind::Empty);
    for (const char *t : {"order",
                          "order.placed",
                          "late refund",
                          "type",
                          "value",
                          "key",
                          "key-12105",
                          "7f3c-92aa-41d0",
                          "\"a == b\"",
                          "aGVsbG8gd29ybGQ==",
                          "https://shop.example/a?b=c",
                          "{\"total\":100}",
                          "\"total\":100",
                          "<html>",
                          "a->b",
                          "12:04:31.207",
                          "C++",
                          "100%",
                          "why? because",
                          "hello!",
                          "!important",
                          "in stock",
                          "max(heap)",

                          "Müller & Söhne",
                          "a && ",
                          "=="})
        words(t);
    for (const char *t : {"type == \"order.placed\"",
                          "value.data.total > 100",
                          "value.data.total >",
                          "value.",
                          "value.data",
                          "headers[\"x\"]",
                          "type ==",
                          "type == ",
                          "size > 1000",
                          "has(value.data)",
                          "has(",
                          "key.contains(\"a\")",
                          "key.contains(",
                          "!has(value.a)",
                          "type in [\"a\"]",
                          "\"a\" in headers",
                          "total > 100",
                          "a == b",
                          "1 == 2",
                          "type.startsWith(\"order.\") && ",
                          "value.a == 1 ||",
                          "type == \"a",
                          "words(\"x\")",
                          "time > timestamp(\"2026-07-01T00:00:00Z\")",
                          "size(value) > 3",
                          "partition == 3 && offset >= 10",
                          "!(type == \"a\")"})
        expression(t);
}

void tst_SearchText::kinds()
{
    QFETCH(QString, text);
    QFETCH(int, kind);
    QCOMPARE(int(searchKind(text)), kind);
}

void tst_SearchText::wordsBesideAnExpression()
{
    SearchText s = readSearch(u"words(\"late \\\"refund\\\"\") && type == \"a\""_s, SearchMode::Automatic);
    QCOMPARE(s.words, u"late \"refund\""_s);
    QCOMPARE(s.expression.trimmed(), u"type == \"a\""_s);
    QCOMPARE(s.offset, 27);
    s = readSearch(u"words(\"x\")"_s, SearchMode::Automatic);
    QCOMPARE(s.words, u"x"_s);
    QVERIFY(s.expression.isEmpty());
    // Anywhere else it is a mistake that the compiler tells.
    s = readSearch(u"type == \"a\" && words(\"x\")"_s, SearchMode::Automatic);
    QVERIFY(s.words.isEmpty());
    QCOMPARE(int(s.kind), int(SearchKind::Expression));
    // Forced.
    s = readSearch(u"type == \"a\""_s, SearchMode::Words);
    QCOMPARE(int(s.kind), int(SearchKind::Words));
    QCOMPARE(s.words, u"type == \"a\""_s);
    s = readSearch(u"order"_s, SearchMode::Expression);
    QCOMPARE(s.expression, u"order"_s);
}

void tst_SearchText::narrows_data()
{
    QTest::addColumn<QString>("present");
    QTest::addColumn<QString>("wanted");
    QTest::addColumn<QString>("both");
    QTest::newRow("nothing") << u""_s << u"type == \"a\""_s << u"type == \"a\""_s;
    QTest::newRow("words") << u"late \"big refund\""_s << u"type == \"a\""_s
                           << u"words(\"late \\\"big refund\\\"\") && type == \"a\""_s;
    QTest::newRow("and") << u"size > 3"_s << u"type == \"a\""_s << u"size > 3 && type == \"a\""_s;
    QTest::newRow("or") << u"size > 3 || size < 1"_s << u"type == \"a\""_s
                        << u"(size > 3 || size < 1) && type == \"a\""_s;
    QTest::newRow("or in parentheses") << u"(size > 3 || size < 1)"_s << u"type == \"a\""_s
                                       << u"(size > 3 || size < 1) && type == \"a\""_s;
    QTest::newRow("or in text") << u"type == \"a || b\""_s << u"size > 3"_s << u"type == \"a || b\" && size > 3"_s;
    QTest::newRow("comment") << u"size > 3 // big"_s << u"type == \"a\""_s << u"(size > 3 // big\n) && type == \"a\""_s;
    QTest::newRow("twice") << u"size > 3 && type == \"a\""_s << u"type == \"a\""_s << u"size > 3 && type == \"a\""_s;
    QTest::newRow("words and more") << u"words(\"x\") && size > 3"_s << u"type == \"a\""_s
                                    << u"words(\"x\") && size > 3 && type == \"a\""_s;
}

void tst_SearchText::narrows()
{
    QFETCH(QString, present);
    QFETCH(QString, wanted);
    QFETCH(QString, both);
    QCOMPARE(narrowed(present, SearchMode::Automatic, wanted), both);
    QCOMPARE(narrowed(both, SearchMode::Automatic, wanted), both); // a second time changes nothing
}

void tst_SearchText::hides()
{
    QCOMPARE(hiding(u"type == \"a\""_s), u"!(type == \"a\")"_s);
    QCOMPARE(hiding(u"value.data.total == 100"_s),
             u"!(type(value) == map && has(value.data) && has(value.data.total) && value.data.total == 100)"_s);
    QCOMPARE(hiding(u"headers.tenant == \"x\""_s), u"!(has(headers.tenant) && headers.tenant == \"x\")"_s);
}

void tst_SearchText::literals()
{
    QCOMPARE(textLiteral(u"a\"b\\c\n\t\u0001ü"), u"\"a\\\"b\\\\c\\n\\t\\u0001ü\""_s);
    QCOMPARE(bytesLiteral("plain"), u"\"plain\""_s);
    QCOMPARE(bytesLiteral(std::string_view("\xff\0a", 3)), u"b\"\\xff\\x00\\x61\""_s);
    QCOMPARE(textLiteral(u"\u202e"), u"\"\\u202e\""_s);
}

void tst_SearchText::hostile()
{
    for (const QString &part : {u"("_s, u"\""_s, u"&&"_s, u"value."_s, u"\\"_s, u"[\"a\"]."_s, u"type == "_s}) {
        const QString text = part.repeated(100'000 / part.size());
        (void)readSearch(text, SearchMode::Automatic);
        (void)narrowed(text, SearchMode::Expression, text);
        (void)hiding(text);
    }
}

QTEST_GUILESS_MAIN(tst_SearchText)
#include "tst_searchtext.moc"
