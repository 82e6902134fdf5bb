// SPDX-License-Identifier: GPL-3.0-or-later
#include "words/coverage.h"
#include "words/csv.h"
#include "words/sentence.h"
#include "words/units.h"
#include "words/visible.h"

#include <QTest>

#include <set>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_Words : public QObject
{
    Q_OBJECT

private slots:
    void everyErrorHasMessageAndHint();
    void sentencesAreHarmless();
    void deliveryLimits();
    void guardNamesTheConnection();
    void fieldLabels();
    void units_data();
    void units();
    void times();
    void csv_data();
    void csv();
    void coverage();
};

namespace {
const QLocale English(QLocale::English, QLocale::UnitedStates);
}

void tst_Words::everyErrorHasMessageAndHint()
{
    std::set<QString> messages;
    for (int code = 0; code <= int(ErrorCode::Internal); ++code) {
        Error error = makeError(ErrorCode(code), {u"first"_s, u"second"_s, u"third"_s}, u"the broker's words"_s);
        error.connection = u"broker:9092"_s;
        const Sentence s = sentence(error);
        QVERIFY2(!s.message.isEmpty() && !s.hint.isEmpty(), qPrintable(QString::number(code)));
        QVERIFY2(!s.message.contains(u'%') && !s.hint.contains(u'%'), qPrintable(s.message + s.hint));
        QVERIFY2(s.message.contains(u"the broker's words"_s), qPrintable(s.message));
        QVERIFY2(messages.insert(s.message).second, qPrintable(u"two codes say: "_s + s.message));
        const Sentence bare = sentence(makeError(ErrorCode(code)));
        QVERIFY2(!bare.message.isEmpty() && !bare.message.contains(u"%1"_s), qPrintable(bare.message));
    }
    QVERIFY(sentence(makeError(ErrorCode::ConnectRefused, {u"10.0.0.1:9092"_s})).message.contains(u"10.0.0.1:9092"_s));
}

void tst_Words::sentencesAreHarmless()
{
    const QString hostile = u"\x1b[31m\u202e%1 %2 \u009b"_s;
    for (int code = 0; code <= int(ErrorCode::Internal); ++code) {
        const Sentence s = sentence(makeError(ErrorCode(code), {hostile, hostile, hostile}, hostile));
        for (const QChar c : s.message + s.hint)
            QVERIFY(c.unicode() >= 0x20 && (c.unicode() < 0x7f || c.unicode() >= 0xa0) && c != u'\u202e');
    }
    QVERIFY(sentence(makeError(ErrorCode::ChannelNotFound, {QString(100000, u'x')})).message.size() < 2000);
}

void tst_Words::deliveryLimits()
{
    const Sentence look = sentence(makeError(ErrorCode::DeliveryLimit, {u"queue:q"_s, u"3"_s}));
    QVERIFY2(look.message.contains(u"could destroy"_s) && !look.message.contains(u'?'), qPrintable(look.message));
    const Sentence lost = sentence(makeError(ErrorCode::DeliveryLimit, {u"queue:q"_s, u"3"_s, u"12"_s}));
    QVERIFY2(lost.message.startsWith(u"12 messages of queue:q"_s), qPrintable(lost.message));
}

void tst_Words::guardNamesTheConnection()
{
    Error error = makeError(ErrorCode::GuardProduction, {u"live"_s});
    error.connection = u"live"_s;
    const Sentence s = sentence(error);
    QVERIFY(s.message.contains(u"live"_s));
    QVERIFY(s.hint.contains(u"--confirm live"_s));
}

void tst_Words::fieldLabels()
{
    QCOMPARE(fieldLabel(u"vhost"_s), u"Virtual host"_s);
    QCOMPARE(fieldLabel(u"no.such.field"_s), u"no.such.field"_s);
}

