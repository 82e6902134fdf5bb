// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/kafka/kafkahandles.h"
#include "model/base/cancel.h"
#include "model/live/port.h"

#include <condition_variable>
#include <list>
#include <thread>

namespace flowbench::kafka {

// What the parts of a connector share: its configuration, one handle for everything that is asked (not for traffic),
// and the state of the link, watched while somebody listens. Thread-safe.
class Client
{
public:
    explicit Client(Config config, std::shared_ptr<ArenaPool> arenas);
    ~Client();

    const Config &config() const { return m_config; }
    const std::shared_ptr<ArenaPool> &arenas() const { return m_arenas; }

    // The handle for questions, made at first use.
    Result<std::shared_ptr<Handle>> asking();

    // Calls `ask(timeout)` in slices until it answers something that does not change by asking again, the cancel is
    // done, or the trouble of the handle is one that waiting does not heal. Slices keep a blocking call cancellable;
    // they grow where a broker is there but slow.
    Result<void> retrying(Handle &handle, const std::function<rd_kafka_resp_err_t(int timeoutMs)> &ask,
                          const Cancel &cancel);

    ConnectionState state() const;
    void setStateListener(StateListener listener);
    // What a question or a tail found out about the link.
    void reached();
    void failed(const Error &error);

    // Watches the link from a thread of its own while at least one watcher is there. Told on that thread.
    struct Watcher
    {
        std::function<void(const Error &)> lost; // once for each loss
        std::function<void()> back;
        std::function<void(const Error &)> goneFor; // every look while it is lost
    };
    using WatcherId = std::list<Watcher>::iterator;
    WatcherId watch(Watcher watcher);
    void unwatch(WatcherId id);
    // Look now: something went wrong on another handle.
    void suspect();

private:
    void watchLoop(std::stop_token stop);
    bool look(std::stop_token stop, Error *why);
    void tell(LinkState link, std::optional<Error> error);

    const Config m_config;
    const std::shared_ptr<ArenaPool> m_arenas;

    std::mutex m_handleMutex;
    std::shared_ptr<Handle> m_handle; // guarded by m_handleMutex

    mutable std::mutex m_stateMutex;
    ConnectionState m_state;    // guarded by m_stateMutex
    std::mutex m_listenerMutex; // held while the listener is called: none is called after it was replaced
    StateListener m_listener;   // guarded by m_listenerMutex

    std::mutex m_watchMutex; // held while watchers are called: none is called after unwatch()
    std::condition_variable_any m_watchWake;
    std::list<Watcher> m_watchers; // guarded by m_watchMutex
    bool m_suspect = false;        // guarded by m_watchMutex
    bool m_lost = false;           // guarded by m_watchMutex
    std::jthread m_watchThread;    // last: it uses everything above
};

} // namespace flowbench::kafka
