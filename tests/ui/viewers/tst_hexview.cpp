// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "ui/look/theme.h"
#include "ui/viewers/hexview.h"

#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QTest>

using namespace flowbench;

class TstHexView : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QApplication::setStyle(new Style); }
    void init() { QApplication::setPalette(Theme::light().palette()); }

    void selectsAndCopies()
    {
        HexView view;
        view.setBytes(QByteArray("{\"a\": \x01\xFF}", 9));
        view.select(0, 2);
        QCOMPARE(view.selectedHex(), QStringLiteral("7b 22"));
        QCOMPARE(view.selectedText(), QStringLiteral("{\""));
        view.select(6, 100); // clamped
        QCOMPARE(view.selectionLength(), 3);
        QCOMPARE(view.selectedText(), QStringLiteral("..}"));
        QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("01 ff 7d"));
    }

    void keysMoveAndExtend()
    {
        HexView view;
        view.resize(640, 200);
        view.show();
        view.setBytes(QByteArray(1000, 'x'));
        QTest::keyClick(&view, Qt::Key_Right);
        QCOMPARE(view.selectionStart(), 1);
        QTest::keyClick(&view, Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(view.selectionLength(), 17);
        QTest::keyClick(&view, Qt::Key_End, Qt::ControlModifier);
        QCOMPARE(view.selectionStart(), 999);
        QCOMPARE(view.verticalScrollBar()->value(), view.verticalScrollBar()->maximum());
        QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(view.selectionLength(), 1000);
    }

    void mouseSelects()
    {
        HexView view;
        view.resize(700, 200);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.setBytes(QByteArray(64, 'x'));
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {100, 10});
        const qint64 first = view.selectionStart();
        QVERIFY(first >= 0 && first < 16);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, Qt::ShiftModifier, {100, 10 + 19 * 2});
        QCOMPARE(view.selectionLength(), 33);
    }

    void anySizePaintsAtOnce()
    {
        HexView view;
        view.resize(700, 500);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.setBytes(QByteArray(100 << 20, '\x5a'));
        view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum());
        QElapsedTimer timer;
        timer.start();
        view.grab();
        qInfo("hex of 100 MB painted in %lld ms", timer.elapsed());
        QVERIFY(timer.elapsed() < 500);
    }

    void emptyAndNames()
    {
        HexView view;
        view.show();
        view.setBytes({});
        QTest::keyClick(&view, Qt::Key_Right);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {100, 10});
        QCOMPARE(view.selectionLength(), 0);
        QCOMPARE(view.accessibleName(), QStringLiteral("Hex"));
        QCOMPARE(view.objectName(), QStringLiteral("Hex"));
        QCOMPARE(namelessWidgets(&view).join(u','), QString());
    }

    void grabsBothThemes()
    {
        const QByteArray folder = qgetenv("FLOWBENCH_GRABS");
        for (const Theme *theme : {&Theme::light(), &Theme::dark()}) {
            QApplication::setPalette(theme->palette());
            HexView view;
            view.resize(700, 200);
            QByteArray bytes;
            for (int i = 0; i < 200; ++i)
                bytes.append(char(i * 7));
            view.setBytes(bytes);
            view.select(20, 30);
            const QImage image = view.grab().toImage();
            QCOMPARE(image.pixelColor(2, 190), theme->surface);
            if (!folder.isEmpty())
                image.save(QString::fromLocal8Bit(folder) +
                           (theme->isDark ? QStringLiteral("/hex-dark.png") : QStringLiteral("/hex-light.png")));
        }
    }
};

QTEST_MAIN(TstHexView)
#include "tst_hexview.moc"
