// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/live/secretstore.h"
#include "model/workspace/workspacestore.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_Workspace : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void emptyAtFirst();
    void savesAndLoads();
    void filesAreMadeForGit();
    void unknownFieldsAreKept();
    void removesAndRenames();
    void everyNameHasAFileOfItsOwn();
    void namesThatCannotBe_data();
    void namesThatCannotBe();
    void noPasswordIsWritten();
    void aPasswordInAFileIsRefused();
    void verificationCannotBeSwitchedOff_data();
    void verificationCannotBeSwitchedOff();
    void aNewerFileIsReadOnly();
    void theSameNameTwiceIsReadOnly();
    void hostileFilesAreTold_data();
    void hostileFilesAreTold();
    void aPipeDoesNotHangIt();
    void theStrictestGuards();
    void secretsBelongToWhereTheyGo();

private:
    QString path(const QString &file) const { return m_dir->path() + u"/connections/"_s + file; }
    void put(const QString &file, const QByteArray &text);
    Workspace load();

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<WorkspaceStore> m_store;
};

namespace {
ConnectionProfile profile(const QString &name, const QString &url = u"kafka://localhost:9092"_s)
{
    ConnectionProfile p;
    p.name = name;
    p.url = *ConnectionUrl::parse(url);
    return p;
}
} // namespace

void tst_Workspace::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_store = std::make_unique<WorkspaceStore>(m_dir->path());
}

void tst_Workspace::put(const QString &file, const QByteArray &text)
{
    QDir().mkpath(m_dir->path() + u"/connections"_s);
    QFile f(path(file));
    QVERIFY(f.open(QIODevice::WriteOnly));
    f.write(text);
}

Workspace tst_Workspace::load()
{
    const auto loaded = m_store->load();
    if (!loaded)
        qFatal("the workspace did not load");
    return *loaded;
}

void tst_Workspace::emptyAtFirst()
{
    QVERIFY(load().connections.empty());
    QVERIFY(WorkspaceStore(m_dir->path() + u"/not/there"_s).load());
}

void tst_Workspace::savesAndLoads()
{
    ConnectionProfile p =
        profile(u"Shop (live)"_s, u"amqps://shop@rabbit.example:5671/v%2F1?management=https://rabbit.example:15671"_s);
    p.environment = Environment::Production;
    p.colour = u"#aa0000"_s;
    p.readOnly = true;
    p.registry = u"http://registry:8081"_s;
    p.favourites = {u"queue:b"_s, u"queue:a"_s};
    QVERIFY(m_store->save(p));
    const Workspace w = load();
    QVERIFY(w.problems.empty());
    const ConnectionProfile *back = w.find(u"Shop (live)"_s);
    QVERIFY(back);
    QCOMPARE(back->url.toString(), p.url.toString());
    QCOMPARE(back->url.path, u"v/1"_s);
    QCOMPARE(back->environment, Environment::Production);
    QCOMPARE(back->colour, p.colour);
    QVERIFY(back->readOnly);
    QCOMPARE(back->registry, p.registry);
    QCOMPARE(back->favourites, p.favourites);
}

