// SPDX-License-Identifier: GPL-3.0-or-later
// The registry's client against a real Apicurio.
#include "connectors/http/http.h"
#include "connectors/registry/registry.h"
#include "tests/support/brokers.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QUuid>

using namespace flowbench;
using namespace Qt::StringLiterals;

using State = SchemaSource::Answer::State;

class tst_RegistryApicurio : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void avroWithReferences();
    void protobufWithReferences();
    void jsonBySubject();
    void whatIsNotThere();

private:
    struct Reference
    {
        QString name, subject;
    };
    // Registers a schema; answers its id.
    quint32 put(const QString &subject, const QString &type, const QString &schema,
                const std::vector<Reference> &references = {});
    SchemaSource::Answer wait(const SchemaKey &key) { return m_source->wait(key, Cancel::after(Milliseconds(10000))); }

    QString m_url;
    HttpClient m_http;
    std::shared_ptr<SchemaSource> m_source;
    const QString m_run = QUuid::createUuid().toString(QUuid::Id128).left(8);
};

void tst_RegistryApicurio::initTestCase()
{
    const test::Brokers brokers(u"brokers-registry"_s);
    QVERIFY2(brokers.problem().isEmpty(), qPrintable(brokers.problem()));
    m_url = brokers.registry();
    auto made = makeRegistrySource(m_url);
    QVERIFY(made);
    m_source = *made;
}

quint32 tst_RegistryApicurio::put(const QString &subject, const QString &type, const QString &schema,
                                  const std::vector<Reference> &references)
{
    QJsonArray list;
    for (const Reference &r : references)
        list.append(QJsonObject{{u"name"_s, r.name}, {u"subject"_s, r.subject}, {u"version"_s, 1}});
    HttpRequest request;
    request.url = m_url + u"/subjects/"_s + subject + u"/versions"_s;
    request.method = "POST";
    request.headers = {{"Content-Type", "application/vnd.schemaregistry.v1+json"}};
    request.body =
        QJsonDocument(QJsonObject{{u"schemaType"_s, type}, {u"schema"_s, schema}, {u"references"_s, list}}).toJson();
    const auto answer = m_http.send(request, Cancel::after(Milliseconds(10000)));
    if (!answer || answer->status != 200)
        qFatal("%s: %s", qPrintable(subject), answer ? answer->body.constData() : qPrintable(answer.error().detail));
    return quint32(QJsonDocument::fromJson(answer->body)[u"id"_s].toInt());
}

void tst_RegistryApicurio::avroWithReferences()
{
    const QString money = m_run + u"-money"_s, order = m_run + u"-orders-value"_s;
    put(money, u"AVRO"_s,
        uR"({"type":"record","name":"Money","namespace":"shop","fields":[{"name":"cents","type":"long"}]})"_s);
    const quint32 id =
        put(order, u"AVRO"_s,
            uR"({"type":"record","name":"Order","namespace":"shop","fields":[{"name":"total","type":"shop.Money"}]})"_s,
            {{u"shop.Money"_s, money}});
    const auto a = wait({SchemaKey::By::Id, id, {}});
    QVERIFY2(a.state == State::Ready, qPrintable(a.error.args.join(u' ')));
    QCOMPARE(a.schema->type, SchemaType::Avro);
    QVERIFY(a.schema->text.find("shop.Money") != std::string::npos);
    QCOMPARE(a.schema->references.size(), std::size_t(1));
    QCOMPARE(a.schema->references[0].name, std::string("shop.Money"));
    QVERIFY(a.schema->references[0].text.find("cents") != std::string::npos);
    QCOMPARE(a.schema->label, order + u" v1, id %1"_s.arg(id));
}

void tst_RegistryApicurio::protobufWithReferences()
{
    const QString money = m_run + u"-money.proto"_s, order = m_run + u"-pb-value"_s;
    put(money, u"PROTOBUF"_s, u"syntax = \"proto3\"; package shop; message Money { int64 cents = 1; }"_s);
    const quint32 id =
        put(order, u"PROTOBUF"_s,
            u"syntax = \"proto3\"; package shop; import \"money.proto\"; message Order { Money total = 1; }"_s,
            {{u"money.proto"_s, money}});
    const auto a = wait({SchemaKey::By::Id, id, {}});
    QVERIFY2(a.state == State::Ready, qPrintable(a.error.args.join(u' ')));
    QCOMPARE(a.schema->type, SchemaType::Protobuf);
    QCOMPARE(a.schema->references.size(), std::size_t(1));
    QCOMPARE(a.schema->references[0].name, std::string("money.proto"));
    QVERIFY(a.schema->references[0].text.find("cents") != std::string::npos);
}

void tst_RegistryApicurio::jsonBySubject()
{
    const QString subject = m_run + u"-json-value"_s;
    put(subject, u"JSON"_s, uR"({"type":"object","properties":{"a":{"type":"integer"}}})"_s);
    const auto a = wait({SchemaKey::By::Subject, 0, subject.toStdString()});
    QVERIFY2(a.state == State::Ready, qPrintable(a.error.args.join(u' ')));
    QCOMPARE(a.schema->type, SchemaType::Json);
    QVERIFY(a.schema->label.startsWith(subject + u" v1"_s));
}

void tst_RegistryApicurio::whatIsNotThere()
{
    QCOMPARE(wait({SchemaKey::By::Id, 2'000'000'000U, {}}).error.code, ErrorCode::SchemaNotFound);
    QCOMPARE(wait({SchemaKey::By::Id, 4'000'000'000U, {}}).error.code, ErrorCode::SchemaNotFound);
    QCOMPARE(wait({SchemaKey::By::Subject, 0, "no-such-subject"}).error.code, ErrorCode::SchemaNotFound);
    // A base path where no registry is.
    auto wrong = makeRegistrySource(m_url + u"/wrong"_s);
    const auto a = (*wrong)->wait({SchemaKey::By::Id, 1, {}}, Cancel::after(Milliseconds(10000)));
    QCOMPARE(a.state, State::Failed);
}

QTEST_GUILESS_MAIN(tst_RegistryApicurio)
#include "tst_registry_apicurio.moc"
