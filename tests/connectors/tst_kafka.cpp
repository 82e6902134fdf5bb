// SPDX-License-Identifier: GPL-3.0-or-later
// The conformance suite against the real Kafka, and what only Kafka has: offsets, transactions, a broker killed.
#include "tests/connectors/kafka_help.h"

#include <QTemporaryFile>
#include <QTest>

#include <atomic>
#include <set>
#include <thread>

using namespace flowbench;
using namespace flowbench::test;
using namespace Qt::StringLiterals;

namespace {

Subject subject()
{
    Subject s;
    s.make = [] { return connectTo(u"kafka://"_s + brokers().kafka() + u"?message.max.bytes=10000000"_s); };
    s.topic = [](Connector &c, int partitions) {
        return makeTopic(c, partitions, {{u"max.message.bytes"_s, u"20000000"_s}});
    };
    s.breakLink = [](Connector &) { brokers().kill(u"kafka"_s); };
    s.healLink = [](Connector &) { brokers().start(u"kafka"_s); };
    s.patience = Milliseconds(20000);
    return s;
}

} // namespace

class tst_Kafka : public Conformance
{
    Q_OBJECT

public:
    tst_Kafka() : Conformance(subject()) {}

private slots:
    void initTestCase() { QVERIFY2(brokers().problem().isEmpty(), qPrintable(brokers().problem())); }
    void refusesByEveryAlias_data();
    void refusesByEveryAlias();
    void takesWhatItPromisesAnyway();
    void neverCreatesATopic();
    void leavesNoGroup();
    void missingPartitionFails();
    void largerThanTheLimitIsSaid();
    void configDiffersFromDefault();
    void openTransactionWithholds();
    void deletedRecordsAreAGap();
    void manyHeaders();
    void nullAndEmptyAreKeptApart();
    void publisherTellsTheTruthThroughAKill();
    void frozenBrokerIsUnknownNotFailed();
    void manyPartitionsAreListedFast();
};

void tst_Kafka::refusesByEveryAlias_data()
{
    QTest::addColumn<QString>("option");
    for (const char *o : {"acks=1",
                          "acks=0",
                          "request.required.acks=1",
                          "enable.idempotence=false",
                          "enable.idempotence=0",
                          "group.id=mine",
                          "group.instance.id=x",
                          "enable.auto.commit=true",
                          "auto.commit.enable=true",
                          "enable.auto.offset.store=true",
                          "allow.auto.create.topics=true",
                          "transactional.id=t",
                          "plugin.library.paths=x",
                          "sasl.kerberos.kinit.cmd=true",
                          "ssl.engine.location=x",
                          "ssl.providers=legacy",
                          "bootstrap.servers=elsewhere:9092",
                          "metadata.broker.list=elsewhere:9092",
                          "delivery.report.only.error=true",
                          "enable.ssl.certificate.verification=false",
                          "ssl.endpoint.identification.algorithm=none"})
        QTest::newRow(o) << QString::fromLatin1(o);
}

void tst_Kafka::refusesByEveryAlias()
{
    QFETCH(QString, option);
    const auto url = ConnectionUrl::parse(u"kafka://127.0.0.1:9092?"_s + option);
    QVERIFY(url);
    const auto r = kafkaType().check(*url);
    QVERIFY(!r);
    QCOMPARE(r.error().code, ErrorCode::RefusedProperty);
    QCOMPARE(r.error().args.value(0), option.section(u'=', 0, 0));
    const auto made = kafkaType().create({u"x"_s, *url, nullptr, {}});
    QVERIFY(!made);
    QCOMPARE(made.error().code, ErrorCode::RefusedProperty);
}

