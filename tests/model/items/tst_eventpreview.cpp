// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/decoder.h"
#include "model/decode/schemasource.h"
#include "model/items/eventpreview.h"
#include "tests/support/sampleevents.h"

#include <QTest>

#include <lz4frame.h>
#include <zlib.h>
#include <zstd.h>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

std::string gzip(const std::string &body)
{
    z_stream z{};
    deflateInit2(&z, 9, Z_DEFLATED, 31, 9, Z_DEFAULT_STRATEGY);
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

// Schema 7 is Avro, 8 Protobuf: both an envelope with data; no other is there.
class Registry final : public SchemaSource
{
public:
    Answer find(const SchemaKey &key) override
    {
        SchemaText schema;
        if (key.id == 7)
            schema = {SchemaType::Avro,
                      R"({"type":"record","name":"E","fields":[{"name":"id","type":"string"},)"
                      R"({"name":"type","type":"string"},{"name":"data","type":{"type":"record","name":"D",)"
                      R"("fields":[{"name":"total","type":"long"}]}}]})",
                      {},
                      u"E"_s};
        else if (key.id == 8)
            schema = {SchemaType::Protobuf,
                      R"(syntax = "proto3"; message E { string id = 1; string type = 2; D data = 3; }
                         message D { int64 total = 1; })",
                      {},
                      u"E"_s};
        else
            return {Answer::State::Failed, {}, makeError(ErrorCode::SchemaNotFound, {QString::number(key.id)})};
        return {Answer::State::Ready, std::make_shared<SchemaText>(schema), {}};
    }
    Answer wait(const SchemaKey &key, const Cancel &) override { return find(key); }
    void setListener(std::function<void()>) override {}
};

std::string framed(quint32 id, const std::string &payload)
{
    return std::string{0, char(id >> 24), char(id >> 16), char(id >> 8), char(id)} + payload;
}

} // namespace

class tst_EventPreview : public QObject
{
    Q_OBJECT

private slots:
    void ofTheData_data();
    void ofTheData();
    void noDecoder();
    void isBounded();
};

void tst_EventPreview::ofTheData_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("preview");
    const std::string envelope = R"({"id":"1","type":"order.placed","time":"2026-07-01T12:04:31Z","data":{"total":5}})";
    const auto row = [](const char *name, const std::string &body, const char *preview) {
        QTest::newRow(name) << QByteArray::fromStdString(body) << QString::fromUtf8(preview);
    };
    row("json", envelope, R"({"total":5})");
    row("gzip", gzip(envelope), R"({"total":5})");
    row("zstd", zstd(envelope), R"({"total":5})");
    row("lz4", lz4(envelope), R"({"total":5})");
    row("no envelope", R"({"a":1})", R"({"a":1})");
    row("gzip, no envelope", gzip("plain text"), "plain text");
    row("avro",
        framed(7, "\x02"
                  "1\x18order.placed\x0a"),
        R"({"total":5})");
    row("protobuf",
        framed(8, std::string("\0\x0a\x01"
                              "1\x12\x0corder.placed\x1a\x02\x08\x05",
                              22)),
        R"({"total":5})");
    row("empty data", R"({"id":"1","type":"a","time":"2026-07-01T12:04:31Z","data":null})",
        R"({"id":"1","type":"a","time":"2026-07-01T12:04:31Z","data":null})");
}

void tst_EventPreview::ofTheData()
{
    QFETCH(QByteArray, body);
    Event e;
    e.channel = "orders";
    e.value = body.toStdString();
    const EventDecoder decoder(std::make_shared<Registry>());
    const QString text = eventPreview(e.view(), &decoder, 200, [](QStringView t) { return t.toString(); });
    QTEST(text, "preview");
}

void tst_EventPreview::noDecoder()
{
    const auto same = [](QStringView t) { return t.toString(); };
    QVERIFY(eventPreview(sample::event(3, 0).view(), nullptr, 200, same).startsWith(u"{\"total\":"_s));
    Event none;
    none.channel = "orders";
    QCOMPARE(eventPreview(none.view(), nullptr, 200, same), QString());
}

void tst_EventPreview::isBounded()
{
    const auto same = [](QStringView t) { return t.toString(); };
    const EventDecoder decoder;
    Event e;
    e.channel = "orders";
    e.value = R"({"id":"1","type":"t","time":"2026-07-01T12:04:31Z","data":")" + std::string(8 << 20, 'x') + "\"}";
    for (const std::string &body : {*e.value, gzip(*e.value), std::string(10000, '[')}) {
        e.value = body;
        QVERIFY(eventPreview(e.view(), &decoder, 200, same).size() <= 202);
    }
}

QTEST_APPLESS_MAIN(tst_EventPreview)
#include "tst_eventpreview.moc"
