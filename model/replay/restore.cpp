// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/restore.h"

#include "model/base/sqlite.h"
#include "model/replay/journal.h"
#include "model/replay/sender.h"

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t Window = 1000;
constexpr std::size_t MostErrors = 20;
constexpr std::string_view Mark = "\"restored\"";

// As it lay there: everything but what a delivery added, and the user_id that would close the channel.
Prepared putBack(const EventView &event, const QString &channel)
{
    Prepared p;
    p.target.channel = channel;
    if (event.hasValue)
        p.event.value = std::string(event.value);
    const bool log = !channel.startsWith(u"queue:");
    if (log && event.hasKey)
        p.event.key = std::string(event.key);
    if (log && event.partition >= 0)
        p.event.partition = event.partition;
    for (const FieldView &f : event.fields) {
        if (f.place == FieldPlace::Delivery || (f.place == FieldPlace::Property && f.name == "user_id") ||
            (f.place == FieldPlace::Header && f.name == "x-delivery-count"))
            continue;
        appendField(p.event.fields, f);
    }
    return p;
}
} // namespace

Result<RestoreJob> RestoreJob::open(const QString &archive)
{
    RestoreJob job;
    job.m_path = archive;
    auto info = openCapture(archive);
    if (!info)
        return info.error();
    job.m_info = std::make_unique<CaptureInfo>(std::move(*info));
    auto reader = CaptureReader::open(*job.m_info);
    if (!reader)
        return reader.error();
    reader->seek(job.m_info->firstRow, job.m_info->lastRow);
    bool any = false;
    while (true) {
        auto row = reader->next();
        if (!row)
            return row.error();
        if (!*row)
            break;
        any = true;
        const auto &note = (*row)->note;
        if (!note || note->find(Mark) == std::string_view::npos)
            job.m_left.push_back((*row)->id);
    }
    if (any && job.m_left.empty())
        return makeError(ErrorCode::NotSupported, {u"putting %1 back a second time"_s.arg(archive)});
    return job;
}

Result<void> RestoreJob::mark(const std::vector<qint64> &rows, const char *how)
{
    auto db = Sqlite::open(m_path, {.mode = Sqlite::Mode::ReadWrite, .durable = true});
    if (!db)
        return db.error();
    auto transaction = SqliteTransaction::begin(*db);
    if (!transaction)
        return transaction.error();
    auto update = db->prepare("UPDATE events SET note = ? WHERE id = ?");
    if (!update)
        return update.error();
    const std::string note = std::string("{\"restored\":\"") + how + "\"}";
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

Result<RestoreJob::Restored> RestoreJob::run(Connector &connector, Guard &guard, Journal &journal,
                                             const QString &broker, Milliseconds patience, const Cancel &cancel)
{
    Restored out;
    out.selected = m_left.size();
    RunOptions options;
    options.patience = patience;
    Sender sender(connector, guard, options, {});
    auto reader = CaptureReader::open(*m_info);
    if (!reader)
        return reader.error();
    for (std::size_t at = 0; at < m_left.size() && !cancel.requested();) {
        std::vector<qint64> rows, reopened;
        std::vector<Prepared> events;
        std::vector<std::string> identities;
        for (; at < m_left.size() && rows.size() + reopened.size() < Window; ++at) {
            const auto row = reader->at(m_left[at]);
            if (!row)
                return row.error();
            const QString channel = QString::fromStdString(m_info->sources[(*row)->source].channel);
            const EventView &event = (*row)->event;
            if (!channel.startsWith(u"queue:")) {
                const auto there = stillThere(connector, channel, event, Cancel::after(patience, cancel.token));
                if (!there)
                    return there.error();
                if (*there) {
                    reopened.push_back(m_left[at]);
                    identities.push_back(broker.toStdString() + '/' + channel.toStdString() + '/' +
                                         std::to_string(event.partition) + ':' + std::to_string(event.offset));
                    continue;
                }
            }
            rows.push_back(m_left[at]);
            events.push_back(putBack(event, channel));
        }
        if (auto known = journal.reopen(identities); !known)
            return known.error();
        if (auto marked = mark(reopened, "open again"); !marked)
            return marked.error();
        out.confirmed += reopened.size();
        std::vector<SendFate> fates;
        const auto sent = sender.send({}, events, fates, cancel);
        std::vector<qint64> confirmed, unknown;
        for (std::size_t i = 0; i < fates.size(); ++i) {
            if (fates[i].state == SendFate::State::Confirmed)
                confirmed.push_back(rows[i]);
            else if (fates[i].state == SendFate::State::Unknown)
                unknown.push_back(rows[i]);
            if (fates[i].state != SendFate::State::Confirmed && out.errors.size() < MostErrors)
                out.errors.push_back(fates[i].error);
        }
        // What may have arrived is not sent a second time by whoever tries again.
        if (auto marked = mark(confirmed, "confirmed"); !marked)
            return marked.error();
        if (auto marked = mark(unknown, "unknown"); !marked)
            return marked.error();
        out.confirmed += confirmed.size();
        if (!sent)
            return sent.error();
    }
    return out;
}

} // namespace flowbench
