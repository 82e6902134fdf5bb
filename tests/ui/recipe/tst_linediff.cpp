// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/look.h"
#include "ui/recipe/diffview.h"
#include "ui/recipe/eventdiff.h"
#include "words/units.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {
using Kind = DiffLine::Kind;

QString written(const std::vector<DiffLine> &lines)
{
    QString out;
    for (const DiffLine &l : lines) {
        const QChar signs[] = {u'#', u'~', u' ', u'-', u'+'};
        out += signs[int(l.kind)] + l.text + u'\n';
    }
    return out;
}

QString diff(const QByteArray &before, const QByteArray &after) { return written(diffLines(before, after)); }

// What a reader makes of a difference without context limits.
QByteArray side(const std::vector<DiffLine> &lines, Kind kind)
{
    QByteArrayList out;
    for (const DiffLine &l : lines) {
        if (l.kind == Kind::Same || l.kind == kind)
            out += l.text.toUtf8();
    }
    return out.join('\n');
}
} // namespace

class tst_LineDiff : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void lines();
    void marksWithinLines();
    void contextIsFolded();
    void randomTextsComeOutWhole();
    void longLines();
    void costIsBounded();
    void events();
    void binaryBodies();
    void view();

private:
    std::unique_ptr<Look> m_look;
};

void tst_LineDiff::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English));
    m_look = std::make_unique<Look>(*qApp, ThemeChoice::Light, false);
}

void tst_LineDiff::lines()
{
    QCOMPARE(diff("a\nb\nc", "a\nb\nc"), QString());
    QCOMPARE(diff("a\nb\nc", "a\nx\nc"), u" a\n-b\n+x\n c\n"_s);
    QCOMPARE(diff("a\nc", "a\nb\nc"), u" a\n+b\n c\n"_s);
    QCOMPARE(diff("a\nb\nc", "a\nc"), u" a\n-b\n c\n"_s);
    QCOMPARE(diff("a", "b"), u"-a\n+b\n"_s);
    QCOMPARE(diff("", "b"), u"-\n+b\n"_s);
    QCOMPARE(diff("a\n", "a"), u" a\n-\n"_s);
    QCOMPARE(diff("x\nx\nx", "x\nx\nx\nx"), u" x\n x\n x\n+x\n"_s);
    QCOMPARE(diff("1\n2\n3\n4", "1\n3\n2\n4").count(u'-'), 1);
}

void tst_LineDiff::marksWithinLines()
{
    const auto lines = diffLines("{\n  \"currency\": \"EUR\",\n}", "{\n  \"currency\": \"USD\",\n}");
    QCOMPARE(lines.size(), 4U);
    QCOMPARE(lines[1].text.mid(lines[1].markStart, lines[1].markLength), u"EUR"_s);
    QCOMPARE(lines[2].text.mid(lines[2].markStart, lines[2].markLength), u"USD"_s);
    // Never within a character of several bytes.
    const auto umlauts = diffLines("x\u00e4y", "x\u00e5y");
    QCOMPARE(umlauts[0].text.mid(umlauts[0].markStart, umlauts[0].markLength), u"\u00e4"_s);
    const auto longer = diffLines("aa", "aaa");
    QCOMPARE(longer[0].markLength, 0);
    QCOMPARE(longer[1].markLength, 1);
}

void tst_LineDiff::contextIsFolded()
{
    QByteArrayList before, after;
    for (int i = 0; i < 100; ++i)
        before += QByteArray::number(i);
    after = before;
    after[20] = "new";
    after[70] = "newer";
    const QString out = diff(before.join('\n'), after.join('\n'));
    QVERIFY2(out.startsWith(u"~⋯ 17 line(s) unchanged\n 17\n 18\n 19\n-20\n+new\n 21\n 22\n 23\n~⋯ 43"_s),
             qPrintable(out));
    QVERIFY2(out.endsWith(u" 73\n~⋯ 26 line(s) unchanged\n"_s), qPrintable(out));
}

void tst_LineDiff::randomTextsComeOutWhole()
{
    QRandomGenerator random(7);
    DiffLimits all;
    all.context = 1'000'000;
    for (int round = 0; round < 300; ++round) {
        QByteArrayList before, after;
        const int n = int(random.bounded(30U));
        for (int i = 0; i <= n; ++i)
            before += QByteArray::number(random.bounded(5U));
        after = before;
        for (quint32 i = 0, edits = random.bounded(8U); i < edits; ++i) {
            const auto at = qsizetype(random.bounded(quint32(after.size()) + 1));
            if (random.bounded(2U) == 0 && at < after.size() && after.size() > 1)
                after.removeAt(at);
            else
                after.insert(at, QByteArray::number(random.bounded(5U)));
        }
        const QByteArray a = before.join('\n'), b = after.join('\n');
        if (a == b)
            continue;
        const auto lines = diffLines(a, b, false, all);
        QCOMPARE(side(lines, Kind::Removed), a);
        QCOMPARE(side(lines, Kind::Added), b);
    }
}

