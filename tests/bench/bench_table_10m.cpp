// SPDX-License-Identifier: GPL-3.0-or-later
// The table at ten million rows: what each thing a person does costs the GUI thread, painting included.
// bench_table_10m [EVENTS]            ours
// bench_table_10m EVENTS reference    a QTableView over the same rows, one model row an event
#include "model/items/eventwindowmodel.h"
#include "model/query/textmatch.h"
#include "model/store/chunkbuilder.h"
#include "tests/bench/benchkit.h"
#include "ui/look/look.h"
#include "ui/table/eventtable.h"

#include <QApplication>
#include <QHeaderView>

#include <cstdio>
#include <random>
#include <string_view>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t Block = 10000;
constexpr int Rounds = 300;

// Ten million whole events would be six gigabytes of nothing new: the body is cut to what the table shows.
constexpr std::string_view Body =
    R"({"id":"7f3c9a52-8d41-4e7b-a1c6-0b5d2e9f4a13","type":"order.placed","timestamp":"2026-07-01T12:04:31.207Z","version":"1.2","data":{"customerId":4211,"name":"Grace Hopper","total":128.40}})";

class Filler
{
public:
    explicit Filler(EventStore &store) : m_store(store) {}
    void add(std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i, ++m_next) {
            const std::string key = "customer-" + std::to_string(m_next % 4 ? m_next : 700000 + m_next % 100);
            m_builder.append(m_builder.source("orders", qint32(m_next % 6)), qint64(m_next / 6),
                             1'780'000'000'000 + qint64(m_next) / 5, TimeKind::Create, key.data(), key.size(), true,
                             Body.data(), Body.size(), true, {});
        }
        while (const ChunkPtr chunk = m_builder.finish())
            m_store.append({&chunk, 1});
    }

private:
    EventStore &m_store;
    ChunkBuilder m_builder{ArenaPool::create(2, 8)};
    std::size_t m_next = 0;
};

template <class Work>
double timed(Work work)
{
    const double begin = bench::now();
    work();
    return bench::now() - begin;
}

// Every fourth event; by its offset, so that finding them is not what is measured.
class EveryFourth final : public EventMatcher
{
public:
    Verdict matches(const EventView &event) const override
    {
        return event.offset % 4 == 0 ? Verdict::Match : Verdict::NoMatch;
    }
};

// All events the GUI thread is to serve now; nothing it waits for.
void serve() { QCoreApplication::processEvents(); }

QJsonObject ours(std::size_t events)
{
    EventStore store(std::size_t(16) << 30);
    Filler filler(store);
    for (std::size_t i = 0; i < events; i += Block)
        filler.add(Block);
    JobRunner jobs(1);
    FilteredRows rows(store, jobs);
    EventTable table(nullptr, u"bench"_s);
    table.setSource(store, rows);
    table.resize(1280, 800);
    table.show();
    for (int i = 0; i < 20; ++i)
        serve();

    std::vector<double> append, jump, on, off, trim;
    for (int i = 0; i < Rounds; ++i) {
        filler.add(Block); // the connector's work, not the GUI's
        append.push_back(timed([&] {
            rows.storeChanged();
            serve();
        }));
    }
    std::mt19937 random(1);
    for (int i = 0; i < Rounds; ++i) {
        const auto to = quint64(random()) % quint64(table.events()->total());
        jump.push_back(timed([&] {
            table.scrollToRow(to);
            serve();
        }));
    }
    // What the GUI thread does while a filter comes and goes: every pass of its loop until the whole list is there.
    const auto matcher = std::make_shared<EveryFourth>();
    for (int i = 0; i < 6; ++i) {
        on.push_back(timed([&] {
            rows.setMatcher(matcher);
            serve();
        }));
        const double limit = bench::now() + 30;
        while (rows.busy() && bench::now() < limit)
            on.push_back(timed([&] { serve(); }));
        off.push_back(timed([&] {
            rows.setMatcher(nullptr);
            serve();
        }));
        for (int k = 0; k < 5; ++k)
            off.push_back(timed([&] { serve(); }));
    }
    // Only passes in which something was done count: the loop also spins while the worker matches.
    std::erase_if(on, [](double s) { return s < 50e-6; });
    std::erase_if(off, [](double s) { return s < 50e-6; });
    table.setFollowing(true);
    for (int i = 0; i < Rounds; ++i) {
        const std::size_t budget = store.bytes();
        filler.add(Block);
        trim.push_back(timed([&] {
            store.setBudget(budget); // evicts a block at the head
            rows.storeChanged();
            serve();
        }));
        store.setBudget(std::size_t(16) << 30);
    }
    return {{u"events"_s, qint64(store.rows())},   {u"append"_s, bench::spread(append)},
            {u"jump"_s, bench::spread(jump)},      {u"filter_on"_s, bench::spread(on)},
            {u"filter_off"_s, bench::spread(off)}, {u"trim"_s, bench::spread(trim)}};
}

// The obvious way: one row of the model an event.
class AllRows : public QAbstractTableModel
{
public:
    explicit AllRows(EventStore &store) : m_store(store), m_count(int(store.rows())) {}
    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : m_count; }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : 7; }
    QVariant data(const QModelIndex &index, int role) const override
    {
        if (role != Qt::DisplayRole)
            return {};
        const EventView event = m_store.row(m_store.first() + quint64(index.row()));
        switch (index.column()) {
        case 0:
            return event.timeMs;
        case 1:
            return event.partition;
        case 2:
            return event.offset;
        case 3:
            return QString::fromUtf8(event.key.data(), qsizetype(event.key.size()));
        case 4:
            return qint64(event.bytes());
        default:
            return QString::fromUtf8(event.value.data(), qsizetype(event.value.size()));
        }
    }
    void grown()
    {
        const int rows = int(m_store.rows());
        beginInsertRows({}, m_count, rows - 1);
        m_count = rows;
        endInsertRows();
    }

private:
    EventStore &m_store;
    int m_count;
};

QJsonObject reference(std::size_t events)
{
    EventStore store(std::size_t(16) << 30);
    Filler filler(store);
    for (std::size_t i = 0; i < events; i += Block)
        filler.add(Block);
    AllRows model(store);
    QTableView table;
    table.verticalHeader()->hide();
    table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table.setModel(&model);
    table.resize(1280, 800);
    table.show();
    for (int i = 0; i < 20; ++i)
        serve();
    std::vector<double> append, jump;
    for (int i = 0; i < Rounds / 3; ++i) {
        filler.add(Block);
        append.push_back(timed([&] {
            model.grown();
            table.scrollToBottom();
            serve();
        }));
    }
    std::mt19937 random(1);
    for (int i = 0; i < Rounds / 3; ++i) {
        const int to = int(quint64(random()) % quint64(model.rowCount()));
        jump.push_back(timed([&] {
            table.scrollTo(model.index(to, 0));
            serve();
        }));
    }
    return {
        {u"events"_s, qint64(store.rows())}, {u"append"_s, bench::spread(append)}, {u"jump"_s, bench::spread(jump)}};
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const std::size_t events = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000'000;
    if (argc > 2 && std::string_view(argv[2]) == "reference")
        bench::printAndLeave(reference(events));
    Look look(application, ThemeChoice::Light, false);
    bench::printAndLeave(ours(events));
}
