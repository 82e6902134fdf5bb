// SPDX-License-Identifier: GPL-3.0-or-later
// A topic tailed flat out from its beginning, the way the window does it: through the connector and the feed into the
// store, with the table following, the rate histogram and ten live lines over it. Ends when every row is shown.
//
// bench_kafka_tail HOST:PORT TOPIC [--untouched]
// Memory is touched beforehand unless --untouched: on a virtual machine the first touch measures the host.
#include "connectors/kafka/kafka.h"
#include "model/live/livefeed.h"
#include "model/store/arena.h"
#include "tests/bench/benchkit.h"
#include "ui/charts/linechart.h"
#include "ui/charts/ratehistogram.h"
#include "ui/look/look.h"
#include "ui/table/eventtable.h"

#include <QApplication>
#include <QVBoxLayout>

#include <cstdio>
#include <librdkafka/rdkafka.h>
#include <map>
#include <numeric>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

using Counts = std::map<int, qint64>; // by partition

[[noreturn]] void fail(const QString &why)
{
    std::fprintf(stderr, "%s\n", qPrintable(why));
    std::exit(1);
}

// What the broker itself says there is, asked of a client of the bench's own.
Counts watermarks(const QByteArray &servers, const QByteArray &topic)
{
    char text[512];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", servers.constData(), text, sizeof text);
    rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, sizeof text);
    rd_kafka_topic_t *t = rd_kafka_topic_new(rk, topic.constData(), nullptr);
    const rd_kafka_metadata_t *metadata = nullptr;
    if (rd_kafka_metadata(rk, 0, t, &metadata, 10000))
        fail(u"the broker does not answer"_s);
    Counts counts;
    for (int p = 0; p < metadata->topics[0].partition_cnt; ++p) {
        std::int64_t low = 0, high = 0;
        if (rd_kafka_query_watermark_offsets(rk, topic.constData(), p, &low, &high, 10000))
            fail(u"the broker does not tell its watermarks"_s);
        counts[p] = high - low;
    }
    rd_kafka_metadata_destroy(metadata);
    rd_kafka_topic_destroy(t);
    rd_kafka_destroy(rk);
    return counts;
}

qint64 sum(const Counts &counts)
{
    return std::accumulate(counts.begin(), counts.end(), qint64(0),
                           [](qint64 n, const auto &c) { return n + c.second; });
}

// Arenas for so many bytes, written once and given back: the pool hands them out again.
void touch(const std::shared_ptr<ArenaPool> &pool, std::size_t arenas)
{
    std::vector<std::shared_ptr<Arena>> taken;
    for (std::size_t i = 0; i < arenas; ++i) {
        taken.push_back(pool->take());
        for (std::size_t at = 0; at < taken.back()->size(); at += 4096)
            taken.back()->data()[at] = 1;
    }
}

std::unique_ptr<Connector> connectorOf(const QString &address, const std::shared_ptr<ArenaPool> &arenas)
{
    const auto url = ConnectionUrl::parse(u"kafka://"_s + address);
    if (!url)
        fail(u"no such address: "_s + address);
    ConnectionConfig config;
    config.name = address;
    config.url = *url;
    config.arenas = arenas;
    auto connector = kafkaType().create(config);
    if (!connector)
        fail(connector.error().detail);
    return std::move(*connector);
}

// Traffic and a live chart in one window, fed by one feed.
class Screen : public QWidget
{
public:
    static constexpr int Lines = 10;

