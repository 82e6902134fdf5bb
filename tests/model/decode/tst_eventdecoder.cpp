// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/decoder.h"

#include <QTest>

#include <lz4frame.h>
#include <zlib.h>
#include <zstd.h>

using namespace flowbench;

namespace {
std::string compressed(const std::string &body, int windowBits)
{
    z_stream z{};
    deflateInit2(&z, 9, Z_DEFLATED, windowBits, 9, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&z, uLong(body.size())) + 64, '\0');
    z.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(body.data()));
    z.avail_in = uInt(body.size());
    z.next_out = reinterpret_cast<Bytef *>(out.data());
    z.avail_out = uInt(out.size());
    deflate(&z, Z_FINISH);
    out.resize(out.size() - z.avail_out);
    deflateEnd(&z);
    return out;
}
std::string gzip(const std::string &body) { return compressed(body, 31); }

std::string zstd(const std::string &body)
{
    std::string out(ZSTD_compressBound(body.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), body.data(), body.size(), 3));
    return out;
}

std::string lz4(const std::string &body)
{
    std::string out(LZ4F_compressFrameBound(body.size(), nullptr), '\0');
    out.resize(LZ4F_compressFrame(out.data(), out.size(), body.data(), body.size(), nullptr));
    return out;
}

Decoded decoded(const std::string &bytes, const DecodeChoice &choice = {}, DecodeLimits limits = {})
{
    const EventDecoder decoder({}, limits);
    Decoded out;
    decoder.decodeBytes(bytes, choice, out);
    if (out.content.data() >= bytes.data() && out.content.data() < bytes.data() + bytes.size())
        out.owned = std::string(out.content); // the test's bytes end with the call
    else if (out.content.data() != out.owned.data())
        out.owned = std::string(out.content);
    out.content = {};
    return out;
}
std::string textOf(const Decoded &d) { return d.owned; }

Event eventOf(const std::string &body, std::initializer_list<std::pair<const char *, const char *>> headers = {})
{
    Event e;
    e.channel = "orders";
    e.value = body;
    for (const auto &[name, value] : headers)
        e.addHeader(name, value);
    return e;
}

QByteArray tried(const Decoded &d)
{
    QByteArray names;
    for (const auto &t : d.tried)
        names +=
            (names.isEmpty() ? "" : " ") +
            QByteArray(t.compression == Compression::None ? encodingName(t.encoding) : compressionName(t.compression));
    return names;
}
} // namespace

class tst_EventDecoder : public QObject
{
    Q_OBJECT

private slots:
    void automatic_data();
    void automatic();
    void jsonIsNotCopied();
    void compression_data();
    void compression();
    void severalMembers();
    void brokenCompression_data();
    void brokenCompression();
    void bombs_data();
    void bombs();
    void exactlyTheLimit();
    void choices();
    void contentType_data();
    void contentType();
    void contentEncoding();
    void keys();
    void deep_data();
    void deep();
    void mayBeJson();
    void outIsReused();
};

