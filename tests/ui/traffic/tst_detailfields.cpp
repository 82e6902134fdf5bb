// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/traffic/detailfields.h"
#include "ui/traffic/queuequestion.h"
#include "ui/traffic/trafficstatus.h"

#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;
using namespace std::string_view_literals;

class tst_DetailFields : public QObject
{
    Q_OBJECT

private slots:
    void headersAreTyped();
    void envelopeAsTheCommandLineNamesIt();
    void effectsAreSaid();
    void shortCounts();
};

void tst_DetailFields::headersAreTyped()
{
    Event e;
    e.addHeader("text", "abcd"); // four bytes, but text
    e.addHeader("number", "\0\0\1\2"sv);
    e.addHeader("long", "\xff\xff\xff\xff\xff\xff\xff\xfe"sv);
    e.addHeader("bytes", "\0\1\2"sv);
    e.addHeader("nothing", std::nullopt);
    e.addHeader("empty", "");
    e.addHeader("text", "again");
    e.addField({FieldPlace::Property, FieldType::UInt8, false, "delivery_mode", "2"});
    const auto rows = headerRows(e.view().fields);
    QCOMPARE(rows.size(), std::size_t(8));
    QCOMPARE(headerCount(e.view().fields), 7);
    QCOMPARE(rows[0].value, QByteArray("abcd"));
    QCOMPARE(rows[0].type, QString());
    QCOMPARE(rows[1].value, QByteArray("258"));
    QCOMPARE(rows[1].type, u"int32"_s);
    QCOMPARE(rows[2].value, QByteArray("-2"));
    QCOMPARE(rows[2].type, u"int64"_s);
    QCOMPARE(rows[3].value, QByteArray("\0\1\2", 3));
    QCOMPARE(rows[3].type, u"bytes"_s);
    QVERIFY(rows[4].value.isNull());
    QVERIFY(!rows[5].value.isNull() && rows[5].value.isEmpty());
    QCOMPARE(rows[6].name, u"text"_s);
    QCOMPARE(rows[7].name, u"delivery_mode"_s);
    QVERIFY(rows[7].type.startsWith(u"property"_s));
}

void tst_DetailFields::envelopeAsTheCommandLineNamesIt()
{
    QVERIFY(envelopeRows(Envelope()).empty());
    Event e;
    e.value = R"({"id":"1","type":"order.placed","timestamp":"2026-07-01T12:00:00Z","source":"shop","data":{},)"
              R"("metadata":{"correlationId":"c-1"}})";
    const auto rows = envelopeRows(recogniseEnvelope(e.view()));
    QVERIFY(rows.size() >= 5);
    QCOMPARE(rows[0].name, u"envelope"_s);
    const auto correlation =
        std::find_if(rows.begin(), rows.end(), [](const KeyValue &r) { return r.name == u"correlation_id"; });
    QVERIFY(correlation != rows.end());
    QCOMPARE(correlation->value, QByteArray("c-1"));
}

void tst_DetailFields::effectsAreSaid()
{
    LookEffects nothing;
    QCOMPARE(QueueQuestion::sentences(nothing).size(), 1);
    LookEffects all;
    all.changesNothing = false;
    all.countsAsDelivery = all.marksRedelivered = all.mayReorder = true;
    all.deliveryLimit = 5;
    all.deliveriesLeft = 2;
    all.consumers = 3;
    const QStringList said = QueueQuestion::sentences(all);
    QCOMPARE(said.size(), 5);
    QVERIFY(said[0].contains(u"fetched before"_s)); // and may be shown from the copy of that
    QVERIFY(said[1].contains(u'5') && said[1].contains(u'2'));
    QVERIFY(said[2].contains(u'3'));
    QCOMPARE(QueueQuestion::sentences(all, true), said.mid(1));
    // What cannot be looked at is not held, not even for a moment.
    all.deliveriesLeft = 0;
    all.depth = 20;
    const QString none = QueueQuestion::sentences(all).join(u' ');
    QVERIFY2(none.contains(u"not touched"_s) && !none.contains(u"held"_s), qPrintable(none));
}

void tst_DetailFields::shortCounts()
{
    QLocale::setDefault(QLocale(QLocale::English));
    QCOMPARE(shortCount(31207), u"31,207"_s);
    QCOMPARE(shortCount(310000), u"310 k"_s);
    QCOMPARE(shortCount(1834207), u"1.8 M"_s);
    QCOMPARE(shortCount(2500000000), u"2.5 G"_s);
}

QTEST_GUILESS_MAIN(tst_DetailFields)
#include "tst_detailfields.moc"
