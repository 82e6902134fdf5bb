// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/workspace/savedfilters.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_SavedFilters : public QObject
{
    Q_OBJECT

private slots:
    void nothingIsThere();
    void roundTrip();
    void keepsWhatItDoesNotKnow();
    void rulesKeepTheirOrder();
    void hostileFiles_data();
    void hostileFiles();
    void refusesWhatCannotBe();
    void asText();
    void channelPatterns();

private:
    static SavedFilter filter(const QString &name, const QString &text) { return {name, text, {}, {}, {}}; }
    static void put(const QString &path, const QByteArray &bytes)
    {
        QFile f(path);
        QVERIFY(f.open(QIODevice::WriteOnly));
        f.write(bytes);
    }
    static QByteArray get(const QString &path)
    {
        QFile f(path);
        return f.open(QIODevice::ReadOnly) ? f.readAll() : QByteArray();
    }
};

void tst_SavedFilters::nothingIsThere()
{
    QTemporaryDir folder;
    const FilterList list = FilterStore(folder.filePath(u"none"_s)).load();
    QVERIFY(list.filters.empty() && !list.rules && list.problems.empty());
}

void tst_SavedFilters::roundTrip()
{
    QTemporaryDir folder;
    FilterStore store(folder.path());
    SavedFilter big = filter(u"Big orders"_s, u"value.data.total > 100 && type == \"order.placed\""_s);
    big.channels = u"orders.*"_s;
    SavedFilter words = filter(u"Ärger"_s, u"type == \"quoted\""_s);
    words.mode = SearchMode::Words;
    QVERIFY(store.save(words));
    QVERIFY(store.save(big));
    QVERIFY(store.save(filter(u"Another"_s, u"late refund"_s)));
    FilterList list = store.load();
    QVERIFY(list.problems.empty());
    QCOMPARE(list.filters.size(), std::size_t(3));
    QCOMPARE(list.filters[0].name, u"Another"_s);
    QCOMPARE(list.find(u"Big orders"_s)->text, big.text);
    QCOMPARE(list.find(u"Big orders"_s)->channels, u"orders.*"_s);
    QCOMPARE(int(list.find(u"Ärger"_s)->mode), int(SearchMode::Words));
    big.text = u"size > 3"_s;
    QVERIFY(store.save(big)); // known
    QVERIFY(store.remove(u"Another"_s));
    QVERIFY(!store.remove(u"Another"_s));
    list = store.load();
    QCOMPARE(list.filters.size(), std::size_t(2));
    QCOMPARE(list.find(u"Big orders"_s)->text, u"size > 3"_s);
    QVERIFY(get(folder.filePath(u"filters.json"_s)).contains("\"version\": 1"));
}

void tst_SavedFilters::keepsWhatItDoesNotKnow()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"filters.json"_s);
    put(path, R"({"version":1,"later":true,"filters":[
        {"name":"A","filter":"x","owner":"kim"}, {"name":"","filter":"broken"}, 17, {"name":"A","filter":"twice"}]})");
    FilterStore store(folder.path());
    FilterList list = store.load();
    QCOMPARE(list.filters.size(), std::size_t(1));
    QCOMPARE(list.problems.size(), std::size_t(3));
    SavedFilter a = list.filters[0];
    a.text = u"y"_s;
    QVERIFY(store.save(a));
    const QByteArray bytes = get(path);
    QVERIFY(bytes.contains("\"owner\": \"kim\""));
    QVERIFY(bytes.contains("broken"));
    QVERIFY(bytes.contains("17"));
    QVERIFY(bytes.contains("\"later\": true"));
}

void tst_SavedFilters::rulesKeepTheirOrder()
{
    QTemporaryDir folder;
    FilterStore store(folder.path());
    const std::vector<ColourRule> rules = {{u"Z first"_s, u"size > 100"_s, 6, true},
                                           {u"A second"_s, u"type == \"x\""_s, 0, false}};
    QVERIFY(store.saveRules(rules));
    FilterList list = store.load();
    QVERIFY(list.rules && *list.rules == rules);
    QVERIFY(list.problems.empty());
    put(folder.filePath(u"colours.json"_s),
        R"({"rules":[{"name":"A","expression":"true","colour":"mauve"},{"name":"B","expression":"true","colour":"red"}]})");
    list = store.load();
    QCOMPARE(list.rules->size(), std::size_t(1));
    QCOMPARE(list.problems.size(), std::size_t(1));
    QVERIFY(store.saveRules({}));
    QVERIFY(get(folder.filePath(u"colours.json"_s)).contains("mauve"));
    QVERIFY(!get(folder.filePath(u"colours.json"_s)).contains("\"B\""));
}

