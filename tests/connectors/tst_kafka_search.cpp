// SPDX-License-Identifier: GPL-3.0-or-later
// Searching a real Kafka: a key wherever it was put, what a transaction held back, and going on where a scan ended.
#include "connectors/kafka/partitioner.h"
#include "tests/connectors/kafka_help.h"

#include <QTest>

#include <set>

using namespace flowbench;
using namespace flowbench::test;
using namespace Qt::StringLiterals;

class tst_KafkaSearch : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY2(brokers().problem().isEmpty(), qPrintable(brokers().problem())); }
    void partitionersAreTheClients_data();
    void partitionersAreTheClients();
    void aKeyIsFoundWhereverItIs();
    void likelyPartitionsComeFirst();
    void whatWasWithheldComesLater();
    void withheldIsOnlyWhatWasAskedFor();
    void aFilteredScanResumesExactly();
    void headersAreSeenWhateverTheLength();

private:
    std::unique_ptr<Connector> connector() const { return connectTo(u"kafka://"_s + brokers().kafka()); }
};

// Passes every n-th offset.
class EveryNth final : public EventMatcher
{
public:
    explicit EveryNth(qint64 n) : m_n(n) {}
    Verdict matches(const EventView &e) const override
    {
        return e.offset % m_n == 0 ? Verdict::Match : Verdict::NoMatch;
    }

private:
    qint64 m_n;
};

void tst_KafkaSearch::partitionersAreTheClients_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<int>("partition"); // of 1000
    // Java's hashes are those of Kafka's own tests; CRC-32 of "foobar" is 0x9ef61f95.
    const auto java = [](qint32 hash) { return (hash & 0x7fffffff) % 1000; };
    QTest::newRow("java") << u"murmur2"_s << QByteArray("foobar") << java(-790332482);
    QTest::newRow("java, short") << u"murmur2_random"_s << QByteArray("21") << java(-973932308);
    QTest::newRow("java, long") << u"murmur2"_s << QByteArray("a-little-bit-longer-string") << java(-1486304829);
    QTest::newRow("librdkafka") << u"consistent_random"_s << QByteArray("foobar") << int(0x9ef61f95U % 1000);
    QTest::newRow("crc32") << u"crc32"_s << QByteArray("foobar") << int(0x9ef61f95U % 1000);
    QTest::newRow("empty") << u"consistent"_s << QByteArray("") << 0;
    QTest::newRow("empty, anywhere") << u"consistent_random"_s << QByteArray("") << -1;
    QTest::newRow("unknown") << u"mine"_s << QByteArray("k") << -1;
}

void tst_KafkaSearch::partitionersAreTheClients()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, key);
    QFETCH(int, partition);
    QCOMPARE(partitionOf(name, key.toStdString(), 1000).value_or(-1), partition);
    QVERIFY(!partitionOf(name, key.toStdString(), 0));
}

void tst_KafkaSearch::aKeyIsFoundWhereverItIs()
{
    const auto c = connector();
    const QString t = makeTopic(*c, 6);
    std::vector<Outgoing> events;
    for (int p = 0; p < 6; ++p) {
        for (int i = 0; i < 50; ++i) {
            events.push_back(outgoing("v" + std::to_string(p), i == 25 ? "the-key" : "other" + std::to_string(i)));
            events.back().partition = p;
        }
    }
    QVERIFY(publishAll(*c, t, std::move(events)).confirmed());
    ScanRequest request = scanOf(t);
    request.key = "the-key";
    const Scanned read = scanAll(*c, request);
    std::set<int> partitions;
    for (const Event &e : read.events)
        partitions.insert(e.partition);
    QCOMPARE(read.events.size(), std::size_t(6));
    QCOMPARE(partitions.size(), std::size_t(6));
    QCOMPARE(read.coverage.scanned, quint64(300));
    QVERIFY(read.coverage.complete);
}

void tst_KafkaSearch::likelyPartitionsComeFirst()
{
    const auto c = connector();
    const QString t = makeTopic(*c, 12);
    const int java = *partitionOf(u"murmur2", "k", 12), own = *partitionOf(u"consistent", "k", 12);
    std::vector<Outgoing> events;
    for (int p = 0; p < 12; ++p) {
        for (int i = 0; i < 20; ++i) {
            events.push_back(outgoing("v", "k"));
            events.back().partition = p;
        }
    }
    QVERIFY(publishAll(*c, t, std::move(events)).confirmed());
    ScanRequest request = scanOf(t);
    request.key = "k";
    const quint64 there = java == own ? 20 : 40;
    request.limit = there;
    const Scanned read = scanAll(*c, request);
    QCOMPARE(read.events.size(), std::size_t(there));
    QCOMPARE(read.coverage.ended, ScanEnd::Limit);
    for (const Event &e : read.events)
        QVERIFY(e.partition == java || e.partition == own);
    // And its token leads to the rest.
    ScanRequest rest = scanOf(t);
    rest.key = "k";
    rest.resume = *parseResumeToken(read.coverage.resumeToken());
    QCOMPARE(scanAll(*c, rest).events.size(), std::size_t(240 - there));
}

