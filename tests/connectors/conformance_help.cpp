// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/connectors/conformance.h"

#include <thread>

namespace flowbench {

using namespace Qt::StringLiterals;

bool CollectSink::take(ChunkPtr chunk)
{
    {
        const std::lock_guard lock(m_mutex);
        for (std::size_t i = 0; i < chunk->rows(); ++i)
            m_events.emplace_back(chunk->row(i));
    }
    m_more.notify_all();
    return true;
}

std::vector<Event> CollectSink::events() const
{
    const std::lock_guard lock(m_mutex);
    return m_events;
}

std::vector<std::string> CollectSink::values() const
{
    std::vector<std::string> out;
    for (const Event &e : events())
        out.push_back(e.value.value_or(std::string()));
    return out;
}

std::size_t CollectSink::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_events.size();
}

bool CollectSink::waitFor(std::size_t events, Milliseconds timeout) const
{
    std::unique_lock lock(m_mutex);
    return m_more.wait_for(lock, timeout, [&] { return m_events.size() >= events; });
}

void CollectSink::clear()
{
    const std::lock_guard lock(m_mutex);
    m_events.clear();
}

TailListener Notices::listener()
{
    return [state = m_state](const TailNotice &notice) {
        {
            const std::lock_guard lock(state->mutex);
            state->notices.push_back(notice);
        }
        state->more.notify_all();
    };
}

bool Notices::waitFor(TailNotice::Kind kind, Milliseconds timeout) const
{
    std::unique_lock lock(m_state->mutex);
    return m_state->more.wait_for(lock, timeout, [&] {
        return std::any_of(m_state->notices.begin(), m_state->notices.end(),
                           [&](const TailNotice &n) { return n.kind == kind; });
    });
}

std::vector<TailNotice> Notices::all() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->notices;
}

std::optional<TailNotice> Notices::last(TailNotice::Kind kind) const
{
    std::optional<TailNotice> found;
    for (const TailNotice &n : all()) {
        if (n.kind == kind)
            found = n;
    }
    return found;
}

WriteGrant anyGrant(WriteOperation operation, const QString &target, quint64 count)
{
    Guard guard({u"test"_s, Environment::Test, false}, nullptr);
    return *guard.grant(operation, target, count);
}

namespace {
// A grant runs out after hours and only Guard makes one: the member is reached through an explicit instantiation,
// the one place where the language lets a test do so.
Clock::time_point WriteGrant::*expiry();

template <Clock::time_point WriteGrant::*Member>
struct Reach
{
    friend Clock::time_point WriteGrant::*expiry() { return Member; }
};
template struct Reach<&WriteGrant::m_expires>;
} // namespace

WriteGrant expiredGrant(WriteOperation operation)
{
    WriteGrant grant = anyGrant(operation);
    grant.*expiry() = Clock::now() - Milliseconds(1);
    return grant;
}

Outgoing outgoing(std::optional<std::string> value, std::optional<std::string> key,
                  const std::vector<std::pair<std::string, std::optional<std::string>>> &headers)
{
    Outgoing o;
    o.value = std::move(value);
    o.key = std::move(key);
    for (const auto &[name, content] : headers) {
        FieldView f;
        f.name = name;
        f.null = !content;
        if (content)
            f.value = *content;
        appendField(o.fields, f);
    }
    return o;
}

std::vector<Outgoing> numbered(const std::string &prefix, int count, std::optional<int> partition)
{
    std::vector<Outgoing> out;
    for (int i = 0; i < count; ++i) {
        Outgoing o = outgoing(prefix + std::to_string(i));
        o.partition = partition;
        out.push_back(std::move(o));
    }
    return out;
}

bool Published::confirmed() const
{
    return !error && std::all_of(receipts.begin(), receipts.end(),
                                 [](const Receipt &r) { return r.status == Receipt::Status::Confirmed; });
}

Published publishAll(Connector &connector, const QString &channel, std::vector<Outgoing> events, Milliseconds timeout)
{
    Published out;
    out.receipts.resize(events.size());
    std::mutex mutex;
    const auto take = [&](const Receipt &r) {
        const std::lock_guard lock(mutex);
        if (r.tag < out.receipts.size())
            out.receipts[r.tag] = r;
    };
    Publish::Options options;
    options.channel = ChannelAddress::parse(channel);
    options.timeout = timeout;
    const Cancel cancel = Cancel::after(timeout);
    auto publisher = connector.publish()->publisher(anyGrant(WriteOperation::Publish, channel), options, take, cancel);
    if (!publisher) {
        out.error = publisher.error();
        return out;
    }
    for (std::size_t i = 0; i < events.size(); ++i) {
        events[i].tag = i;
        if (const auto sent = (*publisher)->send(events[i], cancel); !sent) {
            out.error = sent.error();
            break;
        }
    }
    (*publisher)->finish(cancel);
    publisher->reset();
    return out;
}

std::vector<std::string> Scanned::values() const
{
    std::vector<std::string> out;
    for (const Event &e : events)
        out.push_back(e.value.value_or(std::string()));
    return out;
}

Scanned scanAll(Connector &connector, ScanRequest request, const Cancel &cancel)
{
    Scanned out;
    CollectSink sink;
    auto answer = connector.scan()->scan(request, sink, cancel);
    out.events = sink.events();
    if (answer)
        out.coverage = std::move(*answer);
    else
        out.error = answer.error();
    return out;
}

Scanned lookAll(Connector &connector, Browse::Request request)
{
    Scanned out;
    CollectSink sink;
    auto answer = connector.browse()->look(request, sink, Cancel::after(Milliseconds(30000)));
    out.events = sink.events();
    if (answer)
        out.coverage = std::move(*answer);
    else
        out.error = answer.error();
    return out;
}

ScanRequest scanOf(const QString &channel)
{
    ScanRequest request;
    request.channels = {ChannelAddress::parse(channel)};
    return request;
}

std::optional<ChannelInfo> infoOf(Connector &connector, const QString &channel)
{
    const auto all = connector.catalog()->channels(Cancel::after(Milliseconds(30000)));
    if (!all)
        return {};
    for (const ChannelInfo &c : *all) {
        if (c.name == channel)
            return c;
    }
    return {};
}

bool eventually(const std::function<bool()> &condition, Milliseconds timeout)
{
    const auto end = Clock::now() + timeout;
    while (!condition()) {
        if (Clock::now() >= end)
            return false;
        std::this_thread::sleep_for(Milliseconds(20));
    }
    return true;
}

} // namespace flowbench
