// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace flowbench::cli {

struct Context;

// The exit codes of the command line (fixed by its page).
enum Exit : int { Done = 0, No = 1, Usage = 2, Unreachable = 3, Refused = 4, Interrupted = 130 };

int runConnections(Context &context);
int runTestConnection(Context &context);
int runChannels(Context &context);
int runTail(Context &context);
int runScan(Context &context);
int runPublish(Context &context);
int runCapture(Context &context);
int runImport(Context &context);
int runAudit(Context &context);
int runDead(Context &context);
int runReplay(Context &context);
int runReplayJobs(Context &context); // jobs, report, resume, pause, cancel: of runReplay()
int runDiscard(Context &context);
int runRestore(Context &context);
int runDeclare(Context &context);
int runDelete(Context &context);
int runEval(Context &context);
int runDecode(Context &context);
int runRecipe(Context &context);

} // namespace flowbench::cli
