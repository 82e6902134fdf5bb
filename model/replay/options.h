// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/cancel.h"

#include <QJsonObject>

namespace flowbench {

// How a job runs.
struct RunOptions
{
    double rate = 0;          // events a second; 0: as fast as it goes
    int window = 1000;        // events between two writes of the journal: the bound of duplicates after a crash
    int canary = 0;           // so many first, then a look at what becomes of them; 0: none
    int stopAfterReturns = 0; // stops when so many came back with the failure they had; 0: never
    int maxReplays = 1;       // an event replayed so often before is skipped
    int attempts = 10;        // at one event, while its target refuses
    bool transaction = false; // Kafka to the same cluster: a window is a transaction
    bool keep = false;        // the source is not settled
    bool keepFailureHeaders = false;
    Milliseconds watch{0};        // how long the outcome is followed after the last was sent
    Milliseconds patience{30000}; // how long a broker may be away before the run gives up
    quint64 meanBytes = 0;        // of the events' bodies, so that what a queue hands out ahead fits; 0: not known

    QJsonObject toJson() const;
    static RunOptions fromJson(const QJsonObject &object); // missing or wrong: the default
};

} // namespace flowbench
