// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/registry/registry.h"
#include "connectors/registry/registryclient.h"

#include <QUrl>

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace registry {
namespace {
constexpr Milliseconds FetchTimeout{10000}, Look{50};
constexpr auto FailureKept = std::chrono::seconds(30), UnreachableKept = std::chrono::seconds(5),
               NewestKept = std::chrono::seconds(60);
constexpr std::size_t MostEntries = 4096, MostQueued = 256, MostThreads = 4, MostBytes = std::size_t(64) << 20;

std::size_t sizeOf(const SchemaText &schema)
{
    std::size_t n = schema.text.size();
    for (const auto &r : schema.references)
        n += r.text.size() + r.name.size();
    return n;
}

class Source final : public SchemaSource
{
public:
    explicit Source(Address address) : m_client(std::move(address)) {}
    ~Source() override
    {
        {
            const std::lock_guard lock(m_mutex);
            m_stop.request_stop();
        }
        m_work.notify_all();
        for (std::thread &t : m_threads)
            t.join();
    }

    Answer find(const SchemaKey &key) override
    {
        const std::lock_guard lock(m_mutex);
        return look(key);
    }

    Answer wait(const SchemaKey &key, const Cancel &cancel) override
    {
        std::unique_lock lock(m_mutex);
        for (;;) {
            Answer a = look(key);
            if (a.state != Answer::State::Pending)
                return a;
            if (cancel.done())
                return {Answer::State::Failed,
                        {},
                        makeError(cancel.requested() ? ErrorCode::Cancelled : ErrorCode::Timeout)};
            m_answered.wait_for(lock, std::max(cancel.left(Look), Milliseconds(1)));
        }
    }

    void setListener(std::function<void()> listener) override
    {
        // Whoever takes a listener away may go afterwards.
        const std::lock_guard lock(m_listenerMutex);
        m_listener = std::move(listener);
    }

private:
    struct Entry
    {
        Answer answer{Answer::State::Pending, {}, {}};
        Clock::time_point until = Clock::time_point::max(); // asked again after that
        quint64 used = 0;
        std::size_t bytes = 0;
    };

    // m_mutex is held.
    Answer look(const SchemaKey &key)
    {
        const auto it = m_entries.find(key);
        if (it == m_entries.end()) {
            if (m_queue.size() < MostQueued) {
                m_entries[key].used = ++m_uses;
                enqueue(key);
            }
            return {Answer::State::Pending, {}, {}};
        }
        Entry &e = it->second;
        e.used = ++m_uses;
        if (Clock::now() >= e.until) {
            const bool known = e.answer.state == Answer::State::Ready;
            // A subject's newest serves on while a newer one is asked for.
            if (known)
                e.until = Clock::now() + NewestKept;
            else
                e = Entry{{Answer::State::Pending, {}, {}}, Clock::time_point::max(), e.used, 0};
            enqueue(key);
        }
        return e.answer;
    }

    void enqueue(const SchemaKey &key)
    {
        m_queue.push_back(key);
        if (m_queue.size() > m_idle && m_threads.size() < MostThreads)
            m_threads.emplace_back([this] { work(); });
        m_work.notify_one();
    }

    void work()
    {
        std::unique_lock lock(m_mutex);
        for (;;) {
            ++m_idle;
            m_work.wait(lock, [this] { return m_stop.stop_requested() || !m_queue.empty(); });
            --m_idle;
            if (m_stop.stop_requested())
                return;
            const SchemaKey key = std::move(m_queue.front());
            m_queue.pop_front();
            if (m_unreachable && Clock::now() < m_unreachableUntil) {
                put(key, *m_unreachable);
            } else {
                lock.unlock();
                auto fetched = m_client.fetch(key, Cancel::after(FetchTimeout, m_stop.get_token()));
                lock.lock();
                put(key, std::move(fetched));
            }
            m_answered.notify_all();
            lock.unlock();
            tell();
            lock.lock();
        }
    }

    void put(const SchemaKey &key, Result<SchemaText> fetched)
    {
        Entry &e = m_entries[key];
        const auto now = Clock::now();
        m_bytes -= e.bytes;
        e.bytes = 0;
        if (!fetched) {
            e.answer = {Answer::State::Failed, {}, fetched.error()};
            e.until = now + FailureKept;
            if (Client::isUnreachable(fetched.error()) && !(m_unreachable && now < m_unreachableUntil)) {
                m_unreachable = fetched.error();
                m_unreachableUntil = now + UnreachableKept;
            }
        } else {
            e.bytes = sizeOf(*fetched);
            e.answer = {Answer::State::Ready, std::make_shared<const SchemaText>(std::move(*fetched)), {}};
            e.until = key.by == SchemaKey::By::Subject ? now + NewestKept : Clock::time_point::max();
            m_unreachable.reset();
        }
        m_bytes += e.bytes;
        trim(key);
    }

    // Forgets what was not asked for longest.
    void trim(const SchemaKey &kept)
    {
        while (m_entries.size() > MostEntries || m_bytes > MostBytes) {
            auto oldest = m_entries.end();
            for (auto it = m_entries.begin(); it != m_entries.end(); ++it) {
                if (it->second.answer.state != Answer::State::Pending && !(it->first == kept) &&
                    (oldest == m_entries.end() || it->second.used < oldest->second.used))
                    oldest = it;
            }
            if (oldest == m_entries.end())
                return;
            m_bytes -= oldest->second.bytes;
            m_entries.erase(oldest);
        }
    }

    void tell()
    {
        const std::lock_guard lock(m_listenerMutex);
        if (m_listener)
            m_listener();
    }

    Client m_client;
    std::mutex m_mutex;
    std::condition_variable m_work, m_answered;
    std::map<SchemaKey, Entry> m_entries; // from here on guarded by m_mutex
    std::deque<SchemaKey> m_queue;
    std::size_t m_idle = 0, m_bytes = 0;
    quint64 m_uses = 0;
    std::optional<Error> m_unreachable;
    Clock::time_point m_unreachableUntil;
    std::stop_source m_stop;
    std::vector<std::thread> m_threads;
    std::mutex m_listenerMutex;
    std::function<void()> m_listener; // guarded by m_listenerMutex
};
} // namespace
} // namespace registry

Result<void> checkRegistryUrl(const QString &url)
{
    if (auto address = registry::Address::parse(url); !address)
        return address.error();
    return {};
}

QString registryUrlWithoutPassword(const QString &url)
{
    const auto address = registry::Address::parse(url);
    if (!address)
        return {};
    if (address->user.isEmpty())
        return address->base;
    const qsizetype host = address->base.indexOf(u"://") + 3;
    return address->base.left(host) + QString::fromLatin1(QUrl::toPercentEncoding(address->user)) + u'@' +
           address->base.mid(host);
}

Result<std::shared_ptr<SchemaSource>> makeRegistrySource(const QString &url)
{
    auto address = registry::Address::parse(url);
    if (!address)
        return address.error();
    return std::shared_ptr<SchemaSource>(std::make_shared<registry::Source>(std::move(*address)));
}

} // namespace flowbench