void tst_EventDecoder::automatic_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("attempts");

    const auto row = [](const char *name, const QByteArray &bytes, const char *encoding, const QByteArray &content,
                        const char *attempts) {
        QTest::newRow(name) << bytes << QByteArray(encoding) << content << QByteArray(attempts);
    };
    row("object", R"({"id":11})", "json", R"({"id":11})", "");
    row("spaces", " \n[1, 2]\t", "json", " \n[1, 2]\t", "");
    row("mark", "\xef\xbb\xbf{}", "json", "{}", "");
    row("number", "42", "json", "42", "");
    row("big number", "[123456789012345678901234567890,1e999]", "json", "[123456789012345678901234567890,1e999]", "");
    row("escapes", R"(["\u00e9\n\\\/\"","\ud83d"])", "json", R"(["\u00e9\n\\\/\"","\ud83d"])", "");
    row("empty", "", "text", "", "");
    row("text", "hello", "text", "hello", "json");
    row("utf-8",
        "gr\xc3\xbc\xc3\x9f"
        "e",
        "text",
        "gr\xc3\xbc\xc3\x9f"
        "e",
        "json");
    row("log line", "\x1b[31mred\x1b[0m\r\n", "text", "\x1b[31mred\x1b[0m\r\n", "json");
    row("nearly JSON", R"({"id":11)", "text", R"({"id":11)", "json");
    row("trailing comma", "[1,]", "text", "[1,]", "json");
    row("leading zero", "007", "text", "007", "json");
    row("two values", "{} {}", "text", "{} {}", "json");
    row("FIX",
        "8=FIX.4.2\x01"
        "9=178\x01",
        "text",
        "8=FIX.4.2\x01"
        "9=178\x01",
        "json text msgpack cbor");
    row("msgpack", QByteArray::fromHex("82a269640ba377686fa3416461"), "msgpack", R"({"id":11,"who":"Ada"})",
        "json text");
    row("cbor", QByteArray::fromHex("a26269640b6377686f63416461"), "cbor", R"({"id":11,"who":"Ada"})",
        "json text msgpack");
    row("cut msgpack", QByteArray::fromHex("82a269640ba377686fa34164"), "hex",
        QByteArray::fromHex("82a269640ba377686fa34164"), "json text msgpack cbor");
    row("random", QByteArray::fromHex("c7f3118e00ff27"), "hex", QByteArray::fromHex("c7f3118e00ff27"),
        "json text msgpack cbor");
    row("latin 1", QByteArray::fromHex("4772fcdf65"), "hex", QByteArray::fromHex("4772fcdf65"),
        "json text msgpack cbor");
    row("one byte", QByteArray::fromHex("80"), "hex", QByteArray::fromHex("80"), "json text msgpack cbor");
    row("text like zlib", "x^y is a power", "text", "x^y is a power", "deflate json");
}

void tst_EventDecoder::automatic()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, encoding);
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, attempts);
    const Decoded d = decoded(bytes.toStdString());
    QCOMPARE(QByteArray(encodingName(d.encoding)), encoding);
    QCOMPARE(QByteArray::fromStdString(textOf(d)), content);
    QCOMPARE(tried(d), attempts);
    QVERIFY(!d.failed);
    QCOMPARE(d.plainBytes, std::size_t(bytes.size()));
    for (const auto &t : d.tried)
        QVERIFY(!t.error.args.value(1).isEmpty());
}

void tst_EventDecoder::jsonIsNotCopied()
{
    const std::string body = R"({"id":1})";
    const EventDecoder decoder;
    Decoded out;
    decoder.decodeBytes(body, {}, out);
    QCOMPARE(static_cast<const void *>(out.content.data()), static_cast<const void *>(body.data()));
    QVERIFY(out.owned.empty());
}

void tst_EventDecoder::compression_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("encoding");
    std::string body = R"({"id":11,"who":"Ada","pad":")" + std::string(300000, 'p') + "\"}";
    const QByteArray pack = QByteArray::fromHex("82a269640ba377686fa3416461");
    QTest::newRow("gzip") << QByteArray::fromStdString(gzip(body)) << QByteArray("gzip") << QByteArray("json");
    QTest::newRow("zlib") << QByteArray::fromStdString(compressed(body, 15)) << QByteArray("deflate")
                          << QByteArray("json");
    QTest::newRow("zstd") << QByteArray::fromStdString(zstd(body)) << QByteArray("zstd") << QByteArray("json");
    QTest::newRow("lz4") << QByteArray::fromStdString(lz4(body)) << QByteArray("lz4") << QByteArray("json");
    QTest::newRow("small") << QByteArray::fromStdString(gzip("{}")) << QByteArray("gzip") << QByteArray("json");
    QTest::newRow("text") << QByteArray::fromStdString(gzip("hello")) << QByteArray("gzip") << QByteArray("text");
    QTest::newRow("empty") << QByteArray::fromStdString(gzip("")) << QByteArray("gzip") << QByteArray("text");
    QTest::newRow("msgpack in gzip") << QByteArray::fromStdString(gzip(pack.toStdString())) << QByteArray("gzip")
                                     << QByteArray("msgpack");
}

void tst_EventDecoder::compression()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, encoding);
    const std::string body = bytes.toStdString();
    const EventDecoder decoder;
    Decoded d;
    decoder.decodeBytes(body, {}, d);
    QCOMPARE(QByteArray(compressionName(d.compression)), name);
    QCOMPARE(QByteArray(encodingName(d.encoding)), encoding);
    QVERIFY(!d.failed);
    if (encoding == "json")
        QVERIFY(d.content.starts_with('{') && d.content.ends_with('}'));
    if (encoding == "json")
        QCOMPARE(d.content.size(), d.plainBytes);
    if (encoding == "msgpack")
        QCOMPARE(d.content, std::string_view(R"({"id":11,"who":"Ada"})"));
}

