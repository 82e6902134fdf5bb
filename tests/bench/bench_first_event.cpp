// SPDX-License-Identifier: GPL-3.0-or-later
// From "connect" to the first event painted: a fresh connection each time, opened as Traffic opens a channel (its
// newest 200 events, then what comes). bench_first_event HOST:PORT TOPIC
#include "connectors/kafka/kafka.h"
#include "model/live/livefeed.h"
#include "model/store/arena.h"
#include "tests/bench/benchkit.h"
#include "ui/look/look.h"
#include "ui/table/eventtable.h"

#include <QApplication>

#include <cstdio>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

[[noreturn]] void fail(const QString &why)
{
    std::fprintf(stderr, "%s\n", qPrintable(why));
    std::exit(1);
}

// Tells when a widget was painted while `ready` held.
class PaintWatch : public QObject
{
public:
    PaintWatch(QWidget *widget, std::function<void()> painted) : m_painted(std::move(painted))
    {
        widget->installEventFilter(this);
    }

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint)
            QMetaObject::invokeMethod(this, m_painted, Qt::QueuedConnection); // after it
        return false;
    }

private:
    std::function<void()> m_painted;
};

} // namespace

int main(int argc, char **argv)
{
    if (argc < 3) {
        std::fputs("usage: bench_first_event HOST:PORT TOPIC\n", stderr);
        return 2;
    }
    QApplication application(argc, argv);
    Look look(application, ThemeChoice::Light, false);
    const auto pool = ArenaPool::create();
    EventStore store;
    JobRunner jobs(1);
    FilteredRows rows(store, jobs);
    EventTable table(nullptr, u"bench"_s);
    table.setSource(store, rows);
    table.resize(1280, 600);
    table.show();

    const auto url = ConnectionUrl::parse(u"kafka://"_s + QString::fromUtf8(argv[1]));
    if (!url)
        fail(url.error().detail);
    ConnectionConfig config;
    config.name = u"bench"_s;
    config.url = *url;
    config.arenas = pool;

    std::unique_ptr<Session> session;
    std::unique_ptr<LiveFeed> feed;
    double begin = 0, stored = 0, painted = 0;
    PaintWatch watch(table.viewport(), [&] {
        if (stored == 0 || painted != 0)
            return;
        painted = bench::now();
        application.quit();
    });
    QTimer::singleShot(200, &application, [&] {
        begin = bench::now();
        auto connector = kafkaType().create(config);
        if (!connector)
            fail(connector.error().detail);
        session = std::make_unique<Session>(Session::Identity{}, std::move(*connector),
                                            std::make_shared<Guard>(GuardPolicy{}, nullptr), pool);
        feed = std::make_unique<LiveFeed>(*session, store);
        QObject::connect(feed.get(), &LiveFeed::advanced, &application, [&] {
            rows.storeChanged();
            if (stored == 0 && store.rows() > 0)
                stored = bench::now();
        });
        TailRequest request;
        request.channels = {ChannelAddress::parse(QString::fromUtf8(argv[2]))};
        request.last = 200;
        feed->start(std::move(request));
        session->watch(); // the window asks for the channels at the same time
    });
    QTimer::singleShot(20000, &application, [] { fail(u"no event came within 20 seconds"_s); });
    application.exec();
    bench::printAndLeave({{u"stored_ms"_s, (stored - begin) * 1e3},
                          {u"painted_ms"_s, (painted - begin) * 1e3},
                          {u"rows"_s, qint64(store.rows())}});
}
