// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/restore.h"

#include "model/base/sqlite.h"
#include "model/deadletter/xdeath.h"
#include "model/replay/journal.h"
#include "model/replay/sender.h"
#include "model/store/capturewriter.h"

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t Window = 1000;
constexpr std::size_t MostErrors = 20;
constexpr std::string_view MarkName = "\"restored\"", BegunName = "\"unknown\"";

// As it lay there: everything but what a delivery added, and the user_id that would close the channel.
Prepared putBack(const EventView &event, const QString &channel)
{
    Prepared p;
    p.target.channel = channel;
    p.own = std::make_unique<Event>(event);
    p.value = p.own->value;
    const bool log = !channel.startsWith(u"queue:");
    if (log && event.hasKey)
        p.target.key = std::string(event.key);
    if (log && event.partition >= 0)
        p.target.partition = event.partition;
    for (const FieldView &f : event.fields) {
        if (f.place == FieldPlace::Delivery || (f.place == FieldPlace::Property && f.name == "user_id") ||
            (f.place == FieldPlace::Header && f.name == "x-delivery-count"))
            continue;
        appendField(p.fields, f);
    }
    return p;
}

// With the deaths that the broker wrote its headers may not fit into a frame any more: those go without them.
Result<void> sendBack(Sender &sender, std::vector<Prepared> &events, std::vector<SendFate> &fates, const Cancel &cancel)
{
    if (const auto sent = sender.send({}, events, fates, {}, cancel); !sent)
        return sent;
    std::vector<std::size_t> outgrown;
    std::vector<Prepared> lighter;
    for (std::size_t i = 0; i < fates.size(); ++i) {
        const SendFate &fate = fates[i];
        if (fate.state != SendFate::State::Failed || fate.error.code != ErrorCode::TooLarge ||
            fate.error.args.value(0) != u"headers")
            continue;
        events[i].fields = withoutXDeath(FieldList(events[i].fields));
        outgrown.push_back(i);
        lighter.push_back(std::move(events[i]));
    }
    if (outgrown.empty())
        return {};
    std::vector<SendFate> again;
    const auto sent = sender.send({}, lighter, again, {}, cancel);
    for (std::size_t i = 0; i < again.size(); ++i)
        fates[outgrown[i]] = again[i];
    return sent;
}
} // namespace

Result<void> RestoreJob::seeAll(const CaptureInfo &info, const See &see, const Cancel &cancel)
{
    auto reader = CaptureReader::open(info);
    if (!reader)
        return reader.error();
    reader->seek(info.firstRow, info.lastRow);
    while (!cancel.requested()) {
        auto row = reader->next();
        if (!row)
            return row.error();
        if (!*row)
            return {};
        const auto &note = (*row)->note;
        const bool marked = note && note->find(MarkName) != std::string_view::npos;
        see((*row)->id, !marked                                           ? Mark::None
                        : note->find(BegunName) != std::string_view::npos ? Mark::Begun
                                                                          : Mark::Restored);
    }
    return makeError(ErrorCode::Cancelled);
}

Result<RestoreJob::Kept> RestoreJob::look(const QString &archive, const Cancel &cancel)
{
    auto info = openCapture(archive);
    if (!info)
        return info.error();
    Kept kept;
    const auto seen = seeAll(
        *info,
        [&kept](qint64, Mark mark) {
            ++kept.events;
            kept.restored += mark == Mark::Restored;
            kept.unknown += mark == Mark::Begun;
        },
        cancel);
    return seen ? Result<Kept>(kept) : Result<Kept>(seen.error());
}

Result<RestoreJob> RestoreJob::open(const QString &archive, Unknown unknown)
{
    RestoreJob job;
    job.m_path = archive;
    CaptureWriter::heal(archive);
    auto info = openCapture(archive);
    if (!info)
        return info.error();
    job.m_info = std::make_unique<CaptureInfo>(std::move(*info));
    bool any = false;
    const auto seen = seeAll(*job.m_info,
                             [&](qint64 row, Mark mark) {
                                 any = true;
                                 if (mark == Mark::None || (mark == Mark::Begun && unknown == Unknown::Resend))
                                     job.m_left.push_back(row);
                                 else
                                     job.m_unknown += mark == Mark::Begun;
                             },
                             {});
    if (!seen)
        return seen.error();
    if (any && job.m_left.empty() && job.m_unknown == 0)
        return makeError(ErrorCode::NotSupported, {u"putting %1 back a second time"_s.arg(archive)});
    return job;
}

