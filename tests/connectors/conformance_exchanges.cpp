// SPDX-License-Identifier: GPL-3.0-or-later
// Exchanges: what is routed where, what is returned, and a tail that takes nothing from anybody.
#include "tests/connectors/conformance.h"
#include "tests/connectors/conformance_compare.h"

#include <QTest>

#include <thread>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

Cancel soon() { return Cancel::after(Milliseconds(20000)); }

struct Route
{
    const char *type;
    const char *binding;
    QJsonObject arguments;
    const char *key;
    HeaderPairs headers;
    bool arrives;
};

const std::vector<Route> &routes()
{
    static const QJsonObject all{{u"x-match"_s, u"all"_s}, {u"a"_s, u"1"_s}, {u"b"_s, u"2"_s}};
    static const QJsonObject any{{u"x-match"_s, u"any"_s}, {u"a"_s, u"1"_s}, {u"b"_s, u"2"_s}};
    static const std::vector<Route> table{
        {"direct", "order", {}, "order", {}, true},
        {"direct", "order", {}, "order.placed", {}, false},
        {"topic", "order.*", {}, "order.placed", {}, true},
        {"topic", "order.*", {}, "order.placed.eu", {}, false},
        {"topic", "order.#", {}, "order", {}, true},
        {"topic", "#.eu", {}, "order.placed.eu", {}, true},
        {"topic", "*.placed.#", {}, "order.placed", {}, true},
        {"topic", "#", {}, "", {}, true},
        {"topic", "*", {}, "a.b", {}, false},
        {"fanout", "ignored", {}, "whatever", {}, true},
        {"headers", "", all, "k", {{"a", "1"}, {"b", "2"}, {"c", "3"}}, true},
        {"headers", "", all, "k", {{"a", "1"}}, false},
        {"headers", "", any, "k", {{"b", "2"}}, true},
        {"headers", "", any, "k", {{"b", "3"}}, false},
    };
    return table;
}

} // namespace

void Conformance::exchangesRoute()
{
    if (!m_subject.queue)
        return;
    const auto c = make();
    for (const Route &r : routes()) {
        const QString x = m_subject.exchange(*c, QString::fromLatin1(r.type)), q = m_subject.queue(*c, {});
        QVERIFY(x.startsWith(u"exchange:"));
        m_subject.bind(*c, {x, q, QString::fromLatin1(r.binding), r.arguments});
        const Published sent = publishAll(*c, x, {outgoing("v", std::string(r.key), r.headers)});
        const QByteArray where = QByteArray(r.type) + " '" + r.binding + "' <- '" + r.key + "'";
        QVERIFY2(sent.confirmed() == r.arrives, where);
        QVERIFY2(r.arrives || sent.receipts.at(0).status == Receipt::Status::Returned, where);
    }
    if (!c->topology())
        return;
    const QString x = m_subject.exchange(*c, u"topic"_s), q = m_subject.queue(*c, {});
    m_subject.bind(*c, {x, q, u"a.*"_s, {}});
    QVERIFY(eventually(
        [&] {
            const auto bindings = c->topology()->bindings(soon());
            return bindings && std::any_of(bindings->begin(), bindings->end(), [&](const BindingInfo &b) {
                       return b.source == x && b.destination == q && b.routingKey == u"a.*"_s;
                   });
        },
        m_subject.patience));
    const auto details = c->catalog()->details(x, soon());
    QVERIFY(details);
    QCOMPARE(details->info.exchangeType, u"topic"_s);
    QCOMPARE(details->info.kind, ChannelKind::Exchange);
    QCOMPARE(details->bindings.size(), std::size_t(1));
}

