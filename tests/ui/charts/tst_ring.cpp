// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/ring.h"

#include <QTest>

using flowbench::Ring;

class TstRing : public QObject
{
    Q_OBJECT
private slots:
    void growsThenSlides()
    {
        Ring<int> ring(4);
        QVERIFY(ring.empty());
        for (int i = 0; i < 3; ++i)
            ring.push(i);
        QCOMPARE(std::vector<int>(ring.values().begin(), ring.values().end()), (std::vector<int>{0, 1, 2}));
        for (int i = 3; i < 11; ++i) {
            ring.push(i);
            const auto values = ring.values();
            QCOMPARE(values.size(), 4u);
            QCOMPARE(std::vector<int>(values.begin(), values.end()), (std::vector<int>{i - 3, i - 2, i - 1, i}));
        }
    }

    void clearStartsOver()
    {
        Ring<int> ring(2);
        ring.push(1);
        ring.push(2);
        ring.push(3);
        ring.clear();
        QVERIFY(ring.values().empty());
        ring.push(9);
        QCOMPARE(ring.values().size(), 1u);
        QCOMPARE(ring.values()[0], 9);
    }

    void holdsAtLeastOne()
    {
        Ring<float> ring(0);
        ring.push(1.0f);
        ring.push(2.0f);
        QCOMPARE(ring.values().size(), 1u);
        QCOMPARE(ring.values()[0], 2.0f);
    }
};

QTEST_APPLESS_MAIN(TstRing)
#include "tst_ring.moc"
