// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/lateness.h"
#include "tests/ui/viewers/bodies.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "ui/look/theme.h"
#include "ui/viewers/bodyview.h"
#include "ui/viewers/hexview.h"
#include "ui/viewers/pagedtextview.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QTreeView>
#include <Qsci/qsciscintilla.h>

using namespace flowbench;

namespace {

void show(BodyView &view, const QByteArray &bytes)
{
    QSignalSpy shown(&view, &BodyView::shown);
    view.setBytes(bytes);
    QVERIFY(shown.wait(20000));
}

QsciScintilla *editorOf(BodyView &view) { return view.findChild<QsciScintilla *>(QStringLiteral("Value")); }

QPushButton *button(BodyView &view, const QString &name) { return view.findChild<QPushButton *>(name); }

} // namespace

class TstBodyView : public QObject
{
    Q_OBJECT

    static void open(BodyView &view)
    {
        view.resize(420, 500);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
    }

private slots:
    void initTestCase() { QApplication::setStyle(new Style); }
    void init() { QApplication::setPalette(Theme::light().palette()); }

    void layoutKeepsLiterals()
    {
        BodyView view;
        open(view);
        show(view, R"({"total":1.10,"big":1e400})");
        QsciScintilla *editor = editorOf(view);
        QVERIFY(editor && editor->isVisible());
        QVERIFY(editor->isReadOnly());
        QCOMPARE(editor->accessibleName(), QStringLiteral("Value"));
        QCOMPARE(editor->text(), QStringLiteral("{\n  \"total\": 1.10,\n  \"big\": 1e400\n}"));
    }

    void latestRequestWins()
    {
        BodyView view;
        open(view);
        QSignalSpy shown(&view, &BodyView::shown);
        view.setBytes(test::manyOrders(30 << 20));
        for (int i = 0; i < 20; ++i)
            view.setBytes("[" + QByteArray::number(i) + "]");
        QVERIFY(shown.wait(10000));
        QTest::qWait(100);
        QCOMPARE(shown.count(), 1);
        QVERIFY(editorOf(view)->text().contains(QStringLiteral("19")));
    }

    void nullEmptyTextAndBinary()
    {
        BodyView view;
        open(view);
        show(view, QByteArray());
        QVERIFY(!editorOf(view)->isVisible());
        bool said = false;
        for (const QLabel *label : view.findChildren<QLabel *>())
            said = said || (label->isVisible() && label->text().contains(QStringLiteral("no value")));
        QVERIFY(said);
        show(view, QByteArray(""));
        QVERIFY(!editorOf(view)->isVisible());
        show(view, "plain text");
        QVERIFY(editorOf(view)->isVisible());
        QVERIFY(!button(view, QStringLiteral("Tree"))->isVisible());
        show(view, QByteArray("\x00\x01\xFF", 3));
        auto *hex = view.findChild<HexView *>();
        QVERIFY(hex && hex->isVisible());
        QCOMPARE(hex->bytes().size(), 3);
    }

    void faultIsNamed()
    {
        BodyView view;
        open(view);
        show(view, "{\"a\": 1,\n \"b\": x}");
        QCOMPARE(editorOf(view)->text(), QStringLiteral("{\"a\": 1,\n \"b\": x}"));
        bool said = false;
        for (const QWidget *child : view.findChildren<QWidget *>())
            said = said || child->accessibleDescription().contains(QStringLiteral("line 2, column 7"));
        QVERIFY(said);
    }

    void treeMode()
    {
        BodyView view;
        open(view);
        show(view, R"({"a":{"b":[1,2,3]}})");
        QTest::mouseClick(button(view, QStringLiteral("Tree")), Qt::LeftButton);
        QCOMPARE(view.mode(), BodyView::Mode::Tree);
        auto *tree = view.findChild<QTreeView *>();
        QVERIFY(tree && tree->isVisible());
        QTRY_COMPARE(tree->model()->rowCount(), 1);
        show(view, R"([1])"); // the mode stays for the next body
        QVERIFY(tree->isVisible());
        QTest::mouseClick(button(view, QStringLiteral("Text")), Qt::LeftButton);
        QVERIFY(editorOf(view)->isVisible());
    }

