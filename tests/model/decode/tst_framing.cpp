// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/decoder.h"
#include "model/decode/framing.h"

#include <QTest>

#include <atomic>
#include <map>
#include <thread>

using namespace flowbench;
using State = SchemaSource::Answer::State;

namespace {
constexpr char Avro[] =
    R"({"type":"record","name":"Order","fields":[{"name":"id","type":"long"},{"name":"who","type":"string"}]})";
constexpr char Proto[] = R"(syntax = "proto3"; package a;
    message First { int64 id = 1; message Inner { string who = 1; } }
    message Second { string id = 1; })";
const std::string Payload("\x02\x06"
                          "Ada"); // id 1, who Ada

// A registry of this process. Number 9 comes only when it is told to; others are not there.
class Registry final : public SchemaSource
{
public:
    Registry()
    {
        add(7, SchemaType::Avro, Avro, QStringLiteral("orders-value v3, id 7"));
        add(8, SchemaType::Protobuf, Proto, QStringLiteral("proto"));
        add(10, SchemaType::Json, "{}", QStringLiteral("json"));
        add(11, SchemaType::Avro, "{\"type\":\"nonsense\"}", QStringLiteral("bad"));
        SchemaText references{SchemaType::Protobuf,
                              "syntax = \"proto3\"; import \"x/money.proto\"; message Bill { x.Money sum = 1; }",
                              {{"x/money.proto", "syntax = \"proto3\"; package x; message Money { int32 cents = 1; }"}},
                              QStringLiteral("bill")};
        m_known[12] = std::make_shared<SchemaText>(references);
        SchemaText avro{SchemaType::Avro,
                        R"({"type":"record","name":"Bill","namespace":"x","fields":[{"name":"sum","type":"x.Money"}]})",
                        {{"x.Money", R"({"type":"record","name":"x.Money","fields":[{"name":"cents","type":"int"}]})"}},
                        QStringLiteral("avro bill")};
        m_known[13] = std::make_shared<SchemaText>(avro);
    }
    void add(quint32 id, SchemaType type, const char *text, const QString &label)
    {
        m_known[id] = std::make_shared<SchemaText>(SchemaText{type, text, {}, label});
    }

    Answer find(const SchemaKey &key) override
    {
        ++finds;
        const quint32 id = key.by == SchemaKey::By::Id                      ? key.id
                           : key.name == guid || key.name == "orders-value" ? 7
                                                                            : 0;
        if (id == 9 && !late)
            return {State::Pending, {}, {}};
        const auto it = m_known.find(id == 9 ? 7 : id);
        if (it == m_known.end())
            return {State::Failed, {}, makeError(ErrorCode::SchemaNotFound, {QString::number(key.id)})};
        return {State::Ready, it->second, {}};
    }
    Answer wait(const SchemaKey &key, const Cancel &cancel) override
    {
        ++waits;
        Answer answer = find(key);
        if (answer.state == State::Pending) {
            std::this_thread::sleep_for(cancel.left(Milliseconds(1000)));
            answer = {State::Failed, {}, makeError(ErrorCode::Timeout)};
        }
        return answer;
    }
    void setListener(std::function<void()>) override {}

    const std::string guid = "0123456789abcdef";
    std::atomic<int> finds = 0, waits = 0;
    std::atomic<bool> late = false;

private:
    std::map<quint32, std::shared_ptr<const SchemaText>> m_known;
};

std::string framed(quint32 id, const std::string &payload)
{
    return std::string{0, char(id >> 24), char(id >> 16), char(id >> 8), char(id)} + payload;
}
} // namespace

class tst_Framing : public QObject
{
    Q_OBJECT

private slots:
    void bodies_data();
    void bodies();
    void explained_data();
    void explained();
    void noRegistry();
    void headers();
    void keys();
    void subjects();
    void pending();
    void waiting();
    void compiledOnce();
    void manyThreads();
    void messageIndexes();

private:
    std::shared_ptr<Registry> m_registry = std::make_shared<Registry>();
    EventDecoder m_decoder{m_registry};
};

