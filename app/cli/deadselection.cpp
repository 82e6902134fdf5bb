// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/deadselection.h"

#include "app/cli/linereader.h"
#include "app/cli/values.h"
#include "app/cli/verbs.h"
#include "app/common/schemas.h"
#include "model/deadletter/fingerprint.h"
#include "model/deadletter/groups.h"
#include "model/decode/decoder.h"
#include "model/query/eventfilter.h"
#include "model/replay/source.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>

#include <fcntl.h>
#include <unistd.h>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

constexpr std::size_t MostIds = 10'000'000;

// One a line; blank lines count for nothing.
Result<std::vector<std::string>> readIds(const Context &c)
{
    const QString path = c.args.text("--ids");
    int fd = STDIN_FILENO;
    if (path != u"-") {
        fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            return makeError(ErrorCode::FileFailed, {path, QString::fromLocal8Bit(std::strerror(errno))});
    }
    std::vector<std::string> ids;
    LineReader reader(fd, c.interrupt.fd(), 1 << 20);
    Result<void> result;
    while (true) {
        const auto line = reader.next();
        if (!line) {
            result = line.error();
            break;
        }
        if (!*line || ids.size() >= MostIds)
            break;
        std::string_view id = **line;
        while (!id.empty() && (id.back() == '\r' || id.back() == ' '))
            id.remove_suffix(1);
        if (!id.empty())
            ids.emplace_back(id);
    }
    if (fd != STDIN_FILENO)
        ::close(fd);
    if (!result)
        return result.error();
    return ids;
}

Result<void> chooseByExpression(const Context &c, const EventFilter &filter, DeadSelection &selection)
{
    for (std::size_t i = 0; i < selection.set->size(); ++i) {
        if (c.interrupt.happened())
            return makeError(ErrorCode::Cancelled);
        switch (filter.matches(selection.set->event(i))) {
        case EventMatcher::Verdict::Match:
            selection.chosen.push_back(i);
            break;
        case EventMatcher::Verdict::Failed:
            ++selection.failed;
            break;
        case EventMatcher::Verdict::NoMatch:
            break;
        }
    }
    return {};
}

void chooseGroup(quint64 wanted, DeadSelection &selection)
{
    for (std::size_t i = 0; i < selection.set->size(); ++i) {
        const EventView event = selection.set->event(i);
        const auto failure = recogniseFailure(event);
        if (groupFingerprint(event, failure ? &*failure : nullptr) == wanted)
            selection.chosen.push_back(i);
    }
}

void chooseOlder(Milliseconds age, DeadSelection &selection)
{
    const qint64 before = QDateTime::currentMSecsSinceEpoch() - age.count();
    for (std::size_t i = 0; i < selection.set->size(); ++i) {
        const EventView event = selection.set->event(i);
        const auto failure = recogniseFailure(event);
        const qint64 died = failure && failure->last    ? *failure->last
                            : failure && failure->first ? *failure->first
                                                        : event.timeMs;
        if (died < before)
            selection.chosen.push_back(i);
    }
}

Result<std::shared_ptr<const EventFilter>> filterOf(const Context &c, const Opened &opened)
{
    auto schemas = makeSchemaSource(opened.prepared, c.args.text("--registry"));
    if (!schemas)
        return schemas.error();
    auto decoder = std::make_shared<EventDecoder>(std::move(*schemas));
    decoder->setWait(c.timeout());
    FilterOptions options;
    options.decoder = std::move(decoder);
    return EventFilter::compile(c.args.bytes("--select").toStdString(), std::move(options));
}
} // namespace