void tst_LineDiff::longLines()
{
    const QByteArray head(3'000'000, 'x');
    const auto lines = diffLines(head + "1" + head.first(1000), head + "2" + head.first(1000));
    QCOMPARE(lines.size(), 2U);
    QVERIFY(lines[0].text.size() < 1100);
    QCOMPARE(lines[0].text.mid(lines[0].markStart, lines[0].markLength), u"1"_s);
    QCOMPARE(lines[1].text.mid(lines[1].markStart, lines[1].markLength), u"2"_s);
}

void tst_LineDiff::costIsBounded()
{
    QByteArray before, after;
    for (int i = 0; i < 150'000; ++i) {
        before += QByteArray::number(i) + '\n';
        after += QByteArray::number(-i - 1) + '\n';
    }
    QElapsedTimer clock;
    clock.start();
    const auto lines = diffLines(before, after);
    QVERIFY2(clock.elapsed() < 5000, qPrintable(QString::number(clock.elapsed())));
    QVERIFY(lines.size() <= 5002);
    QCOMPARE(lines.front().kind, Kind::Note);
    QVERIFY2(lines.back().text.contains(u"further line(s) are not shown"_s), qPrintable(lines.back().text));
    const QByteArray huge(20 << 20, 'a');
    QVERIFY(diffLines(huge, huge + 'b').front().text.contains(u"too long to be compared"_s));
}

void tst_LineDiff::events()
{
    Event before;
    before.key = "k";
    before.value = R"({"n":1.10,"big":9223372036854775808,"c":"EUR"})";
    before.addHeader("x-a", "1");
    before.addHeader("x-bad", std::string_view("\xff\x00\x01", 3));
    Event after = before;
    QVERIFY(diffEvents(before.view(), after.view()).empty());
    after.value = R"({"n":1.10,"big":9223372036854775808,"c":"USD"})";
    after.fields.clear();
    after.addHeader("x-a", "1");
    after.addHeader("x-new", std::nullopt);
    after.key.reset();
    const QString out = written(diffEvents(before.view(), after.view()));
    QVERIFY2(out.contains(u"#Key\n-k\n+no key\n#Headers\n x-a: 1\n-x-bad: base64 /wAB\n+x-new: no value\n#Body\n"_s),
             qPrintable(out));
    QVERIFY2(out.contains(u"   \"big\": 9223372036854775808,\n-  \"c\": \"EUR\"\n+  \"c\": \"USD\"\n"_s),
             qPrintable(out));
    after = before;
    after.value = R"({"n": 1.10,"big":9223372036854775808,"c":"EUR"})";
    QVERIFY(written(diffEvents(before.view(), after.view())).contains(u"Only white space differs"_s));
    after.value.reset();
    QVERIFY(written(diffEvents(before.view(), after.view())).contains(u"+no value"_s));
}

void tst_LineDiff::binaryBodies()
{
    Event before, after;
    before.value = std::string("\x00\x01\x02\xff\xfe", 5);
    after.value = std::string("\x00\x01\x03\xff\xfe", 5);
    const QString out = written(diffEvents(before.view(), after.view()));
    QVERIFY2(out.contains(u"-00000000  00 01 02 ff fe\n+00000000  00 01 03 ff fe\n"_s), qPrintable(out));
    before.value = std::string(10 << 20, '\0');
    after.value = *before.value + "x";
    QVERIFY(written(diffEvents(before.view(), after.view())).contains(u"too long to be compared"_s));
    const std::string deep = std::string(10'000, '[') + std::string(10'000, ']');
    before.value = deep;
    after.value = deep + " ";
    QVERIFY(!diffEvents(before.view(), after.view()).empty());
}

void tst_LineDiff::view()
{
    DiffView view(nullptr);
    view.resize(700, 300);
    std::vector<DiffLine> lines =
        diffLines("{\n  \"a\": \"EUR\u202e\",\n  \"b\": 2\n}", "{\n  \"a\": \"USD\",\n  \"b\": 2\n}", true);
    view.setLines(lines, u"Nothing"_s);
    view.show();
    QVERIFY(view.toPlainText().contains(u"−   \"a\": \"EUR⟨U+202E⟩\","_s));
    QVERIFY(view.toPlainText().contains(u"+   \"a\": \"USD\","_s));
    QCOMPARE(view.accessibleDescription(), u"1 line(s) removed, 1 line(s) added"_s);
    QVERIFY(!view.grab().isNull());
    std::vector<DiffLine> many(9000, DiffLine{Kind::Added, u"<b>x</b>"_s, 0, 0, false});
    QElapsedTimer clock;
    clock.start();
    view.setLines(many, {});
    QCOMPARE(view.document()->blockCount(), DiffView::MostLines + 1);
    QVERIFY(view.toPlainText().endsWith(words::count(4000) + u" further line(s) are not shown"_s));
    QVERIFY2(clock.elapsed() < 2000, qPrintable(QString::number(clock.elapsed())));
    view.setLines({}, u"Nothing differs"_s);
    QCOMPARE(view.toPlainText(), u"Nothing differs"_s);
}

QTEST_MAIN(tst_LineDiff)
#include "tst_linediff.moc"
