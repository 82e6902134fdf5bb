// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakeconnector.h"
#include "tests/support/sampleevents.h"
#include "ui/search/searchjob.h"
#include "ui/search/searchwords.h"

#include <QSignalSpy>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_SearchJob : public QObject
{
    Q_OBJECT

private slots:
    void findsWhatMatches();
    void cancelSaysHowFarItCame();
    void goesOnWithoutASecondTime();
    void endsAtTheBudget();
    void lostIsToldAndForgotten();
    void failuresAreListed();
    void errorBeforeAnything();
    void closingWhileItRuns();

private:
    struct Bench
    {
        explicit Bench(int count)
        {
            for (int i = 0; i < count; ++i)
                broker->history.push_back(sample::event(i, sample::StartMs + i));
            session = fake::makeSession(broker);
        }
        SearchRequest words(const QString &text) const
        {
            SearchRequest r;
            r.channels = {ChannelAddress::parse(u"orders.placed"_s)};
            r.text = text;
            return r;
        }
        std::unique_ptr<SearchJob> start(const SearchRequest &request, std::size_t budget = 1 << 30,
                                         std::optional<Coverage> before = {})
        {
            auto job = std::make_unique<SearchJob>(*session, request, *compileSearch(request, nullptr), budget,
                                                   std::move(before));
            QObject::connect(job.get(), &SearchJob::found, job.get(), [this](const std::vector<ChunkPtr> &chunks) {
                for (const ChunkPtr &c : chunks)
                    rows += c->rows();
            });
            return job;
        }
        std::shared_ptr<fake::Broker> broker = std::make_shared<fake::Broker>();
        std::unique_ptr<Session> session;
        std::size_t rows = 0;
    };
};

void tst_SearchJob::findsWhatMatches()
{
    Bench b(1000);
    auto job = b.start(b.words(u"shipment"_s));
    QSignalSpy done(job.get(), &SearchJob::finished);
    QTRY_COMPARE(done.size(), 1);
    QCOMPARE(b.rows, 250u);
    QCOMPARE(job->coverage()->scanned, 1000u);
    QCOMPARE(job->coverage()->matched, 250u);
    QVERIFY(job->coverage()->complete);
    QVERIFY(!job->isRunning());
    QCOMPARE(searchwords::coverageLine(*job->coverage(), false).tint, Tint::Ok);
    QVERIFY(b.broker->scans.back().lostAfter.count() < 0); // a window waits for its broker
}

void tst_SearchJob::cancelSaysHowFarItCame()
{
    Bench b(1000);
    b.broker->scanning.held = true;
    b.broker->scanning.holdAt = 400;
    auto job = b.start(b.words(u"shipment"_s));
    QTRY_COMPARE(b.rows, 100u); // found before it ended
    QCOMPARE(job->progress().scanned, 400u);
    job->cancel();
    QTRY_VERIFY(job->coverage());
    QCOMPARE(job->coverage()->ended, ScanEnd::Cancelled);
    QVERIFY(!job->coverage()->complete);
    QCOMPARE(job->coverage()->scanned, 400u);
    QVERIFY(searchwords::unread(*job->coverage()) > 0);
}

void tst_SearchJob::goesOnWithoutASecondTime()
{
    Bench b(1000);
    SearchRequest request = b.words(u"shipment"_s);
    request.limit = 10;
    auto job = b.start(request);
    QTRY_VERIFY(job->coverage());
    QCOMPARE(job->coverage()->ended, ScanEnd::Limit);
    QTRY_COMPARE(b.rows, 10u);
    request.resume = *parseResumeToken(job->coverage()->resumeToken());
    request.limit = 0;
    const Coverage before = *job->coverage();
    job = b.start(request, 1 << 30, before);
    QSignalSpy done(job.get(), &SearchJob::finished);
    QTRY_COMPARE(done.size(), 1);
    QCOMPARE(b.rows, 250u);
    QCOMPARE(job->coverage()->scanned, 1000u); // the union of both
    QCOMPARE(job->coverage()->matched, 250u);
    QVERIFY(job->coverage()->complete);
    QCOMPARE(job->coverage()->channels.front().partitions.front().from,
             before.channels.front().partitions.front().from);
}

void tst_SearchJob::endsAtTheBudget()
{
    Bench b(1000);
    b.broker->scanning.held = true; // a chunk is handed over there
    b.broker->scanning.holdAt = 500;
    auto job = b.start(b.words({}), 1000);
    QSignalSpy done(job.get(), &SearchJob::finished);
    QTRY_COMPARE(done.size(), 1);
    QVERIFY(job->budgetReached());
    QCOMPARE(job->coverage()->ended, ScanEnd::Limit);
    QCOMPARE(b.rows, std::size_t(job->coverage()->matched)); // what was counted as found is there
    QVERIFY(searchwords::coverageLine(*job->coverage(), true).text.contains(u"memory"));
}

void tst_SearchJob::lostIsToldAndForgotten()
{
    Bench b(1000);
    b.broker->scanning.held = true;
    b.broker->scanning.lost = true;
    b.broker->scanning.holdAt = 400;
    auto job = b.start(b.words(u"shipment"_s));
    QTRY_VERIFY(job->trouble());
    QCOMPARE(job->trouble()->code, ErrorCode::ConnectionLost);
    b.broker->scanning.held = false;
    QTRY_VERIFY(job->coverage());
    QVERIFY(!job->trouble());
    QVERIFY(job->coverage()->complete);
}

void tst_SearchJob::failuresAreListed()
{
    Bench b(60);
    SearchRequest request = b.words(u"10 / (offset - 1834147) == 5"_s); // divides by zero at each first offset
    request.mode = SearchMode::Expression;
    auto job = b.start(request);
    QTRY_VERIFY(job->coverage());
    const auto failures = job->failures();
    QCOMPARE(failures.size(), 6u);
    QCOMPARE(job->coverage()->evaluationFailures, 6u);
    QCOMPARE(job->coverage()->decodeFailures, 0u);
    QCOMPARE(failures.front().event.offset, 1834147);
    QVERIFY(!failures.front().failure.message.isEmpty());
    const auto nothing = searchwords::nothingFound(*job->coverage());
    QVERIFY(nothing.next.contains(u"6 could not be evaluated"));
}

void tst_SearchJob::errorBeforeAnything()
{
    Bench b(10);
    b.broker->scanError = makeError(ErrorCode::ChannelNotFound, {u"orders.placed"_s});
    auto job = b.start(b.words(u"x"_s));
    QSignalSpy done(job.get(), &SearchJob::finished);
    QTRY_COMPARE(done.size(), 1);
    QVERIFY(!job->coverage());
    QCOMPARE(job->error()->code, ErrorCode::ChannelNotFound);
}

void tst_SearchJob::closingWhileItRuns()
{
    Bench b(1000);
    b.broker->scanning.held = true;
    b.broker->scanning.holdAt = 400;
    auto job = b.start(b.words(u"shipment"_s));
    QTRY_COMPARE(b.rows, 100u);
    job.reset();
    b.session.reset(); // ends the scan, waits for it, and comes back
    QCOMPARE(b.rows, 100u);
}

QTEST_MAIN(tst_SearchJob)
#include "tst_searchjob.moc"