std::vector<OptionSpec> deadSelectionOptions()
{
    return {{"--all", ValueKind::Flag, "", QT_TRANSLATE_NOOP("cli", "Everything that lies there now.")},
            {"--select", ValueKind::Text, "EXPR",
             QT_TRANSLATE_NOOP("cli", "Only events on which this expression is true; failure names the failure.")},
            {"--ids", ValueKind::File, "FILE",
             QT_TRANSLATE_NOOP("cli", "Only these events, one id a line; - is standard input.")},
            {"--group", ValueKind::Text, "FINGERPRINT",
             QT_TRANSLATE_NOOP("cli", "Only one group, as dead groups names it.")},
            {"--refresh", ValueKind::Flag, "",
             QT_TRANSLATE_NOOP("cli", "Fetch a queue with a delivery limit again instead of using its snapshot.")},
            {"--registry", ValueKind::Text, "URL",
             QT_TRANSLATE_NOOP("cli", "The schema registry that resolves schema ids.")}};
}

std::optional<QString> deadSelectionProblem(const Context &c)
{
    int named = 0;
    for (const char *option : {"--all", "--select", "--ids", "--group", "--older-than"})
        named += c.args.has(option);
    if (named != 1)
        return Said::tr("Say which events: one of --all, --select, --ids or --group.");
    if (c.args.has("--group") && !fingerprintFromText(c.args.bytes("--group").toStdString()))
        return Said::tr("--group takes a fingerprint as “dead groups” prints it.");
    return std::nullopt;
}

Result<std::shared_ptr<const DeadSet>> readDeadSet(const Context &c, const Opened &opened,
                                                   const ChannelAddress &channel)
{
    DeadSet::Options options;
    options.refresh = c.args.has("--refresh");
    options.lostAfter = c.timeout();
    return DeadSet::read(*opened.connector, channel, options, Cancel{c.interrupt.token()});
}

Result<DeadSelection> selectDeadLetters(const Context &c, const Opened &opened, const ChannelAddress &channel)
{
    DeadSelection selection;
    std::shared_ptr<const EventFilter> filter;
    std::vector<std::string> ids;
    if (c.args.has("--select")) {
        auto compiled = filterOf(c, opened);
        if (!compiled)
            return compiled.error();
        filter = std::move(*compiled);
        selection.words = u"select "_s + c.args.text("--select");
    }
    if (c.args.has("--ids")) {
        auto read = readIds(c);
        if (!read)
            return read.error();
        ids = std::move(*read);
        selection.words = u"ids"_s;
    }
    auto set = readDeadSet(c, opened, channel);
    if (!set)
        return set.error();
    selection.set = std::move(*set);
    if (filter) {
        if (auto chosen = chooseByExpression(c, *filter, selection); !chosen)
            return chosen.error();
    } else if (c.args.has("--ids")) {
        auto resolved = selection.set->resolve(ids);
        selection.chosen = std::move(resolved.found);
        std::ranges::sort(selection.chosen); // in the order in which they lie there
        selection.missing = std::move(resolved.missing);
    } else if (c.args.has("--group")) {
        selection.words = u"group "_s + c.args.text("--group");
        chooseGroup(*fingerprintFromText(c.args.bytes("--group").toStdString()), selection);
    } else if (c.args.has("--older-than")) {
        selection.words = u"older than "_s + c.args.text("--older-than");
        chooseOlder(parseDuration(c.args.text("--older-than")).value_or(Milliseconds(0)), selection);
    } else {
        selection.words = u"all"_s;
        for (std::size_t i = 0; i < selection.set->size(); ++i)
            selection.chosen.push_back(i);
    }
    return selection;
}

void warnOfLastDeliveries(const Context &c, const Opened &opened, const DeadSet &set, const RunOptions &options)
{
    const ChannelAddress channel = ChannelAddress::parse(set.channel());
    const auto limit = QueueSource::limitReached(*opened.connector, channel, c.cancel());
    if (!limit)
        return;
    c.out.warning(
        Said::tr("Messages of %1 have no delivery left (its limit is %2). What is not taken is published anew at "
                 "the end of the queue; a crash could lose up to %3. Raise the limit by a policy to avoid that.")
            .arg(channel.name)
            .arg(*limit)
            .arg(QueueSource::heldAtLimit(options, set)));
}

} // namespace flowbench::cli
