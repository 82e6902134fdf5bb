// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/decode/decoder.h"
#include "model/store/eventstore.h"

#include <QObject>

#include <memory>

namespace flowbench {

/// How many events of a store say what they are and could not be read so: counted on a worker, behind what arrives.
/// Those that were evicted meanwhile stay counted. GUI thread.
class UndecodableCount : public QObject
{
    Q_OBJECT

public:
    /// `store` must outlive it.
    explicit UndecodableCount(const EventStore &store, QObject *parent = nullptr);

    /// Counts what is kept anew. Null: nothing is counted.
    void setDecoder(std::shared_ptr<const EventDecoder> decoder);
    void storeChanged();
    quint64 count() const { return m_count; }

private:
    void restart();
    void next();

    const EventStore &m_store;
    std::shared_ptr<const EventDecoder> m_decoder;
    quint64 m_done = 0; ///< everything below is looked at
    quint64 m_count = 0;
    bool m_running = false;
    JobHandle m_job;
    JobRunner m_jobs{1};
};

} // namespace flowbench