void tst_Framing::bodies_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("schema");
    const auto row = [](const char *name, const std::string &bytes, const char *encoding, const char *content,
                        const char *schema) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << QByteArray(encoding) << QByteArray(content)
                            << QString::fromLatin1(schema);
    };
    row("avro", framed(7, Payload), "avro", R"({"id":1,"who":"Ada"})", "orders-value v3, id 7");
    row("guid", "\1" + m_registry->guid + Payload, "avro", R"({"id":1,"who":"Ada"})", "orders-value v3, id 7");
    row("protobuf, first", framed(8, std::string("\0\x08\xac\x02", 4)), "protobuf", R"({"id":300})", "proto");
    row("protobuf, second", framed(8, "\x02\x02\x0a\x01x"), "protobuf", R"({"id":"x"})", "proto");
    row("protobuf, within", framed(8, std::string("\x04\0\0\x0a\x01x", 6)), "protobuf", R"({"who":"x"})", "proto");
    row("json", framed(10, R"({"a":1})"), "json", R"({"a":1})", "json");
    row("json of an unknown id", framed(99, R"({"a":1})"), "json", R"({"a":1})", "");
    row("protobuf with references", framed(12, std::string("\0\x0a\x02\x08\x05", 5)), "protobuf",
        R"({"sum":{"cents":5}})", "bill");
    row("avro with references", framed(13, "\x0a"), "avro", R"({"sum":{"cents":5}})", "avro bill");
}

void tst_Framing::bodies()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, encoding);
    QFETCH(QByteArray, content);
    QFETCH(QString, schema);
    const std::string body = bytes.toStdString();
    Decoded out;
    m_decoder.decodeBytes(body, {}, out);
    QVERIFY(!out.failed);
    QCOMPARE(QByteArray(encodingName(out.encoding)), encoding);
    QCOMPARE(QByteArray::fromStdString(std::string(out.content)), content);
    QCOMPARE(out.schema, schema);
    QVERIFY(out.plainBytes < body.size());
    DecodeChoice choice;
    choice.as = encodingFromName(encoding.toStdString());
    m_decoder.decodeBytes(body, choice, out);
    QVERIFY(!out.failed);
    QCOMPARE(QByteArray::fromStdString(std::string(out.content)), content);
}

void tst_Framing::explained_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("failed");
    const auto row = [](const char *name, const std::string &bytes, ErrorCode code, bool failed = true) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << int(code) << failed;
    };
    row("unknown id", framed(99, "xx"), ErrorCode::SchemaNotFound);
    row("unknown guid", "\1aaaaaaaaaaaaaaaaxx", ErrorCode::SchemaNotFound);
    row("cut avro", framed(7, "\x02\x06"), ErrorCode::DecodeFailed);
    row("more than avro", framed(7, Payload + "x"), ErrorCode::DecodeFailed);
    row("huge length",
        framed(7, "\x02\x80\x80\x80\x80\x80\x80\x80\x01"
                  "a"),
        ErrorCode::DecodeFailed);
    row("negative length", framed(7, "\x02\x01"), ErrorCode::DecodeFailed);
    row("schema that is none", framed(11, "x"), ErrorCode::DecodeFailed);
    row("no such message", framed(8, "\x02\x14x"), ErrorCode::DecodeFailed);
    row("cut protobuf", framed(8, std::string("\0\x08", 2)), ErrorCode::DecodeFailed);
    row("no json", framed(10, "{"), ErrorCode::DecodeFailed);
    row("short", std::string("\0\0\1", 3), ErrorCode::DecodeFailed, false);
    row("a number", std::string("\0\0\0\0\0\0\0\x2a", 8), ErrorCode::DecodeFailed, false);
}

void tst_Framing::explained()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, code);
    QFETCH(bool, failed);
    const std::string body = bytes.toStdString();
    Decoded out;
    m_decoder.decodeBytes(body, {}, out);
    QCOMPARE(out.failed, failed);
    QVERIFY(!out.tried.empty());
    QCOMPARE(int(out.tried.front().error.code), code);
    QVERIFY(out.encoding == Encoding::Hex || out.encoding == Encoding::Text);
    QVERIFY(out.content == body);
}

void tst_Framing::noRegistry()
{
    const EventDecoder decoder;
    Decoded out;
    const std::string body = framed(7, Payload);
    decoder.decodeBytes(body, {}, out);
    QVERIFY(out.failed);
    QCOMPARE(out.tried.size(), std::size_t(1));
    QVERIFY(out.content == body);
}

void tst_Framing::headers()
{
    Event event;
    event.channel = "others";
    event.value = Payload;
    event.addHeader("__value_schema_id", "\1" + m_registry->guid);
    Decoded out;
    m_decoder.decode(event.view(), out);
    QCOMPARE(out.content, std::string_view(R"({"id":1,"who":"Ada"})"));
    QCOMPARE(out.plainBytes, Payload.size());

    Event broken = event;
    broken.fields.clear();
    broken.addHeader("__value_schema_id", "nonsense");
    m_decoder.decode(broken.view(), out);
    QVERIFY(out.failed);
    QCOMPARE(out.encoding, Encoding::Text);
}