void tst_EventDecoder::severalMembers()
{
    QCOMPARE(textOf(decoded(gzip("{\"a\":") + gzip("1}"))), std::string("{\"a\":1}"));
    QCOMPARE(textOf(decoded(zstd("{\"a\":") + zstd("1}"))), std::string("{\"a\":1}"));
    QCOMPARE(textOf(decoded(lz4("{\"a\":") + lz4("1}"))), std::string("{\"a\":1}"));
    QCOMPARE(textOf(decoded(gzip("{}") + std::string(512, '\0'))), std::string("{}")); // tar pads with zeros
}

void tst_EventDecoder::brokenCompression_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("name");
    const std::string body = R"({"id":11,"who":"Ada"})" + std::string(1000, ' ');
    QTest::newRow("cut gzip") << QByteArray::fromStdString(gzip(body).substr(0, 20)) << QByteArray("gzip");
    QTest::newRow("cut zstd") << QByteArray::fromStdString(zstd(body).substr(0, 20)) << QByteArray("zstd");
    QTest::newRow("cut lz4") << QByteArray::fromStdString(lz4(body).substr(0, 20)) << QByteArray("lz4");
    QTest::newRow("only magic") << QByteArray("\x1f\x8b") << QByteArray("gzip");
    QTest::newRow("behind") << QByteArray::fromStdString(gzip(body) + "rest") << QByteArray("gzip");
    std::string wrong = gzip(body);
    wrong[wrong.size() - 6] = char(wrong[wrong.size() - 6] ^ 1);
    QTest::newRow("checksum") << QByteArray::fromStdString(wrong) << QByteArray("gzip");
}

void tst_EventDecoder::brokenCompression()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, name);
    const Decoded d = decoded(bytes.toStdString());
    QVERIFY(d.failed);
    QCOMPARE(d.encoding, Encoding::Hex);
    QCOMPARE(d.compression, Compression::None);
    QCOMPARE(QByteArray::fromStdString(textOf(d)), bytes);
    QVERIFY(tried(d).startsWith(name));
    QCOMPARE(d.tried.front().error.code, ErrorCode::DecodeFailed);
}

void tst_EventDecoder::bombs_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const std::string zeros(std::size_t(80) << 20, '\0');
    QTest::newRow("gzip") << QByteArray::fromStdString(gzip(zeros));
    QTest::newRow("gzip members") << [&] {
        const std::string one = gzip(zeros.substr(0, 8 << 20));
        QByteArray all;
        for (int i = 0; i < 12; ++i)
            all += QByteArray::fromStdString(one);
        return all;
    }();
    QTest::newRow("zstd, says so") << QByteArray::fromStdString(zstd(zeros));
    QTest::newRow("zstd frames") << QByteArray::fromStdString(zstd("x") + zstd(zeros));
    QTest::newRow("lz4") << QByteArray::fromStdString(lz4(zeros));
}

void tst_EventDecoder::bombs()
{
    QFETCH(QByteArray, bytes);
    const Decoded d = decoded(bytes.toStdString());
    QVERIFY(d.failed);
    QVERIFY(!d.tried.empty());
    QCOMPARE(d.tried.front().error.code, ErrorCode::TooLarge);
    QCOMPARE(d.encoding, Encoding::Hex);
}

void tst_EventDecoder::exactlyTheLimit()
{
    DecodeLimits limits;
    limits.bytes = 5000;
    const std::string body = '"' + std::string(4998, 'a') + '"';
    for (const auto &pack : {gzip(body), zstd(body), lz4(body)})
        QCOMPARE(textOf(decoded(pack, {}, limits)), body);
    limits.bytes = 4999;
    for (const auto &pack : {gzip(body), zstd(body), lz4(body)})
        QCOMPARE(decoded(pack, {}, limits).tried.front().error.code, ErrorCode::TooLarge);
}

