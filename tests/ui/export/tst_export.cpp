// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event/eventjson.h"
#include "model/live/port.h"
#include "model/query/textmatch.h"
#include "model/store/capturereader.h"
#include "tests/support/sampleevents.h"
#include "ui/export/exportcolumns.h"
#include "ui/export/exportdialog.h"
#include "ui/export/exportjob.h"
#include "ui/export/exportstrip.h"
#include "ui/look/names.h"

#include <QDir>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_Export : public QObject
{
    Q_OBJECT

private slots:
    void everythingLossless();
    void whatIsShown();
    void whatIsSelected();
    void staysWhenTheStoreEvicts();
    void csvIsNeutral();
    void markdownOfOne();
    void aCaptureIsWhole();
    void cancelLeavesNothing();
    void failureIsSaid();
    void dialogAsks();

private:
    struct Bench
    {
        explicit Bench(int count)
        {
            ChunkBuilder builder(ArenaPool::create(0));
            const auto chunks = sample::chunks(builder, 0, count);
            store.append(chunks);
        }
        QByteArray run(ExportPlan plan, ExportRows rows)
        {
            plan.path = folder.filePath(u"out"_s);
            ExportJob job(plan, std::move(rows));
            QSignalSpy done(&job, &ExportJob::finished);
            (void)QTest::qWaitFor([&] { return done.size() == 1; }, 20000);
            error = job.error();
            written = job.written();
            QFile file(plan.path);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        }
        QTemporaryDir folder;
        EventStore store;
        JobRunner jobs{1};
        FilteredRows rows{store, jobs};
        std::optional<Error> error;
        quint64 written = 0;
    };
};

void tst_Export::everythingLossless()
{
    Bench b(1000);
    const QByteArray out = b.run({}, everyRow(b.store));
    QVERIFY(!b.error);
    QCOMPARE(b.written, 1000u);
    const QList<QByteArray> lines = out.trimmed().split('\n');
    QCOMPARE(lines.size(), 1000);
    EventJsonReader reader;
    const auto back = reader.read(lines[17].toStdString());
    QVERIFY(back.ok());
    QCOMPARE(back->value, sample::event(17, 0).value);
    QCOMPARE(back->fields, sample::event(17, 0).fields);
}

void tst_Export::whatIsShown()
{
    Bench b(1000);
    b.rows.setMatcher(std::make_shared<TextMatcher>("shipment"));
    b.rows.storeChanged();
    QTRY_VERIFY(!b.rows.busy() && b.rows.count() == 250);
    const ExportRows shown = shownRows(b.store, b.rows);
    QCOMPARE(shown.count, 250u);
    const QByteArray out = b.run({}, shown);
    QCOMPARE(out.count('\n'), 250);
    QCOMPARE(out.count("shipment.created\","), 250);
}

void tst_Export::whatIsSelected()
{
    Bench b(1000);
    EventSelection selection;
    selection.set(b.store.first() + 3, b.store.first() + 5);
    selection.add(b.store.first() + 100, b.store.first() + 100);
    const ExportRows all = selectedRows(b.store, b.rows, selection, 4);
    QCOMPARE(b.run({}, all).count('\n'), 4);
    // Only what is shown of the selection.
    b.rows.setMatcher(std::make_shared<TextMatcher>("shipment"));
    b.rows.storeChanged();
    QTRY_VERIFY(!b.rows.busy() && b.rows.count() == 250);
    QCOMPARE(b.run({}, selectedRows(b.store, b.rows, selection, 1)).count('\n'), 1); // number 3
}

void tst_Export::staysWhenTheStoreEvicts()
{
    Bench b(1000);
    const ExportRows rows = everyRow(b.store);
    b.store.clear();
    QCOMPARE(b.run({}, rows).count('\n'), 1000);
}

