// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/columns.h"
#include "app/cli/output.h"
#include "model/live/sink.h"

#include <QString>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>

namespace flowbench::cli {

struct Context;

// How events are printed.
struct PrintOptions
{
    QStringList channels;                        // what was asked for: how wide their column is
    std::shared_ptr<const EventDecoder> decoder; // for "encoding" and "decoded"
    std::optional<EventColumns> columns;         // instead of the usual ones
    // Why an event is listed, where that is said with it (--failures); may be empty.
    std::function<std::optional<EventFailure>(const EventView &)> failure;
};

struct Selection;
// Of --columns and --failures; channels are the arguments from `firstChannel` on. BadExpression, BadArgument.
Result<PrintOptions> printOptionsOf(const Context &context, const Selection &selection, int firstChannel);

// Events as text, written straight from where they lie. One thread at a time.
class EventPrinter
{
public:
    EventPrinter(Output &output, PrintOptions options);
    void print(const EventView &event);
    // Of the events that were decoded to be printed.
    quint64 decodeFailures() const { return m_object.decodeFailures(); }

private:
    void printJson(const EventView &event);
    void printTable(const EventView &event);
    void printCsv(const EventView &event);
    QString tableLine(const EventView &event) const;
    void head();
    void writeLine(QString line);
    std::optional<EventFailure> failureOf(const EventView &event) const;

    Output &m_output;
    PrintOptions m_options;
    EventObject m_object;
    JsonWriter m_json;
    int m_channelWidth = 7;
    bool m_headed = false;
};

// Prints what comes, at most `limit` events (0: all). Flushes after every chunk where somebody waits for it.
class PrintingSink final : public EventSink
{
public:
    PrintingSink(Output &output, PrintOptions options, quint64 limit, bool flushed);

    bool take(ChunkPtr chunk) override;
    quint64 printed() const { return m_printed; }
    quint64 decodeFailures() const { return m_decodeFailures; }
    bool full() const { return m_limit && m_printed >= m_limit; }
    // Called on the connector's thread when nothing more is wanted.
    void setWake(std::function<void()> wake) { m_wake = std::move(wake); }

private:
    Output &m_output;
    EventPrinter m_printer;
    quint64 m_limit;
    bool m_flushed;
    std::atomic<quint64> m_printed = 0, m_decodeFailures = 0;
    std::function<void()> m_wake;
};

// Only counts: connectors copy nothing for it.
class CountingSink final : public EventSink
{
public:
    bool wantsEvents() const override { return false; }
    bool take(ChunkPtr chunk) override
    {
        m_events += chunk->rows();
        return true;
    }
    void count(quint64 events, quint64) override { m_events += events; }
    quint64 events() const { return m_events; }

private:
    std::atomic<quint64> m_events = 0;
};

// Keeps the newest N events, for channels that can only be read from their beginning.
class NewestSink final : public EventSink
{
public:
    explicit NewestSink(quint64 newest) : m_newest(newest) {}
    bool take(ChunkPtr chunk) override;
    // Those that were kept, oldest first.
    void handOn(const std::function<void(const EventView &)> &each) const;
    quint64 kept() const { return std::min(m_rows, m_newest); }

private:
    quint64 m_newest;
    quint64 m_rows = 0;
    std::deque<ChunkPtr> m_chunks;
};

} // namespace flowbench::cli