    Screen(LiveFeed &feed, EventStore &store, FilteredRows &rows)
        : m_feed(feed), m_store(store), m_rows(rows), m_table(nullptr, u"bench"_s)
    {
        auto *layout = new QVBoxLayout(this);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(&m_histogram);
        layout->addWidget(&m_table, 2);
        layout->addWidget(&m_chart, 1);
        std::vector<SeriesSpec> lines;
        for (int i = 0; i < Lines; ++i)
            lines.push_back({u"line %1"_s.arg(i), QColor::fromHsv(i * 36, 200, 200)});
        m_chart.setSeries(std::move(lines));
        m_chart.setWindow(60);
        m_table.setSource(store, rows);
        resize(1280, 800);
        QObject::connect(&feed, &LiveFeed::advanced, this, [this] { advance(); });
    }
    qint64 shown() const { return m_table.events()->total(); }
    bool atEnd() const { return m_table.isFollowing() && m_table.events()->first() == m_table.events()->lastFirst(); }
    const Counts &perPartition() const { return m_perPartition; }

private:
    void advance()
    {
        m_rows.storeChanged();
        auto columns = m_feed.buckets().columns(240);
        m_histogram.setBuckets(columns.firstMs, columns.stepMs, std::move(columns.events));
        std::array<float, Lines> values{};
        for (; m_entry < m_store.entries().size(); ++m_entry) {
            const Chunk &chunk = *m_store.entries()[m_entry].chunk;
            for (std::size_t s = 0; s < chunk.sourceCounts().size(); ++s) {
                const int partition = chunk.sources()[s].partition;
                m_perPartition[partition] += chunk.sourceCounts()[s];
                values[std::size_t(partition % 6)] += float(chunk.sourceCounts()[s]);
            }
            values[6] += float(chunk.rows());
            values[7] += float(chunk.payloadBytes()) / 1024;
        }
        values[8] = float(m_feed.inboxBytes()) / 1024;
        values[9] = float(m_feed.ratePerSecond());
        m_chart.append(QDateTime::currentMSecsSinceEpoch(), values);
    }

    LiveFeed &m_feed;
    EventStore &m_store;
    FilteredRows &m_rows;
    RateHistogram m_histogram;
    EventTable m_table;
    LineChart m_chart;
    std::size_t m_entry = 0;
    Counts m_perPartition;
};

} // namespace

int main(int argc, char **argv)
{
    if (argc < 3) {
        std::fputs("usage: bench_kafka_tail HOST:PORT TOPIC [--untouched]\n", stderr);
        return 2;
    }
    const bool touched = argc < 4 || QByteArrayView(argv[3]) != "--untouched";
    const Counts there = watermarks(argv[1], argv[2]);
    const qint64 total = sum(there);

    QApplication application(argc, argv);
    Look look(application, ThemeChoice::Light, false);
    const std::size_t arenas = std::size_t(total) * 720 / ArenaPool::ArenaSize + 8;
    const auto pool = ArenaPool::create(2, int(arenas));
    if (touched)
        touch(pool, arenas);

    Session session({}, connectorOf(QString::fromUtf8(argv[1]), pool), std::make_shared<Guard>(GuardPolicy{}, nullptr),
                    pool);
    EventStore store(std::size_t(16) << 30);
    JobRunner jobs(1);
    FilteredRows rows(store, jobs);
    LiveFeed feed(session, store);
    Screen screen(feed, store, rows);
    screen.show();
    bench::Lateness lateness;
    double begin = 0, cpu = 0, end = 0, first = 0;
    QObject::connect(&feed, &LiveFeed::phaseChanged, &application, [&] {
        if (feed.phase() == LiveFeed::Phase::Ended)
            fail(u"the tail ended: "_s + (feed.error() ? feed.error()->detail : QString()));
    });
    QObject::connect(&feed, &LiveFeed::advanced, &application, [&] {
        if (first == 0 && feed.received() > 0)
            first = bench::now();
        if (end == 0 && feed.received() >= quint64(total)) {
            screen.repaint();
            end = bench::now();
            lateness.stop();
            application.quit();
        }
    });
    QTimer::singleShot(200, &application, [&] {
        TailRequest request;
        request.channels = {ChannelAddress::parse(QString::fromUtf8(argv[2]))};
        request.from = Earliest{};
        begin = bench::now();
        cpu = bench::cpuOfProcess();
        lateness.start();
        feed.start(std::move(request));
    });
    QTimer::singleShot(120000, &application, [&] { fail(u"not everything came within two minutes"_s); });
    application.exec();

    const double s = end - begin;
    if (screen.shown() != total || qint64(store.rows()) != total || screen.perPartition() != there || !screen.atEnd())
        fail(u"the table shows %1 rows, the store holds %2, the broker %3"_s.arg(screen.shown())
                 .arg(store.rows())
                 .arg(total));
    bench::printAndLeave({{u"events"_s, total},
                          {u"seconds"_s, s},
                          {u"cpu_seconds"_s, bench::cpuOfProcess() - cpu},
                          {u"events_per_second"_s, double(total) / s},
                          {u"first_event_ms"_s, (first - begin) * 1e3},
                          {u"lateness"_s, bench::spread(lateness.values())}});
}
