// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/deadselection.h"
#include "app/cli/rows.h"
#include "app/common/paths.h"
#include "model/deadletter/fingerprint.h"
#include "model/deadletter/groups.h"
#include "model/event/eventjson.h"
#include "model/live/brokeridentity.h"
#include "model/replay/deadchannels.h"
#include "model/replay/journal.h"
#include "model/store/capturereader.h"
#include "model/store/capturewriter.h"
#include "words/lint.h"
#include "words/units.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

// The event as `scan` prints it, with the id it goes by and its failure.
std::string deadEventJson(const DeadSet &set, std::size_t index)
{
    JsonWriter json;
    const EventView event = set.event(index);
    writeEventJson(json, event);
    std::string text = json.text();
    text.pop_back();
    text += ",\"id\":";
    appendJsonString(text, set.id(index));
    if (const std::string failure = failureJson(event); !failure.empty())
        text += ",\"failure\":" + failure;
    return text + '}';
}

std::string lintJson(const std::vector<DeadLetterLint> &lint)
{
    JsonWriter json;
    json.beginArray();
    for (const DeadLetterLint &l : lint) {
        json.beginObject();
        json.key("rule").string(deadLetterRuleName(l.rule));
        json.key("message").string(words::lintSentence(l).toStdString());
        json.endObject();
    }
    json.endArray();
    return json.text();
}

std::string listJson(const QStringList &texts)
{
    JsonWriter json;
    json.beginArray();
    for (const QString &t : texts)
        json.string(t.toStdString());
    json.endArray();
    return json.text();
}

struct Known
{
    QString broker;
    std::unique_ptr<Journal> journal;
};

Result<Known> known(const Context &c, const Opened &opened, bool forLooking)
{
    auto broker = brokerIdentity(*opened.connector, opened.prepared.config.url, c.cancel());
    if (!broker)
        return broker.error();
    const auto state = stateFolder();
    if (!state && !forLooking)
        return state.error();
    auto journal = forLooking ? Journal::openForLooking(state ? *state : QString()) : Journal::open(*state);
    if (!journal)
        return journal.error();
    return Known{std::move(*broker), std::move(*journal)};
}

int list(Context &c, Opened &opened)
{
    auto k = known(c, opened, true);
    if (!k)
        return c.fail(k.error(), opened.name());
    const auto found = findDeadLetters(*opened.connector, *k->journal, k->broker, {}, c.cancel());
    if (!found)
        return c.fail(found.error(), opened.name());
    Rows rows(c.out, {{"channel", Said::tr("CHANNEL")},
                      {"depth", Said::tr("DEPTH"), true},
                      {"open", Said::tr("OPEN"), true},
                      {"sources", Said::tr("SOURCES")},
                      {"found_by", Said::tr("FOUND BY")},
                      {"lint", {}},
                      {"notes", Said::tr("NOTES")}});
    for (const KnownDeadLetters &deadLetters : *found) {
        const DeadLetterChannel &d = deadLetters.channel;
        QStringList notes;
        for (const DeadLetterLint &l : d.lint)
            notes.append(words::lintSentence(l));
        const bool people = c.out.format() == Format::Table;
        rows.add({d.channel, cellOf(d.depth), cellOf(deadLetters.open),
                  people ? Cell(d.sources.join(u", "_s)) : Cell(RawJson{listJson(d.sources)}),
                  d.isSource ? Cell() : Cell(QString::fromLatin1(foundByName(d.foundBy))), RawJson{lintJson(d.lint)},
                  people ? cellOf(notes.join(u' ')) : Cell()});
    }
    rows.finish();
    return Done;
}

int groups(Context &c, const Opened &opened, const ChannelAddress &channel)
{
    const auto selection = selectDeadLetters(c, opened, channel);
    if (!selection)
        return c.fail(selection.error(), opened.name());
    FailureGroups all;
    for (const std::size_t i : selection->chosen)
        all.add(selection->set->event(i), i);
    std::vector<FailureGroup> sorted = all.groups();
    std::ranges::stable_sort(sorted, std::greater(), &FailureGroup::count);
    Rows rows(c.out, {{"fingerprint", Said::tr("FINGERPRINT")},
                      {"reason", Said::tr("REASON")},
                      {"exception", Said::tr("EXCEPTION")},
                      {"message", Said::tr("MESSAGE")},
                      {"count", Said::tr("COUNT"), true},
                      {"first", Said::tr("FIRST")},
                      {"last", Said::tr("LAST")},
                      {"origin", {}},
                      {"sample", {}}});
    const auto text = [](const std::string &s) { return cellOf(QString::fromStdString(s)); };
    const auto time = [](const std::optional<qint64> &ms) { return ms ? Cell(words::isoTime(*ms)) : Cell(); };
    for (const FailureGroup &g : sorted)
        rows.add({QString::fromStdString(fingerprintText(g.fingerprint)),
                  g.reason.empty() ? Cell(u"not told"_s) : text(g.reason), text(g.exception), text(g.message),
                  qint64(g.count), time(g.first), time(g.last), text(g.origin),
                  RawJson{deadEventJson(*selection->set, g.firstSample)}});
    rows.finish();
    if (all.others() > 0)
        c.out.warning(Said::tr("%1 events belong to further groups that are not listed.")
                          .arg(words::count(qint64(all.others()))));
    return Done;
}

