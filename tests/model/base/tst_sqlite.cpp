// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/sqlite.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_Sqlite : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    QString path(const char *name) const { return m_dir.filePath(QString::fromLatin1(name)); }
    static Sqlite create(const QString &path)
    {
        auto db = Sqlite::open(path, {.mode = Sqlite::Mode::Create});
        if (!db)
            qFatal("%s", qPrintable(db.error().detail));
        return std::move(*db);
    }

private slots:
    void bytesComeBackExactly();
    void nullIsNotEmpty();
    void theFileIsItsOwners();
    void readOnlyStaysSo();
    void missingAndForeignFilesAreErrors();
    void aTruncatedFileIsDamage();
    void transactionsRollBack();
    void aLockIsTold();
    void cancelEndsAStatement();
    void hostileSchemasDoNotRun();
    void durableMeansFullSync();
    void oddPaths();
};

void tst_Sqlite::bytesComeBackExactly()
{
    Sqlite db = create(path("bytes"));
    QVERIFY(db.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB, s TEXT)"));
    std::string bytes;
    for (int i = 0; i < 256; ++i)
        bytes.push_back(char(i));
    auto insert = db.prepare("INSERT INTO t VALUES (?, ?, ?)");
    QVERIFY(insert);
    QVERIFY(insert->bind(1, 9'000'000'000'000).bindBlob(2, bytes).bindText(3, "a\xC3\xBC").run());
    QCOMPARE(db.lastInsertId(), 9'000'000'000'000);
    auto query = db.prepare("SELECT id, b, s FROM t");
    QVERIFY(query);
    const auto row = query->step();
    QVERIFY(row && *row);
    QCOMPARE(query->integer(0), 9'000'000'000'000);
    QVERIFY(query->blob(1) == bytes);
    QCOMPARE(query->string(2), u"aü"_s);
    const auto end = query->step();
    QVERIFY(end && !*end);
}

void tst_Sqlite::nullIsNotEmpty()
{
    Sqlite db = create(path("null"));
    QVERIFY(db.exec("CREATE TABLE t (b BLOB)"));
    auto insert = db.prepare("INSERT INTO t VALUES (?)");
    QVERIFY(insert->bindBlob(1, {}).run());
    QVERIFY(insert->bindNull(1).run());
    auto query = db.prepare("SELECT b FROM t ORDER BY rowid");
    QVERIFY(*query->step());
    QCOMPARE(query->type(0), SqliteStatement::Type::Blob);
    QVERIFY(query->blob(0).empty());
    QVERIFY(*query->step());
    QVERIFY(query->isNull(0));
}

void tst_Sqlite::theFileIsItsOwners()
{
    const QString p = path("owner");
    Sqlite db = create(p);
    QVERIFY(db.exec("CREATE TABLE t (x)"));
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(QFile::permissions(p) & others));
}

void tst_Sqlite::readOnlyStaysSo()
{
    const QString p = path("ro");
    QVERIFY(create(p).exec("CREATE TABLE t (x); INSERT INTO t VALUES (7)"));
    for (bool immutable : {false, true}) {
        auto db = Sqlite::open(p, {.immutable = immutable});
        QVERIFY(db);
        QCOMPARE(*db->integer("SELECT x FROM t"), 7);
        QVERIFY(!db->exec("INSERT INTO t VALUES (8)"));
    }
    QVERIFY(!QFile::exists(p + u"-journal"_s));
}

void tst_Sqlite::missingAndForeignFilesAreErrors()
{
    const auto missing = Sqlite::open(path("missing"), {});
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::FileFailed);
    QVERIFY(!QFile::exists(path("missing")));

    QFile text(path("text"));
    QVERIFY(text.open(QFile::WriteOnly));
    text.write(QByteArray(5000, 'x'));
    text.close();
    const auto foreign = Sqlite::open(text.fileName(), {});
    QVERIFY(!foreign);
    QVERIFY(Sqlite::isDamage(foreign.error()));
}

