// SPDX-License-Identifier: GPL-3.0-or-later
// The suite over captures: what is published goes to a sandbox, and each reading call captures that first.
#include "connectors/file/file.h"
#include "model/store/capturewriter.h"
#include "tests/connectors/sandbox_support.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

std::unique_ptr<Connector> fileConnector(const QString &path)
{
    ConnectionConfig config;
    config.url = *ConnectionUrl::parse(u"file:"_s + path);
    auto made = fileType().create(config);
    if (!made)
        qFatal("no connector");
    return std::move(*made);
}

class WriterSink final : public EventSink
{
public:
    explicit WriterSink(CaptureWriter &writer) : m_writer(writer) {}
    bool take(ChunkPtr chunk) override { return m_writer.append(*chunk).ok(); }

private:
    CaptureWriter &m_writer;
};

// Publishes to a sandbox; reads a capture of it that is made at that moment.
class CapturedSandbox final : public Connector, Catalog, Scan
{
public:
    Offer<Catalog> catalog() override { return {this, {}}; }
    Offer<Scan> scan() override { return {this, {}}; }
    Offer<Publish> publish() override { return m_sandbox->publish(); }
    Offer<Topology> topology() override { return m_sandbox->topology(); }
    Offer<Tail> tail() override { return {nullptr, why()}; }
    Offer<Browse> browse() override { return {nullptr, why()}; }
    Offer<Settle> settle() override { return {nullptr, why()}; }
    Offer<Positions> positions() override { return {nullptr, why()}; }
    std::vector<TestStep> test(std::function<void(const TestStep &)> told, const Cancel &cancel) override
    {
        auto captured = capture();
        auto steps = captured->test(told, cancel);
        const std::lock_guard lock(m_mutex);
        m_state = captured->state();
        if (m_listener)
            m_listener(m_state);
        return steps;
    }
    ConnectionState state() const override
    {
        const std::lock_guard lock(m_mutex);
        return m_state;
    }
    void setStateListener(StateListener listener) override
    {
        const std::lock_guard lock(m_mutex);
        m_listener = std::move(listener);
    }

    Result<std::vector<ChannelInfo>> channels(const Cancel &cancel) override
    {
        test({}, cancel); // what tells the state
        return capture()->catalog()->channels(cancel);
    }
    Result<ChannelDetails> details(const QString &channel, const Cancel &cancel) override
    {
        return capture()->catalog()->details(channel, cancel);
    }
    Result<ChannelAddress> resolve(const QString &typed, const Cancel &cancel) override
    {
        return capture()->catalog()->resolve(typed, cancel);
    }
    Result<Coverage> scan(const ScanRequest &request, EventSink &sink, const Cancel &cancel) override
    {
        return capture()->scan()->scan(request, sink, cancel);
    }

private:
    static Error why() { return makeError(ErrorCode::NotSupported, {u"not of a capture"_s}); }

    std::unique_ptr<Connector> capture()
    {
        const std::lock_guard lock(m_capturing);
        const QString path = m_dir.filePath(QString::number(++m_number));
        auto writer = CaptureWriter::create(path, {});
        if (!writer)
            qFatal("%s", qPrintable(writer.error().args.join(u' ')));
        WriterSink sink(*writer);
        const auto channels = m_sandbox->catalog()->channels(soon());
        for (const ChannelInfo &c : *channels) {
            if (c.kind != ChannelKind::Topic)
                continue;
            ScanRequest all;
            all.channels = {{c.name, {}}};
            const auto coverage = m_sandbox->scan()->scan(all, sink, soon());
            for (const PartitionCoverage &p : coverage->channels.front().partitions) {
                if (!writer->know(c.name.toStdString(), p.partition))
                    qFatal("know");
            }
        }
        if (!writer->finish())
            qFatal("finish");
        return fileConnector(path);
    }

    QTemporaryDir m_dir;
    std::unique_ptr<Connector> m_sandbox = sandboxOf(u"sandbox:?seed=1&rate=0&backlog=0"_s);
    mutable std::mutex m_mutex, m_capturing;
    ConnectionState m_state;
    StateListener m_listener;
    int m_number = 0;
};

Subject subject()
{
    Subject s;
    s.make = [] { return std::make_unique<CapturedSandbox>(); };
    s.live = false;
    s.topic = [](Connector &c, int partitions) {
        static int number = 0;
        ChannelSpec spec;
        spec.name = u"conformance."_s + QString::number(++number);
        spec.partitions = partitions;
        return c.topology()->declare(anyGrant(WriteOperation::Declare, spec.name), spec, soon()) ? spec.name
                                                                                                 : QString();
    };
    return s;
}

Event eventOf(qint64 offset, const std::string &channel, std::int32_t partition = -1)
{
    Event e;
    e.channel = channel;
    e.partition = partition;
    e.offset = offset;
    e.timeMs = 1'780'000'000'000 + offset;
    e.timeKind = TimeKind::Broker;
    e.value = "v" + std::to_string(offset);
    return e;
}

} // namespace

class tst_File : public Conformance
{
    Q_OBJECT

public:
    tst_File() : Conformance(subject()) {}

private slots:
    void queuesAndExchangesAreLogs();
    void tailGivesEverythingAndEnds();
    void tailStopsWhileNobodyTakes();
    void badFilesAreErrors();
    void editedSummariesAreFound();
    void nothingIsWritten();

private:
    QString write(const QString &name, const std::vector<Event> &events)
    {
        const QString path = m_dir.filePath(name);
        auto writer = CaptureWriter::create(path, {});
        for (const Event &e : events) {
            if (!writer->append(e.view()))
                qFatal("append");
        }
        if (!writer->finish())
            qFatal("finish");
        return path;
    }
    QTemporaryDir m_dir;
};

