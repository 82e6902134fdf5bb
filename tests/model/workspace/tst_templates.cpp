// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event/eventjson.h"
#include "model/workspace/templates.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace flowbench;
using namespace Qt::StringLiterals;
using namespace std::string_view_literals;

namespace {
PublishTemplate sampleTemplate(const QString &name)
{
    PublishTemplate t;
    t.name = name;
    t.channel = u"orders"_s;
    t.event.key = "k-1";
    t.event.value = "{\"total\": 10.50,\n \"id\": 12345678901234567890}";
    Event e;
    e.addHeader("type", "order.placed"sv);
    e.addHeader("type", "again"sv); // a duplicate
    e.addHeader("raw", "\xff\x00\x01"sv);
    e.addHeader("none", std::nullopt);
    e.addHeader("empty", ""sv);
    e.addField({FieldPlace::Header, FieldType::Int64, false, "count", "9223372036854775807"});
    e.addField({FieldPlace::Header, FieldType::UInt64, false, "huge", "18446744073709551615"});
    e.addField({FieldPlace::Header, FieldType::Table, false, "table", R"({"b":1,"a":[true,null]})"});
    e.addField({FieldPlace::Header, FieldType::Void, true, "void", {}});
    e.addField(propertyField("message_id", "m1"));
    e.addField(propertyField("delivery_mode", "2"));
    t.event.fields = e.fields;
    t.event.partition = 3;
    return t;
}

void compare(const PublishTemplate &a, const PublishTemplate &b)
{
    QCOMPARE(a.name, b.name);
    QCOMPARE(a.channel, b.channel);
    QVERIFY(a.event.key == b.event.key);
    QVERIFY(a.event.value == b.event.value);
    QVERIFY(a.event.partition == b.event.partition);
    QCOMPARE(QByteArray::fromStdString(a.event.fields), QByteArray::fromStdString(b.event.fields));
}

void put(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile f(path);
    QVERIFY(f.open(QIODevice::WriteOnly));
    f.write(bytes);
}
} // namespace

class TestTemplates : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;