void tst_Sqlite::aTruncatedFileIsDamage()
{
    const QString p = path("cut");
    {
        Sqlite db = create(p);
        QVERIFY(db.exec("CREATE TABLE t (b BLOB)"));
        auto insert = db.prepare("INSERT INTO t VALUES (randomblob(3000))");
        for (int i = 0; i < 100; ++i)
            QVERIFY(insert->run());
    }
    QVERIFY(QFile::resize(p, 50'000));
    auto db = Sqlite::open(p, {.immutable = true});
    const auto checked = db ? db->quickCheck() : Result<void>(db.error());
    QVERIFY(!checked);
    QVERIFY2(Sqlite::isDamage(checked.error()), qPrintable(checked.error().detail));
}

void tst_Sqlite::transactionsRollBack()
{
    Sqlite db = create(path("tx"));
    QVERIFY(db.exec("CREATE TABLE t (x)"));
    {
        auto tx = SqliteTransaction::begin(db);
        QVERIFY(tx);
        QVERIFY(db.exec("INSERT INTO t VALUES (1)"));
    }
    QVERIFY(!db.inTransaction());
    QCOMPARE(*db.integer("SELECT count(*) FROM t"), 0);
    {
        auto tx = SqliteTransaction::begin(db);
        QVERIFY(db.exec("INSERT INTO t VALUES (1)"));
        QVERIFY(tx->commit());
    }
    QCOMPARE(*db.integer("SELECT count(*) FROM t"), 1);
}

void tst_Sqlite::aLockIsTold()
{
    const QString p = path("lock");
    Sqlite one = create(p);
    QVERIFY(one.exec("CREATE TABLE t (x)"));
    auto two = Sqlite::open(p, {.mode = Sqlite::Mode::ReadWrite, .busy = Milliseconds(10)});
    QVERIFY(two && one.begin());
    const auto refused = two->begin();
    QVERIFY(!refused);
    QVERIFY(Sqlite::isBusy(refused.error()));
    QVERIFY(!Sqlite::isDamage(refused.error()));
}

void tst_Sqlite::cancelEndsAStatement()
{
    Sqlite db = create(path("cancel"));
    const Cancel cancel = Cancel::after(Milliseconds(50));
    db.setCancel(&cancel);
    const auto answer =
        db.integer("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n");
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, ErrorCode::Cancelled);
    db.setCancel(nullptr);
    QCOMPARE(*db.integer("SELECT 5"), 5);
}

void tst_Sqlite::hostileSchemasDoNotRun()
{
    Sqlite db = create(path("hostile"));
    QVERIFY(db.exec("CREATE TABLE t (x); CREATE VIEW v AS SELECT 1; CREATE TRIGGER r AFTER INSERT ON t BEGIN DELETE "
                    "FROM t; END; INSERT INTO t VALUES (1)"));
    QCOMPARE(*db.integer("SELECT count(*) FROM t"), 1);
    QVERIFY(!db.integer("SELECT * FROM v"));
    QVERIFY(!db.exec("SELECT load_extension('x')"));
    QVERIFY(!db.exec("ATTACH ':memory:' AS other"));
}

void tst_Sqlite::durableMeansFullSync()
{
    auto db = Sqlite::open(path("durable"), {.mode = Sqlite::Mode::Create, .durable = true});
    QVERIFY(db);
    auto mode = db->prepare("PRAGMA journal_mode");
    QVERIFY(*mode->step());
    QCOMPARE(mode->string(0), u"wal"_s);
    QCOMPARE(*db->integer("PRAGMA synchronous"), 2);
}

void tst_Sqlite::oddPaths()
{
    for (const char *name : {"a b", "q?immutable=1", "h#x", "p%41", "ü"}) {
        const QString p = m_dir.filePath(QString::fromUtf8(name));
        QVERIFY(create(p).exec("CREATE TABLE t (x)"));
        QVERIFY2(QFile::exists(p) && QFile(p).size() > 0, name);
        QVERIFY(Sqlite::open(p, {.immutable = true})->integer("SELECT count(*) FROM t"));
    }
}

QTEST_GUILESS_MAIN(tst_Sqlite)
#include "tst_sqlite.moc"
