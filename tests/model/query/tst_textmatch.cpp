// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/textmatch.h"

#include <QTest>

using namespace flowbench;

class tst_TextMatch : public QObject
{
    Q_OBJECT

private slots:
    void finds_data();
    void finds();
};

void tst_TextMatch::finds_data()
{
    QTest::addColumn<QByteArray>("words");
    QTest::addColumn<bool>("found");
    QTest::newRow("nothing asked") << QByteArray("") << true;
    QTest::newRow("in the body") << QByteArray("berlin") << true;
    QTest::newRow("upper case is exact") << QByteArray("BERLIN") << false;
    QTest::newRow("exact") << QByteArray("Berlin") << true;
    QTest::newRow("all words") << QByteArray("berlin key-1") << true;
    QTest::newRow("one missing") << QByteArray("berlin nowhere") << false;
    QTest::newRow("quoted") << QByteArray("\"in Berlin\"") << true;
    QTest::newRow("quoted, not so") << QByteArray("\"Berlin in\"") << false;
    QTest::newRow("header name") << QByteArray("trace") << true;
    QTest::newRow("header value") << QByteArray("4711") << true;
    QTest::newRow("at the end") << QByteArray("end}") << true;
    QTest::newRow("bytes") << QByteArray("\xff\xfe") << true;
}

void tst_TextMatch::finds()
{
    QFETCH(QByteArray, words);
    QFETCH(bool, found);
    Event e;
    e.key = "KEY-1";
    e.value = "{city: in Berlin, \xff\xfe, the end}";
    e.addHeader("x-Trace", "4711");
    const TextMatcher m(std::string_view(words.constData(), std::size_t(words.size())));
    QCOMPARE(m.matches(e.view()) == EventMatcher::Verdict::Match, found);
}

QTEST_APPLESS_MAIN(tst_TextMatch)
#include "tst_textmatch.moc"
