// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/deadletter/failure.h"

#include <optional>
#include <string>
#include <string_view>

// What makes two dead letters the same problem.
namespace flowbench {

// A number that stays the same from run to run and version to version.
//
//   with an exception: root cause + the application's first frame + origin channel
//   an exception that says nothing of its own and has no frame, or only a message: the message's template + origin
//   else: reason + origin channel + event type
quint64 fingerprint(const Failure &failure, std::string_view eventType);
// The same of an event whose failure was recognised; looks for its type only where that counts.
quint64 fingerprintOf(const EventView &event, const Failure &failure);
// 16 hexadecimal digits, and back.
std::string fingerprintText(quint64 fingerprint);
std::optional<quint64> fingerprintFromText(std::string_view text);

// A message without what differs from event to event: numbers, ids, hashes, times, addresses and what stands in quotes
// become '#'; lists of them are one. "Only 3 of SKU-17 left" -> "Only # of # left".
std::string messageTemplate(std::string_view message);
// A class or function without the parts that compilers number: "Foo$$Lambda$12/0x00a" -> "Foo".
std::string stableName(std::string_view name);

} // namespace flowbench
