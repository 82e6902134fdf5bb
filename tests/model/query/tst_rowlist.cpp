// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/rowlist.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace flowbench;

class tst_RowList : public QObject
{
    Q_OBJECT

private slots:
    void isTheListItWasGiven();
    void shortRunsAreJoined();
    void farApart();
};

void tst_RowList::isTheListItWasGiven()
{
    std::mt19937 random(7);
    std::vector<quint64> plain;
    RowList list;
    quint64 next = quint64(1) << 40;
    for (int round = 0; round < 300; ++round) {
        RowList::Run run{next, {}};
        const auto span = quint32(1 + random() % 9000);
        for (quint32 i = 0; i < span; ++i) {
            if (random() % 3 == 0) {
                run.rows.push_back(i);
                plain.push_back(next + i);
            }
        }
        next += span;
        list.append(std::move(run));
        if (round % 5 == 4 && !plain.empty()) {
            const quint64 below = plain[random() % std::min<std::size_t>(plain.size(), 9000)] + random() % 2;
            const auto gone = std::lower_bound(plain.begin(), plain.end(), below) - plain.begin();
            plain.erase(plain.begin(), plain.begin() + gone);
            QCOMPARE(list.trimBelow(below), quint64(gone));
        }
        QCOMPARE(list.size(), quint64(plain.size()));
        for (int k = 0; k < 20 && !plain.empty(); ++k) {
            const std::size_t i = random() % plain.size();
            QCOMPARE(list.at(i), plain[i]);
            const quint64 near = plain[i] + random() % 3 - 1;
            QCOMPARE(list.indexOf(near), quint64(std::lower_bound(plain.begin(), plain.end(), near) - plain.begin()));
        }
    }
    QVERIFY(list.bytes() < plain.size() * 5 + 100000);
    QCOMPARE(list.trimBelow(next), quint64(plain.size()));
    QVERIFY(list.empty());
    QCOMPARE(list.bytes(), std::size_t(0));
    QCOMPARE(list.indexOf(5), quint64(0));
}

void tst_RowList::shortRunsAreJoined()
{
    RowList list;
    for (quint64 i = 0; i < 100000; ++i)
        list.append({i * 3, {1}});
    QCOMPARE(list.size(), quint64(100000));
    QCOMPARE(list.at(99999), quint64(99999 * 3 + 1));
    QVERIFY(list.bytes() < 1000000);
}

void tst_RowList::farApart()
{
    RowList list;
    list.append({5, {0}});
    list.append({quint64(1) << 40, {7}});
    QCOMPARE(list.size(), quint64(2));
    QCOMPARE(list.at(0), quint64(5));
    QCOMPARE(list.at(1), (quint64(1) << 40) + 7);
    QCOMPARE(list.indexOf(6), quint64(1));
}

QTEST_APPLESS_MAIN(tst_RowList)
#include "tst_rowlist.moc"