void tst_KafkaSearch::whatWasWithheldComesLater()
{
    const auto c = connector();
    const QString t = makeTopic(*c, 1);
    QVERIFY(publishAll(*c, t, numbered("v", 10)).confirmed());
    OpenTransaction open(t, {"open0", "open1"});
    QVERIFY2(open.problem.isEmpty(), qPrintable(open.problem));
    QVERIFY(publishAll(*c, t, numbered("after", 5)).confirmed());
    const Scanned first = scanAll(*c, scanOf(t));
    QCOMPARE(first.events.size(), std::size_t(10));
    QCOMPARE(first.coverage.channels.at(0).partitions.at(0).withheld, qint64(7));
    QVERIFY(!first.coverage.complete);
    ScanRequest rest = scanOf(t);
    rest.resume = *parseResumeToken(first.coverage.resumeToken());
    const Scanned still = scanAll(*c, rest);
    QVERIFY(still.events.empty() && !still.coverage.complete);
    open.commit();
    QVERIFY2(open.problem.isEmpty(), qPrintable(open.problem));
    QTRY_COMPARE_WITH_TIMEOUT(scanAll(*c, rest).events.size(), std::size_t(7), 10000);
    QVERIFY(scanAll(*c, rest).coverage.complete);
}

void tst_KafkaSearch::withheldIsOnlyWhatWasAskedFor()
{
    const auto c = connector();
    const QString t = makeTopic(*c, 1);
    QVERIFY(publishAll(*c, t, numbered("v", 10)).confirmed());
    const OpenTransaction open(t, {"open0", "open1"});
    QVERIFY2(open.problem.isEmpty(), qPrintable(open.problem));
    ScanRequest request = scanOf(t);
    request.to = AtOffset{5};
    Scanned read = scanAll(*c, request);
    QVERIFY(read.coverage.complete);
    QCOMPARE(read.coverage.channels.at(0).partitions.at(0).withheld, qint64(0));
    request.to = AtOffset{11};
    read = scanAll(*c, request);
    QVERIFY(!read.coverage.complete);
    QCOMPARE(read.coverage.channels.at(0).partitions.at(0).withheld, qint64(1));
}

void tst_KafkaSearch::aFilteredScanResumesExactly()
{
    const auto c = connector();
    const QString t = makeTopic(*c, 3);
    for (int p = 0; p < 3; ++p)
        QVERIFY(publishAll(*c, t, numbered("v" + std::to_string(p) + "-", 2000, p)).confirmed());
    std::vector<std::string> seen;
    std::vector<ResumePoint> resume;
    int rounds = 0;
    for (;; ++rounds) {
        ScanRequest request = scanOf(t);
        request.matcher = std::make_shared<EveryNth>(7);
        request.limit = 100;
        request.resume = resume;
        const Scanned read = scanAll(*c, request);
        QVERIFY(!read.error);
        for (const Event &e : read.events)
            seen.push_back(e.value.value_or(""));
        if (read.coverage.ended == ScanEnd::End)
            break;
        QCOMPARE(read.coverage.ended, ScanEnd::Limit);
        QCOMPARE(read.events.size(), std::size_t(100));
        resume = *parseResumeToken(read.coverage.resumeToken());
    }
    const std::size_t all = 3 * ((2000 + 6) / 7);
    QCOMPARE(seen.size(), all);
    QCOMPARE(std::set<std::string>(seen.begin(), seen.end()).size(), all);
    QVERIFY(rounds > 5);
}

// Around every length at which the record's varints grow, keyed and not, with headers and without.
void tst_KafkaSearch::headersAreSeenWhateverTheLength()
{
    const auto c = connector();
    const QString t = makeTopic(*c, 1);
    std::vector<Outgoing> events;
    for (const std::size_t size : {0, 1, 63, 64, 65, 8191, 8192, 8193}) {
        for (const char *key : {"", "k"}) {
            for (const int headers : {0, 1, 2}) {
                std::vector<std::pair<std::string, std::optional<std::string>>> list(std::size_t(headers),
                                                                                     {"h", std::string("v")});
                events.push_back(outgoing(std::string(size, '\0'), key, list));
                events.push_back(outgoing(std::string(size, '\0'), std::nullopt, list));
            }
        }
    }
    const std::size_t sent = events.size();
    std::vector<std::string> fields;
    for (const Outgoing &e : events)
        fields.push_back(e.fields);
    for (Outgoing &e : events)
        e.partition = 0;
    QVERIFY(publishAll(*c, t, std::move(events)).confirmed());
    const Scanned read = scanAll(*c, scanOf(t));
    QCOMPARE(read.events.size(), sent);
    for (std::size_t i = 0; i < sent; ++i)
        QVERIFY2(read.events[i].fields == fields[i], qPrintable(QString::number(i)));
}

QTEST_GUILESS_MAIN(tst_KafkaSearch)
#include "tst_kafka_search.moc"
