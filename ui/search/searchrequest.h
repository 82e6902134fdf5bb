// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/port.h"
#include "model/query/failurelog.h"
#include "model/query/searchtext.h"

#include <memory>
#include <optional>
#include <vector>

namespace flowbench {

class EventDecoder;

/// What a person searches for, and where. A value.
struct SearchRequest
{
    static constexpr quint64 DefaultLimit = 100000;

    std::vector<ChannelAddress> channels;
    QString text; ///< words or an expression; empty: every event
    SearchMode mode = SearchMode::Automatic;
    QString key; ///< exact; empty: any
    Position from = Earliest{};
    Position to = Latest{};
    quint64 last = 0; ///< > 0: of the newest N only
    std::optional<int> partition;
    bool newestFirst = false;
    bool committed = true;
    quint64 limit = DefaultLimit; ///< of matches; 0: as many as memory takes
    std::vector<ResumePoint> resume;
};

/// What a request asks of each event. Both null: everything matches.
struct SearchMatcher
{
    std::shared_ptr<const EventMatcher> matcher;
    std::shared_ptr<const LoggingFilter> log; ///< the same, where events can fail
};

/// BadExpression where the text is none. `decoder` may be null.
Result<SearchMatcher> compileSearch(const SearchRequest &request, std::shared_ptr<const EventDecoder> decoder);

/// For the connector: without progress, warning and matcher.
ScanRequest scanRequest(const SearchRequest &request);

} // namespace flowbench
