// SPDX-License-Identifier: GPL-3.0-or-later
// The registry's client against one that says whatever the test wants: right, slow, wrong and hostile answers.
#include "connectors/registry/registry.h"
#include "tests/support/listener.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <map>
#include <mutex>

using namespace flowbench;
using namespace flowbench::test;
using namespace Qt::StringLiterals;

namespace {

using State = SchemaSource::Answer::State;

QByteArray json(const QJsonObject &o) { return QJsonDocument(o).toJson(QJsonDocument::Compact); }
const QByteArray NotFound = R"({"error_code":40403,"message":"Schema not found"})";

// Answers by path; counts what it was asked.
class Fake
{
public:
    Fake() : m_listener([this](int fd, const std::stop_token &stop) { serve(fd, stop); }) {}

    void answer(const QByteArray &path, const QByteArray &whole, int delayMs = 0)
    {
        const std::lock_guard lock(m_mutex);
        m_answers[path] = {whole, delayMs};
    }
    void schema(const QByteArray &path, const QJsonObject &o) { answer(path, httpAnswer(json(o))); }
    QString url(const QString &path = {}) const { return m_listener.http(path); }
    int asked(const QByteArray &path) const
    {
        const std::lock_guard lock(m_mutex);
        return int(std::count(m_paths.begin(), m_paths.end(), path));
    }
    QByteArray lastRequest() const
    {
        const std::lock_guard lock(m_mutex);
        return m_last;
    }

private:
    struct Said
    {
        QByteArray whole;
        int delayMs = 0;
    };
    void serve(int fd, const std::stop_token &stop)
    {
        const QByteArray request = readRequest(fd);
        const QByteArray path = request.split(' ').value(1);
        Said said{httpAnswer(NotFound, "404 Not Found"), 0};
        {
            const std::lock_guard lock(m_mutex);
            m_paths.push_back(path);
            m_last = request;
            if (const auto it = m_answers.find(path); it != m_answers.end())
                said = it->second;
        }
        for (int waited = 0; waited < said.delayMs && !stop.stop_requested(); waited += 10)
            std::this_thread::sleep_for(Milliseconds(10));
        sendBytes(fd, said.whole);
    }
    mutable std::mutex m_mutex;
    std::map<QByteArray, Said> m_answers; // guarded by m_mutex
    std::vector<QByteArray> m_paths;      // guarded by m_mutex
    QByteArray m_last;                    // guarded by m_mutex
    Listener m_listener;                  // last: it serves with all of the above
};

SchemaKey id(quint32 n) { return {SchemaKey::By::Id, n, {}}; }
Cancel within(int ms) { return Cancel::after(Milliseconds(ms)); }

std::shared_ptr<SchemaSource> source(const QString &url)
{
    auto made = makeRegistrySource(url);
    return made ? *made : std::shared_ptr<SchemaSource>();
}

} // namespace

class tst_Registry : public QObject
{
    Q_OBJECT
private slots:
    void urls_data();
    void urls();
    void readsAndRemembers();
    void findNeverWaits();
    void guidAndSubject();
    void references();
    void hostileReferences_data();
    void hostileReferences();
    void nonsense_data();
    void nonsense();
    void failuresAreRemembered();
    void slowOnesAreNotWaitedFor();
    void unreachable();
    void credentialsStayHome();
    void manyIdsAreBounded();
};

void tst_Registry::urls_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("saved"); // empty: refused
    QTest::newRow("plain") << u"http://h:8081"_s << u"http://h:8081"_s;
    QTest::newRow("path") << u"https://h/apis/ccompat/v7/"_s << u"https://h/apis/ccompat/v7"_s;
    QTest::newRow("secret") << u"https://me:s%40cret@h/x"_s << u"https://me@h/x"_s;
    QTest::newRow("file") << u"file:///etc/passwd"_s << QString();
    QTest::newRow("none") << u"h:8081"_s << QString();
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("query") << u"http://h/?a=b"_s << QString();
}

void tst_Registry::urls()
{
    QFETCH(QString, url);
    QFETCH(QString, saved);
    const auto checked = checkRegistryUrl(url);
    QCOMPARE(checked.ok(), !saved.isEmpty());
    QCOMPARE(registryUrlWithoutPassword(url), saved);
    if (!checked)
        QCOMPARE(checked.error().code, ErrorCode::BadUrl);
}