void tst_Framing::keys()
{
    Event event;
    event.channel = "others";
    event.key = framed(7, Payload);
    Decoded out;
    m_decoder.decodeKey(event.view(), out);
    QCOMPARE(out.content, std::string_view(R"({"id":1,"who":"Ada"})"));
    event.key = std::string("\0\0\0\0\0\0\0\x2a", 8); // Java's LongSerializer
    m_decoder.decodeKey(event.view(), out);
    QVERIFY(!out.failed);
    QCOMPARE(out.encoding, Encoding::Hex);
}

void tst_Framing::subjects()
{
    Event event;
    event.channel = "orders";
    event.value = std::string("\x80\x01\x06"
                              "Ada");
    Decoded out;
    m_decoder.decode(event.view(), out);
    QCOMPARE(out.encoding, Encoding::Avro);
    QCOMPARE(out.content, std::string_view(R"({"id":64,"who":"Ada"})"));
    event.channel = "others";
    m_decoder.decode(event.view(), out);
    QCOMPARE(out.encoding, Encoding::Hex);
    QVERIFY(!out.failed);
    QCOMPARE(out.tried.back().error.code, ErrorCode::SchemaNotFound);
}

void tst_Framing::pending()
{
    Decoded out;
    const std::string body = framed(9, Payload);
    m_registry->late = false;
    m_decoder.decodeBytes(body, {}, out);
    QVERIFY(out.pending);
    QVERIFY(!out.failed);
    QVERIFY(out.content == body);
    m_registry->late = true;
    m_decoder.decodeBytes(body, {}, out);
    QVERIFY(!out.pending);
    QCOMPARE(out.encoding, Encoding::Avro);
}

void tst_Framing::waiting()
{
    const auto registry = std::make_shared<Registry>();
    EventDecoder decoder(registry);
    decoder.setWait(Milliseconds(50));
    Decoded out;
    const std::string body = framed(9, Payload);
    for (int i = 0; i < 100; ++i) {
        decoder.decodeBytes(body, {}, out);
        QVERIFY(out.failed);
        QCOMPARE(out.tried.front().error.code, ErrorCode::Timeout);
    }
    QCOMPARE(registry->waits.load(), 1); // once a schema
    registry->late = true;
    decoder.decodeBytes(body, {}, out);
    QVERIFY(!out.failed);
}

void tst_Framing::compiledOnce()
{
    const auto registry = std::make_shared<Registry>();
    const EventDecoder decoder(registry);
    Decoded out;
    const std::string body = framed(7, Payload);
    for (int i = 0; i < 100; ++i)
        decoder.decodeBytes(body, {}, out);
    QCOMPARE(registry->finds.load(), 1);
}

void tst_Framing::manyThreads()
{
    const EventDecoder decoder(std::make_shared<Registry>());
    std::atomic<int> right = 0;
    const auto work = [&] {
        Decoded out;
        const std::string avro = framed(7, Payload), proto = framed(8, std::string("\0\x08\xac\x02", 4));
        for (int i = 0; i < 2000; ++i) {
            decoder.decodeBytes(i % 2 ? avro : proto, {}, out);
            right += !out.failed && out.content.starts_with("{\"id\":");
        }
    };
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back(work);
    }
    QCOMPARE(right.load(), 8000);
}

void tst_Framing::messageIndexes()
{
    const auto of = [](std::string_view bytes) {
        const auto path = takeMessageIndexes(bytes);
        return path ? std::pair(*path, std::string(bytes)) : std::pair(std::vector<int>{-1}, std::string());
    };
    using Path = std::vector<int>;
    QCOMPARE(of(std::string_view("\0rest", 5)), std::pair(Path{0}, std::string("rest")));
    QCOMPARE(of(std::string_view("\2\2rest", 6)), std::pair(Path{1}, std::string("rest")));
    QCOMPARE(of(std::string_view("\4\2\0", 3)), std::pair(Path({1, 0}), std::string()));
    QCOMPARE(of("\4\2").first, Path{-1});
    QCOMPARE(of("\1").first, Path{-1});
    QCOMPARE(of("\xff\xff\xff\xff\x0f").first, Path{-1});
    QCOMPARE(of("").first, Path{-1});
}

QTEST_APPLESS_MAIN(tst_Framing)
#include "tst_framing.moc"