Result<void> RestoreJob::mark(const std::vector<qint64> &rows, const char *how)
{
    if (rows.empty())
        return {};
    auto db = Sqlite::open(m_path, {.mode = Sqlite::Mode::ReadWrite, .durable = true});
    if (!db)
        return db.error();
    auto transaction = SqliteTransaction::begin(*db);
    if (!transaction)
        return transaction.error();
    auto update = db->prepare("UPDATE events SET note = ? WHERE id = ?");
    if (!update)
        return update.error();
    const std::string note = how ? std::string("{\"restored\":\"") + how + "\"}" : std::string();
    for (const qint64 row : rows) {
        if (auto done = update->bindText(1, note).bind(2, row).run(); !done)
            return done;
    }
    return transaction->commit();
}

Result<bool> RestoreJob::stillThere(Connector &connector, const QString &channel, const EventView &event,
                                    const Cancel &cancel)
{
    auto known = m_partitions.find(channel);
    if (known == m_partitions.end()) {
        auto details = connector.catalog()->details(channel, cancel);
        if (!details)
            return details.error();
        known = m_partitions.emplace(channel, std::move(details->partitions)).first;
    }
    return std::ranges::any_of(known->second, [&](const PartitionInfo &p) {
        return p.partition == event.partition && event.offset >= p.low && event.offset < p.high;
    });
}

// The next ones from `at` on. The file is closed again before anything in it is marked.
Result<RestoreJob::Batch> RestoreJob::gather(std::size_t &at, Connector &connector, const QString &broker,
                                             const Cancel &cancel)
{
    Batch batch;
    auto reader = CaptureReader::open(*m_info);
    if (!reader)
        return reader.error();
    for (; at < m_left.size() && batch.rows.size() + batch.reopened.size() < Window; ++at) {
        const auto row = reader->at(m_left[at]);
        if (!row)
            return row.error();
        const QString channel = QString::fromStdString(m_info->sources[(*row)->source].channel);
        const EventView &event = (*row)->event;
        if (!channel.startsWith(u"queue:")) {
            const auto there = stillThere(connector, channel, event, cancel);
            if (!there)
                return there.error();
            if (*there) {
                batch.reopened.push_back(m_left[at]);
                batch.identities.push_back(broker.toStdString() + '/' + channel.toStdString() + '/' +
                                           std::to_string(event.partition) + ':' + std::to_string(event.offset));
                continue;
            }
        }
        batch.rows.push_back(m_left[at]);
        batch.events.push_back(putBack(event, channel));
    }
    return batch;
}

Result<RestoreJob::Restored> RestoreJob::run(Connector &connector, Guard &guard, Journal &journal,
                                             const QString &broker, Milliseconds patience, const Cancel &cancel)
{
    Restored out;
    out.selected = m_left.size();
    RunOptions options;
    options.patience = patience;
    Sender sender(connector, guard, options, {});
    for (std::size_t at = 0; at < m_left.size() && !cancel.requested();) {
        auto batch = gather(at, connector, broker, Cancel::after(patience, cancel.token));
        if (!batch && cancel.requested())
            break;
        if (!batch)
            return batch.error();
        auto &[rows, reopened, events, identities] = *batch;
        if (auto known = journal.reopen(identities); !known)
            return known.error();
        if (auto marked = mark(reopened, "open again"); !marked)
            return marked.error();
        out.confirmed += reopened.size();
        // Written before it is sent: what may have arrived is not sent a second time by whoever tries again.
        if (auto marked = mark(rows, "unknown"); !marked)
            return marked.error();
        std::vector<SendFate> fates;
        const auto sent = sendBack(sender, events, fates, cancel);
        std::vector<qint64> confirmed, failed;
        for (std::size_t i = 0; i < fates.size(); ++i) {
            if (fates[i].state == SendFate::State::Confirmed)
                confirmed.push_back(rows[i]);
            else if (fates[i].state != SendFate::State::Unknown)
                failed.push_back(rows[i]);
            if (fates[i].state != SendFate::State::Confirmed && out.errors.size() < MostErrors)
                out.errors.push_back(fates[i].error);
        }
        if (auto marked = mark(confirmed, "confirmed"); !marked)
            return marked.error();
        if (auto marked = mark(failed, nullptr); !marked)
            return marked.error();
        out.confirmed += confirmed.size();
        if (!sent && !cancel.requested())
            return sent.error();
    }
    return out;
}

} // namespace flowbench
