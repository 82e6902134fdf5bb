// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/completion.h"
#include "tests/support/sampleevents.h"
#include "ui/filter/filterfield.h"
#include "ui/look/look.h"
#include "ui/look/names.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QCompleter>
#include <QSignalSpy>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_FilterField : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void chipSaysWhatIsRead_data();
    void chipSaysWhatIsRead();
    void chipForcesTheOther();
    void completionInserts();
    void completionIsNotPushed();
    void keysOfTheList();
    void keysWithoutAList();
    void aMistakeIsToldAndGoes();
    void severalLinesAreOne();

private:
    struct Bench
    {
        Bench()
        {
            for (int i = 0; i < 8; ++i)
                seen.add(sample::event(i, sample::StartMs).view());
            field.setCompletions([this](const QString &t, int cursor) { return completeExpression(t, cursor, seen); });
            field.resize(420, 28);
            field.show();
            field.setFocus();
            (void)QTest::qWaitForWindowActive(&field);
        }
        QAbstractButton *chip() { return field.findChild<QAbstractButton *>(u"Filter mode"_s); }
        // Keys go to the list while it is open, as the window system has it.
        void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
        {
            QWidget *popup = field.offered().isEmpty() ? nullptr : QApplication::activePopupWidget();
            QTest::keyClick(popup ? popup : &field, key, modifiers);
        }
        SeenFields seen;
        FilterField field;
    };
    std::unique_ptr<Look> m_look;
};

void tst_FilterField::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English));
    m_look = std::make_unique<Look>(*qApp, ThemeChoice::Light, false);
}

void tst_FilterField::chipSaysWhatIsRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("says");
    QTest::newRow("a word") << u"shipment"_s << u"Words"_s;
    QTest::newRow("words") << u"could not reserve"_s << u"Words"_s;
    QTest::newRow("an id with dashes") << u"7f3c-92aa-41d0"_s << u"Words"_s;
    QTest::newRow("comparison") << u"value.data.total > 100"_s << u"Expression"_s;
    QTest::newRow("call") << u"key.startsWith(\"a\")"_s << u"Expression"_s;
}

void tst_FilterField::chipSaysWhatIsRead()
{
    QFETCH(QString, text);
    Bench b;
    QVERIFY(!b.chip()->isVisible());
    QTest::keyClicks(&b.field, text);
    QVERIFY(b.chip()->isVisible());
    QTEST(b.chip()->accessibleDescription(), "says");
    b.field.clear();
    QVERIFY(!b.chip()->isVisible());
    QCOMPARE(namelessWidgets(&b.field), QStringList());
    QCOMPARE(b.field.accessibleName(), u"Filter"_s);
}

void tst_FilterField::chipForcesTheOther()
{
    Bench b;
    b.field.setText(u"a.b"_s);
    const SearchKind before = b.field.search().kind;
    QSignalSpy edited(&b.field, &FilterField::edited);
    b.chip()->click();
    QCOMPARE(edited.size(), 1);
    QVERIFY(b.field.search().kind != before);
    QVERIFY(b.field.mode() != SearchMode::Automatic);
    b.field.setText(u"a.bc"_s); // what was forced stays while one goes on writing
    QVERIFY(b.field.search().kind != before);
    b.field.clear();
    QCOMPARE(b.field.mode(), SearchMode::Automatic);
}

void tst_FilterField::completionInserts()
{
    Bench b;
    QTest::keyClicks(&b.field, u"value.data.to"_s);
    QTRY_VERIFY(!b.field.offered().isEmpty());
    QVERIFY2(b.field.offered().front().startsWith(u"total"_s), qPrintable(b.field.offered().join(u'|')));
    b.key(Qt::Key_Return);
    QCOMPARE(b.field.text(), u"value.data.total"_s);
    QCOMPARE(b.field.cursorPosition(), int(b.field.text().size()));
    QVERIFY(b.field.offered().isEmpty());
    QTest::keyClicks(&b.field, u" > 100 && head"_s);
    QTRY_VERIFY(!b.field.offered().isEmpty());
    b.key(Qt::Key_Tab);
    QVERIFY2(b.field.text().startsWith(u"value.data.total > 100 && headers"_s), qPrintable(b.field.text()));
    QVERIFY(b.field.hasFocus());
}

void tst_FilterField::completionIsNotPushed()
{
    Bench b;
    QTest::keyClicks(&b.field, u"shipment"_s); // words
    QVERIFY(b.field.offered().isEmpty());
    b.field.clear();
    QTest::keyClick(&b.field, Qt::Key_Space, Qt::ControlModifier); // asked for
    QTRY_VERIFY(b.field.offered().size() > 5);
    b.key(Qt::Key_Escape);
    QVERIFY(b.field.offered().isEmpty());
    QVERIFY(b.field.hasFocus());
}

void tst_FilterField::keysOfTheList()
{
    Bench b;
    QSignalSpy entered(&b.field, &FilterField::entered);
    QTest::keyClicks(&b.field, u"value.data."_s);
    QTRY_VERIFY(b.field.offered().size() >= 3);
    const QStringList offered = b.field.offered();
    b.key(Qt::Key_Down);
    QCOMPARE(b.field.offered(), offered);
    b.key(Qt::Key_Return); // takes the second, applies nothing
    QCOMPARE(entered.size(), 0);
    const QString second = offered[1].section(u' ', 0, 0);
    QCOMPARE(b.field.text(), u"value.data."_s + second);
    b.key(Qt::Key_Return);
    QCOMPARE(entered.size(), 1);
}

void tst_FilterField::keysWithoutAList()
{
    Bench b;
    QSignalSpy find(&b.field, &FilterField::findRequested), left(&b.field, &FilterField::left);
    b.field.setText(u"shipment"_s);
    b.key(Qt::Key_F3);
    b.key(Qt::Key_F3, Qt::ShiftModifier);
    QCOMPARE(find.size(), 2);
    QCOMPARE(find[0][0].toBool(), false);
    QCOMPARE(find[1][0].toBool(), true);
    b.key(Qt::Key_Escape); // clears, then leaves
    QCOMPARE(b.field.text(), QString());
    QCOMPARE(left.size(), 0);
    b.key(Qt::Key_Escape);
    QCOMPARE(left.size(), 1);
}

void tst_FilterField::aMistakeIsToldAndGoes()
{
    Bench b;
    b.field.setText(u"type == "_s);
    b.field.setMistake(8, u"an operand <b>is</b> missing"_s);
    QVERIFY(b.field.toolTip().contains(u"&lt;b&gt;"_s)); // never markup
    const QImage wrong = b.field.grab().toImage();
    b.field.setMistake(-1, {});
    QVERIFY(b.field.grab().toImage() != wrong);
    QCOMPARE(b.field.toolTip(), QString());
    b.field.setMistake(3, u"no"_s);
    QTest::keyClicks(&b.field, u"1"_s);
    QCOMPARE(b.field.toolTip(), QString());
}

void tst_FilterField::severalLinesAreOne()
{
    Bench b;
    b.field.setSearch(u"type == \"a\"\n&& size > 1"_s, SearchMode::Automatic);
    QCOMPARE(b.field.text(), u"type == \"a\" && size > 1"_s);
    QCOMPARE(b.chip()->accessibleDescription(), u"Expression"_s);
}

QTEST_MAIN(tst_FilterField)
#include "tst_filterfield.moc"
