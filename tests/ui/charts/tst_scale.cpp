// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/scale.h"

#include <QLocale>
#include <QTest>

#include <cmath>
#include <limits>

using namespace flowbench;

class TstScale : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void roundScales()
    {
        QCOMPARE(niceScale(0, 1620, 5), (NiceScale{0, 2000, 500}));
        QCOMPARE(niceScale(0, 9, 5), (NiceScale{0, 10, 2}));
        QCOMPARE(niceScale(0, 0, 5), (NiceScale{0, 1, 0.2}));
        const NiceScale below = niceScale(-30, 100, 5);
        QVERIFY(below.low <= -30);
        QVERIFY(below.high >= 100);
    }

    void holdsWhatItIsGiven()
    {
        for (double high = 1e-3; high < 1e12; high *= 1.37) {
            const NiceScale s = niceScale(-high / 3, high, 5);
            QVERIFY(s.low <= -high / 3 * (1 - 1e-6));
            QVERIFY(s.high >= high * (1 - 1e-6));
            QVERIFY(std::round((s.high - s.low) / s.step) <= 6);
        }
        const NiceScale s = niceScale(0, std::numeric_limits<double>::quiet_NaN(), 5);
        QVERIFY(s.high > s.low);
    }

    void numbersWithUnits()
    {
        QCOMPARE(axisNumber(0, 500), QStringLiteral("0"));
        QCOMPARE(axisNumber(500, 500), QStringLiteral("500"));
        QCOMPARE(axisNumber(1000, 500), QStringLiteral("1.0k"));
        QCOMPARE(axisNumber(1500, 500), QStringLiteral("1.5k"));
        QCOMPARE(axisNumber(20'000'000, 5'000'000), QStringLiteral("20M"));
        QCOMPARE(axisNumber(0.25, 0.25), QStringLiteral("0.25"));
        QCOMPARE(axisNumber(-1500, 500), QStringLiteral("-1.5k"));
    }

    void timeSteps()
    {
        QCOMPARE(niceTimeStep(300'000, 6), 60'000);
        QCOMPARE(niceTimeStep(60'000, 6), 10'000);
        QCOMPARE(niceTimeStep(5'000, 6), 1'000);
        QCOMPARE(niceTimeStep(86'400'000ll * 30, 6) % 86'400'000, 0);
    }

    void clock()
    {
        QCOMPARE(clockText(0, true), QStringLiteral("00:00:00"));
        QCOMPARE(clockText(3'723'045, true, true), QStringLiteral("01:02:03.045"));
    }
};

QTEST_APPLESS_MAIN(TstScale)
#include "tst_scale.moc"