void tst_Kafka::takesWhatItPromisesAnyway()
{
    for (const char *o :
         {"acks=all", "request.required.acks=-1", "enable.idempotence=true", "enable.auto.commit=false", "linger.ms=1",
          "ssl.endpoint.identification.algorithm=https", "registry=http://127.0.0.1:1"}) {
        const auto url = ConnectionUrl::parse(u"kafka://127.0.0.1:9092?"_s + QString::fromLatin1(o));
        QVERIFY2(url && kafkaType().check(*url), o);
    }
    const auto unknown = ConnectionUrl::parse(u"kafka://127.0.0.1:9092?no.such.property=1"_s);
    QCOMPARE(kafkaType().check(*unknown).error().code, ErrorCode::BadArgument);
    const auto value = ConnectionUrl::parse(u"kafka://127.0.0.1:9092?linger.ms=soon"_s);
    QCOMPARE(kafkaType().check(*value).error().code, ErrorCode::BadArgument);
}

void tst_Kafka::neverCreatesATopic()
{
    const auto c = m_subject.make();
    const QString name = freshName();
    QVERIFY(scanAll(*c, scanOf(name)).error);
    TailRequest request;
    request.channels = {{name, {}}};
    QVERIFY(!c->tail()->tail(request, std::make_shared<CollectSink>(), {}, soon()));
    const Published p = publishAll(*c, name, {outgoing("x")});
    QVERIFY(p.error);
    QCOMPARE(p.error->code, ErrorCode::ChannelNotFound);
    std::this_thread::sleep_for(Milliseconds(700));
    QVERIFY(!infoOf(*c, name));
}

void tst_Kafka::leavesNoGroup()
{
    const auto c = m_subject.make();
    const QString t = makeTopic(*c, 1);
    QVERIFY(publishAll(*c, t, numbered("v", 5)).confirmed());
    const auto sink = std::make_shared<CollectSink>();
    TailRequest request;
    request.channels = {{t, {}}};
    request.last = 5;
    auto tail = c->tail()->tail(request, sink, {}, soon());
    QVERIFY(tail);
    QVERIFY(sink->waitFor(5));
    QCOMPARE(scanAll(*c, scanOf(t)).events.size(), std::size_t(5));
    const auto groups = c->positions()->groups(soon());
    QVERIFY(groups);
    for (const GroupInfo &g : *groups)
        QVERIFY2(!g.group.startsWith(u"flowbench"), qPrintable(g.group));
}

void tst_Kafka::missingPartitionFails()
{
    const auto c = m_subject.make();
    const QString t = makeTopic(*c, 1);
    Outgoing o = outgoing("x", "k", {{"a", "b"}});
    o.partition = 99;
    std::vector<Outgoing> events;
    events.push_back(std::move(o));
    const Published p = publishAll(*c, t, std::move(events));
    QVERIFY(!p.error);
    QCOMPARE(p.receipts.at(0).status, Receipt::Status::Failed);
    QVERIFY(scanAll(*c, scanOf(t)).events.empty());
}

void tst_Kafka::largerThanTheLimitIsSaid()
{
    const auto c = connectTo(u"kafka://"_s + brokers().kafka());
    const QString t = makeTopic(*c, 1);
    const Published p = publishAll(*c, t, {outgoing(std::string(2000000, 'x'))});
    QVERIFY(!p.error);
    QCOMPARE(p.receipts.at(0).status, Receipt::Status::Failed);
    QCOMPARE(p.receipts.at(0).error.code, ErrorCode::TooLarge);
}

void tst_Kafka::configDiffersFromDefault()
{
    const auto c = m_subject.make();
    const QString t = makeTopic(*c, 2, {{u"retention.ms"_s, u"1234567"_s}});
    const auto d = c->catalog()->details(t, soon());
    QVERIFY(d);
    QCOMPARE(d->config, (QJsonObject{{u"retention.ms"_s, u"1234567"_s}}));
    QCOMPARE(d->partitions.size(), std::size_t(2));
    QVERIFY(d->partitions[0].leader >= 0);
    QCOMPARE(d->partitions[0].isr, d->partitions[0].replicas);
}