    void oneLongLine()
    {
        BodyView view;
        open(view);
        test::Lateness lateness;
        show(view, "{\"blob\":\"" + QByteArray(900000, 'A') + "\"}");
        view.grab();
        QTest::qWait(50);
        qInfo("one line of 900 kB: worst lateness %.0f ms (clock %lld)", lateness.worst(), lateness.worstOnTheClock());
        QVERIFY(editorOf(view)->lines() > 50);
#if defined(NDEBUG) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
        QVERIFY(lateness.worst() < 200);
#endif
    }

    void tenThousandDeep()
    {
        BodyView view;
        open(view);
        show(view, test::nested(10000));
        QVERIFY(editorOf(view)->lines() > 19000);
        view.grab();
        editorOf(view)->ensureLineVisible(15000);
        QTest::qWait(200); // idle styling
        view.setMode(BodyView::Mode::Tree);
        QTest::qWait(100);
        view.grab();
    }

    void hundredMegabytesNeverBlock()
    {
        const QByteArray big = test::manyOrders(test::hugeBytes);
        BodyView view;
        open(view);
        test::Lateness lateness;
        QElapsedTimer timer;
        timer.start();
        show(view, big);
        QCoreApplication::processEvents();
        view.repaint();
        const qint64 first = timer.restart();
        QsciScintilla *editor = editorOf(view);
        QVERIFY(editor->length() <= (1 << 20) + 4096);
        QCOMPARE(editor->SendScintilla(QsciScintilla::SCI_GETCURRENTPOS), 0L);
        bool said = false;
        for (const QLabel *label : view.findChildren<QLabel *>())
            said = said || (label->isVisible() && label->text().endsWith(QStringLiteral(" MB shown")));
        QVERIFY(said);

        QTest::mouseClick(button(view, QStringLiteral("Show all")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(view.findChild<PagedTextView *>() && view.findChild<PagedTextView *>()->isVisible(),
                                 60000);
        const qint64 whole = timer.restart();
        auto *paged = view.findChild<PagedTextView *>();
        QTRY_VERIFY_WITH_TIMEOUT(paged->isIndexed(), 60000);
        QVERIFY(paged->lines() > 1000 * (test::hugeBytes >> 17));
        paged->verticalScrollBar()->setValue(paged->verticalScrollBar()->maximum());
        paged->repaint();
        const qint64 end = timer.elapsed();
        qInfo("%lld MB: first paint after %lld ms, all of it laid out after %lld ms more, indexed and at its end after "
              "%lld, "
              "worst lateness %.0f ms (clock %lld)",
              qint64(big.size() >> 20), first, whole, end, lateness.worst(), lateness.worstOnTheClock());
#if defined(NDEBUG) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
        QVERIFY2(lateness.worst() < 100, qPrintable(QString::number(lateness.worst())));
#endif
    }

    void treeOfHundredMegabytes()
    {
        const QByteArray big = test::manyOrders(test::hugeBytes);
        BodyView view;
        view.setMode(BodyView::Mode::Tree);
        open(view);
        test::Lateness lateness;
        show(view, big);
        auto *tree = view.findChild<QTreeView *>();
        QVERIFY(tree);
        QTRY_COMPARE_WITH_TIMEOUT(tree->model()->rowCount(), 1, 60000);
        tree->expand(tree->model()->index(0, 0));
        tree->expand(tree->model()->index(0, 0, tree->model()->index(0, 0)));
        tree->repaint();
        QTest::qWait(20);
        qInfo("tree of it: worst lateness %.0f ms (clock %lld)", lateness.worst(), lateness.worstOnTheClock());
#if defined(NDEBUG) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
        QVERIFY2(lateness.worst() < 200, qPrintable(QString::number(lateness.worst())));
#endif
    }

    void findsInside()
    {
        BodyView view;
        open(view);
        view.activateWindow();
        show(view, R"({"first":"needle","second":"NEEDLE"})");
        editorOf(view)->setFocus();
        QTest::keyClick(editorOf(view), Qt::Key_F, Qt::ControlModifier);
        auto *field = view.findChild<QLineEdit *>(QStringLiteral("Find in value"));
        QVERIFY(field);
        QTRY_VERIFY(field->isVisible());
        field->setText(QStringLiteral("needle"));
        QTest::keyClick(field, Qt::Key_Return);
        int line = 0;
        int column = 0;
        int toLine = 0;
        int toColumn = 0;
        editorOf(view)->getSelection(&line, &column, &toLine, &toColumn);
        QCOMPARE(line, 1);
        QTest::keyClick(field, Qt::Key_Return);
        editorOf(view)->getSelection(&line, &column, &toLine, &toColumn);
        QCOMPARE(line, 2);
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(!field->isVisible());
        show(view, QByteArray("\x00needle\xFF", 8));
        view.showFind();
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(view.findChild<HexView *>()->selectedText(), QStringLiteral("needle"));
    }

    void hostileCharactersAreTokens()
    {
        BodyView view;
        open(view);
        show(view, "{\"a\":\"x\xE2\x80\xAEy\"}");
        const QImage with = view.grab().toImage();
        show(view, "{\"a\":\"xy\"}");
        QVERIFY(view.grab().toImage() != with);
        show(view, "{\"a\":\"x\xE2\x80\xAEy\"}");
        QVERIFY(editorOf(view)->text().contains(QChar(0x202E))); // drawn, not changed
    }

    void names()
    {
        BodyView view;
        open(view);
        view.setMode(BodyView::Mode::Tree);
        show(view, "[1]");
        show(view, QByteArray("\0", 1));
        QCOMPARE(namelessWidgets(&view).join(u','), QString());
    }

    void themeAtRunTime()
    {
        BodyView view;
        open(view);
        show(view, R"({"a":1})");
        QCOMPARE(view.grab().toImage().pixelColor(300, 200), Theme::light().surface);
        QApplication::setPalette(Theme::dark().palette());
        QTest::qWait(20);
        QCOMPARE(view.grab().toImage().pixelColor(300, 200), Theme::dark().surface);
    }

    void grabsBothThemes()
    {
        const QByteArray folder = qgetenv("FLOWBENCH_GRABS");
        const QByteArray body(R"({"id":"7f3c-92aa-41d0","type":"order.placed","timestamp":"2026-07-01T12:04:31.207Z",)"
                              R"("version":"1.2","data":{"total":149.90,"currency":"EUR","items":[{"sku":"SKU-04412",)"
                              R"("qty":2}]},"metadata":{"correlationId":"c-20981","odd":")"
                              "\xE2\x80\xAE"
                              R"(x"}})");
        for (const Theme *theme : {&Theme::light(), &Theme::dark()}) {
            QApplication::setPalette(theme->palette());
            BodyView view;
            open(view);
            show(view, body);
            QTest::qWait(30);
            const QString suffix = theme->isDark ? QStringLiteral("-dark.png") : QStringLiteral("-light.png");
            const auto keep = [&](const QString &name) {
                const QImage image = view.grab().toImage();
                if (!folder.isEmpty())
                    image.save(QString::fromLocal8Bit(folder) + u'/' + name + suffix);
                return image;
            };
            QVERIFY(!keep(QStringLiteral("body")).isNull());
            view.setMode(BodyView::Mode::Tree);
            QTest::qWait(50);
            keep(QStringLiteral("tree"));
            view.setMode(BodyView::Mode::Text);
            show(view, test::manyOrders(3 << 20));
            view.showFind();
            QTest::qWait(20);
            keep(QStringLiteral("cut"));
            QTest::mouseClick(button(view, QStringLiteral("Show all")), Qt::LeftButton);
            QTRY_VERIFY(view.findChild<PagedTextView *>() && view.findChild<PagedTextView *>()->isVisible());
            view.findChild<PagedTextView *>()->select(40, 60);
            keep(QStringLiteral("paged"));
            show(view, QByteArray());
            keep(QStringLiteral("none"));
        }
    }
};

QTEST_MAIN(TstBodyView)
#include "tst_bodyview.moc"