void tst_SavedFilters::hostileFiles_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("no JSON") << QByteArray("<<<<<<< HEAD");
    QTest::newRow("binary") << QByteArray(1000, '\xff');
    QTest::newRow("a list") << QByteArray("[1]");
    QTest::newRow("filters that are none") << QByteArray(R"({"filters":{"a":1},"rules":7})");
    QTest::newRow("deep") << QByteArray(R"({"filters":)") + QByteArray(100000, '[');
    QTest::newRow("newer") << QByteArray(R"({"version":2,"filters":[],"rules":[]})");
    QTest::newRow("large") << QByteArray(R"({"filters":[")") + QByteArray(8 << 20, 'x') + "\"]}";
    QByteArray many = R"({"rules":[],"filters":[)";
    for (int i = 0; i < 2000; ++i)
        many += "1,";
    QTest::newRow("many") << many + "1]}";
}

void tst_SavedFilters::hostileFiles()
{
    QFETCH(QByteArray, bytes);
    QTemporaryDir folder;
    put(folder.filePath(u"filters.json"_s), bytes);
    FilterStore store(folder.path());
    const FilterList list = store.load();
    QVERIFY(list.filters.empty());
    QCOMPARE(list.problems.size(), std::size_t(1));
    // What cannot be read is not written over.
    QVERIFY(!store.save(filter(u"A"_s, u"x"_s)));
    QVERIFY(get(folder.filePath(u"filters.json"_s)) == bytes);
}

void tst_SavedFilters::refusesWhatCannotBe()
{
    QTemporaryDir folder;
    FilterStore store(folder.path());
    QVERIFY(!store.save(filter(u""_s, u"x"_s)));
    QVERIFY(!store.save(filter(u" a"_s, u"x"_s)));
    QVERIFY(!store.save(filter(u"a\nb"_s, u"x"_s)));
    QVERIFY(!store.save(filter(u"a"_s, u"  "_s)));
    QVERIFY(!store.save(filter(u"a"_s, QString(FilterStore::TextLimit + 1, u'x'))));
    QVERIFY(!store.saveRules({{u"a"_s, u""_s, 0, true}}));
    QVERIFY(!QFile::exists(folder.filePath(u"filters.json"_s)));
    // A device is no file.
    QVERIFY(QFile::link(u"/dev/zero"_s, folder.filePath(u"filters.json"_s)));
    QCOMPARE(store.load().problems.size(), std::size_t(1));
    QVERIFY(!store.save(filter(u"a"_s, u"x"_s)));
}

void tst_SavedFilters::asText()
{
    SavedFilter f = filter(u"Big orders"_s, u"size > 3 &&\n  type == \"a\""_s);
    f.channels = u"orders.*"_s;
    const SavedFilter back = filterFromText(filterToText(f) + u"\n"_s);
    QCOMPARE(back.name, f.name);
    QCOMPARE(back.channels, f.channels);
    QCOMPARE(back.text, f.text);
    QCOMPARE(int(back.mode), int(SearchMode::Automatic));
    const SavedFilter words = filterFromText(filterToText(filter(u"W"_s, u"late refund"_s)));
    QCOMPARE(words.text, u"late refund"_s);
    QCOMPARE(int(words.mode), int(SearchMode::Words));
    const SavedFilter bare = filterFromText(u"\n  size > 3\n"_s);
    QCOMPARE(bare.text, u"size > 3"_s);
    QVERIFY(bare.name.isEmpty());
}

void tst_SavedFilters::channelPatterns()
{
    SavedFilter f = filter(u"a"_s, u"x"_s);
    QVERIFY(f.isFor(u"orders"_s));
    f.channels = u"orders.*"_s;
    QVERIFY(f.isFor(u"orders.placed"_s));
    QVERIFY(!f.isFor(u"payments"_s));
    f.channels = u"queue:orders/a"_s;
    QVERIFY(f.isFor(u"queue:orders/a"_s));
    f.channels = u"[[[(((***???\\"_s; // hostile: no match, no hang
    QVERIFY(!f.isFor(u"orders"_s));
}

QTEST_GUILESS_MAIN(tst_SavedFilters)
#include "tst_savedfilters.moc"