void tst_Kafka::deletedRecordsAreAGap()
{
    const auto c = m_subject.make();
    const QString t = makeTopic(*c, 1, {{u"segment.bytes"_s, u"1048576"_s}});
    QVERIFY(publishAll(*c, t, numbered("v", 20)).confirmed());
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write(u"{\"version\":1,\"partitions\":[{\"topic\":\"%1\",\"partition\":0,\"offset\":8}]}"_s.arg(t).toUtf8());
    file.close();
    QString said;
    const QString problem =
        brokers().kafkaTool({u"org.apache.kafka.tools.DeleteRecordsCommand"_s, u"--bootstrap-server"_s,
                             brokers().kafka(), u"--offset-json-file"_s, file.fileName()},
                            &said);
    QVERIFY2(problem.isEmpty(), qPrintable(problem + said));
    const auto info = infoOf(*c, t);
    QVERIFY(info);
    QCOMPARE(info->events.value_or(-1), qint64(12));
    ScanRequest request = scanOf(t);
    request.resume = {{t, 0, 3, 15}};
    const Scanned read = scanAll(*c, request);
    QVERIFY(!read.error);
    QCOMPARE(read.events.size(), std::size_t(7));
    QCOMPARE(read.events.front().offset, qint64(8));
    QVERIFY(read.coverage.complete);
}

void tst_Kafka::manyHeaders()
{
    const auto c = connectTo(u"kafka://"_s + brokers().kafka() + u"?message.max.bytes=20000000"_s);
    const QString t = makeTopic(*c, 1, {{u"max.message.bytes"_s, u"30000000"_s}});
    Outgoing o = outgoing("many");
    Event e;
    for (int i = 0; i < 100000; ++i)
        e.addHeader("h" + std::to_string(i % 7), std::to_string(i));
    o.fields = e.fields;
    std::vector<Outgoing> events;
    events.push_back(std::move(o));
    QVERIFY(publishAll(*c, t, std::move(events)).confirmed());
    const Scanned read = scanAll(*c, scanOf(t));
    QCOMPARE(read.events.size(), std::size_t(1));
    QVERIFY(read.events[0].fields == e.fields);
}

void tst_Kafka::nullAndEmptyAreKeptApart()
{
    const auto c = m_subject.make();
    const QString t = makeTopic(*c, 1);
    std::vector<Outgoing> events;
    events.push_back(outgoing({}, "k"));
    events.push_back(outgoing("", ""));
    events.push_back(outgoing("v"));
    QVERIFY(publishAll(*c, t, std::move(events)).confirmed());
    const Scanned read = scanAll(*c, scanOf(t));
    QCOMPARE(read.events.size(), std::size_t(3));
    QVERIFY(!read.events[0].value && read.events[0].key == "k");
    QVERIFY(read.events[1].value == "" && read.events[1].key == "");
    QVERIFY(read.events[2].value == "v" && !read.events[2].key);
}

void tst_Kafka::openTransactionWithholds()
{
    const auto c = m_subject.make();
    const QString t = makeTopic(*c, 1);
    QVERIFY(publishAll(*c, t, numbered("v", 10)).confirmed());
    const OpenTransaction open(t, {"open0", "open1"});
    QVERIFY2(open.problem.isEmpty(), qPrintable(open.problem));
    ScanRequest request = scanOf(t);
    request.committed = false;
    const Scanned dirty = scanAll(*c, request);
    QCOMPARE(dirty.events.size(), std::size_t(12));
    QVERIFY(dirty.coverage.complete);
    request.committed = true;
    const Scanned read = scanAll(*c, request);
    QVERIFY(!read.error);
    QCOMPARE(read.events.size(), std::size_t(10));
    const PartitionCoverage p = read.coverage.channels.at(0).partitions.at(0);
    QCOMPARE(p.to, qint64(10));
    QCOMPARE(p.high, qint64(12));
    QCOMPARE(p.withheld, qint64(2));
    QVERIFY(!read.coverage.complete);
    QCOMPARE(read.coverage.isolation, u"committed"_s);
}

