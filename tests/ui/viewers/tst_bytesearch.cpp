// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewers/bytesearch.h"

#include <QTest>

using namespace flowbench;

class TstByteSearch : public QObject
{
    Q_OBJECT
private slots:
    void findsInAnyCase()
    {
        const QByteArray text("one Two three TWO four");
        QCOMPARE(findBytes(text, "two", 0, false), 4);
        QCOMPARE(findBytes(text, "two", 5, false), 14);
        QCOMPARE(findBytes(text, "two", 15, false), 4); // around the end
        QCOMPARE(findBytes(text, "tWo", 14, true), 4);
        QCOMPARE(findBytes(text, "two", 4, true), 14); // around the start
        QCOMPARE(findBytes(text, "five", 0, false), -1);
        QCOMPARE(findBytes(text, "five", 0, true), -1);
        QCOMPARE(findBytes(text, "four", 0, false), 18);
        QCOMPARE(findBytes(text, "", 0, false), -1);
        QCOMPARE(findBytes("ab", "abc", 0, false), -1);
    }

    void otherBytesExactly()
    {
        const QByteArray text("x\xC3\x89y\xC3\xA9\0z", 8);
        QCOMPARE(findBytes(text, "\xC3\xA9", 0, false), 4);
        QCOMPARE(findBytes(text, QByteArray("\0z", 2), 0, false), 6);
    }

    void agreesWithPlainSearch()
    {
        QByteArray text;
        for (int i = 0; i < 20000; ++i)
            text.append(char('a' + (i * i + i / 7) % 3));
        for (const char *needle : {"abc", "ccab", "aaaa", "bcacbcb"}) {
            qsizetype at = text.indexOf(needle);
            for (qsizetype from = 0; at >= 0; at = text.indexOf(needle, from)) {
                QCOMPARE(findBytes(text, needle, from, false), at);
                from = at + 1;
            }
            QCOMPARE(findBytes(text, needle, text.size(), true), text.lastIndexOf(needle));
        }
    }

    void backwardsThroughWindows()
    {
        QByteArray text(5 << 20, 'x');
        text.replace((1 << 20) - 2, 4, "abcd"); // over the edge of a window
        QCOMPARE(findBytes(text, "abcd", text.size(), true), (1 << 20) - 2);
    }
};

QTEST_APPLESS_MAIN(TstByteSearch)
#include "tst_bytesearch.moc"