private slots:
    void init() { QDir(m_dir.path()).removeRecursively(), QDir().mkpath(m_dir.path()); }

    void roundTripKeepsEveryByte()
    {
        TemplateStore store(m_dir.path());
        const PublishTemplate t = sampleTemplate(u"Order, EUR"_s);
        QVERIFY(store.save(t).ok());
        const auto list = store.load();
        QVERIFY(list.ok());
        QCOMPARE(list->problems.size(), 0u);
        QCOMPARE(list->templates.size(), 1u);
        compare(list->templates[0], t);
        QVERIFY(list->find(u"Order, EUR"_s));
        QVERIFY(!list->find(u"order, eur"_s));
    }

    void absentAndEmptyStayApart()
    {
        PublishTemplate t;
        t.name = u"tombstone"_s;
        QVERIFY(!templateFromJson(templateToJson(t))->event.value);
        QVERIFY(!templateFromJson(templateToJson(t))->event.key);
        t.event.value = "";
        t.event.key = "";
        QVERIFY(templateFromJson(templateToJson(t))->event.value == std::string());
        QVERIFY(templateFromJson(templateToJson(t))->event.key == std::string());
        t.event.value = "\xff\xfe";
        QVERIFY(templateFromJson(templateToJson(t))->event.value == std::string("\xff\xfe"));
    }

    void fileIsMadeForGit()
    {
        TemplateStore store(m_dir.path());
        QVERIFY(store.save(sampleTemplate(u"order"_s)).ok());
        QFile file(m_dir.filePath(u"templates/order.json"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray once = file.readAll();
        QVERIFY(once.contains("\"version\": 1"));
        QVERIFY(once.contains("\n"));
        QVERIFY(store.save(sampleTemplate(u"order"_s)).ok());
        file.seek(0);
        QFile again(file.fileName());
        QVERIFY(again.open(QIODevice::ReadOnly));
        QCOMPARE(again.readAll(), once); // the same twice: no noise in a diff
    }

    void unknownFieldsSurvive()
    {
        TemplateStore store(m_dir.path());
        put(m_dir.filePath(u"templates/x.json"_s), R"({"name":"x","value":"1","note":"kept","future":{"deep":[1,2]}})");
        auto list = store.load();
        QCOMPARE(list->templates.size(), 1u);
        list->templates[0].event.value = "2";
        QVERIFY(store.save(list->templates[0]).ok());
        QFile f(m_dir.filePath(u"templates/x.json"_s));
        QVERIFY(f.open(QIODevice::ReadOnly));
        const QJsonObject o = QJsonDocument::fromJson(f.readAll()).object();
        QCOMPARE(o.value(u"note"_s).toString(), u"kept"_s);
        QCOMPARE(o.value(u"future"_s).toObject().value(u"deep"_s).toArray().size(), 2);
        QCOMPARE(o.value(u"value"_s).toString(), u"2"_s);
    }

    void newerFilesAreNotTouched()
    {
        TemplateStore store(m_dir.path());
        const QString path = m_dir.filePath(u"templates/new.json"_s);
        put(path, R"({"name":"new","version":2,"value":"x"})");
        QCOMPARE(store.load()->templates.size(), 0u);
        QCOMPARE(store.load()->problems.size(), 1u);
        QVERIFY(!store.save(sampleTemplate(u"new"_s)).ok());
        QVERIFY(!store.remove(u"new"_s).ok());
        QVERIFY(QFile::exists(path));
    }

    void badFilesAreProblemsOfTheirOwn_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("no json") << QByteArray("{");
        QTest::newRow("no object") << QByteArray("[]");
        QTest::newRow("no name") << QByteArray(R"({"value":"x"})");
        QTest::newRow("control in name") << QByteArray(R"({"name":"a\u0000b"})");
        QTest::newRow("value no string") << QByteArray(R"({"name":"a","value":5})");
        QTest::newRow("bad base64") << QByteArray(R"({"name":"a","value_base64":"!!"})");
        QTest::newRow("headers no list") << QByteArray(R"({"name":"a","headers":{}})");
        QTest::newRow("header no object") << QByteArray(R"({"name":"a","headers":[1]})");
        QTest::newRow("header no name") << QByteArray(R"({"name":"a","headers":[{"value":"x"}]})");
        QTest::newRow("unknown type") << QByteArray(R"({"name":"a","headers":[{"name":"h","type":"x","value":1}]})");
        QTest::newRow("negative partition") << QByteArray(R"({"name":"a","partition":-2})");
        QTest::newRow("too large") << QByteArray(TemplateStore::FileLimit + 1, ' ');
    }
    void badFilesAreProblemsOfTheirOwn()
    {
        QFETCH(QByteArray, bytes);
        TemplateStore store(m_dir.path());
        put(m_dir.filePath(u"templates/bad.json"_s), bytes);
        QVERIFY(store.save(sampleTemplate(u"good"_s)).ok());
        const auto list = store.load();
        QCOMPARE(list->templates.size(), 1u);
        QCOMPARE(list->problems.size(), 1u);
        QCOMPARE(list->problems[0].file, u"templates/bad.json"_s);
    }

    void aPipeDoesNotHang()
    {
        TemplateStore store(m_dir.path());
        QDir().mkpath(m_dir.filePath(u"templates"_s));
        QCOMPARE(::mkfifo(m_dir.filePath(u"templates/pipe.json"_s).toLocal8Bit().constData(), 0600), 0);
        QCOMPARE(store.load()->problems.size(), 1u);
    }

    void tooLargeIsRefusedBeforeItIsWritten()
    {
        TemplateStore store(m_dir.path());
        PublishTemplate t = sampleTemplate(u"big"_s);
        t.event.value = std::string(std::size_t(TemplateStore::FileLimit), 'x');
        const auto saved = store.save(t);
        QVERIFY(!saved.ok());
        QVERIFY(saved.error().code == ErrorCode::TooLarge);
        QVERIFY(store.load()->templates.empty());
    }

    void renameAndRemove()
    {
        TemplateStore store(m_dir.path());
        QVERIFY(store.save(sampleTemplate(u"one"_s)).ok());
        QVERIFY(store.save(sampleTemplate(u"two"_s)).ok());
        QVERIFY(!store.rename(u"one"_s, u"two"_s).ok());
        QVERIFY(!store.rename(u"none"_s, u"x"_s).ok());
        QVERIFY(store.rename(u"one"_s, u"ONE"_s).ok());
        auto list = store.load();
        QCOMPARE(list->templates.size(), 2u);
        PublishTemplate expected = sampleTemplate(u"ONE"_s);
        QVERIFY(list->find(u"ONE"_s));
        compare(*list->find(u"ONE"_s), expected);
        QVERIFY(store.remove(u"ONE"_s).ok());
        QVERIFY(!store.remove(u"ONE"_s).ok());
        QCOMPARE(store.load()->templates.size(), 1u);
    }

    void namesBecomeFilesInTheFolderOnly_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("allowed");
        QTest::newRow("path") << u"../../evil"_s << true;
        QTest::newRow("dot") << u".hidden"_s << true;
        QTest::newRow("case") << u"Order"_s << true;
        QTest::newRow("umlaut") << u"Aufträge"_s << true;
        QTest::newRow("long") << QString(120, u'ä') << true;
        QTest::newRow("too long") << QString(121, u'a') << false;
        QTest::newRow("empty") << QString() << false;
        QTest::newRow("blank") << u"  "_s << false;
        QTest::newRow("bidi") << u"a\u202eb"_s << false;
        QTest::newRow("feed") << u"a\nb"_s << false;
    }
    void namesBecomeFilesInTheFolderOnly()
    {
        QFETCH(QString, name);
        QFETCH(bool, allowed);
        TemplateStore store(m_dir.path());
        QCOMPARE(store.save(sampleTemplate(name)).ok(), allowed);
        QCOMPARE(QDir(m_dir.filePath(u"templates"_s)).entryList(QDir::Files | QDir::Hidden).size(), allowed ? 1 : 0);
        QCOMPARE(store.load()->templates.size(), allowed ? 1u : 0u);
        if (allowed)
            QVERIFY(store.remove(name).ok());
    }
};

QTEST_GUILESS_MAIN(TestTemplates)
#include "tst_templates.moc"