void tst_Words::units_data()
{
    QTest::addColumn<QString>("got");
    QTest::addColumn<QString>("want");
    QTest::newRow("count") << words::count(1234567, English) << u"1,234,567"_s;
    QTest::newRow("bytes") << words::bytes(613, English) << u"613 B"_s;
    QTest::newRow("kib") << words::bytes(1536, English) << u"1.5 KiB"_s;
    QTest::newRow("edge") << words::bytes(1024 * 1024 - 1, English) << u"1 MiB"_s;
    QTest::newRow("mib") << words::bytes(150 * 1024 * 1024, English) << u"150 MiB"_s;
    QTest::newRow("negative") << words::bytes(-2048, English) << u"-2 KiB"_s;
    QTest::newRow("rate") << words::rate(1234, English) << u"1,234/s"_s;
    QTest::newRow("slow") << words::rate(0.4, English) << u"0.4/s"_s;
    QTest::newRow("byte rate") << words::byteRate(1536, English) << u"1.5 KiB/s"_s;
    QTest::newRow("ms") << words::duration(0.34, English) << u"340 ms"_s;
    QTest::newRow("s") << words::duration(12.5, English) << u"12.5 s"_s;
    QTest::newRow("min") << words::duration(200, English) << u"3 min 20 s"_s;
    QTest::newRow("h") << words::duration(7500, English) << u"2 h 5 min"_s;
    QTest::newRow("d") << words::duration(3 * 86400 + 4 * 3600, English) << u"3 d 4 h"_s;
}

void tst_Words::units()
{
    QFETCH(QString, got);
    QTEST(got, "want");
}

void tst_Words::times()
{
    QCOMPARE(words::isoTime(1782907200123), u"2026-07-01T12:00:00.123Z"_s);
    QCOMPARE(words::utcTime(1782907200123), u"2026-07-01 12:00:00.123 UTC"_s);
    QVERIFY(words::localTime(1782907200123).startsWith(u"2026-07-01 "_s) ||
            words::localTime(1782907200123).startsWith(u"2026-07-02 "_s));
}

void tst_Words::csv_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("cell");
    QTest::newRow("plain") << u"abc"_s << u"abc"_s;
    QTest::newRow("comma") << u"a,b"_s << u"\"a,b\""_s;
    QTest::newRow("quote") << u"a\"b"_s << u"\"a\"\"b\""_s;
    QTest::newRow("formula") << u"=1+1"_s << u"'=1+1"_s;
    QTest::newRow("at") << u"@SUM(A1)"_s << u"'@SUM(A1)"_s;
    QTest::newRow("plus") << u"+cmd"_s << u"'+cmd"_s;
    QTest::newRow("minus") << u"-1+2"_s << u"'-1+2"_s;
    QTest::newRow("blank before") << u" =1"_s << u"' =1"_s;
    QTest::newRow("tab") << u"\t=1"_s << u"\"'\t=1\""_s;
    QTest::newRow("line feed") << u"\nx"_s << u"\"'\nx\""_s;
    QTest::newRow("wide equals") << u"\uff1d1"_s << u"'\uff1d1"_s;
    QTest::newRow("negative number") << u"-12.5"_s << u"-12.5"_s;
    QTest::newRow("empty") << u""_s << u""_s;
}

void tst_Words::csv()
{
    QFETCH(QString, text);
    QTEST(words::csvCell(text), "cell");
}

void tst_Words::coverage()
{
    Coverage c;
    c.complete = true;
    c.scanned = 5;
    c.matched = 2;
    QVERIFY(words::coverageSummary(c).contains(u"complete"_s));
    c.ended = ScanEnd::Cancelled;
    QVERIFY(words::coverageSummary(c).contains(u"cancelled"_s));
    QVERIFY(words::coverageNote(u"bound-key:a.b"_s).contains(u"a.b"_s));
    for (const QString &note :
         {u"direct-sends-not-seen"_s, u"alternate-exchange-bypassed"_s, u"snapshot-of:x"_s, u"rescued:2"_s})
        QVERIFY(words::coverageNote(note) != note);
    QVERIFY(words::isWarning(u"direct-sends-not-seen"_s) && !words::isWarning(u"bound-key:a"_s));
    PartitionCoverage p;
    QVERIFY(words::withheldNote(u"orders"_s, p).isEmpty());
    p.withheld = 7;
    QVERIFY(words::withheldNote(u"orders"_s, p).contains(u"orders"_s));
    const QString copy = words::coverageNote(u"snapshot-of:2026-07-01T12:00:00.123Z"_s);
    QVERIFY2(copy.contains(words::localTime(1782907200123)) && !copy.contains(u'Z'), qPrintable(copy));
    QCOMPARE(words::coverageNote(u"plain \x1b"_s), u"plain \u241b"_s);
}

QTEST_APPLESS_MAIN(tst_Words)
#include "tst_words.moc"