void tst_EventDecoder::choices()
{
    const std::string pack = QByteArray::fromHex("82a269640ba377686fa3416461").toStdString();
    const auto as = [](Encoding e) {
        DecodeChoice c;
        c.as = e;
        return c;
    };
    Decoded d = decoded(pack, as(Encoding::MsgPack));
    QVERIFY(!d.failed);
    QCOMPARE(textOf(d), std::string(R"({"id":11,"who":"Ada"})"));
    d = decoded(pack, as(Encoding::Json));
    QVERIFY(d.failed);
    QCOMPARE(d.encoding, Encoding::Hex);
    QCOMPARE(tried(d), QByteArray("json"));
    d = decoded("hello", as(Encoding::Cbor));
    QVERIFY(d.failed);
    QCOMPARE(d.encoding, Encoding::Text);
    d = decoded(R"({"a":1})", as(Encoding::Hex));
    QVERIFY(!d.failed);
    QCOMPARE(d.encoding, Encoding::Hex);
    d = decoded(R"({"a":1})", as(Encoding::Text));
    QCOMPARE(d.encoding, Encoding::Text);
    d = decoded(gzip("{}"), as(Encoding::Hex));
    QCOMPARE(textOf(d), gzip("{}"));

    EventDecoder decoder;
    decoder.choose("orders", as(Encoding::Text));
    Decoded out;
    Event event = eventOf("{}");
    decoder.decode(event.view(), out);
    QCOMPARE(out.encoding, Encoding::Text);
    event.channel = "others";
    decoder.decode(event.view(), out);
    QCOMPARE(out.encoding, Encoding::Json);
}

void tst_EventDecoder::contentType_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<bool>("failed");
    const QByteArray broken("{\"a\":"), number = QByteArray::fromHex("cd0102");
    QTest::newRow("json") << QByteArray("application/json") << QByteArray("{}") << QByteArray("json") << false;
    QTest::newRow("no json") << QByteArray("application/json") << broken << QByteArray("text") << true;
    QTest::newRow("quoted") << QByteArray("\"application/vnd.x+json\"") << broken << QByteArray("text") << true;
    QTest::newRow("parameters") << QByteArray("Application/JSON; charset=utf-8") << broken << QByteArray("text")
                                << true;
    QTest::newRow("text") << QByteArray("text/plain") << broken << QByteArray("text") << false;
    QTest::newRow("JSON sent as text") << QByteArray("text/plain") << QByteArray("{}") << QByteArray("json") << false;
    QTest::newRow("a number alone") << QByteArray("application/msgpack") << number << QByteArray("msgpack") << false;
    QTest::newRow("cbor number") << QByteArray("application/cbor") << QByteArray::fromHex("190102")
                                 << QByteArray("cbor") << false;
    QTest::newRow("wrong, but clear") << QByteArray("application/cbor") << QByteArray::fromHex("82a16101a16202")
                                      << QByteArray("msgpack") << false;
    QTest::newRow("wrong") << QByteArray("application/cbor") << QByteArray::fromHex("c7f3118e00ff27")
                           << QByteArray("hex") << true;
    QTest::newRow("unknown") << QByteArray("application/octet-stream") << number << QByteArray("hex") << false;
    QTest::newRow("avro, no schema") << QByteArray("application/x-avro") << number << QByteArray("hex") << true;
}

void tst_EventDecoder::contentType()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, encoding);
    QFETCH(bool, failed);
    const EventDecoder decoder;
    for (const char *name : {"content-type", "contentType", "Content-Type"}) {
        const Event event = eventOf(bytes.toStdString(), {{name, type.constData()}});
        Decoded out;
        decoder.decode(event.view(), out);
        QCOMPARE(QByteArray(encodingName(out.encoding)), encoding);
        QCOMPARE(out.failed, failed);
    }
    Event event = eventOf(bytes.toStdString());
    FieldView property;
    property.place = FieldPlace::Property;
    property.name = "content_type";
    property.value = std::string_view(type.constData(), std::size_t(type.size()));
    event.addField(property);
    Decoded out;
    decoder.decode(event.view(), out);
    QCOMPARE(QByteArray(encodingName(out.encoding)), encoding);
    QCOMPARE(out.failed, failed);
}

