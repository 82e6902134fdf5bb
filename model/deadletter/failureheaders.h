// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"

#include <optional>
#include <string_view>

// Which headers tell of a failure and are no part of the event: a replay leaves them out unless it is told to keep
// them. Headers of the event itself are never touched, whatever they are called.
namespace flowbench {

// By its name alone. `retry-count` is one only beside others: see FailureHeaders.
bool isFailureHeader(std::string_view name);

// Which of a list's fields they are. Properties and delivery fields are none. As long as the event lives.
class FailureHeaders
{
public:
    explicit FailureHeaders(const FieldList &fields) : m_fields(fields) {}
    // A count of retries is one beside the account of a failure: left, it would make the consumer give up at once.
    bool has(const FieldView &field);

private:
    bool any();

    FieldList m_fields;
    std::optional<bool> m_any;
};

} // namespace flowbench
