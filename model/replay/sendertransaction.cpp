// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/numbers.h"
#include "model/replay/sender.h"

#include <algorithm>

// Windows that arrive as one: everything is produced, then committed together with the window's name. Where it is not
// certain whether the commit happened, the name tells.
namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
// The note is kept as offset metadata, which brokers limit to 4096 bytes.
constexpr qsizetype LongestNote = 3500;
constexpr Milliseconds CommitTakesAtMost{60000};

SendFate failed(const Error &error) { return {SendFate::State::Failed, error, false, {}, {}}; }

bool refusedForGood(const SendFate &fate)
{
    const ErrorCode code = fate.error.code;
    return fate.state == SendFate::State::Failed &&
           (code == ErrorCode::TooLarge || code == ErrorCode::BadArgument || code == ErrorCode::NotPermitted ||
            code == ErrorCode::NotSupported);
}
} // namespace

QString replayTransaction(const QString &job, const QString &channel)
{
    return ReplayTransactionPrefix + job + u'-' + channel;
}

std::optional<std::vector<quint64>> leftOutOf(const QString &found, const QString &note)
{
    if (found == note)
        return std::vector<quint64>();
    if (!found.startsWith(note + u':'))
        return std::nullopt;
    return numbersFromText(found.mid(note.size() + 1).toStdString());
}

// Taking the name anew ends whatever was open under it: after that the last note is the truth.
Result<bool> Sender::committed(const QString &channel, const QString &note, const Cancel &cancel)
{
    endLine(channel);
    if (auto line = lineTo(channel, cancel); !line)
        return line.error();
    const auto found = m_target.publish()->lastNote(replayTransaction(m_job, channel),
                                                    Cancel::after(m_options.patience, cancel.token));
    if (!found)
        return found.error();
    return *found == note;
}

// One attempt; an error: nothing of it arrived. Its `fates` say what was refused.
Result<void> Sender::tryTransaction(const QString &note, std::vector<Prepared> &events, std::vector<SendFate> &fates,
                                    const std::vector<std::size_t> &which, const Cancel &cancel)
{
    const QString channel = events.front().target.channel;
    auto line = lineTo(channel, cancel);
    if (!line)
        return line.error();
    // Ending a transaction is not cut short: a half one would only be cleaned up later.
    const Cancel end = Cancel::after(CommitTakesAtMost);
    Result<void> done = (*line)->publisher->begin(end);
    if (!done) {
        endLine(channel);
        return done;
    }
    done = round(events, fates, which, {}, cancel);
    for (std::size_t i = 0; done && i < which.size(); ++i) {
        if (fates[which[i]].state != SendFate::State::Confirmed)
            done = fates[which[i]].error;
    }
    if (!done) {
        if (!(*line)->publisher->abort(end))
            endLine(channel);
        return done;
    }
    done = (*line)->publisher->commit(note, end);
    if (done)
        return done;
    const auto there = committed(channel, note, end);
    if (there && *there)
        return {};
    if (!there) {
        for (const std::size_t i : which)
            fates[i] = {SendFate::State::Unknown, done.error(), false, {}, {}};
        return {};
    }
    return done;
}

Result<void> Sender::sendTransaction(const QString &note, std::vector<Prepared> &events, std::vector<SendFate> &fates,
                                     const Cancel &cancel)
{
    fates.assign(events.size(), {});
    std::vector<std::size_t> todo(events.size());
    for (std::size_t i = 0; i < todo.size(); ++i)
        todo[i] = i;
    std::vector<quint64> leftOut;
    for (int attempt = 1; !todo.empty();) {
        if (auto line = lineTo(events.front().target.channel, cancel); !line) {
            for (const std::size_t i : todo)
                fates[i] = failed(line.error());
            const bool theirs =
                line.error().code == ErrorCode::ChannelNotFound || line.error().code == ErrorCode::NotPermitted;
            return theirs ? Result<void>() : Result<void>(line.error());
        }
        const QString whole = leftOut.empty() ? note : note + u':' + QString::fromStdString(numbersToText(leftOut));
        const Result<void> done = whole.size() > LongestNote
                                      ? Result<void>(makeError(ErrorCode::TooLarge, {u"transaction"_s, {}, {}}))
                                      : tryTransaction(whole, events, fates, todo, cancel);
        if (done) {
            const bool known = fates[todo.front()].state == SendFate::State::Confirmed;
            if (const auto line = m_lines.find(events.front().target.channel); known && line != m_lines.end())
                line->second.confirmed += todo.size();
            return {};
        }
        const std::size_t before = todo.size();
        std::erase_if(todo, [&](std::size_t i) {
            if (refusedForGood(fates[i])) {
                leftOut.push_back(i);
                return true;
            }
            fates[i] = failed(done.error()); // nothing arrived
            return false;
        });
        if (cancel.requested() || whole.size() > LongestNote)
            break;
        if (todo.size() < before)
            continue; // that was the reason
        if (attempt++ >= m_options.attempts)
            break;
        pause(attempt - 2, cancel);
    }
    if (cancel.requested()) {
        for (const std::size_t i : todo)
            fates[i] = failed(makeError(ErrorCode::Cancelled));
    }
    return {};
}

} // namespace flowbench