int show(Context &c, const Opened &opened, const ChannelAddress &channel)
{
    const auto set = readDeadSet(c, opened, channel);
    if (!set)
        return c.fail(set.error(), opened.name());
    const auto found = (*set)->resolve({c.args.bytes("--id").toStdString()});
    if (found.found.empty()) {
        c.out.error(Said::tr("There is no event %1 in %2.").arg(c.args.text("--id"), channel.name), opened.name(),
                    Said::tr("“dead groups” shows the ids of samples."));
        return No;
    }
    for (const std::size_t i : found.found)
        c.out.write(deadEventJson(**set, i) + '\n');
    c.out.flush();
    return Done;
}

int exportTo(Context &c, const Opened &opened, const ChannelAddress &channel)
{
    const auto selection = selectDeadLetters(c, opened, channel);
    if (!selection)
        return c.fail(selection.error(), opened.name());
    // Another export may take the place of an earlier one, once it is whole; nothing else is ever overwritten.
    const QString out = c.args.text("--out");
    const bool replaces = QFileInfo::exists(out) && openCapture(out, c.cancel()).ok();
    const QString path = replaces ? out + u".new"_s : out;
    if (replaces)
        QFile::remove(path);
    auto writer = CaptureWriter::create(
        path, {.connection = opened.prepared.config.url.toString(), .filter = c.args.text("--select")});
    if (!writer)
        return c.fail(writer.error());
    for (const std::size_t i : selection->chosen) {
        auto kept = c.interrupt.happened() ? Result<void>(makeError(ErrorCode::Cancelled))
                                           : writer->append(selection->set->event(i));
        if (!kept) {
            writer->discard();
            return c.fail(kept.error());
        }
    }
    if (auto finished = writer->finish(); !finished)
        return c.fail(finished.error());
    if (replaces && ::rename(QFile::encodeName(path).constData(), QFile::encodeName(out).constData()) != 0)
        return c.fail(makeError(ErrorCode::FileFailed, {out, QString::fromLocal8Bit(std::strerror(errno))}));
    JsonWriter json;
    json.beginObject();
    json.key("exported").unsignedInteger(writer->events());
    json.key("out").string(c.args.bytes("--out").toStdString());
    json.endObject();
    json.newline();
    if (c.out.json())
        c.out.write(json.text());
    else
        c.out.write(Said::tr("%1 events written to %2.\n")
                        .arg(words::count(qint64(writer->events())), c.args.text("--out"))
                        .toStdString());
    c.out.flush();
    return selection->failed > 0 ? No : Done;
}

int mark(Context &c, const Opened &opened, const ChannelAddress &channel, bool dead)
{
    auto k = known(c, opened, false);
    if (!k)
        return c.fail(k.error(), opened.name());
    auto marked = k->journal->mark(k->broker, channel.name, dead);
    return marked ? int(Done) : c.fail(marked.error());
}
} // namespace

int runDead(Context &c)
{
    const QString what = c.args.argument(0);
    const bool ofChannel =
        what == u"groups" || what == u"show" || what == u"export" || what == u"mark" || what == u"unmark";
    if (what != u"list" && !ofChannel)
        return c.misused(Said::tr("dead takes list, groups, show, export, mark or unmark."));
    if (c.args.count() != (ofChannel ? 3 : 2))
        return c.misused(ofChannel ? Said::tr("dead %1 takes a connection and a channel.").arg(what)
                                   : Said::tr("dead list takes a connection."));
    if (what == u"show" && !c.args.has("--id"))
        return c.misused(Said::tr("dead show needs --id."));
    if (what == u"export" && !c.args.has("--out"))
        return c.misused(Said::tr("dead export needs --out."));
    auto opened = open(c, c.args.argument(1));
    if (!opened)
        return c.fail(opened.error());
    if (what == u"list")
        return list(c, *opened);
    const auto addresses = resolve(c, *opened->connector, {c.args.argument(2)});
    if (!addresses)
        return c.fail(addresses.error(), opened->name());
    const ChannelAddress &channel = addresses->front();
    if (what == u"groups")
        return groups(c, *opened, channel);
    if (what == u"show")
        return show(c, *opened, channel);
    if (what == u"export")
        return exportTo(c, *opened, channel);
    return mark(c, *opened, channel, what == u"mark");
}

} // namespace flowbench::cli
