// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"
#include "model/store/capturewriter.h"

namespace flowbench::cli {

// What capture and import end with on standard output: {"capture":PATH,"events":N,"bytes":N,"failed":N}.
void tellCapture(Output &out, const CaptureWriter &writer, quint64 failed = 0);

} // namespace flowbench::cli