void tst_Registry::readsAndRemembers()
{
    Fake fake;
    fake.schema("/base/schemas/ids/7", {{u"schema"_s, u"{\"type\":\"string\"}"_s}});
    fake.answer("/base/schemas/ids/7/versions", httpAnswer(R"([{"subject":"orders-value","version":3}])"));
    const auto s = source(fake.url(u"/base/"_s));
    const auto a = s->wait(id(7), within(5000));
    QCOMPARE(a.state, State::Ready);
    QCOMPARE(a.schema->type, SchemaType::Avro);
    QCOMPARE(a.schema->text, std::string("{\"type\":\"string\"}"));
    QCOMPARE(a.schema->label, u"orders-value v3, id 7"_s);
    QCOMPARE(s->find(id(7)).state, State::Ready);
    QCOMPARE(fake.asked("/base/schemas/ids/7"), 1);
}

void tst_Registry::findNeverWaits()
{
    Fake fake;
    fake.answer("/schemas/ids/1", httpAnswer(R"({"schema":"s","schemaType":"JSON"})"), 300);
    const auto s = source(fake.url());
    std::atomic<int> told{0};
    s->setListener([&told] { ++told; });
    const auto begin = Clock::now();
    QCOMPARE(s->find(id(1)).state, State::Pending);
    QVERIFY(Clock::now() - begin < Milliseconds(100));
    QTRY_COMPARE_WITH_TIMEOUT(told.load(), 1, 5000);
    const auto a = s->find(id(1));
    QCOMPARE(a.state, State::Ready);
    QCOMPARE(a.schema->type, SchemaType::Json);
    QCOMPARE(a.schema->label, u"id 1"_s);
    s->setListener({});
}

void tst_Registry::guidAndSubject()
{
    Fake fake;
    fake.schema("/schemas/guids/00112233-4455-6677-8899-aabbccddeeff", {{u"schema"_s, u"g"_s}});
    fake.schema("/subjects/a%2Fb%20c-value/versions/latest",
                {{u"schema"_s, u"x"_s}, {u"subject"_s, u"a/b c-value"_s}, {u"version"_s, 2}, {u"id"_s, 9}});
    const auto s = source(fake.url());
    const std::string guid = QByteArray::fromHex("00112233445566778899aabbccddeeff").toStdString();
    QCOMPARE(s->wait({SchemaKey::By::Guid, 0, guid}, within(5000)).schema->text, std::string("g"));
    const auto subject = s->wait({SchemaKey::By::Subject, 0, "a/b c-value"}, within(5000));
    QCOMPARE(subject.state, State::Ready);
    QCOMPARE(subject.schema->label, u"a/b c-value v2, id 9"_s);
}

QJsonObject schemaWith(const QString &text, const std::vector<std::pair<QString, int>> &references)
{
    QJsonArray list;
    for (const auto &[subject, version] : references)
        list.append(QJsonObject{{u"name"_s, u"n."_s + subject}, {u"subject"_s, subject}, {u"version"_s, version}});
    return {{u"schema"_s, text}, {u"references"_s, list}};
}

void tst_Registry::references()
{
    // 1 -> a, b; a -> c; b -> c: c once, before both.
    Fake fake;
    fake.schema("/schemas/ids/1", schemaWith(u"root"_s, {{u"a"_s, 1}, {u"b"_s, 2}}));
    fake.schema("/subjects/a/versions/1", schemaWith(u"A"_s, {{u"c"_s, 3}}));
    fake.schema("/subjects/b/versions/2", schemaWith(u"B"_s, {{u"c"_s, 3}}));
    fake.schema("/subjects/c/versions/3", schemaWith(u"C"_s, {}));
    const auto a = source(fake.url())->wait(id(1), within(5000));
    QCOMPARE(a.state, State::Ready);
    std::string order;
    for (const auto &r : a.schema->references)
        order += r.name + '=' + r.text + ' ';
    QCOMPARE(order, std::string("n.c=C n.a=A n.b=B "));
    QCOMPARE(fake.asked("/subjects/c/versions/3"), 1);
}

