// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/completion.h"

#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_Completion : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void offers_data();
    void offers();
    void inserts();
    void kinds();
    void stayBounded();

private:
    QStringList labels(const QString &text, int cursor) const
    {
        QStringList out;
        for (const Completion &c : completeExpression(text, cursor, m_seen))
            out.push_back(c.label);
        return out;
    }
    SeenFields m_seen;
};

void tst_Completion::initTestCase()
{
    Event e;
    e.value = R"({"id":"1","data":{"total":1.5,"odd name":1,"items":[{"sku":"a"},{"sku":"b","price":2}]},"type":"t"})";
    e.addHeader("x-trace", "1");
    e.addHeader("plain", "\xff");
    m_seen.add(e.view());
    e.value = R"({"data":{"total":2}})";
    m_seen.add(e.view());
    for (const char *other : {"not json", "", "[1,2", "{\"a\" 1}"}) {
        e.value = other;
        m_seen.add(e.view());
    }
}

// The text has its cursor at '|'.
void tst_Completion::offers_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("there");
    QTest::addColumn<QStringList>("absent");
    const auto row = [](const char *text, QStringList there, QStringList absent) {
        QTest::newRow(text) << QString::fromUtf8(text) << there << absent;
    };
    row("|", {u"value"_s, u"key"_s, u"headers"_s, u"size"_s, u"true"_s}, {u"startsWith"_s, u"total"_s});
    row("va|", {u"value"_s}, {u"key"_s});
    row("value.|", {u"data"_s, u"id"_s, u"type"_s, u"startsWith"_s}, {u"value"_s, u"total"_s});
    row("value.data.to|", {u"total"_s}, {u"items"_s});
    row("key == 'a' && value . data . |", {u"total"_s, u"items"_s}, {u"id"_s});
    row("value['data'].t|", {u"total"_s}, {});
    row("value.data.items[0].|", {u"sku"_s, u"price"_s}, {u"total"_s});
    row("headers.|", {u"x-trace"_s, u"plain"_s}, {u"data"_s});
    row("failure.|", {u"reason"_s, u"exception"_s, u"origin"_s}, {u"channel"_s});
    row("failure.origin.ch|", {u"channel"_s}, {u"reason"_s});
    row("headers[\"x|", {u"x-trace"_s}, {u"plain"_s});
    row("headers['|", {u"x-trace"_s, u"plain"_s}, {u"size"_s});
    row("value.data.total > 100 && value.d|", {u"data"_s}, {u"total"_s});
    row("key == \"val|", {}, {u"value"_s});
    row("(value.data).|", {u"startsWith"_s}, {u"total"_s});
    row("1.|", {u"startsWith"_s}, {});
    row("12|", {}, {u"value"_s});
    row("key // val|", {}, {});
}

void tst_Completion::offers()
{
    QFETCH(QString, text);
    QFETCH(QStringList, there);
    QFETCH(QStringList, absent);
    const int cursor = int(text.indexOf(u'|'));
    const QStringList got = labels(QString(text).remove(cursor, 1), cursor);
    for (const QString &label : there)
        QVERIFY2(got.contains(label), qPrintable(label + u" not in "_s + got.join(u' ')));
    for (const QString &label : absent)
        QVERIFY2(!got.contains(label), qPrintable(label));
}

void tst_Completion::inserts()
{
    const auto applied = [&](QString text, const QString &label) {
        for (const Completion &c : completeExpression(text, int(text.size()), m_seen)) {
            if (c.label == label) {
                text.replace(c.replaceFrom, c.replaceTo - c.replaceFrom, c.insert);
                text.insert(c.replaceFrom + c.cursor, u'|');
                return text;
            }
        }
        return QString();
    };
    QCOMPARE(applied(u"value.data.to"_s, u"total"_s), u"value.data.total|"_s);
    QCOMPARE(applied(u"value.data.o"_s, u"odd name"_s), u"value.data[\"odd name\"]|"_s);
    QCOMPARE(applied(u"headers.x"_s, u"x-trace"_s), u"headers[\"x-trace\"]|"_s);
    QCOMPARE(applied(u"headers['x"_s, u"x-trace"_s), u"headers[\"x-trace\"]|"_s);
    QCOMPARE(applied(u"key.starts"_s, u"startsWith"_s), u"key.startsWith(|)"_s);
}

void tst_Completion::kinds()
{
    for (const Completion &c : completeExpression(u"value.data."_s, 11, m_seen)) {
        if (c.label == u"total")
            QCOMPARE(c.signature, u"int"_s); // as it was seen last
        if (c.label == u"items")
            QCOMPARE(c.signature, u"list"_s);
        if (c.what == Completion::What::Function)
            QVERIFY(c.signature.contains(u"->"));
    }
    QCOMPARE(completeExpression(u"value."_s, 6, m_seen).front().label, u"data"_s); // the most frequent
}

void tst_Completion::stayBounded()
{
    SeenFields seen;
    std::string text = "{";
    for (int i = 0; i < 20000; ++i)
        text += "\"k" + std::to_string(i) + "\":{\"a\":1},";
    Event e;
    e.value = text + "\"z\":" + std::string(5000, '[') + std::string(5000, ']') + "}";
    seen.add(e.view());
    QVERIFY(seen.behind({"value"}).size() <= SeenFields::MostChildren);
    QVERIFY(int(completeExpression(u"value."_s, 6, seen, 10).size()) <= 10);
}

QTEST_APPLESS_MAIN(tst_Completion)
#include "tst_completion.moc"
