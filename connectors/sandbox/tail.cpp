// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sandbox/cursor.h"
#include "connectors/sandbox/emitter.h"
#include "connectors/sandbox/parts.h"
#include "model/live/routing.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace flowbench::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr Milliseconds BetweenChunks{20}; // several events make one chunk; none waits longer than twice this
constexpr quint64 MostAtOnce = 4000;

class Follow final : public RunningTail
{
public:
    Follow(CorePtr core, TailRequest request, std::vector<Cursor> cursors, std::shared_ptr<EventSink> sink,
           TailListener listener)
        : m_core(std::move(core)),
          m_request(std::move(request)),
          m_sink(std::move(sink)),
          m_listener(std::move(listener)),
          m_out(*m_sink, m_core->arenas, m_request.matcher.get()),
          m_cursors(std::move(cursors)),
          m_started(Clock::now())
    {
        for (const ChannelAddress &a : m_request.channels)
            m_names.push_back(a.name);
        remember();
        m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
    }

    ~Follow() override { stop(); } // and the thread's destructor waits

    void stop() override { m_thread.request_stop(); }

    void setPaused(bool paused) override
    {
        m_paused = paused;
        m_core->broker.poke();
    }

    Coverage coverage() const override
    {
        const std::lock_guard lock(m_mutex);
        return m_coverage;
    }

private:
    void run(const std::stop_token &stop)
    {
        Error end = makeError(ErrorCode::Cancelled);
        while (!stop.stop_requested()) {
            if (!m_core->link.up() && !waitForLink(stop)) {
                if (!stop.stop_requested())
                    end = Link::lostError();
                break;
            }
            const quint64 seen = m_core->broker.version();
            if (m_paused || !m_sink->hasRoom()) {
                // A full sink tells nobody when it has room again.
                m_core->broker.waitForChange(seen, stop,
                                             Clock::now() + (m_paused ? Milliseconds(1000) : BetweenChunks));
                m_core->broker.rest(stop, Clock::now() + BetweenChunks);
                continue;
            }
            if (!readOn(stop))
                break;
            m_core->broker.waitForChange(seen, stop, Clock::time_point::max());
            m_core->broker.rest(stop, Clock::now() + BetweenChunks);
        }
        remember();
        tell(TailNotice::Kind::Ended, end);
    }

    // Everything up to now. False: the sink wants no more.
    bool readOn(const std::stop_token &stop)
    {
        const auto bounds = m_core->broker.bounds(m_names);
        if (!bounds) {
            tell(TailNotice::Kind::Warning, bounds.error()); // deleted while it was followed
            m_core->broker.rest(stop, Clock::now() + Milliseconds(1000));
            return true;
        }
        extend(*bounds);
        const qint64 gapsBefore = gaps();
        Merge merge(m_core->broker, m_cursors, false);
        Merge::Taken taken;
        std::string storage;
        quint64 count = 0;
        while (!stop.stop_requested() && !m_paused && merge.next(taken)) {
            const Cursor &c = *taken.cursor;
            if (c.wanted && !c.wanted(*taken.message))
                continue;
            const qint64 offset = c.partition < 0 ? EventView::NoOffset : taken.offset;
            m_out.offer(viewOf(*taken.message, c.name, c.partition, offset, storage));
            if (m_out.ripe() && !hand())
                return false;
            if (++count % MostAtOnce == 0 && !m_sink->hasRoom())
                break;
        }
        if (const qint64 lost = gaps() - gapsBefore; lost > 0)
            tell(TailNotice::Kind::Gap, {}, quint64(lost));
        return hand();
    }

    bool hand()
    {
        const bool more = m_out.flush();
        remember();
        return more;
    }

    qint64 gaps() const
    {
        qint64 sum = 0;
        for (const Cursor &c : m_cursors)
            sum += c.gaps;
        return sum;
    }

    void extend(const std::vector<std::vector<Broker::Bounds>> &bounds)
    {
        for (Cursor &c : m_cursors) {
            const auto at = std::find(m_names.begin(), m_names.end(), c.channel);
            for (const Broker::Bounds &b : bounds[std::size_t(at - m_names.begin())]) {
                if (b.partition != c.partition)
                    continue;
                if (b.high < c.next)
                    c.next = c.from = b.low; // deleted and made anew
                c.to = c.high = b.high;
            }
        }
    }

    bool waitForLink(const std::stop_token &stop)
    {
        tell(TailNotice::Kind::Lost, Link::lostError());
        const auto until =
            m_request.lostAfter.count() < 0 ? Clock::time_point::max() : Clock::now() + m_request.lostAfter;
        if (!m_core->link.waitUp(stop, until))
            return false;
        tell(TailNotice::Kind::Back, {});
        return true;
    }

    void tell(TailNotice::Kind kind, const Error &error, quint64 events = 0)
    {
        if (m_listener)
            m_listener({kind, error, events});
    }

    void remember()
    {
        Coverage v;
        v.complete = true;
        v.seconds = std::chrono::duration<double>(Clock::now() - m_started).count();
        m_out.tell(v);
        v.channels = coverageOf(m_cursors);
        const std::lock_guard lock(m_mutex);
        m_coverage = std::move(v);
    }

    CorePtr m_core;
    const TailRequest m_request;
    std::shared_ptr<EventSink> m_sink;
    TailListener m_listener;
    std::vector<QString> m_names;
    Emitter m_out;                 // its thread's
    std::vector<Cursor> m_cursors; // its thread's
    const Clock::time_point m_started;
    std::atomic<bool> m_paused{false};
    mutable std::mutex m_mutex;
    Coverage m_coverage;   // guarded by m_mutex
    std::jthread m_thread; // last: ends before what it uses
};

// What a tail of an exchange would bind: the pattern asked for, else what the type makes of none.
void setPattern(const Broker &broker, Cursor &c)
{
    const QString type = broker.exchangeType(c.channel);
    if (type.isEmpty())
        return;
    if (type == u"topic" && c.pattern.isNull())
        c.pattern = u"#"_s;
    if (type == u"direct" && c.pattern.isNull()) {
        std::set<std::string> keys;
        QStringList names;
        for (const BindingInfo &b : broker.bindings()) {
            if (b.source == c.channel && keys.insert(b.routingKey.toStdString()).second)
                names.append(b.routingKey);
        }
        c.pattern = names.join(u' ');
        c.wanted = [keys](const Message &m) { return keys.contains(m.key.value_or("")); };
        return;
    }
    if (type == u"topic" || type == u"direct") {
        BindingInfo binding;
        binding.routingKey = c.pattern;
        c.wanted = [type, binding](const Message &m) {
            return bindingMatches(type, binding, m.key.value_or(""), FieldList(m.fields));
        };
    }
}

} // namespace

Result<std::unique_ptr<RunningTail>> SandboxTail::tail(const TailRequest &request, std::shared_ptr<EventSink> sink,
                                                       TailListener listener, const Cancel &cancel)
{
    if (auto entered = m_core->enter(cancel); !entered)
        return entered.error();
    CursorRequest where;
    where.channels = request.channels;
    where.from = request.last > 0 ? Position(Earliest{}) : request.from;
    where.to = Latest{};
    where.partition = request.partition;
    auto cursors = makeCursors(m_core->broker, where);
    if (!cursors)
        return cursors.error();
    for (Cursor &c : *cursors)
        setPattern(m_core->broker, c);
    if (request.last > 0)
        keepLast(m_core->broker, *cursors, request.last);
    return std::unique_ptr<RunningTail>(
        std::make_unique<Follow>(m_core, request, std::move(*cursors), std::move(sink), std::move(listener)));
}

} // namespace flowbench::sandbox