void tst_EventDecoder::contentEncoding()
{
    const EventDecoder decoder;
    Decoded out;
    const Event plain = eventOf("{}", {{"content-encoding", "gzip"}});
    decoder.decode(plain.view(), out);
    QCOMPARE(out.encoding, Encoding::Json); // somebody unpacked it and left the header
    QVERIFY(!out.failed);
    QCOMPARE(tried(out), QByteArray("gzip"));
    const Event charset = eventOf("{}", {{"content-encoding", "UTF-8"}});
    decoder.decode(charset.view(), out);
    QVERIFY(!out.failed);
    const Event zlib = eventOf(compressed("{\"a\":1}", 15), {{"contentEncoding", "deflate"}});
    decoder.decode(zlib.view(), out);
    QCOMPARE(out.content, std::string_view("{\"a\":1}"));
}

void tst_EventDecoder::keys()
{
    const EventDecoder decoder;
    const auto of = [&](const std::string &key) {
        Event e;
        e.channel = "orders";
        e.key = key;
        Decoded out;
        decoder.decodeKey(e.view(), out);
        return std::pair(out.encoding, std::string(out.content));
    };
    QCOMPARE(of("1234"), std::pair(Encoding::Text, std::string("1234")));
    QCOMPARE(of("true"), std::pair(Encoding::Text, std::string("true")));
    QCOMPARE(of("{\"id\":1}"), std::pair(Encoding::Json, std::string("{\"id\":1}")));
    QCOMPARE(of("o-1"), std::pair(Encoding::Text, std::string("o-1")));
}

void tst_EventDecoder::deep_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("as");
    QTest::newRow("json") << QByteArray(100000, '[') + QByteArray(100000, ']') << QByteArray("json");
    QTest::newRow("objects") << QByteArray("{\"a\":").repeated(100000) << QByteArray("json");
    QTest::newRow("msgpack") << QByteArray(100000, '\x91') + '\1' << QByteArray("msgpack");
    // Each map that is a key doubles the backslashes of those inside it: 40 bytes must not become a terabyte.
    QTest::newRow("msgpack keys in keys") << QByteArray(40, '\x81') + QByteArray(80, '\1') << QByteArray("msgpack");
    QTest::newRow("cbor keys in keys") << QByteArray(40, '\xa1') + QByteArray(80, '\1') << QByteArray("cbor");
    QTest::newRow("msgpack keys") << QByteArray(100000, '\x81') + '\1' << QByteArray("msgpack");
    QTest::newRow("cbor") << QByteArray(100000, '\x81') + '\1' << QByteArray("cbor");
    QTest::newRow("cbor tags") << QByteArray(100000, '\xc9') + '\1' << QByteArray("cbor");
    QTest::newRow("cbor without lengths") << QByteArray(100000, '\x9f') << QByteArray("cbor");
}

void tst_EventDecoder::deep()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, as);
    DecodeChoice choice;
    choice.as = encodingFromName(as.toStdString());
    const Decoded d = decoded(bytes.toStdString(), choice);
    QVERIFY(d.failed);
    QCOMPARE(d.tried.size(), std::size_t(1));
    QCOMPARE(QByteArray::fromStdString(textOf(d)), bytes);
}

void tst_EventDecoder::mayBeJson()
{
    EventDecoder decoder;
    QVERIFY(decoder.mayBeJson(eventOf(" {}").view()));
    QVERIFY(!decoder.mayBeJson(eventOf("hello").view()));
    QVERIFY(!decoder.mayBeJson(eventOf("").view()));
    DecodeChoice text;
    text.as = Encoding::Text;
    decoder.choose("orders", text);
    QVERIFY(!decoder.mayBeJson(eventOf("{}").view()));
}

void tst_EventDecoder::outIsReused()
{
    const EventDecoder decoder;
    Decoded out;
    const std::string pack = gzip(QByteArray::fromHex("82a269640ba377686fa3416461").toStdString());
    decoder.decodeBytes(pack, {}, out);
    QCOMPARE(out.encoding, Encoding::MsgPack);
    const std::string body = "{}";
    decoder.decodeBytes(body, {}, out);
    QCOMPARE(out.encoding, Encoding::Json);
    QCOMPARE(out.compression, Compression::None);
    QCOMPARE(out.content, std::string_view("{}"));
    QVERIFY(out.tried.empty());
    QCOMPARE(out.plainBytes, std::size_t(2));
}

QTEST_APPLESS_MAIN(tst_EventDecoder)
#include "tst_eventdecoder.moc"
