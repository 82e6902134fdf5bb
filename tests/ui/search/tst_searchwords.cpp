// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/names.h"
#include "ui/search/coveragedialog.h"
#include "ui/search/coveragemodel.h"
#include "ui/search/failuresdialog.h"
#include "ui/search/failuresmodel.h"
#include "ui/search/searchwords.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_SearchWords : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }
    void completeIsSaidWithNumbers();
    void whyItEnded();
    void nothingIsNotNothingSoFar();
    void partitionsInATable();
    void failuresInATable();

private:
    static Coverage whole()
    {
        Coverage c;
        c.complete = true;
        c.scanned = 5000000;
        c.matched = 3;
        c.bytes = quint64(3) << 30;
        c.seconds = 4;
        c.isolation = u"committed"_s;
        ChannelCoverage channel;
        channel.channel = u"orders"_s;
        for (int p = 0; p < 6; ++p)
            channel.partitions.push_back({p, 0, 833334, 833334, 833334, 4, 0});
        c.channels = {channel};
        return c;
    }
    static Coverage half()
    {
        Coverage c = whole();
        c.complete = false;
        c.scanned = 2500002;
        for (PartitionCoverage &p : c.channels[0].partitions)
            p.next = 416667;
        return c;
    }
};

void tst_SearchWords::completeIsSaidWithNumbers()
{
    const auto line = searchwords::coverageLine(whole(), false);
    QCOMPARE(line.text, u"Read 5,000,000 of 5,000,000 events in 6 partition(s) · 3 found · complete"_s);
    QCOMPARE(line.tint, Tint::Ok);
}

void tst_SearchWords::whyItEnded()
{
    Coverage c = half();
    c.ended = ScanEnd::Cancelled;
    QVERIFY(searchwords::coverageLine(c, false).text.startsWith(u"Read 2,500,002 of 5,000,004 events"));
    QVERIFY(searchwords::coverageLine(c, false).text.endsWith(u"cancelled"));
    c.ended = ScanEnd::Limit;
    QVERIFY(searchwords::coverageLine(c, false).text.endsWith(u"stopped at the limit"));
    QVERIFY(searchwords::coverageLine(c, true).text.endsWith(u"stopped: the memory budget is full"));
    c.ended = ScanEnd::Error;
    c.error = makeError(ErrorCode::ConnectionLost, {u"broker:9092"_s});
    QCOMPARE(searchwords::coverageLine(c, false).tint, Tint::Error);
    QVERIFY(searchwords::coverageLine(c, false).text.contains(u"broker:9092"));
    Coverage held = whole();
    held.complete = false;
    held.channels[0].partitions[2].withheld = 120;
    QVERIFY(searchwords::coverageLine(held, false).text.contains(u"an open transaction holds back 120"));
    QCOMPARE(searchwords::coverageLine(held, false).tint, Tint::Warning);
    QCOMPARE(searchwords::notes(held).size(), 1);
}

void tst_SearchWords::nothingIsNotNothingSoFar()
{
    QCOMPARE(searchwords::nothingFound(whole()).sentence, u"Nothing matches"_s);
    QCOMPARE(searchwords::nothingFound(whole()).next, u"All 5,000,000 events were read."_s);
    Coverage c = half();
    c.ended = ScanEnd::Cancelled;
    QCOMPARE(searchwords::nothingFound(c).sentence, u"Nothing found so far"_s);
    QVERIFY(searchwords::nothingFound(c).next.contains(u"2,500,002 were not"));
    Coverage failed = whole();
    failed.decodeFailures = 7;
    QVERIFY(searchwords::nothingFound(failed).sentence != u"Nothing matches");
    QVERIFY(searchwords::nothingFound(failed).next.contains(u"7 could not be decoded"));
}

void tst_SearchWords::partitionsInATable()
{
    CoverageModel model(half());
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 6);
    QCOMPARE(model.index(3, CoverageModel::Next).data().toString(), u"416,667"_s);
    QCOMPARE(model.index(3, CoverageModel::Gaps).data().toString(), u"4"_s);
    Coverage failed = half();
    failed.evaluationFailures = 2;
    auto *dialog = new CoverageDialog(failed, false, nullptr);
    dialog->show();
    QCOMPARE(namelessWidgets(dialog), QStringList());
    QSignalSpy spy(dialog, &CoverageDialog::failuresRequested);
    dialog->findChild<QPushButton *>(u"Failures…"_s)->click();
    QCOMPARE(spy.size(), 1);
    dialog->findChild<QPushButton *>(u"Copy"_s)->click();
    QVERIFY(QApplication::clipboard()->text().contains(u"orders\t3\t0\t833,334\t416,667"));
    delete dialog;
}

void tst_SearchWords::failuresInATable()
{
    Event e;
    e.channel = "orders";
    e.partition = 2;
    e.offset = 17;
    e.timeKind = TimeKind::Create;
    e.timeMs = 1782907471000;
    e.value = "{}";
    std::vector<FailedEvent> failures{{e, {EventFailure::Stage::Decode, u"no \u202e schema"_s}}};
    FailuresModel model(failures, true);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.index(0, FailuresModel::Position).data().toString(), u"orders / 2 @ 17"_s);
    QCOMPARE(model.index(0, FailuresModel::Time).data().toString(), u"2026-07-01 12:04:31.000 UTC"_s);
    QVERIFY(!model.index(0, FailuresModel::Reason).data().toString().contains(QChar(0x202e)));
    auto *dialog = new FailuresDialog(failures, 5, true, nullptr);
    dialog->show();
    QCOMPARE(namelessWidgets(dialog), QStringList());
    QVERIFY(dialog->findChild<QTableView *>(u"Failed events"_s)->currentIndex().isValid());
    delete dialog;
}

QTEST_MAIN(tst_SearchWords)
#include "tst_searchwords.moc"