void tst_Export::csvIsNeutral()
{
    Bench b(0);
    Event e = sample::event(1, sample::StartMs);
    e.key = "=cmd|' /C calc'!A0";
    e.value = "say \"hi\", you";
    ExportPlan plan;
    plan.format = EventFileFormat::Csv;
    for (const EventColumn c : {EventColumn::Time, EventColumn::Offset, EventColumn::Key, EventColumn::Preview})
        plan.columns.push_back(exportColumn(c, QString::fromLatin1(eventColumnName(c)), {}, nullptr));
    ChunkBuilder builder(ArenaPool::create(0));
    builder.append(builder.source(e.channel, e.partition), e.view());
    const std::vector<ChunkPtr> chunks{builder.finish()};
    b.store.append(chunks);
    const QByteArray out = b.run(plan, everyRow(b.store));
    QCOMPARE(out, QByteArray("time,offset,key,preview\r\n"
                             "2026-07-01T12:04:31.000Z,1834147,'=cmd|' /C calc'!A0,\"say \"\"hi\"\", you\"\r\n"));
}

void tst_Export::markdownOfOne()
{
    Event e = sample::event(1, sample::StartMs);
    e.key = "a|b";
    e.value = "```\nnot the end";
    const QString text = eventMarkdown(e.view(), nullptr);
    QVERIFY(text.contains(u"1834147"));
    QVERIFY(text.contains(u"````"));
    QVERIFY(text.contains(u"not the end"));
}

void tst_Export::aCaptureIsWhole()
{
    Bench b(1000);
    ExportPlan plan;
    plan.format = EventFileFormat::Capture;
    (void)b.run(plan, everyRow(b.store));
    QVERIFY(!b.error);
    const auto info = openCapture(b.folder.filePath(u"out"_s));
    QVERIFY(info.ok());
    QVERIFY(info->complete);
    QCOMPARE(info->events, 1000);
}

void tst_Export::cancelLeavesNothing()
{
    Bench b(20000);
    ExportPlan plan;
    plan.path = b.folder.filePath(u"out"_s);
    ExportJob job(plan, everyRow(b.store));
    job.cancel();
    QSignalSpy done(&job, &ExportJob::finished);
    QTRY_COMPARE(done.size(), 1);
    QCOMPARE(job.error()->code, ErrorCode::Cancelled);
    QVERIFY(QDir(b.folder.path()).isEmpty());
}

void tst_Export::failureIsSaid()
{
    Bench b(10);
    ExportPlan plan;
    plan.path = b.folder.filePath(u"no/such/folder/out"_s);
    ExportStrip strip;
    QSignalSpy spy(&strip, &ExportStrip::ended);
    strip.start(plan, everyRow(b.store));
    QTRY_COMPARE(spy.size(), 1);
    QCOMPARE(spy.first().at(0).toBool(), false);
    QVERIFY(spy.first().at(1).toString().contains(u"no/such/folder"));
    QVERIFY(!strip.isVisible());
    plan.path = b.folder.filePath(u"good"_s);
    strip.start(plan, everyRow(b.store));
    QTRY_COMPARE(spy.size(), 2);
    QCOMPARE(spy.last().at(0).toBool(), true);
    QVERIFY(spy.last().at(1).toString().startsWith(u"Exported 10 events to "));
}

void tst_Export::dialogAsks()
{
    auto *dialog = new ExportDialog({3, 250, 1000}, u"orders"_s, nullptr);
    dialog->show();
    QCOMPARE(namelessWidgets(dialog).join(u", "_s), QString());
    QCOMPARE(dialog->scope(), ExportScope::Selected);
    QCOMPARE(dialog->findChild<QPushButton *>(u"Export to file…"_s)->text(), u"Export 3 to file…"_s);
    delete dialog;
    dialog = new ExportDialog({0, 0, 0}, u"orders"_s, nullptr);
    dialog->show();
    QVERIFY(!dialog->findChild<QPushButton *>(u"Export to file…"_s)->isEnabled());
    delete dialog;
}

QTEST_MAIN(tst_Export)
#include "tst_export.moc"
