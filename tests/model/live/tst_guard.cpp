// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/audit/auditlog.h"
#include "model/live/guard.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_Guard : public QObject
{
    Q_OBJECT

private slots:
    void developmentIsGranted();
    void readOnlyIsRefusedAlways();
    void productionWantsItsName();
    void aGrantIsForOneOperation();
    void everyWriteIsAudited();
    void aWriteThatCannotBeAuditedIsRefused();
    void auditFindsWhatWasChanged_data();
    void auditFindsWhatWasChanged();
};

void tst_Guard::developmentIsGranted()
{
    Guard g({u"dev"_s, Environment::Development, false}, nullptr);
    QVERIFY(g.grant(WriteOperation::Publish, u"orders"_s, 1).ok());
    QVERIFY(!g.refusal());
}

void tst_Guard::readOnlyIsRefusedAlways()
{
    Guard g({u"ro"_s, Environment::None, true}, nullptr);
    QVERIFY(g.unlock(u"ro"_s)); // the name does not open a read-only connection
    const auto r = g.grant(WriteOperation::Publish, u"orders"_s, 1);
    QVERIFY(!r.ok());
    QCOMPARE(r.error().code, ErrorCode::GuardReadOnly);
}

void tst_Guard::productionWantsItsName()
{
    Guard g({u"live"_s, Environment::Production, false}, nullptr);
    QCOMPARE(g.grant(WriteOperation::Publish, u"o"_s, 1).error().code, ErrorCode::GuardProduction);
    QVERIFY(!g.unlock(u"Live"_s));
    QVERIFY(!g.grant(WriteOperation::Publish, u"o"_s, 1).ok());
    QVERIFY(g.unlock(u"live"_s));
    QVERIFY(g.grant(WriteOperation::Publish, u"o"_s, 1).ok());
    g.lock();
    QVERIFY(!g.grant(WriteOperation::Publish, u"o"_s, 1).ok());
}

void tst_Guard::aGrantIsForOneOperation()
{
    Guard g({u"dev"_s, Environment::Development, false}, nullptr);
    const auto grant = g.grant(WriteOperation::Publish, u"o"_s, 1);
    QVERIFY(grant->allows(WriteOperation::Publish).ok());
    QVERIFY(!grant->allows(WriteOperation::Delete).ok());
}

void tst_Guard::everyWriteIsAudited()
{
    QTemporaryDir dir;
    const auto log = std::make_shared<AuditLog>(dir.filePath(u"a/audit.jsonl"_s));
    Guard g({u"dev"_s, Environment::Development, false}, log);
    const auto grant = g.grant(WriteOperation::Publish, u"orders"_s, 3);
    g.done(*grant, u"confirmed"_s, 3);
    const auto lines = log->read();
    QCOMPARE(lines->size(), std::size_t(2));
    QCOMPARE(lines->at(0)[u"phase"_s].toString(), u"begin"_s);
    QCOMPARE(lines->at(1)[u"outcome"_s].toString(), u"confirmed"_s);
    QCOMPARE(lines->at(1)[u"previous"_s], lines->at(0)[u"hash"_s]);
    const auto check = log->verify();
    QCOMPARE(check->firstBadLine, 0);
    QCOMPARE(check->lines, quint64(2));
}

void tst_Guard::aWriteThatCannotBeAuditedIsRefused()
{
    Guard g({u"dev"_s, Environment::Development, false}, std::make_shared<AuditLog>(u"/proc/nowhere/audit"_s));
    QCOMPARE(g.grant(WriteOperation::Publish, u"o"_s, 1).error().code, ErrorCode::FileFailed);
}

void tst_Guard::auditFindsWhatWasChanged_data()
{
    QTest::addColumn<int>("what");
    QTest::addColumn<qint64>("line");
    QTest::newRow("a word changed") << 0 << qint64(3);
    QTest::newRow("a line taken out") << 1 << qint64(3);
    QTest::newRow("two lines swapped") << 2 << qint64(2);
    QTest::newRow("no JSON") << 3 << qint64(4);
}

void tst_Guard::auditFindsWhatWasChanged()
{
    QFETCH(int, what);
    QFETCH(qint64, line);
    QTemporaryDir dir;
    AuditLog log(dir.filePath(u"audit.jsonl"_s));
    for (int i = 0; i < 5; ++i)
        QVERIFY(log.append({{u"target"_s, u"orders"_s}, {u"count"_s, i}}).ok());
    QFile file(log.path());
    QVERIFY(file.open(QIODevice::ReadWrite));
    QList<QByteArray> lines = file.readAll().split('\n');
    switch (what) {
    case 0:
        lines[2].replace("orders", "others");
        break;
    case 1:
        lines.removeAt(2);
        break;
    case 2:
        lines.swapItemsAt(1, 2);
        break;
    case 3:
        lines[3] = "{";
        break;
    }
    file.resize(0);
    file.seek(0);
    file.write(lines.join('\n'));
    file.close();
    QCOMPARE(log.verify()->firstBadLine, line);
}

QTEST_APPLESS_MAIN(tst_Guard)
#include "tst_guard.moc"
