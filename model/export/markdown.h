// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"

#include <string>

namespace flowbench {

// One event as Markdown, for a ticket or a chat: coordinates and headers as tables, the body in a code block that its
// content cannot end. Nothing in it is taken for Markdown or HTML. Bodies above `limit` bytes are cut, which is said.
void appendMarkdown(std::string &out, const EventView &event, std::size_t limit = 1 << 20);

} // namespace flowbench