void Conformance::unroutableIsReturned()
{
    if (!m_subject.queue)
        return;
    const auto c = make();
    const QString x = m_subject.exchange(*c, u"direct"_s), q = m_subject.queue(*c, {});
    m_subject.bind(*c, {x, q, u"yes"_s, {}});
    std::vector<Outgoing> events;
    for (int i = 0; i < 20; ++i)
        events.push_back(outgoing("v" + std::to_string(i), i % 3 == 0 ? "no" : "yes"));
    const Published sent = publishAll(*c, x, std::move(events));
    QVERIFY(!sent.error);
    for (std::size_t i = 0; i < sent.receipts.size(); ++i) {
        const Receipt &r = sent.receipts[i];
        QCOMPARE(r.tag, quint64(i));
        QCOMPARE(r.status, i % 3 == 0 ? Receipt::Status::Returned : Receipt::Status::Confirmed);
        if (r.status == Receipt::Status::Returned) {
            QCOMPARE(r.error.code, ErrorCode::Returned);
            QCOMPARE(r.error.args.value(0), u"NO_ROUTE"_s);
        }
    }
    QVERIFY(eventually([&] { return infoOf(*c, q)->depth.value_or(-1) == 13; }, m_subject.patience));
}

void Conformance::tailOfExchange()
{
    if (!m_subject.queue)
        return;
    const auto c = make();
    const QString x = m_subject.exchange(*c, u"topic"_s), q = m_subject.queue(*c, {});
    m_subject.bind(*c, {x, q, u"#"_s, {}});
    const auto all = std::make_shared<CollectSink>(), some = std::make_shared<CollectSink>();
    TailRequest request;
    request.channels = {{x, {}}};
    auto tail = c->tail()->tail(request, all, {}, soon());
    QVERIFY(tail);
    request.channels = {{x, u"order.*"_s}};
    auto narrow = c->tail()->tail(request, some, {}, soon());
    QVERIFY(narrow);
    std::vector<Outgoing> events;
    for (int i = 0; i < 20; ++i)
        events.push_back(outgoing("v" + std::to_string(i), i % 2 ? "order.placed" : "mail.sent", {{"h", "1"}}));
    QVERIFY(publishAll(*c, x, std::move(events)).confirmed());
    QVERIFY(all->waitFor(20));
    QVERIFY(some->waitFor(10));
    std::this_thread::sleep_for(Milliseconds(200));
    QCOMPARE(all->size(), std::size_t(20));
    QCOMPARE(some->size(), std::size_t(10));
    const Event e = some->events().front();
    QCOMPARE(QString::fromStdString(e.channel), x);
    QCOMPARE(e.key.value_or(""), std::string("order.placed"));
    QCOMPARE(e.partition, -1);
    QVERIFY(headersOf(e.fields) == (HeaderPairs{{"h", "1"}}));
    const Coverage v = (*narrow)->coverage();
    QCOMPARE(v.channels.size(), std::size_t(1));
    QCOMPARE(v.channels[0].pattern, u"order.*"_s);
    // Nothing was taken from the queue, and nothing of ours is left.
    QVERIFY(eventually([&] { return infoOf(*c, q)->depth.value_or(-1) == 20; }, m_subject.patience));
    narrow->reset();
    tail->reset();
    QVERIFY(
        eventually([&] { return c->catalog()->details(x, soon()).value().bindings.size() == 1; }, m_subject.patience));
}

void Conformance::tailOfQueueTakesNothing()
{
    if (!m_subject.queue)
        return;
    const auto c = make();
    const QString x = m_subject.exchange(*c, u"direct"_s), q = m_subject.queue(*c, {});
    m_subject.bind(*c, {x, q, u"k"_s, {}});
    const auto sink = std::make_shared<CollectSink>();
    TailRequest request;
    request.channels = {{q, {}}};
    auto tail = c->tail()->tail(request, sink, {}, soon());
    QVERIFY(tail);
    std::vector<Outgoing> events;
    for (int i = 0; i < 15; ++i)
        events.push_back(outgoing("v" + std::to_string(i), "k"));
    QVERIFY(publishAll(*c, x, std::move(events)).confirmed());
    QVERIFY(sink->waitFor(15));
    std::this_thread::sleep_for(Milliseconds(200));
    QCOMPARE(sink->size(), std::size_t(15));
    QCOMPARE(QString::fromStdString(sink->events().front().channel), q);
    QVERIFY(eventually([&] { return infoOf(*c, q)->depth.value_or(-1) == 15; }, m_subject.patience));
    QCOMPARE(infoOf(*c, q)->consumers.value_or(0), 0);
}

} // namespace flowbench
