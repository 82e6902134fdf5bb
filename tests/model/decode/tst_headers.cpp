// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/headers.h"

#include <QTest>

using namespace flowbench;

class tst_Headers : public QObject
{
    Q_OBJECT

private slots:
    void numbers_data();
    void numbers();
};

void tst_Headers::numbers_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("hex");
    QTest::addColumn<bool>("there");
    QTest::addColumn<qint64>("number");

    // As Spring Kafka 3.2 and 4.1, its @RetryableTopic and Spring Cloud Stream wrote them.
    QTest::newRow("partition") << QByteArray("kafka_dlt-original-partition") << QByteArray("00000002") << true << 2ll;
    QTest::newRow("offset") << QByteArray("kafka_dlt-original-offset") << QByteArray("0000000000000929") << true
                            << 2345ll;
    QTest::newRow("time") << QByteArray("kafka_dlt-original-timestamp") << QByteArray("0000019f1d7e5c80") << true
                          << 0x19f1d7e5c80ll;
    QTest::newRow("retry time, six bytes")
        << QByteArray("retry_topic-original-timestamp") << QByteArray("019f1d7e5c80") << true << 0x19f1d7e5c80ll;
    QTest::newRow("attempts") << QByteArray("retry_topic-attempts") << QByteArray("00000003") << true << 3ll;
    QTest::newRow("stream partition") << QByteArray("x-original-partition") << QByteArray("00000000") << true << 0ll;
    QTest::newRow("negative") << QByteArray("x-original-offset") << QByteArray("ffffffffffffffff") << true << -1ll;
    QTest::newRow("smallest") << QByteArray("x-original-offset") << QByteArray("8000000000000000") << true
                              << std::numeric_limits<qint64>::min();

    QTest::newRow("digits") << QByteArray("x-original-offset") << QByteArray("12345678").toHex() << true << 12345678ll;
    QTest::newRow("long digits") << QByteArray("x-original-timestamp") << QByteArray("1795255692356").toHex() << true
                                 << 1795255692356ll;
    QTest::newRow("no number") << QByteArray("x-original-offset") << QByteArray("not a number").toHex() << false << 0ll;
    QTest::newRow("too long") << QByteArray("x-original-offset") << QByteArray("000000000000000001") << false << 0ll;
    QTest::newRow("empty") << QByteArray("x-original-offset") << QByteArray() << false << 0ll;
    QTest::newRow("another name") << QByteArray("x-original-topic") << QByteArray("00000002") << false << 0ll;
}

void tst_Headers::numbers()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, hex);
    QFETCH(bool, there);
    QFETCH(qint64, number);
    const auto n = binaryHeaderNumber(name.toStdString(), QByteArray::fromHex(hex).toStdString());
    QCOMPARE(n.has_value(), there);
    if (there)
        QCOMPARE(*n, number);
}

QTEST_APPLESS_MAIN(tst_Headers)
#include "tst_headers.moc"