void tst_Kafka::publisherTellsTheTruthThroughAKill()
{
    const auto c = m_subject.make();
    const QString t = makeTopic(*c, 1);
    constexpr int Total = 3000;
    std::mutex mutex;
    std::map<quint64, Receipt> receipts;
    int twice = 0;
    Publish::Options options;
    options.channel = {t, {}};
    options.timeout = Milliseconds(60000);
    auto p = c->publish()->publisher(
        anyGrant(WriteOperation::Publish), options,
        [&](const Receipt &r) {
            const std::lock_guard lock(mutex);
            twice += !receipts.emplace(r.tag, r).second;
        },
        soon());
    QVERIFY(p);
    QString broken;
    std::jthread killer([&broken] {
        std::this_thread::sleep_for(Milliseconds(400));
        broken = brokers().kill(u"kafka"_s);
        broken += brokers().start(u"kafka"_s);
    });
    for (int i = 0; i < Total; ++i) {
        Outgoing o = outgoing("n" + std::to_string(i));
        o.tag = quint64(i);
        QVERIFY((*p)->send(o, Cancel::after(Milliseconds(60000))));
        if (i % 5 == 0)
            std::this_thread::sleep_for(Milliseconds(1));
    }
    (*p)->finish(Cancel::after(Milliseconds(60000)));
    killer.join();
    QCOMPARE(broken, QString());
    QCOMPARE(twice, 0);
    QCOMPARE(receipts.size(), std::size_t(Total));
    // Its log is recovered first: on a busy machine that takes longer than a scan usually waits.
    const Scanned read = scanAll(*c, scanOf(t), Cancel::after(Milliseconds(60000)));
    QVERIFY2(!read.error,
             read.error ? qPrintable(QString::number(int(read.error->code)) + u' ' + read.error->detail) : "");
    QVERIFY(read.coverage.complete);
    std::set<std::string> there;
    for (const Event &e : read.events)
        QVERIFY2(there.insert(*e.value).second, e.value->c_str());
    for (const auto &[tag, r] : receipts) {
        const bool found = there.contains("n" + std::to_string(tag));
        if (r.status == Receipt::Status::Confirmed)
            QVERIFY(found);
        if (r.status == Receipt::Status::Failed)
            QVERIFY(!found);
    }
}

void tst_Kafka::frozenBrokerIsUnknownNotFailed()
{
    const auto c = m_subject.make();
    const QString t = makeTopic(*c, 1);
    std::vector<Receipt> receipts;
    Publish::Options options;
    options.channel = {t, {}};
    options.timeout = Milliseconds(3000);
    auto p = c->publish()->publisher(
        anyGrant(WriteOperation::Publish), options, [&](const Receipt &r) { receipts.push_back(r); }, soon());
    QVERIFY(p);
    QVERIFY((*p)->send(outgoing("first"), soon()));
    (*p)->finish(soon());
    QCOMPARE(receipts.size(), std::size_t(1));
    QCOMPARE(receipts[0].status, Receipt::Status::Confirmed);
    QVERIFY(brokers().pause(u"kafka"_s).isEmpty());
    const auto sent = (*p)->send(outgoing("second"), soon());
    (*p)->finish(Cancel::after(Milliseconds(1500)));
    const auto scanned = scanAll(*c, scanOf(t), Cancel::after(Milliseconds(1500)));
    QVERIFY(brokers().resume(u"kafka"_s).isEmpty());
    QVERIFY(sent);
    QVERIFY(scanned.error || !scanned.coverage.complete);
    QCOMPARE(receipts.size(), std::size_t(2));
    QCOMPARE(receipts[1].status, Receipt::Status::Unknown);
}

void tst_Kafka::manyPartitionsAreListedFast()
{
    const auto c = m_subject.make();
    const QString t = makeTopic(*c, 300);
    QVERIFY(!t.isEmpty());
    QVERIFY(c->catalog()->channels(soon()));
    const auto start = Clock::now();
    QVERIFY(c->catalog()->channels(soon()));
    const auto took = std::chrono::duration_cast<Milliseconds>(Clock::now() - start).count();
    QVERIFY2(took < 1500, qPrintable(u"%1 ms"_s.arg(took)));
    QVERIFY(c->topology()->remove(anyGrant(WriteOperation::Delete, t), t, soon()));
}

QTEST_GUILESS_MAIN(tst_Kafka)
#include "tst_kafka.moc"
