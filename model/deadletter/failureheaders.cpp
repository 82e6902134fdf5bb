// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/deadletter/failureheaders.h"

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

constexpr std::string_view RetryCounts[] = {"retry-count", "x-retry-count", "x-retries", "x-attempts"};

bool isRetryCount(std::string_view name)
{
    return std::find(std::begin(RetryCounts), std::end(RetryCounts), name) != std::end(RetryCounts);
}

} // namespace

bool isFailureHeader(std::string_view name)
{
    return std::find(Names.begin(), Names.end(), name) != Names.end() ||
           std::any_of(Prefixes.begin(), Prefixes.end(), [&](std::string_view p) { return name.starts_with(p); });
}

std::string stripFailureHeaders(const FieldList &fields)
{
    const auto told = [](const FieldView &f) { return f.place == FieldPlace::Header && isFailureHeader(f.name); };
    const bool any = std::any_of(fields.begin(), fields.end(), told);
    if (!any)
        return std::string(fields.packed());
    std::string kept;
    kept.reserve(fields.packed().size());
    for (const FieldView &f : fields) {
        // A count left beside the account of a failure would make the consumer give up at once.
        const bool count = f.place == FieldPlace::Header && isRetryCount(f.name);
        if (!told(f) && !count)
            appendField(kept, f);
    }
    return kept;
}

} // namespace flowbench
