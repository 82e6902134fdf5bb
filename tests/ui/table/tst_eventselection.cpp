// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/table/eventselection.h"

#include <QTest>

#include <random>
#include <set>

using namespace flowbench;

class tst_EventSelection : public QObject
{
    Q_OBJECT

private slots:
    void behavesLikeASet();
    void neighboursBecomeOne();
    void forgetsWhatWasEvicted();
};

void tst_EventSelection::behavesLikeASet()
{
    std::mt19937 random(7);
    EventSelection selection;
    std::set<quint64> expected;
    for (int step = 0; step < 3000; ++step) {
        const quint64 a = random() % 60, b = random() % 60;
        const auto [from, to] = std::minmax(a, b);
        switch (random() % 4) {
        case 0:
            selection.add(a, b);
            for (quint64 n = from; n <= to; ++n)
                expected.insert(n);
            break;
        case 1:
            selection.remove(a, b);
            for (quint64 n = from; n <= to; ++n)
                expected.erase(n);
            break;
        case 2:
            selection.toggle(a);
            if (!expected.erase(a))
                expected.insert(a);
            break;
        default:
            if (step % 50 == 0) {
                selection.set(a, b);
                expected.clear();
                for (quint64 n = from; n <= to; ++n)
                    expected.insert(n);
            }
        }
        for (quint64 n = 0; n < 62; ++n)
            QCOMPARE(selection.contains(n), expected.count(n) == 1);
        for (std::size_t i = 1; i < selection.ranges().size(); ++i)
            QVERIFY(selection.ranges()[i - 1].second + 1 < selection.ranges()[i].first);
    }
}

void tst_EventSelection::neighboursBecomeOne()
{
    EventSelection selection;
    for (quint64 n = 0; n < 1000; ++n)
        selection.add(n, n);
    QCOMPARE(selection.ranges().size(), std::size_t(1));
}

void tst_EventSelection::forgetsWhatWasEvicted()
{
    EventSelection selection;
    selection.set(10, 20);
    QVERIFY(!selection.dropBelow(10));
    QVERIFY(selection.dropBelow(15));
    QVERIFY(!selection.contains(14));
    QVERIFY(selection.contains(15));
    QVERIFY(selection.dropBelow(21));
    QVERIFY(selection.isEmpty());
}

QTEST_APPLESS_MAIN(tst_EventSelection)
#include "tst_eventselection.moc"
