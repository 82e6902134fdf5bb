// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/http/http.h"
#include "tests/support/brokers.h"
#include "tests/support/listener.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

// Answers every request with what it was given.
class Server
{
public:
    explicit Server(QByteArray answer, bool silent = false)
        : m_listener([this, answer = std::move(answer), silent](int fd, const std::stop_token &stop) {
              request = test::readRequest(fd);
              while (silent && !stop.stop_requested())
                  std::this_thread::sleep_for(Milliseconds(10));
              test::sendBytes(fd, answer);
          })
    {}
    QString url(const QString &path = u"/"_s) const { return m_listener.http(path); }
    QByteArray request; // read after the answer came

private:
    test::Listener m_listener;
};

QByteArray ok(const QByteArray &body) { return test::httpAnswer(body); }

HttpRequest get(const QString &url)
{
    HttpRequest r;
    r.url = url;
    return r;
}

Cancel soon() { return Cancel::after(Milliseconds(10000)); }

} // namespace

class tst_Http : public QObject
{
    Q_OBJECT
private slots:
    void answers();
    void sendsWhatItIsGiven();
    void statusIsNoError();
    void redirectIsNotFollowed();
    void badUrls_data();
    void badUrls();
    void sizeIsLimited();
    void refusedAndUnresolved();
    void cancelAndDeadline();
    void tls();
    void manyAtOnce();
};

void tst_Http::answers()
{
    const Server server(ok("{\"a\":1}"));
    HttpClient http;
    const auto r = http.send(get(server.url()), soon());
    QVERIFY(r);
    QCOMPARE(r->status, 200);
    QCOMPARE(r->body, QByteArray("{\"a\":1}"));
    QCOMPARE(r->contentType, QByteArray("application/json"));
}

void tst_Http::sendsWhatItIsGiven()
{
    const Server server(ok("x"));
    HttpClient http;
    HttpRequest request = get(server.url(u"/a%2Fb?c=d"_s));
    request.method = "PUT";
    request.body = "body";
    request.user = u"us\u00e9r"_s;
    request.password = u"p:w"_s;
    request.headers = {{"X-One", "1"}};
    QVERIFY(http.send(request, soon()));
    QVERIFY(server.request.startsWith("PUT /a%2Fb?c=d HTTP/1.1\r\n"));
    QVERIFY(server.request.contains("Authorization: Basic " + u"us\u00e9r:p:w"_s.toUtf8().toBase64()));
    QVERIFY(server.request.contains("X-One: 1\r\n"));
    QVERIFY(server.request.endsWith("\r\n\r\nbody"));
}

void tst_Http::statusIsNoError()
{
    const Server server("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nConnection: close\r\n\r\ngone");
    HttpClient http;
    const auto r = http.send(get(server.url()), soon());
    QVERIFY(r);
    QCOMPARE(r->status, 404);
    QCOMPARE(r->body, QByteArray("gone"));
}

