// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/journal.h"

#include <functional>
#include <map>
#include <vector>

// The journal's own: what its rows say of one job's events. `row` is the job's number in the file.
namespace flowbench {

class Sqlite;

struct Fates
{
    std::vector<EventState> states; // by number
    std::map<quint64, Deviation> deviations;
};

// In the order in which they were sent. FileFailed: a window is damaged.
Result<void> readWindows(Sqlite &db, qint64 row, const std::function<void(Journal::Window &&)> &each);
// Of a job that is `running`, what is in flight is Pending; else it is Unknown.
Result<Fates> readFates(Sqlite &db, qint64 row, bool running);

} // namespace flowbench
