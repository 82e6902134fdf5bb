// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/overview/attention.h"
#include "ui/overview/cardtable.h"
#include "ui/overview/flowhistory.h"

#include <vector>

// The rows of the page's cards, made of figures: functions without state.
namespace flowbench {

/// "2f81c0\norders": names a session and a channel of it (empty: the connection) in a row.
QString rowId(const Session *session, const QString &channel = {});

std::vector<CardRow> attentionRows(const std::vector<AttentionItem> &items, qint64 nowMs, bool nameConnections = false);
/// Growth is drawn on one scale for all rows, each from its own lowest value: lines are compared by their slope.
std::vector<CardRow> deadLetterRows(const Figures &figures, const FlowHistory &history, bool nameConnections);
std::vector<CardRow> connectionRows(const std::vector<Session *> &sessions, qint64 nowMs);

/// "2 s", "3 min", "2 h": whole units, for what changes every second.
QString shortDuration(qint64 ms);
/// "+31 in 10 min" of all dead-letter channels since each was first seen; empty before there is something to compare.
QString deadGrowth(const Figures &figures, const FlowHistory &history);
/// The newest samples of a ring for a sparkline: at least half a minute wide, so that it grows from the right.
std::vector<float> sparkValues(std::span<const float> values);

} // namespace flowbench
