// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/colourrules.h"
#include "tests/support/sampleevents.h"

#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_ColourRules : public QObject
{
    Q_OBJECT

private slots:
    void theFirstThatHoldsWins();
    void disabledAndWrongColourNothing();
    void whatFailsDoesNotHold();
    void names();
};

void tst_ColourRules::theFirstThatHoldsWins()
{
    const ColourRules rules({{u"dear"_s, u"value.data.total > 300"_s, 0, true},
                             {u"placed"_s, u"type == \"order.placed\""_s, 1, true},
                             {u"all"_s, u"true"_s, 2, true}},
                            {});
    QVERIFY(rules.any());
    int counts[3] = {};
    for (int i = 0; i < 400; ++i) {
        const Event e = sample::event(i, sample::StartMs);
        const bool dear = i * 37 % 400 + (10 + i % 90) / 100.0 > 300, placed = i % 4 == 0;
        const int rule = rules.match(e.view());
        QCOMPARE(rule, dear ? 0 : placed ? 1 : 2);
        ++counts[rule];
    }
    QVERIFY(counts[0] > 50 && counts[1] > 50 && counts[2] > 50);
}

void tst_ColourRules::disabledAndWrongColourNothing()
{
    const ColourRules rules({{u"off"_s, u"true"_s, 0, false}, {u"wrong"_s, u"size >"_s, 1, true}}, {});
    QVERIFY(!rules.any());
    QVERIFY(!rules.mistakes()[0]);
    QVERIFY(rules.mistakes()[1]);
    QCOMPARE(rules.mistakes()[1]->code, ErrorCode::BadExpression);
    QCOMPARE(rules.match(sample::event(1, 0).view()), -1);
    QCOMPARE(ColourRules({}, {}).match(sample::event(1, 0).view()), -1);
}

void tst_ColourRules::whatFailsDoesNotHold()
{
    const ColourRules rules({{u"fails"_s, u"value.data.currency > 3"_s, 0, true},
                             {u"not there"_s, u"value.nowhere == 1"_s, 1, true},
                             {u"holds"_s, u"value.data.currency == \"EUR\""_s, 2, true}},
                            {});
    QCOMPARE(rules.match(sample::event(1, 0).view()), 2);
    Event broken = sample::event(1, 0);
    broken.value = "\xff\xfe{";
    QCOMPARE(rules.match(broken.view()), -1);
    broken.value.reset();
    QCOMPARE(rules.match(broken.view()), -1);
}

void tst_ColourRules::names()
{
    for (int i = 0; i < TintCount; ++i)
        QCOMPARE(tintFromName(QString::fromLatin1(tintName(i))), std::optional(i));
    QVERIFY(!tintFromName(u"mauve"));
}

QTEST_APPLESS_MAIN(tst_ColourRules)
#include "tst_colourrules.moc"
