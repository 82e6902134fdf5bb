// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/ratehistogram.h"
#include "ui/look/names.h"
#include "ui/look/theme.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace flowbench;

namespace {

constexpr qint64 start = 1'700'000'000'000;
constexpr qint64 step = 1000;

} // namespace

class TstRateHistogram : public QObject
{
    Q_OBJECT

    static void prepare(RateHistogram &histogram, int buckets = 100, int width = 824)
    {
        std::vector<quint32> counts;
        for (int i = 0; i < buckets; ++i)
            counts.push_back(quint32(20 + 15 * std::sin(i / 9.0) + i * 7919 % 6));
        histogram.resize(width, 56); // 12 of margin at each side: 8 px a bar
        histogram.setUtc(true);
        histogram.setBuckets(start, step, counts);
        histogram.show();
        QVERIFY(QTest::qWaitForWindowExposed(&histogram));
    }

    static void drag(RateHistogram &histogram, int from, int to)
    {
        QTest::mousePress(&histogram, Qt::LeftButton, {}, {from, 30});
        const int way = to > from ? 5 : -5;
        for (int x = from; std::abs(x - to) > 5; x += way)
            QTest::mouseMove(&histogram, {x, 30});
        QTest::mouseMove(&histogram, {to, 30});
        QTest::mouseRelease(&histogram, Qt::LeftButton, {}, {to, 30});
    }

private slots:
    void init() { QApplication::setPalette(Theme::light().palette()); }

    void dragSelectsTime()
    {
        RateHistogram histogram;
        prepare(histogram);
        QSignalSpy selected(&histogram, &RateHistogram::rangeSelected);
        drag(histogram, 12 + 8 * 10 + 3, 12 + 8 * 20 + 3);
        QCOMPARE(selected.count(), 1); // once, not at every move
        QCOMPARE(selected[0][0].toLongLong(), start + 10 * step);
        QCOMPARE(selected[0][1].toLongLong(), start + 21 * step);
        QVERIFY(histogram.accessibleDescription().contains(QStringLiteral("selected 22:13:30 to 22:13:41")));
    }

    void dragBackwardsAndOutside()
    {
        RateHistogram histogram;
        prepare(histogram);
        QSignalSpy selected(&histogram, &RateHistogram::rangeSelected);
        drag(histogram, 12 + 8 * 20 + 3, 1);
        QCOMPARE(selected.count(), 1);
        QCOMPARE(selected[0][0].toLongLong(), start);
        QCOMPARE(selected[0][1].toLongLong(), start + 21 * step);
        drag(histogram, 12 + 8 * 90 + 3, 823);
        QCOMPARE(selected[1][1].toLongLong(), start + 100 * step);
    }

    void clickAloneSelectsNothing()
    {
        RateHistogram histogram;
        prepare(histogram);
        QSignalSpy selected(&histogram, &RateHistogram::rangeSelected);
        QTest::mouseClick(&histogram, Qt::LeftButton, {}, {200, 30});
        QCOMPARE(selected.count(), 0);
        QVERIFY(!histogram.range());
    }

    void escapeAndDoubleClickClear()
    {
        RateHistogram histogram;
        prepare(histogram);
        QSignalSpy cleared(&histogram, &RateHistogram::rangeCleared);
        histogram.setRange(start, start + 5 * step);
        QTest::keyClick(&histogram, Qt::Key_Escape);
        QCOMPARE(cleared.count(), 1);
        QVERIFY(!histogram.range());
        QTest::keyClick(&histogram, Qt::Key_Escape); // nothing to clear any more
        QCOMPARE(cleared.count(), 1);
        histogram.setRange(start, start + 5 * step);
        QTest::mouseDClick(&histogram, Qt::LeftButton, {}, {400, 30});
        QCOMPARE(cleared.count(), 2);
    }

    void arrowKeysMoveTheBrush()
    {
        RateHistogram histogram;
        prepare(histogram);
        QTest::keyClick(&histogram, Qt::Key_Left);
        QCOMPARE(histogram.range()->first, start + 99 * step);
        QCOMPARE(histogram.range()->second, start + 100 * step);
        QTest::keyClick(&histogram, Qt::Key_Left);
        QCOMPARE(histogram.range()->first, start + 98 * step);
        QTest::keyClick(&histogram, Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(histogram.range()->first, start + 98 * step);
        QCOMPARE(histogram.range()->second, start + 100 * step);
        QTest::keyClick(&histogram, Qt::Key_Right); // at the end it stays whole
        QCOMPARE(histogram.range()->second - histogram.range()->first, 2 * step);
        for (int i = 0; i < 200; ++i)
            QTest::keyClick(&histogram, Qt::Key_Left);
        QCOMPARE(histogram.range()->first, start);
    }

    void brushMovesWithItsBars()
    {
        RateHistogram histogram;
        prepare(histogram);
        histogram.setRange(start + 50 * step, start + 60 * step);
        const QImage before = histogram.grab().toImage();
        histogram.setBuckets(start + 10 * step, step, std::vector<quint32>(100, 20));
        QCOMPARE(histogram.range()->first, start + 50 * step);
        QVERIFY(histogram.grab().toImage() != before);
    }

    void manyBucketsShareBars()
    {
        RateHistogram histogram;
        prepare(histogram, 5000);
        QSignalSpy selected(&histogram, &RateHistogram::rangeSelected);
        drag(histogram, 100, 300);
        QCOMPARE(selected.count(), 1);
        const qint64 length = selected[0][1].toLongLong() - selected[0][0].toLongLong();
        QVERIFY(std::abs(double(length) / (5000.0 * step) - 200.0 / 800.0) < 0.02);
    }

    void noBuckets()
    {
        RateHistogram histogram;
        histogram.resize(400, 50);
        histogram.show();
        QVERIFY(QTest::qWaitForWindowExposed(&histogram));
        drag(histogram, 50, 300);
        QTest::keyClick(&histogram, Qt::Key_Left);
        QVERIFY(!histogram.range());
        QCOMPARE(histogram.accessibleDescription(), QStringLiteral("No events"));
        QCOMPARE(namelessWidgets(&histogram), QStringList());
    }

    void grabsBothThemes()
    {
        const QByteArray folder = qgetenv("FLOWBENCH_GRABS");
        for (const Theme *theme : {&Theme::light(), &Theme::dark()}) {
            QApplication::setPalette(theme->palette());
            RateHistogram histogram;
            prepare(histogram, 118, 980);
            histogram.setRange(start + 71 * step, start + 97 * step);
            const QImage image = histogram.grab().toImage();
            QCOMPARE(image.pixelColor(4, 20), theme->surface);
            if (!folder.isEmpty())
                image.save(QString::fromLocal8Bit(folder) + (theme->isDark ? QStringLiteral("/histogram-dark.png")
                                                                           : QStringLiteral("/histogram-light.png")));
        }
    }
};

QTEST_MAIN(TstRateHistogram)
#include "tst_ratehistogram.moc"
