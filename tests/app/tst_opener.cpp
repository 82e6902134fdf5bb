// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/keychain.h"
#include "app/common/opener.h"
#include "app/common/paths.h"
#include "app/common/schemas.h"
#include "model/live/secretstore.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

// A keychain in memory, or a broken one.
class FakeStore final : public SecretStore
{
public:
    void read(const QString &key, std::function<void(Result<QString>)> done) override
    {
        if (broken)
            done(makeError(ErrorCode::NoKeychain));
        else
            done(secrets.value(key));
    }
    void write(const QString &key, const QString &secret, std::function<void(Result<void>)> done) override
    {
        secrets[key] = secret;
        done({});
    }
    void remove(const QString &key, std::function<void(Result<void>)> done) override
    {
        secrets.remove(key);
        done({});
    }
    QHash<QString, QString> secrets;
    bool broken = false;
};

class tst_Opener : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void namesAndUrls();
    void aRawUrlTakesTheSavedGuard();
    void confirmingChoosesAmongProductionNames();
    void refusedPropertiesAreRefused();
    void registries();
    void passwordSources();
    void aPasswordFileOthersMayReadIsRefused();
    void aBrokenKeychainIsNoError();
    void stateFolderIsOnesOwn();
    void theKeychainAnswersInTime();

private:
    const ConnectionProfile &save(const QString &name, const QString &url, Environment environment = Environment::None,
                                  bool readOnly = false);
    ConnectionOpener opener() const { return {m_registry, m_workspace, {}}; }

    ConnectorRegistry m_registry = ConnectorRegistry::all();
    Workspace m_workspace;
};

void tst_Opener::init()
{
    m_workspace = {};
    for (const char *name : {"FLOWBENCH_PASSWORD", "FLOWBENCH_PASSWORD_MY_SHOP"})
        qunsetenv(name);
}

const ConnectionProfile &tst_Opener::save(const QString &name, const QString &url, Environment environment,
                                          bool readOnly)
{
    ConnectionProfile p;
    p.name = name;
    p.url = *ConnectionUrl::parse(url);
    p.environment = environment;
    p.readOnly = readOnly;
    m_workspace.connections.push_back(p);
    return m_workspace.connections.back();
}

void tst_Opener::namesAndUrls()
{
    save(u"shop"_s, u"kafka://localhost:9092"_s);
    const auto named = opener().prepare(u"shop"_s);
    QVERIFY(named && named->profile);
    QCOMPARE(named->type->id, u"kafka"_s);
    const auto url = opener().prepare(u"sandbox:?seed=1"_s);
    QVERIFY(url && !url->profile);
    QCOMPARE(opener().prepare(u"nobody"_s).error().code, ErrorCode::UnknownConnection);
    QCOMPARE(opener().prepare(u"nosuch://h:1"_s).error().code, ErrorCode::UnknownScheme);
    QCOMPARE(opener().prepare(u"kafka://"_s).error().code, ErrorCode::BadUrl);
    QVERIFY(ConnectionOpener::connect(*opener().prepare(u"sandbox:?rate=0"_s)));
}

void tst_Opener::aRawUrlTakesTheSavedGuard()
{
    save(u"live"_s, u"amqp://app@rabbit:5672/v"_s, Environment::Production);
    const auto raw = opener().prepare(u"amqp://other:pw@RABBIT/v"_s);
    QVERIFY(raw && raw->guard->refusal());
    QCOMPARE(raw->guard->policy().connection, u"live"_s);
    QVERIFY(!raw->guard->unlock(u"rabbit"_s));
    QVERIFY(raw->guard->unlock(u"live"_s) && !raw->guard->refusal());
    const auto otherVhost = opener().prepare(u"amqp://app@rabbit:5672/w"_s);
    QVERIFY(otherVhost && !otherVhost->guard->refusal());
    save(u"look"_s, u"amqps://app@rabbit:5672/v"_s, Environment::None, true);
    const auto strictest = opener().prepare(u"amqp://rabbit:5672/v"_s, u"live"_s);
    QVERIFY(strictest && strictest->guard->policy().readOnly);
}

void tst_Opener::confirmingChoosesAmongProductionNames()
{
    save(u"a"_s, u"kafka://h:1"_s, Environment::Production);
    save(u"b"_s, u"kafka://h:1"_s, Environment::Production);
    save(u"dev"_s, u"kafka://h:1"_s, Environment::Development);
    const auto chosen = opener().prepare(u"kafka://h:1"_s, u"b"_s);
    QVERIFY(chosen && chosen->guard->unlock(u"b"_s) && !chosen->guard->refusal());
    const auto dev = opener().prepare(u"kafka://h:1"_s, u"dev"_s);
    QVERIFY(dev && dev->guard->policy().environment == Environment::Production);
}

void tst_Opener::refusedPropertiesAreRefused()
{
    for (const QString &option : {u"plugin.library.paths=/tmp/x.so"_s, u"sasl.kerberos.kinit.cmd=touch /tmp/x"_s,
                                  u"acks=1"_s, u"group.id=g"_s}) {
        const auto made = opener().prepare(u"kafka://h:1?"_s + option);
        QVERIFY2(!made, qPrintable(option));
        QCOMPARE(made.error().code, ErrorCode::RefusedProperty);
    }
    save(u"weak"_s, u"kafka://h:1?enable.ssl.certificate.verification=false"_s);
    QCOMPARE(opener().prepare(u"weak"_s).error().code, ErrorCode::RefusedProperty);
}

