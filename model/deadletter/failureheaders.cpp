// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/deadletter/failureheaders.h"

#include "model/deadletter/nametable.h"

#include <algorithm>
#include <array>

namespace flowbench {

namespace {

constexpr std::array<std::string_view, 21> Prefixes = {"x-first-death-",
                                                       "x-last-death-",
                                                       "kafka_dlt-",
                                                       "kafka_exception-",
                                                       "kafka_original-",
                                                       "retry_topic-",
                                                       "__connect.errors.",
                                                       "__streams.errors.",
                                                       "__dlq.errors.",
                                                       "NServiceBus.ExceptionInfo.",
                                                       "ServiceControl.Retry.",
                                                       "MT-Fault-",
                                                       "x-exception-",
                                                       "x-error-",
                                                       "x-failure-",
                                                       "dead-letter-exception-",
                                                       "dead-letter-cause",
                                                       "springDeserializerException",
                                                       "x-original-timestamp",
                                                       "x-failed-",
                                                       "x-source-"};

constexpr std::array<std::string_view, 26> Names = {"x-death",
                                                    "x-delivery-count",
                                                    "x-acquired-count",
                                                    "x-death-reason",
                                                    "x-original-exchange",
                                                    "x-original-routingKey",
                                                    "x-original-routing-key",
                                                    "x-original-queue",
                                                    "x-original-topic",
                                                    "x-original-partition",
                                                    "x-original-offset",
                                                    "x-error",
                                                    "dead-letter-reason",
                                                    "dead-letter-topic",
                                                    "dead-letter-partition",
                                                    "dead-letter-offset",
                                                    "NServiceBus.FailedQ",
                                                    "NServiceBus.Retries",
                                                    "NServiceBus.DelayedRetries",
                                                    "NServiceBus.FLRetries",
                                                    "NServiceBus.TimeOfFailure",
                                                    "MT-Reason",
                                                    "rbs2-source-queue",
                                                    "rbs2-error-details",
                                                    "rbs2-delivery-count",
                                                    "cap-exception"};

constexpr std::array<std::string_view, 4> RetryCounts = {"retry-count", "x-retry-count", "x-retries", "x-attempts"};

bool isRetryCount(std::string_view name)
{
    return std::find(RetryCounts.begin(), RetryCounts.end(), name) != RetryCounts.end();
}
} // namespace

bool isFailureHeader(std::string_view name)
{
    static const NameTable names(Names);
    if (names.find(name) >= 0)
        return true;
    for (const std::string_view p : Prefixes) {
        if (name.size() >= p.size() && name[0] == p[0] && name.starts_with(p))
            return true;
    }
    return false;
}

bool FailureHeaders::has(const FieldView &f)
{
    if (f.place != FieldPlace::Header)
        return false;
    return isFailureHeader(f.name) || (isRetryCount(f.name) && any());
}

bool FailureHeaders::any()
{
    if (!m_any)
        m_any = std::any_of(m_fields.begin(), m_fields.end(), [](const FieldView &f) {
            return f.place == FieldPlace::Header && isFailureHeader(f.name);
        });
    return *m_any;
}

} // namespace flowbench