void tst_Workspace::filesAreMadeForGit()
{
    QVERIFY(m_store->save(profile(u"b"_s)));
    QFile f(path(u"b.json"_s));
    QVERIFY(f.open(QIODevice::ReadOnly));
    const QByteArray text = f.readAll();
    QVERIFY(text.contains("\"$schema\"") && text.contains("\"version\": 1") && text.endsWith("\n"));
    QVERIFY(text.indexOf("\"name\"") < text.indexOf("\"url\""));
    QVERIFY(m_store->save(profile(u"b"_s)));
    QCOMPARE(QDir(m_dir->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList{u"connections"_s});
}

void tst_Workspace::unknownFieldsAreKept()
{
    put(u"x.json"_s, R"({"version":1,"name":"x","url":"kafka://h:1","later":{"b":[1,2]},"notes":"hi"})");
    ConnectionProfile p = *load().find(u"x"_s);
    p.readOnly = true;
    QVERIFY(m_store->save(p));
    QFile f(path(u"x.json"_s));
    QVERIFY(f.open(QIODevice::ReadOnly));
    const QJsonObject o = QJsonDocument::fromJson(f.readAll()).object();
    QCOMPARE(o[u"notes"_s].toString(), u"hi"_s);
    QCOMPARE(o[u"later"_s].toObject()[u"b"_s].toArray().size(), 2);
    QCOMPARE(o[u"read_only"_s], QJsonValue(true));
}

void tst_Workspace::removesAndRenames()
{
    QVERIFY(m_store->save(profile(u"a"_s)));
    QVERIFY(m_store->rename(u"a"_s, profile(u"b"_s)));
    QVERIFY(!load().find(u"a"_s) && load().find(u"b"_s));
    QVERIFY(m_store->remove(u"b"_s));
    QVERIFY(load().connections.empty());
    const auto gone = m_store->remove(u"b"_s);
    QVERIFY(!gone);
    QCOMPARE(gone.error().code, ErrorCode::UnknownConnection);
}

void tst_Workspace::everyNameHasAFileOfItsOwn()
{
    const QStringList names = {u"shop"_s, u"Shop"_s,  u"SHOP"_s, u"a/b"_s,           u"a b"_s,
                               u"..x"_s,  u"größe"_s, u"x~1"_s,  QString(120, u'n'), QString(119, u'n') + u'm'};
    for (const QString &n : names)
        QVERIFY2(m_store->save(profile(n)), qPrintable(n));
    const Workspace w = load();
    QCOMPARE(int(w.connections.size()), int(names.size()));
    QStringList lower;
    for (const QString &f : QDir(m_dir->path() + u"/connections"_s).entryList(QDir::Files | QDir::Hidden))
        lower.append(f.toLower());
    QCOMPARE(lower.removeDuplicates(), 0);
    QCOMPARE(lower.size(), names.size());
}

void tst_Workspace::namesThatCannotBe_data()
{
    QTest::addColumn<QString>("name");
    for (const QString &n : {u""_s, u" "_s, u" a"_s, u"kafka://h"_s, u"sandbox:"_s, u"--json"_s, u"a\nb"_s,
                             u"a\x1b[0m"_s, u"a\u202eb"_s, QString(200, u'x')})
        QTest::newRow(qPrintable(n.left(20).toHtmlEscaped() + u'.')) << n;
}

void tst_Workspace::namesThatCannotBe()
{
    QFETCH(QString, name);
    QVERIFY(!m_store->save(profile(name)));
}

void tst_Workspace::noPasswordIsWritten()
{
    QVERIFY(m_store->save(profile(u"a"_s, u"amqp://u:Tr0ub4dor@h:1/"_s)));
    QVERIFY(m_store->save(
        profile(u"b"_s, u"kafka://h:1?sasl.username=u&sasl.password=Tr0ub4dor&ssl.key.password=Tr0ub4dor"_s)));
    for (const QString &f : QDir(m_dir->path() + u"/connections"_s).entryList(QDir::Files)) {
        QFile file(path(f));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QVERIFY2(!text.contains("Tr0ub4dor") && !text.contains("***"), text.constData());
    }
    QCOMPARE(load().find(u"b"_s)->url.option(u"sasl.username"), u"u"_s);
}

void tst_Workspace::aPasswordInAFileIsRefused()
{
    put(u"x.json"_s, R"({"name":"x","url":"amqp://u:secret@h:1/"})");
    const Workspace w = load();
    QVERIFY(w.connections.empty());
    QCOMPARE(w.problems.size(), std::size_t(1));
    QVERIFY(!w.problems[0].error.args.join(u' ').contains(u"secret"_s));
}

void tst_Workspace::verificationCannotBeSwitchedOff_data()
{
    QTest::addColumn<QByteArray>("option");
    for (const char *o : {"enable.ssl.certificate.verification=false", "ENABLE.SSL.CERTIFICATE.VERIFICATION=no",
                          "enable.ssl.certificate.verification=0", "ssl.endpoint.identification.algorithm=none",
                          "verify=off", "verify_peer=false", "insecure=true"})
        QTest::newRow(o) << QByteArray(o);
}

void tst_Workspace::verificationCannotBeSwitchedOff()
{
    QFETCH(QByteArray, option);
    put(u"x.json"_s, "{\"name\":\"x\",\"url\":\"kafka://h:1?" + option + "\"}");
    const Workspace w = load();
    QVERIFY(w.connections.empty());
    QCOMPARE(w.problems.size(), std::size_t(1));
    QCOMPARE(w.problems[0].error.code, ErrorCode::RefusedProperty);
}

void tst_Workspace::aNewerFileIsReadOnly()
{
    put(u"x.json"_s, R"({"version":2,"name":"x","url":"kafka://h:1"})");
    const Workspace w = load();
    QVERIFY(w.find(u"x"_s) && w.find(u"x"_s)->readOnly);
    QCOMPARE(w.problems.size(), std::size_t(1));
    QVERIFY(!m_store->save(profile(u"x"_s)));
    QVERIFY(!m_store->remove(u"x"_s));
}

void tst_Workspace::theSameNameTwiceIsReadOnly()
{
    put(u"a.json"_s, R"({"name":"x","url":"kafka://h:1"})");
    put(u"b.json"_s, R"({"name":"x","url":"kafka://other:1"})");
    const Workspace w = load();
    QCOMPARE(w.connections.size(), std::size_t(1));
    QVERIFY(w.connections[0].readOnly);
    QCOMPARE(w.problems.size(), std::size_t(1));
    QVERIFY(w.problems[0].error.args.join(u' ').contains(u"a.json"_s));
}

void tst_Workspace::hostileFilesAreTold_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("no JSON") << QByteArray("<html>");
    QTest::newRow("a list") << QByteArray("[]");
    QTest::newRow("deep") << QByteArray(100000, '[');
    QTest::newRow("deep object") << QByteArray("{\"a\":").repeated(50000);
    QTest::newRow("no name") << QByteArray(R"({"url":"kafka://h:1"})");
    QTest::newRow("name is a number") << QByteArray(R"({"name":1,"url":"kafka://h:1"})");
    QTest::newRow("bad URL") << QByteArray(R"({"name":"x","url":"kafka://"})");
    QTest::newRow("environment") << QByteArray(R"({"name":"x","url":"kafka://h:1","environment":"prod"})");
    QTest::newRow("colour") << QByteArray(R"({"name":"x","url":"kafka://h:1","colour":"url(file:///x"})");
    QTest::newRow("favourites") << QByteArray(R"({"name":"x","url":"kafka://h:1","favourites":[[[]]]})");
}

void tst_Workspace::hostileFilesAreTold()
{
    QFETCH(QByteArray, text);
    put(u"x.json"_s, text);
    QVERIFY(m_store->save(profile(u"good"_s)));
    const Workspace w = load();
    QCOMPARE(w.connections.size(), std::size_t(1));
    QCOMPARE(w.problems.size(), std::size_t(1));
    QCOMPARE(w.problems[0].file, u"connections/x.json"_s);
}

void tst_Workspace::aPipeDoesNotHangIt()
{
    QVERIFY(m_store->save(profile(u"good"_s)));
    QCOMPARE(mkfifo(path(u"pipe.json"_s).toLocal8Bit().constData(), 0600), 0);
    QVERIFY(QFile::link(u"/dev/zero"_s, path(u"zero.json"_s)));
    // A gigabyte that takes no room on the disk.
    QFile sparse(path(u"big.json"_s));
    QVERIFY(sparse.open(QIODevice::WriteOnly) && sparse.resize(qint64(1) << 30));
    const Workspace w = load();
    QCOMPARE(w.connections.size(), std::size_t(1));
    QVERIFY(!w.problems.empty());
    QVERIFY(std::any_of(w.problems.begin(), w.problems.end(),
                        [](const WorkspaceProblem &p) { return p.error.code == ErrorCode::TooLarge; }));
}

void tst_Workspace::theStrictestGuards()
{
    ConnectionProfile dev = profile(u"dev"_s), live = profile(u"live"_s), ro = profile(u"ro"_s),
                      other = profile(u"other"_s, u"kafka://elsewhere:9092"_s);
    live.environment = Environment::Production;
    ro.readOnly = true;
    for (const auto &p : {dev, live, ro, other})
        QVERIFY(m_store->save(p));
    const Workspace w = load();
    const auto found = w.sameBroker(*ConnectionUrl::parse(u"kafka://127.0.0.1:9092"_s));
    QCOMPARE(found.size(), std::size_t(3));
    QCOMPARE(found[0]->name, u"ro"_s);
    QCOMPARE(found[1]->name, u"live"_s);
}

void tst_Workspace::secretsBelongToWhereTheyGo()
{
    const auto key = [](const QString &url) { return secretKey(*ConnectionUrl::parse(url)); };
    const QString one = key(u"amqps://u@h:5671/v"_s);
    for (const QString &other : {u"amqp://u@h:5671/v"_s, u"amqps://u@evil:5671/v"_s, u"amqps://w@h:5671/v"_s,
                                 u"amqps://u@h:1/v"_s, u"amqps://u@h:5671/w"_s})
        QVERIFY(key(other) != one);
    QVERIFY(key(u"kafka://u@h:1?security.protocol=sasl_ssl"_s) !=
            key(u"kafka://u@h:1?security.protocol=sasl_plaintext"_s));
    QCOMPARE(key(u"amqps://u:password@h:5671/v?heartbeat=5"_s), one);
    QVERIFY(!one.contains(u"password"_s));
}

QTEST_GUILESS_MAIN(tst_Workspace)
#include "tst_workspace.moc"