void tst_Registry::hostileReferences_data()
{
    QTest::addColumn<QString>("kind");
    for (const char *kind : {"circle", "deep", "many", "large", "missing", "nameless"})
        QTest::newRow(kind) << QString::fromLatin1(kind);
}

void tst_Registry::hostileReferences()
{
    QFETCH(QString, kind);
    Fake fake;
    std::vector<std::pair<QString, int>> first{{u"s0"_s, 1}};
    for (int i = 0; i < 60; ++i) {
        const QString next = kind == u"circle" ? u"s0"_s : u"s%1"_s.arg(i + 1);
        const QString text = kind == u"large" ? QString(1'500'000, u'x') : u"t"_s;
        const bool chain = kind == u"circle" || kind == u"deep";
        if (kind != u"missing")
            fake.schema("/subjects/s" + QByteArray::number(i) + "/versions/1",
                        schemaWith(text, chain ? std::vector<std::pair<QString, int>>{{next, 1}}
                                               : std::vector<std::pair<QString, int>>{}));
        if (kind == u"large" && i > 0)
            first.push_back({u"s%1"_s.arg(i), 1});
    }
    if (kind == u"many") {
        for (int i = 0; i < 600; ++i) {
            fake.schema("/subjects/m" + QByteArray::number(i) + "/versions/1", schemaWith(u"t"_s, {}));
            first.push_back({u"m%1"_s.arg(i), 1});
        }
    }
    QJsonObject root = schemaWith(u"root"_s, first);
    if (kind == u"nameless")
        root[u"references"_s] = QJsonArray{QJsonObject{{u"subject"_s, u"s0"_s}}};
    fake.schema("/schemas/ids/1", root);
    const auto a = source(fake.url())->wait(id(1), within(20000));
    QCOMPARE(a.state, State::Failed);
    QCOMPARE(a.error.code, kind == u"missing" ? ErrorCode::SchemaNotFound : ErrorCode::RegistryFailed);
}

void tst_Registry::nonsense_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("says"); // empty: SchemaNotFound
    QTest::newRow("not found") << httpAnswer(NotFound, "404 Not Found") << QString();
    QTest::newRow("another 404") << httpAnswer("<html>", "404 Not Found") << u"path"_s;
    QTest::newRow("html") << httpAnswer("<html>not the registry</html>") << u"not JSON"_s;
    QTest::newRow("empty") << httpAnswer("") << u"not JSON"_s;
    QTest::newRow("list") << httpAnswer("[1,2]") << u"no schema"_s;
    QTest::newRow("number") << httpAnswer(R"({"schema":7})") << u"no schema"_s;
    QTest::newRow("type") << httpAnswer(R"({"schema":"x","schemaType":"THRIFT"})") << u"THRIFT"_s;
    QTest::newRow("deep") << httpAnswer(QByteArray(100000, '[')) << u"not JSON"_s;
    QTest::newRow("binary") << httpAnswer(QByteArray(1000, '\0')) << u"not JSON"_s;
    QTest::newRow("huge") << httpAnswer(QByteArray(3 << 20, ' ')) << u"2 MiB"_s;
    QTest::newRow("unauthorised") << httpAnswer("{}", "401 Unauthorized") << u"password"_s;
    QTest::newRow("broken") << httpAnswer(R"({"error_code":50001,"message":"store"})", "500 Oops") << u"500 store"_s;
    QTest::newRow("cut") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{") << QString(u"."_s);
    QTest::newRow("no http") << QByteArray("\x01\x02\x03hello") << QString(u"."_s);
}

void tst_Registry::nonsense()
{
    QFETCH(QByteArray, answer);
    QFETCH(QString, says);
    Fake fake;
    fake.answer("/schemas/ids/1", answer);
    const auto a = source(fake.url())->wait(id(1), within(8000));
    QCOMPARE(a.state, State::Failed);
    QCOMPARE(a.error.code, says.isEmpty() ? ErrorCode::SchemaNotFound : ErrorCode::RegistryFailed);
    if (says.size() > 1)
        QVERIFY2(a.error.args.value(1).contains(says), qPrintable(a.error.args.join(u'|')));
}

