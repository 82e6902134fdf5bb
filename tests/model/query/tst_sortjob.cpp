// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/sortjob.h"
#include "model/query/textmatch.h"
#include "tests/support/sampleevents.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <functional>
#include <numeric>
#include <random>

using namespace flowbench;

namespace {

// By what a function says of an event.
class By final : public SortKey
{
public:
    explicit By(std::function<void(const EventView &, std::string &)> f) : m_f(std::move(f)) {}
    void make(const EventView &event, std::string &key) const override { m_f(event, key); }

private:
    std::function<void(const EventView &, std::string &)> m_f;
};

std::shared_ptr<const SortKey> byValue()
{
    return std::make_shared<By>([](const EventView &e, std::string &key) {
        if (e.hasValue)
            SortKey::putText(key, e.value);
    });
}

} // namespace

class tst_SortJob : public QObject
{
    Q_OBJECT

private slots:
    void keysAreInOrder();
    void asStableSortDoes_data();
    void asStableSortDoes();
    void ofAFilter();
    void withoutTheEvicted();
    void cancels();
    void aMillionNumbers();

private:
    static std::vector<ChunkPtr> chunks(const std::vector<std::optional<std::string>> &values)
    {
        ChunkBuilder builder{ArenaPool::create(0)};
        std::vector<ChunkPtr> done;
        for (std::size_t i = 0; i < values.size(); ++i) {
            Event e;
            e.channel = "c";
            e.offset = qint64(i);
            e.value = values[i];
            builder.append(builder.source("c", -1), e.view());
            if (i % 300 == 299) {
                while (ChunkPtr c = builder.finish())
                    done.push_back(std::move(c));
            }
        }
        while (ChunkPtr c = builder.finish())
            done.push_back(std::move(c));
        return done;
    }
    static std::shared_ptr<const SortedRows> sorted(const EventStore &store, const FilteredRows &rows,
                                                    std::shared_ptr<const SortKey> key, Qt::SortOrder order)
    {
        SortJob job(store, rows);
        std::shared_ptr<const SortedRows> got;
        connect(&job, &SortJob::finished, &job, [&](std::shared_ptr<const SortedRows> r) { got = std::move(r); });
        job.start(std::move(key), order);
        (void)QTest::qWaitFor([&] { return got != nullptr; }, 20000);
        return got;
    }
};

void tst_SortJob::keysAreInOrder()
{
    const auto number = [](auto n) {
        std::string key;
        SortKey::putNumber(key, n);
        return key;
    };
    QVERIFY(number(qint64(-5)) < number(qint64(-4)));
    QVERIFY(number(qint64(-1)) < number(qint64(0)));
    QVERIFY(number(std::numeric_limits<qint64>::min()) < number(std::numeric_limits<qint64>::max()));
    QVERIFY(number(-1e300) < number(-0.5));
    QVERIFY(number(-0.5) < number(0.0));
    QCOMPARE(number(-0.0), number(0.0));
    QVERIFY(number(0.1) < number(0.2));
    QVERIFY(number(std::nan("")).empty());
    std::string text;
    SortKey::putText(text, "");
    QVERIFY(number(1e300) < text);
}

void tst_SortJob::asStableSortDoes_data()
{
    QTest::addColumn<int>("length");
    QTest::addColumn<int>("alphabet");
    for (const int length : {0, 1, 5, 11, 12, 13, 24, 25, 40, 64, 90}) {
        for (const int alphabet : {1, 2, 200})
            QTest::addRow("%d bytes of %d", length, alphabet) << length << alphabet;
    }
}

void tst_SortJob::asStableSortDoes()
{
    QFETCH(int, length);
    QFETCH(int, alphabet);
    std::mt19937 random(quint32(length * 1000 + alphabet));
    std::vector<std::optional<std::string>> values(3000);
    for (auto &v : values) {
        if (random() % 10 == 0)
            continue; // no value
        v.emplace();
        for (int i = 0; i < length - int(random() % 3); ++i)
            v->push_back(char(1 + random() % quint32(alphabet)));
    }
    EventStore store;
    JobRunner runner{1};
    FilteredRows rows(store, runner);
    store.append(chunks(values));
    rows.storeChanged();
    for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
        std::vector<quint64> expected(values.size());
        std::iota(expected.begin(), expected.end(), store.first());
        const auto value = [&](quint64 n) -> const std::optional<std::string> & { return values[n - store.first()]; };
        std::stable_sort(expected.begin(), expected.end(), [&](quint64 a, quint64 b) {
            if (!value(a) || !value(b))
                return value(a) && !value(b);
            const auto x = value(a)->substr(0, 64), y = value(b)->substr(0, 64);
            return order == Qt::AscendingOrder ? x < y : y < x;
        });
        const auto got = sorted(store, rows, byValue(), order);
        QVERIFY(got);
        QCOMPARE(got->count(), quint64(values.size()));
        for (quint64 i = 0; i < got->count(); ++i) {
            QCOMPARE(got->sequence(i), expected[i]);
            QCOMPARE(got->indexOf(expected[i]), i);
        }
        QCOMPARE(got->indexOf(store.end()), got->count());
    }
}

