// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/live/coverage.h"

#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_Coverage : public QObject
{
    Q_OBJECT

private slots:
    void aTokenComesBack()
    {
        Coverage c;
        PartitionCoverage p;
        p.partition = 3;
        p.next = qint64(1) << 60;
        p.to = p.next + 1;
        c.channels.push_back({u"orders ü"_s, {}, {p}, {}, 0});
        const auto points = parseResumeToken(c.resumeToken());
        QVERIFY(points.ok());
        QCOMPARE(points->size(), std::size_t(1));
        QCOMPARE(points->front().channel, u"orders ü"_s);
        QCOMPARE(points->front().partition, 3);
        QCOMPARE(points->front().next, p.next);
        QCOMPARE(points->front().to, p.to);
    }
    void garbageIsRefused()
    {
        for (const QString &t : {u""_s, u"x"_s, u"!!!"_s, u"W10"_s, u"e30"_s, QString(100000, u'A')})
            QVERIFY(!parseResumeToken(t).ok());
    }
};

QTEST_APPLESS_MAIN(tst_Coverage)
#include "tst_coverage.moc"
