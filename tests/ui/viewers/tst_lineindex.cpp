// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewers/jsonspans.h"
#include "ui/viewers/lineindex.h"

#include <QTest>

using namespace flowbench;

class TstLineIndex : public QObject
{
    Q_OBJECT
private slots:
    void findsEveryLine()
    {
        QByteArray text;
        std::vector<qsizetype> starts;
        for (int i = 0; i < 1000; ++i) {
            starts.push_back(text.size());
            text += QByteArray(i % 37, 'x') + '\n';
        }
        const LineIndex index = LineIndex::of(text);
        QCOMPARE(index.lines(), 1000);
        QCOMPARE(index.longest(), 37);
        for (int i = 0; i < 1000; ++i) {
            QCOMPARE(index.startOf(text, i), starts[std::size_t(i)]);
            QCOMPARE(index.lineOf(text, starts[std::size_t(i)]), i);
            QCOMPARE(index.lineOf(text, starts[std::size_t(i)] + i % 37), i);
        }
    }

    void longLinesAreCutBetweenCharacters()
    {
        QByteArray text;
        for (int i = 0; i < 20000; ++i)
            text += "\xE2\x82\xAC";
        const LineIndex index = LineIndex::of(text);
        QCOMPARE(index.lines(), 4);
        for (int i = 0; i < 4; ++i)
            QCOMPARE(index.startOf(text, i) % 3, 0);
    }

    void exactlyFullLineHasNoEmptyOneBehind()
    {
        const QByteArray text = QByteArray(LineIndex::maxLine, 'x') + "\nend";
        const LineIndex index = LineIndex::of(text);
        QCOMPARE(index.lines(), 2);
        QCOMPARE(index.startOf(text, 1), LineIndex::maxLine + 1);
    }

    void emptyAndNoUtf8()
    {
        QCOMPARE(LineIndex::of(QByteArray()).lines(), 0);
        const QByteArray bytes(100000, '\x80');
        QVERIFY(LineIndex::of(bytes).lines() >= 6);
    }

    void spansCoverTheLine()
    {
        const QString line = QStringLiteral("  \"key\": \"va:\\\"lue\", \"n\": -1.5e3, true [");
        int at = 0;
        QStringList inks;
        for (const JsonSpan &span : jsonSpans(line)) {
            QCOMPARE(span.start, at);
            at += span.length;
            if (span.ink != JsonInk::Plain)
                inks << QString::number(int(span.ink)) + line.mid(span.start, span.length);
        }
        QCOMPARE(at, line.size());
        QCOMPARE(inks, (QStringList{QStringLiteral("1\"key\""), QStringLiteral("2\"va:\\\"lue\""),
                                    QStringLiteral("1\"n\""), QStringLiteral("3-1.5e3"), QStringLiteral("3true")}));
    }
};

QTEST_APPLESS_MAIN(TstLineIndex)
#include "tst_lineindex.moc"