void tst_File::queuesAndExchangesAreLogs()
{
    std::vector<Event> events;
    for (int i = 0; i < 50; ++i) {
        events.push_back(eventOf(i, "queue:orders"));
        events.push_back(eventOf(EventView::NoOffset, "exchange:events"));
        events.back().value = "e" + std::to_string(i);
    }
    const auto c = fileConnector(write(u"amqp"_s, events));
    const auto channels = c->catalog()->channels(soon());
    QVERIFY(channels);
    QCOMPARE(channels->size(), std::size_t(2));
    QCOMPARE((*channels)[0].kind, ChannelKind::Stream);
    QCOMPARE(c->catalog()->resolve(u"orders"_s, soon())->name, u"queue:orders"_s);
    for (const QString &name : {u"queue:orders"_s, u"exchange:events"_s}) {
        ScanRequest request = scanOf(name);
        Scanned all = scanAll(*c, request);
        QCOMPARE(all.events.size(), std::size_t(50));
        QVERIFY(all.coverage.complete);
        // A limit and its token: the union is the whole.
        request.limit = 20;
        Scanned part = scanAll(*c, request);
        QCOMPARE(part.events.size(), std::size_t(20));
        request.limit = 0;
        request.resume = *parseResumeToken(part.coverage.resumeToken());
        const Scanned rest = scanAll(*c, request);
        QCOMPARE(rest.events.size(), std::size_t(30));
        QVERIFY(rest.events.front().value == all.events[20].value);
        request = scanOf(name);
        request.last = 3;
        QVERIFY(scanAll(*c, request).events.back().value == all.events.back().value);
    }
}

void tst_File::tailGivesEverythingAndEnds()
{
    std::vector<Event> events;
    for (int i = 0; i < 30'000; ++i)
        events.push_back(eventOf(i, "orders", 0));
    const auto c = fileConnector(write(u"tail"_s, events));
    for (quint64 last : {quint64(0), quint64(7)}) {
        const auto sink = std::make_shared<CollectSink>();
        Notices notices;
        TailRequest request;
        request.channels = {{u"orders"_s, {}}};
        request.last = last;
        auto tail = c->tail()->tail(request, sink, notices.listener(), soon());
        QVERIFY(tail);
        QVERIFY(notices.waitFor(TailNotice::Kind::Ended));
        QCOMPARE(notices.last(TailNotice::Kind::Ended)->error.code, ErrorCode::Cancelled);
        QCOMPARE(sink->size(), last ? std::size_t(last) : events.size());
        QCOMPARE(sink->events().back().offset, 29'999);
        QVERIFY((*tail)->coverage().complete);
    }
}

void tst_File::tailStopsWhileNobodyTakes()
{
    class Full final : public EventSink
    {
    public:
        bool take(ChunkPtr) override { return true; }
        bool hasRoom() const override { return false; }
    };
    const auto c = fileConnector(write(u"full"_s, {eventOf(0, "orders", 0)}));
    TailRequest request;
    request.channels = {{u"orders"_s, {}}};
    auto tail = c->tail()->tail(request, std::make_shared<Full>(), {}, soon());
    QVERIFY(tail);
    const auto begin = Clock::now();
    tail->reset();
    QVERIFY(Clock::now() - begin < Milliseconds(1000));
}

void tst_File::badFilesAreErrors()
{
    QFile text(m_dir.filePath(u"text"_s));
    QVERIFY(text.open(QFile::WriteOnly));
    text.write(QByteArray(3000, 'x'));
    text.close();
    for (const QString &path : {text.fileName(), m_dir.filePath(u"missing"_s), m_dir.path()}) {
        const auto c = fileConnector(path);
        const auto steps = c->test({}, soon());
        QCOMPARE(steps.size(), std::size_t(1));
        QVERIFY(!steps[0].ok);
        QCOMPARE(steps[0].error->code, ErrorCode::BadCapture);
        QCOMPARE(c->state().link, LinkState::Failed);
        QVERIFY(!c->catalog()->channels(soon()));
        QVERIFY(scanAll(*c, scanOf(u"orders"_s)).error);
    }
}

void tst_File::editedSummariesAreFound()
{
    const QString path =
        write(u"edited"_s, {eventOf(0, "orders", 0), eventOf(1, "orders", 0), eventOf(2, "orders", 0)});
    QCOMPARE(::system(qPrintable(u"sqlite3 '%1' 'DELETE FROM events WHERE id = 2'"_s.arg(path))), 0);
    const Scanned s = scanAll(*fileConnector(path), scanOf(u"orders"_s));
    QCOMPARE(s.events.size(), std::size_t(2));
    QCOMPARE(s.coverage.ended, ScanEnd::Error);
    QCOMPARE(s.coverage.error->code, ErrorCode::BadCapture);
    QVERIFY(!s.coverage.complete);
}

void tst_File::nothingIsWritten()
{
    const QString path = write(u"kept"_s, {eventOf(0, "orders", 0)});
    QFile file(path);
    QVERIFY(file.open(QFile::ReadOnly));
    const QByteArray before = file.readAll();
    const auto c = fileConnector(path);
    QCOMPARE(scanAll(*c, scanOf(u"orders"_s)).events.size(), std::size_t(1));
    QVERIFY(!c->publish() && !c->settle() && !c->topology() && !c->browse() && !c->positions());
    QCOMPARE(c->publish().reason.code, ErrorCode::NotSupported);
    file.seek(0);
    QCOMPARE(file.readAll(), before);
    QCOMPARE(QDir(m_dir.path()).entryList({u"kept*"_s}).size(), 1);
}

QTEST_GUILESS_MAIN(tst_File)
#include "tst_file.moc"