void tst_Opener::registries()
{
    const QString url = u"amqp://localhost:1/v?registry=http://me:s3cret@r:8081/base"_s;
    const auto raw = opener().prepare(url);
    QVERIFY(raw); // RabbitMQ knows no such option, and need not
    QCOMPARE(raw->registry, u"http://me:s3cret@r:8081/base"_s);
    QVERIFY(raw->config.url.options.empty() && !raw->config.name.contains(u"s3cret"));
    QVERIFY(!ConnectionUrl::parse(url)->toString().contains(u"s3cret"));
    save(u"shop"_s, u"kafka://localhost:9092?registry=http://r:8081"_s);
    QCOMPARE(opener().prepare(u"shop"_s)->registry, u"http://r:8081"_s);
    ConnectionProfile saved;
    saved.name = u"other"_s;
    saved.url = *ConnectionUrl::parse(u"kafka://localhost:9092"_s);
    saved.registry = u"https://r"_s;
    m_workspace.connections.push_back(saved);
    QCOMPARE(opener().prepare(u"other"_s)->registry, u"https://r"_s);
    const auto bad = opener().prepare(u"kafka://localhost:1?registry=file:///etc/passwd"_s);
    QVERIFY(!bad);
    QCOMPARE(bad.error().code, ErrorCode::BadUrl);
    QVERIFY(*makeSchemaSource(*raw));
    QVERIFY(!*makeSchemaSource(QString()));
    QVERIFY(!makeSchemaSource(*raw, u"nonsense"_s));
}

void tst_Opener::passwordSources()
{
    save(u"my shop"_s, u"amqp://app@rabbit:5672/"_s);
    FakeStore store;
    store.secrets[secretKey(m_workspace.connections[0].url)] = u"kept"_s;
    const auto found = [&](const QString &connection, const QString &file = {}) {
        auto p = opener().prepare(connection);
        const auto result = findPassword(*p, file, &store);
        return result ? p->config.url.password : u"ERROR"_s;
    };
    QCOMPARE(found(u"my shop"_s), u"kept"_s);
    qputenv("FLOWBENCH_PASSWORD", "common");
    QCOMPARE(found(u"my shop"_s), u"common"_s);
    qputenv("FLOWBENCH_PASSWORD_MY_SHOP", "own");
    QCOMPARE(found(u"my shop"_s), u"own"_s);
    QCOMPARE(found(u"amqp://app:url@rabbit:5672/"_s), u"url"_s);
    QCOMPARE(found(u"sandbox:"_s), QString());
    QTemporaryDir dir;
    QFile file(dir.filePath(u"password"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("from a file\n");
    file.close();
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    QCOMPARE(found(u"my shop"_s, file.fileName()), u"from a file"_s);
}

void tst_Opener::aPasswordFileOthersMayReadIsRefused()
{
    QTemporaryDir dir;
    QFile file(dir.filePath(u"password"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    file.setPermissions(QFile::ReadOwner | QFile::ReadOther);
    auto p = opener().prepare(u"amqp://app@rabbit:5672/"_s);
    QVERIFY(p);
    const auto found = findPassword(*p, file.fileName(), nullptr);
    QVERIFY(!found);
    QCOMPARE(found.error().code, ErrorCode::FileFailed);
    QVERIFY(!findPassword(*p, dir.filePath(u"none"_s), nullptr));
}

void tst_Opener::aBrokenKeychainIsNoError()
{
    FakeStore store;
    store.broken = true;
    auto p = opener().prepare(u"amqp://app@rabbit:5672/"_s);
    QVERIFY(p && p->needsPassword);
    QVERIFY(findPassword(*p, {}, &store));
    QVERIFY(p->needsPassword && p->config.url.password.isNull());
}

void tst_Opener::stateFolderIsOnesOwn()
{
    QTemporaryDir dir;
    const QByteArray before = qgetenv("XDG_STATE_HOME");
    qputenv("XDG_STATE_HOME", dir.filePath(u"state"_s).toLocal8Bit());
    const auto folder = stateFolder();
    QVERIFY(folder);
    QCOMPARE(*folder, dir.filePath(u"state/flowbench"_s));
    constexpr auto Others =
        QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
    QVERIFY(!(QFileInfo(*folder).permissions() & Others));
    QFile blocked(dir.filePath(u"file"_s));
    QVERIFY(blocked.open(QIODevice::WriteOnly));
    qputenv("XDG_STATE_HOME", blocked.fileName().toLocal8Bit());
    QVERIFY(!stateFolder());
    if (before.isNull())
        qunsetenv("XDG_STATE_HOME");
    else
        qputenv("XDG_STATE_HOME", before);
}

// Whatever this machine has: a keychain, none, or one that asks and is not answered.
void tst_Opener::theKeychainAnswersInTime()
{
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus");
    Keychain keychain(Milliseconds(1500));
    const auto begin = Clock::now();
    const auto written = writeSecret(keychain, u"flowbench-test"_s, u"x"_s);
    QVERIFY(Clock::now() - begin < std::chrono::seconds(10));
    if (!written)
        QCOMPARE(written.error().code, ErrorCode::NoKeychain);
}

QTEST_GUILESS_MAIN(tst_Opener)
#include "tst_opener.moc"