void tst_SortJob::ofAFilter()
{
    EventStore store;
    JobRunner runner{1};
    FilteredRows rows(store, runner);
    ChunkBuilder builder{ArenaPool::create(0)};
    store.append(sample::chunks(builder, 0, 4000));
    rows.storeChanged();
    rows.setMatcher(std::make_shared<TextMatcher>("payment.processed"));
    QTRY_COMPARE(rows.count(), 1000u);
    const auto byKey = std::make_shared<By>([](const EventView &e, std::string &k) { SortKey::putText(k, e.key); });
    const auto got = sorted(store, rows, byKey, Qt::AscendingOrder);
    QVERIFY(got);
    QCOMPARE(got->count(), 1000u);
    for (quint64 i = 1; i < got->count(); ++i)
        QVERIFY(store.row(got->sequence(i - 1)).key <= store.row(got->sequence(i)).key);
    QCOMPARE(got->indexOf(store.first()), got->count()); // it does not match
    QCOMPARE(got->rank(rows.sequence(10)), 10u);
}

void tst_SortJob::withoutTheEvicted()
{
    const SortedRows all({}, 100, {2, 0, 3, 1}); // 102 100 103 101
    const auto rest = all.from(102);
    QCOMPARE(rest->count(), 2u);
    QCOMPARE(rest->sequence(0), 102u);
    QCOMPARE(rest->sequence(1), 103u);
    QCOMPARE(rest->indexOf(103), 1u);
    QCOMPARE(rest->indexOf(100), 2u);
    const SortedRows some({5, 9, 11}, 0, {2, 0, 1}); // 11 5 9
    const auto later = some.from(6);
    QCOMPARE(later->count(), 2u);
    QCOMPARE(later->sequence(0), 11u);
    QCOMPARE(later->sequence(1), 9u);
    QCOMPARE(some.from(100)->count(), 0u);
}

void tst_SortJob::cancels()
{
    EventStore store;
    JobRunner runner{1};
    FilteredRows rows(store, runner);
    ChunkBuilder builder{ArenaPool::create(0)};
    store.append(sample::chunks(builder, 0, 20000));
    rows.storeChanged();
    SortJob job(store, rows);
    QSignalSpy done(&job, &SortJob::finished);
    const auto slow = std::make_shared<By>([](const EventView &e, std::string &key) {
        QThread::usleep(100);
        SortKey::putText(key, e.key);
    });
    job.start(slow, Qt::AscendingOrder);
    QTest::qWait(50);
    QElapsedTimer clock;
    clock.start();
    job.cancel();
    QVERIFY(!job.isRunning());
    job.start(byValue(), Qt::AscendingOrder); // the next one wins
    QTRY_COMPARE_WITH_TIMEOUT(done.size(), 1, 5000);
}

void tst_SortJob::aMillionNumbers()
{
    constexpr int Rows = 1'000'000;
    ChunkBuilder builder{ArenaPool::create(0)};
    EventStore store;
    std::mt19937_64 random(7);
    for (int i = 0; i < Rows; ++i) {
        EventView e;
        e.channel = "c";
        e.offset = qint64(random() >> 1);
        builder.append(builder.source("c", 0), e);
        if (i % 50000 == 49999) {
            while (ChunkPtr c = builder.finish())
                store.append(std::vector<ChunkPtr>{c});
        }
    }
    const auto byOffset =
        std::make_shared<By>([](const EventView &e, std::string &key) { SortKey::putNumber(key, e.offset); });
    std::atomic<quint64> done = 0;
    QElapsedTimer clock;
    clock.start();
    const auto got = SortJob::sort(store.entriesFrom(store.first()), {}, store.first(), Rows, *byOffset,
                                   Qt::DescendingOrder, done, Cancel{});
    qInfo("sorted a million numbers in %lld ms", clock.elapsed());
    QVERIFY(got && got->count() == quint64(Rows));
    for (quint64 i = 1; i < got->count(); ++i)
        QVERIFY(store.row(got->sequence(i - 1)).offset >= store.row(got->sequence(i)).offset);
    QVERIFY(done >= quint64(Rows));
}

QTEST_GUILESS_MAIN(tst_SortJob)
#include "tst_sortjob.moc"
