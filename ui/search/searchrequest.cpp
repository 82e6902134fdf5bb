// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/search/searchrequest.h"

#include "model/query/searchmatcher.h"

namespace flowbench {

Result<SearchMatcher> compileSearch(const SearchRequest &request, std::shared_ptr<const EventDecoder> decoder)
{
    auto compiled = compileSearch(readSearch(request.text.trimmed(), request.mode), {std::move(decoder)});
    if (!compiled)
        return compiled.error();
    SearchMatcher answer;
    if (compiled->filter)
        answer.log = std::make_shared<LoggingFilter>(compiled->matcher, compiled->filter);
    answer.matcher = answer.log ? answer.log : compiled->matcher;
    return answer;
}

ScanRequest scanRequest(const SearchRequest &request)
{
    ScanRequest scan;
    scan.channels = request.channels;
    scan.from = request.from;
    scan.to = request.to;
    scan.partition = request.partition;
    scan.last = request.last;
    scan.limit = request.limit;
    scan.newestFirst = request.newestFirst;
    scan.committed = request.committed;
    if (!request.key.isEmpty())
        scan.key = request.key.toStdString();
    scan.resume = request.resume;
    return scan;
}

} // namespace flowbench
