// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/live/inbox.h"
#include "model/store/chunkbuilder.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace flowbench;

class tst_Inbox : public QObject
{
    Q_OBJECT

private slots:
    void blocksWhenFullAndLosesNothing();
    void letsOneLargerThanItsLimitIn();
    void closeFreesTheWriter();
    void wakesOnceWhenItWasEmpty();
};

namespace {
ChunkPtr chunk(int n, std::size_t size)
{
    static const auto pool = ArenaPool::create(0);
    ChunkBuilder b(pool);
    Event e;
    e.offset = n;
    e.value = std::string(size, 'x');
    b.append(b.source("t", 0), e.view());
    return b.finish();
}
} // namespace

void tst_Inbox::blocksWhenFullAndLosesNothing()
{
    Inbox inbox(5000);
    std::atomic<int> written = 0;
    std::jthread writer([&] {
        for (int i = 0; i < 100; ++i) {
            inbox.take(chunk(i, 1000));
            ++written;
        }
    });
    QTRY_VERIFY(!inbox.hasRoom() || inbox.bytes() > 3900);
    QTest::qWait(50);
    QVERIFY(written < 10); // it waits
    QVERIFY(inbox.bytes() <= inbox.limit());
    qint64 next = 0;
    while (next < 100) {
        for (const ChunkPtr &c : inbox.drain(2000))
            QCOMPARE(c->row(0).offset, next++);
    }
    QCOMPARE(inbox.bytes(), std::size_t(0));
}

void tst_Inbox::letsOneLargerThanItsLimitIn()
{
    Inbox inbox(1000);
    QVERIFY(inbox.take(chunk(0, 50000)));
    QVERIFY(!inbox.hasRoom());
    QCOMPARE(inbox.drain().size(), std::size_t(1));
}

void tst_Inbox::closeFreesTheWriter()
{
    Inbox inbox(1000);
    QVERIFY(inbox.take(chunk(0, 900)));
    std::atomic<int> answer = -1;
    std::jthread writer([&] { answer = inbox.take(chunk(1, 900)); });
    QTest::qWait(30);
    QCOMPARE(answer.load(), -1);
    inbox.close();
    QTRY_COMPARE(answer.load(), 0);
}

void tst_Inbox::wakesOnceWhenItWasEmpty()
{
    Inbox inbox;
    int woken = 0;
    inbox.setWake([&] { ++woken; });
    for (int i = 0; i < 5; ++i)
        inbox.take(chunk(i, 10));
    QCOMPARE(woken, 1);
    (void)inbox.drain();
    inbox.take(chunk(9, 10));
    QCOMPARE(woken, 2);
}

QTEST_GUILESS_MAIN(tst_Inbox)
#include "tst_inbox.moc"
