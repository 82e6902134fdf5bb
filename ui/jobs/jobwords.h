// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/desk.h"
#include "ui/look/theme.h"

#include <QString>

/// What is said of jobs: the same in the strip, the history and the questions about them.
namespace flowbench::jobwords {

/// "Replay from queue orders.dlq to queue orders", "Discard from queue orders.dlq".
QString title(const Job &job);
/// Where its events go: "queue orders on rabbit-eu", "the original queues", a file's name.
QString target(const Job &job);
/// "running", "paused", "broken off", "done"; a discard or replay that left something says so by its tint.
QString state(const Job &job);
/// Whether there is something in it to go on with: it was paused or broken off, and not only its watch was.
bool isOpen(const Job &job);
Tint stateTint(const Job &job);
/// "303 sent, 303 confirmed, 2 came back, outcome of 301 not known, 0 failed, 0 unknown": three numbers, never one, and
/// the outcome of every confirmed one. Of a discard, which sends nothing: "303 discarded, 0 failed, 0 unknown".
QString figures(JobSpec::Kind kind, quint64 sent, const RunResult &result);
/// Confirmed ones of which the broker told nothing more.
quint64 withoutOutcome(const RunResult &result);
/// Whether it can be gone on with. Also where everything arrived and the source was lost before it was settled.
bool resumable(RunEnd end);
/// Why it ended before everything was sent; empty where it did not.
QString ending(const RunResult &result);
/// What a job does now: "sending", "pausing…", "watching what comes back, 24 s left", "blocked by the broker: …".
QString doing(const RunningJob &job);
/// What is left of it at that rate: "40 s left"; empty: not known.
QString remaining(const RunProgress &progress);
/// What is said of a job that was broken off and has nothing left to be gone on with. Empty: nothing.
QString instead(const Job &job);
/// What a job does with its events: sends them and takes them out of their source; sends them, and the source keeps
/// them; takes them away.
enum class Handling : quint8 { Move, Copy, Discard };
Handling handling(const JobSpec &spec);
/// The fate of one event: "at the target, taken out of its source", "at the target, marked as replayed", of a discard
/// "in the archive, …".
QString fate(EventState state, Handling handling);
/// "consumed", "came back", "left the queue".
QString outcome(const QString &name);

} // namespace flowbench::jobwords