void tst_Registry::failuresAreRemembered()
{
    Fake fake;
    const auto s = source(fake.url());
    for (int i = 0; i < 5; ++i)
        QCOMPARE(s->wait(id(5), within(5000)).error.code, ErrorCode::SchemaNotFound);
    QCOMPARE(fake.asked("/schemas/ids/5"), 1);
}

void tst_Registry::slowOnesAreNotWaitedFor()
{
    Fake fake;
    fake.answer("/schemas/ids/9", httpAnswer(R"({"schema":"late"})"), 1500);
    fake.answer("/schemas/ids/2", httpAnswer(R"({"schema":"soon"})"));
    const auto s = source(fake.url());
    auto begin = Clock::now();
    const auto late = s->wait(id(9), within(300));
    QCOMPARE(late.error.code, ErrorCode::Timeout);
    QVERIFY(Clock::now() - begin < Milliseconds(900));
    // One that is slow holds nobody else back, and comes in the end.
    QCOMPARE(s->wait(id(2), within(1000)).state, State::Ready);
    QCOMPARE(s->wait(id(9), within(5000)).state, State::Ready);
    QCOMPARE(fake.asked("/schemas/ids/9"), 1);
    // Nobody waits for it at the end either.
    fake.answer("/schemas/ids/10", {}, 20000);
    auto brief = source(fake.url());
    brief->find(id(10));
    QTRY_COMPARE(fake.asked("/schemas/ids/10"), 1);
    begin = Clock::now();
    brief.reset();
    QVERIFY(Clock::now() - begin < Milliseconds(1500));
}

void tst_Registry::unreachable()
{
    const auto s = source(u"http://127.0.0.1:1"_s);
    const auto a = s->wait(id(1), within(5000));
    QCOMPARE(a.error.code, ErrorCode::RegistryFailed);
    QVERIFY(a.error.args.value(0).contains(u"127.0.0.1:1"));
    QCOMPARE(s->wait(id(2), within(5000)).error.code, ErrorCode::RegistryFailed);
    const auto unknown = source(u"http://no-such-host.invalid/"_s)->wait(id(1), within(8000));
    QCOMPARE(unknown.error.code, ErrorCode::RegistryFailed);
}

void tst_Registry::credentialsStayHome()
{
    Fake fake, other;
    fake.answer("/schemas/ids/1", httpAnswer(R"({"schema":"x"})"));
    QString url = fake.url();
    url.replace(u"http://"_s, u"http://me:s%40cret@"_s);
    QCOMPARE(source(url)->wait(id(1), within(5000)).state, State::Ready);
    QVERIFY(fake.lastRequest().contains("Authorization: Basic " + QByteArray("me:s@cret").toBase64()));
    // A redirect on the same server is followed, one to another is not, and neither is one without an end.
    fake.answer("/schemas/ids/2", httpAnswer("", "302 Found", "Location: /schemas/ids/1\r\n"));
    fake.answer("/schemas/ids/3",
                httpAnswer("", "302 Found", "Location: " + other.url(u"/schemas/ids/1"_s).toLatin1() + "\r\n"));
    fake.answer("/schemas/ids/4", httpAnswer("", "302 Found", "Location: /schemas/ids/4\r\n"));
    const auto s = source(url);
    QCOMPARE(s->wait(id(2), within(5000)).state, State::Ready);
    const auto away = s->wait(id(3), within(5000));
    QCOMPARE(away.error.code, ErrorCode::RegistryFailed);
    QCOMPARE(other.asked("/schemas/ids/1"), 0);
    QCOMPARE(s->wait(id(4), within(5000)).error.code, ErrorCode::RegistryFailed);
    QVERIFY(!(away.error.args.join(u' ') + away.error.connection + away.error.detail).contains(u"cret"));
}

void tst_Registry::manyIdsAreBounded()
{
    Fake fake;
    const auto s = source(fake.url());
    for (quint32 i = 0; i < 20000; ++i)
        s->find(id(i));
    // Whatever came before: one that is asked for is answered.
    QCOMPARE(s->wait(id(99999), within(20000)).error.code, ErrorCode::SchemaNotFound);
}

QTEST_GUILESS_MAIN(tst_Registry)
#include "tst_registry.moc"