void tst_Http::redirectIsNotFollowed()
{
    const Server target(ok("secret"));
    const Server server("HTTP/1.1 302 Found\r\nLocation: " + target.url().toLatin1() +
                        "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    HttpClient http;
    const auto answer = http.send(get(server.url()), soon());
    QCOMPARE(answer.value().status, 302);
    QCOMPARE(answer.value().redirect, target.url().toLatin1());
    QVERIFY(target.request.isEmpty());
}

void tst_Http::badUrls_data()
{
    QTest::addColumn<QString>("url");
    for (const char *url :
         {"file:///etc/passwd", "ftp://h/", "gopher://h/", "http://user:secret@127.0.0.1/", "h:80", ""})
        QTest::newRow(url) << QString::fromLatin1(url);
}

void tst_Http::badUrls()
{
    QFETCH(QString, url);
    HttpClient http;
    const auto r = http.send(get(url), soon());
    QVERIFY(!r);
    QCOMPARE(r.error().code, ErrorCode::BadUrl);
    QVERIFY(!r.error().args.join(u' ').contains(u"secret"));
}

void tst_Http::sizeIsLimited()
{
    HttpClient http;
    const Server told(ok(QByteArray(100000, 'x')));
    HttpRequest request = get(told.url());
    request.maxBytes = 99999;
    QCOMPARE(http.send(request, soon()).error().code, ErrorCode::TooLarge);
    request.maxBytes = 100000;
    QVERIFY(http.send(request, soon()));
    // One that does not say how much will come.
    const Server endless("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + QByteArray(200000, 'x'));
    request.url = endless.url();
    QCOMPARE(http.send(request, soon()).error().code, ErrorCode::TooLarge);
}

void tst_Http::refusedAndUnresolved()
{
    HttpClient http;
    const auto refused = http.send(get(u"http://127.0.0.1:1/"_s), soon());
    QCOMPARE(refused.error().code, ErrorCode::ConnectRefused);
    QCOMPARE(refused.error().connection, u"127.0.0.1:1"_s);
    QCOMPARE(http.send(get(u"http://no-such-host.invalid/"_s), soon()).error().code, ErrorCode::ResolveFailed);
}

void tst_Http::cancelAndDeadline()
{
    const Server server({}, true);
    HttpClient http;
    std::stop_source stop;
    std::jthread later([&] {
        std::this_thread::sleep_for(Milliseconds(200));
        stop.request_stop();
    });
    auto start = Clock::now();
    const auto cancelled = http.send(get(server.url()), Cancel::after(Milliseconds(20000), stop.get_token()));
    QCOMPARE(cancelled.error().code, ErrorCode::Cancelled);
    QVERIFY(Clock::now() - start < Milliseconds(1500));
    // A client that is used while a server is silent is not used up.
    const Server other(ok("x"));
    QVERIFY(http.send(get(other.url()), soon()));
    const Server silent({}, true);
    start = Clock::now();
    const auto late = http.send(get(silent.url()), Cancel::after(Milliseconds(300)));
    QCOMPARE(late.error().code, ErrorCode::Timeout);
    QVERIFY(Clock::now() - start < Milliseconds(1500));
    QCOMPARE(http.send(get(other.url()), Cancel::after(Milliseconds(-1))).error().code, ErrorCode::Timeout);
}

void tst_Http::tls()
{
    const test::Brokers brokers;
    QVERIFY2(brokers.problem().isEmpty(), qPrintable(brokers.problem()));
    HttpClient http;
    const auto code = [&](const QString &address, const QString &ca) {
        HttpRequest request = get(u"https://"_s + address + u"/"_s);
        request.caFile = ca;
        const auto r = http.send(request, soon());
        return r ? ErrorCode::Internal : r.error().code;
    };
    QCOMPARE(code(brokers.amqps(), {}), ErrorCode::TlsUnknownAuthority);
    QCOMPARE(code(brokers.amqps(), brokers.unknownCa()), ErrorCode::TlsUnknownAuthority);
    QCOMPARE(code(brokers.amqpsWrongHost(), brokers.ca()), ErrorCode::TlsWrongHost);
    QCOMPARE(code(brokers.amqpsExpired(), brokers.ca()), ErrorCode::TlsExpired);
    QCOMPARE(code(brokers.rabbitMq(), brokers.ca()), ErrorCode::TlsNotSpoken);
    // Behind the good certificate somebody speaks AMQP, not HTTP: TLS itself was fine.
    QVERIFY(code(brokers.amqps(), brokers.ca()) == ErrorCode::ConnectionLost);
}

void tst_Http::manyAtOnce()
{
    const test::Listener server([](int fd, const std::stop_token &) {
        test::readRequest(fd);
        test::sendBytes(fd, ok("x"));
    });
    HttpClient http;
    std::atomic<int> good{0};
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 6; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 20; ++i)
                    good += http.send(get(server.http()), soon()).ok();
            });
    }
    QCOMPARE(good.load(), 120);
}

QTEST_GUILESS_MAIN(tst_Http)
#include "tst_http.moc"
