// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/envelope.h"
#include "model/event/event.h"
#include "ui/viewers/keyvalueview.h"

#include <vector>

namespace flowbench {

/// Headers in their order, then the broker's own fields. A header of 4 or 8 bytes that is no text is shown as the
/// big-endian number it nearly always is; other bytes that are no text stay bytes (the view shows hex).
std::vector<KeyValue> headerRows(const FieldList &fields);
/// What was recognised, names as the command line prints them; empty where nothing was.
std::vector<KeyValue> envelopeRows(const Envelope &envelope);
/// How many of the rows are headers.
int headerCount(const FieldList &fields);

} // namespace flowbench
