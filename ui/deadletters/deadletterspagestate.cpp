// SPDX-License-Identifier: GPL-3.0-or-later
// What the page shows of its copy: pages, notices, empty states, groups, rows and status.
#include "model/query/filterjob.h"
#include "ui/deadletters/channelsmodel.h"
#include "ui/deadletters/deadbar.h"
#include "ui/deadletters/deaddetails.h"
#include "ui/deadletters/deadletterspage.h"
#include "ui/deadletters/deadtable.h"
#include "ui/deadletters/groupspane.h"
#include "ui/deadletters/groupsview.h"
#include "ui/filter/filtercontrol.h"
#include "ui/filter/filterfield.h"
#include "ui/filter/filterline.h"
#include "ui/look/emptystate.h"
#include "ui/look/noticebar.h"
#include "ui/look/splitter.h"
#include "ui/look/states.h"
#include "ui/traffic/queuequestion.h"
#include "words/coverage.h"
#include "words/sentence.h"
#include "words/units.h"

#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

QString whole(const Error &error)
{
    const Sentence s = sentence(error);
    return s.hint.isEmpty() ? s.message : s.message + u' ' + s.hint;
}

// The copy of an earlier look may be of another day.
QString clock(const QDateTime &time)
{
    const bool today = time.date() == QDate::currentDate();
    return QLocale().toString(time, today ? u"HH:mm:ss"_s : u"yyyy-MM-dd HH:mm:ss"_s);
}

} // namespace

void DeadLettersPage::copied()
{
    const auto &set = m_copy.set();
    m_store.clear();
    if (set)
        m_store.append(set->chunks());
    m_rows->storeChanged();
    m_filter->storeChanged();
    if (m_copy.facts())
        m_analysis.take(m_copy.facts(), m_copy.groups());
    else
        m_analysis.start(set);
    m_details->setSource(m_copy.session(), set);
    m_table->letters().setSet(set, m_analysis.facts());
    m_rowsStale = true;
    rebuildRows();
    askReplays();
    updateGroups();
    selectionChanged();
    // What a person opened is worked on from there, unless they are writing a filter.
    if (set && isVisible() && !m_bar->filter().hasFocus())
        m_table->setFocus();
}

// Groups of what is being read stand alone: where a copy is shown, they would be another's.
void DeadLettersPage::copyGrew(const DeadGroups &groups)
{
    if (m_copy.set())
        return;
    m_analysis.grow(groups);
    updateEmpty();
}

void DeadLettersPage::copyStateChanged()
{
    if (m_analysis.groups().reading && !m_copy.set() && m_copy.mode() != DeadCopy::Mode::Reading)
        m_analysis.start(nullptr); // it was not read to its end
    m_details->setSource(m_copy.session(), m_copy.set());
    updatePages();
    updateNotice();
    updateEmpty();
    updateBar();
    updateStatus();
    emit channelChanged();
}

void DeadLettersPage::updatePages()
{
    switch (m_copy.mode()) {
    case DeadCopy::Mode::None:
        m_pages->setCurrentIndex(0);
        return;
    case DeadCopy::Mode::Asking:
        m_question->setQueue(bareChannel(m_copy.channel()), m_copy.connectionName(), m_copy.effects(),
                             m_copy.effectsError(), m_copy.set() != nullptr);
        m_back->setVisible(m_copy.set() != nullptr);
        m_pages->setCurrentIndex(1);
        return;
    case DeadCopy::Mode::Held:
    case DeadCopy::Mode::Reading:
    case DeadCopy::Mode::Complete:
    case DeadCopy::Mode::Closed:
        m_pages->setCurrentIndex(2);
        return;
    }
}

// ---- what is said above the table

void DeadLettersPage::updateNotice()
{
    m_noticeAction = Next::None;
    const auto &set = m_copy.set();
    const QString name = bareChannel(m_copy.channel());
    if (m_copy.mode() == DeadCopy::Mode::Reading && set) {
        m_notice->showNotice(Tint::Accent,
                             tr("Copying %1: %2 so far. What is shown is the copy of %3.")
                                 .arg(name, words::count(qint64(m_copy.readSoFar())), clock(m_copy.copiedAt())));
        m_notice->setAction(u"Cancel"_s, tr("Cancel"));
        m_noticeAction = Next::Cancel;
        return;
    }
    if (m_copy.mode() == DeadCopy::Mode::Closed && set) {
        m_notice->showNotice(Tint::Warning,
                             tr("%1 is disconnected. The copy stays here until another channel is opened.")
                                 .arg(m_copy.connectionName()));
        return;
    }
    if (m_copy.error() && set) {
        m_notice->showNotice(m_copy.error()->code == ErrorCode::Cancelled ? Tint::Warning : Tint::Error,
                             whole(*m_copy.error()) + u' ' +
                                 (set == m_outOfDate
                                      ? outOfDateWords()
                                      : tr("What is shown is the copy of %1.").arg(clock(m_copy.copiedAt()))));
        m_notice->setAction(u"Read again"_s, tr("Read again"));
        m_noticeAction = Next::Retry;
        return;
    }
    if (set && set == m_outOfDate) {
        m_notice->showNotice(Tint::Warning, outOfDateWords());
        m_notice->setAction(u"Read again"_s, tr("Read again"));
        m_noticeAction = Next::Retry;
        return;
    }
    if (const auto depth = m_copy.depthOfPart()) {
        const double average = double(set->bytes()) / double(set->size());
        QString said =
            tr("The first %1 of %2 are copied.").arg(words::count(qint64(set->size())), words::count(*depth));
        said += u' ' + tr("All of them are about %1.").arg(words::bytes(qint64(average * double(*depth))));
        const int consumers = m_copy.effects() ? m_copy.effects()->consumers : 0;
        if (consumers > 0)
            said += u' ' + tr("%Ln consumer(s) go without them meanwhile.", nullptr, consumers);
        m_notice->showNotice(Tint::Accent, said);
        m_notice->setAction(u"Copy all"_s, tr("Copy all %1").arg(words::count(*depth)));
        m_noticeAction = Next::CopyAll;
        return;
    }
    QStringList notes;
    if (set) {
        for (const ChannelCoverage &c : set->coverage().channels) {
            for (const QString &note : c.notes)
                notes += words::coverageNote(note);
        }
    }
    if (notes.isEmpty())
        m_notice->dismiss();
    else
        m_notice->showNotice(Tint::Accent, notes.join(u' '));
}

QString DeadLettersPage::outOfDateWords() const
{
    return tr("%1 has changed since: what is shown is the copy of %2.")
        .arg(bareChannel(m_copy.channel()), clock(m_copy.copiedAt()));
}

void DeadLettersPage::noticeTriggered()
{
    switch (m_noticeAction) {
    case Next::Cancel:
        m_copy.cancel();
        break;
    case Next::CopyAll:
        m_copy.read(0, false);
        break;
    case Next::Retry:
        readAgain();
        break;
    case Next::None:
        break;
    }
}

void DeadLettersPage::updateEmpty()
{
    const auto act = [this](const QString &name, const QString &text, auto does) {
        QPushButton *button = m_empty->setAction(name, text);
        disconnect(button, nullptr, this, nullptr);
        connect(button, &QPushButton::clicked, this, does);
    };
    const auto &set = m_copy.set();
    const QString name = bareChannel(m_copy.channel());
    m_tableStack->setCurrentIndex(set && m_table->letters().rowCount() > 0 ? 0 : 1);
    const bool growing = !set && m_copy.mode() == DeadCopy::Mode::Reading && m_analysis.groups().total > 0;
    m_groups->setVisible(growing || (set && set->size() > 0));
    m_below->setVisible(set && set->size() > 0);
    if (m_copy.mode() == DeadCopy::Mode::Held) {
        const QString job = m_jobsHere.value(0);
        m_empty->setMessage(u"clock"_s, tr("%1 is held by %2").arg(name, jobWords(job)),
                            tr("Its messages are with the job until it has ended or is paused; then the queue is asked "
                               "what lies there."));
        act(u"Show the job"_s, tr("Show the job"), [this, job] { emit jobAsked(job); });
    } else if (m_copy.mode() == DeadCopy::Mode::Reading && !set) {
        m_empty->setMessage(u"clock"_s, tr("Copying the dead letters of %1…").arg(name),
                            tr("%Ln so far", nullptr, int(m_copy.readSoFar())));
        act(u"Cancel"_s, tr("Cancel"), [this] { m_copy.cancel(); });
    } else if (m_copy.error() && !set) {
        const Sentence s = sentence(*m_copy.error());
        const bool refused = m_copy.error()->code == ErrorCode::DeliveryLimit;
        m_empty->setMessage(u"error"_s, s.message, refused ? tr("The queue was not touched.") + u' ' + s.hint : s.hint);
        act(u"Try again"_s, tr("Try again"), [this] { readAgain(); });
    } else if (m_copy.mode() == DeadCopy::Mode::Closed && !set) {
        m_empty->setMessage(u"connection"_s, tr("%1 is disconnected").arg(m_copy.connectionName()), {});
        act(u"All dead-letter channels"_s, tr("All dead-letter channels"), [this] { showList(); });
    } else if (set && set->size() == 0) {
        m_empty->setMessage(u"ok"_s, tr("%1 holds no dead letters").arg(name),
                            tr("Nothing lay there at %1.").arg(clock(m_copy.copiedAt())));
        act(u"Read again"_s, tr("Read again"), [this] { readAgain(); });
    } else if (set && m_table->letters().rowCount() == 0 && m_groups->view().fingerprint() && m_filter->isActive() &&
               m_filter->matches().count() > 0) {
        m_empty->setMessage(u"filter"_s, tr("None of the chosen group matches"),
                            tr("%1 in other groups match.").arg(words::count(qint64(m_filter->matches().count()))));
        act(u"Show all groups"_s, tr("Show all groups"), [this] { m_groups->view().choose({}); });
    } else if (set && m_table->letters().rowCount() == 0) {
        const quint64 failed = m_filter->isActive() ? m_filter->failedCount() : 0;
        m_empty->setMessage(u"filter"_s, tr("No dead letter of %1 matches").arg(words::count(qint64(set->size()))),
                            failed > 0 ? tr("%1 could not be evaluated.").arg(words::count(qint64(failed)))
                                       : QString());
        act(u"Clear filter"_s, tr("Clear filter"), [this] {
            m_filter->setText({});
            m_groups->view().choose({});
        });
    }
}

// ---- groups and rows

void DeadLettersPage::updateGroups()
{
    const auto &set = m_copy.set();
    m_groups->setGroups(m_analysis.groups(), set ? set->size() : m_analysis.groups().total);
    const KnownDeadLetters *k = known();
    const auto oldest = m_analysis.groups().oldest;
    const std::optional<qint64> loss =
        k && k->retention && oldest && m_analysis.groups().complete
            ? std::optional(*oldest + *k->retention - QDateTime::currentMSecsSinceEpoch())
            : std::nullopt;
    m_groups->setLoss(loss, m_copy.isQueue() ? tr("queue time to live") : tr("retention"));
    m_table->letters().factsAdvanced();
    const bool depends = m_groups->view().fingerprint() || m_table->sortedBy();
    if (depends && set) {
        m_rowsStale = true;
        if (!m_rebuild.isActive())
            m_rebuild.start();
    }
    updateStatus();
}

// What is shown is made by a worker; meanwhile what was shown stays.
void DeadLettersPage::rebuildRows()
{
    m_rebuild.stop();
    const auto &set = m_copy.set();
    if (!set) {
        m_rowsStale = false;
        m_table->showRows({});
        updateEmpty();
        updateCount();
        return;
    }
    DeadRowsAsk ask;
    ask.set = set;
    ask.facts = m_analysis.facts();
    if (m_rows->active())
        ask.filtered = m_rows->snapshot();
    ask.first = m_store.first();
    ask.arrivals = m_copy.arrivals();
    if (m_groups->view().fingerprint()) {
        // Groups of an unfinished read are numbered in their own way.
        const auto chosen = m_analysis.groups().reading ? std::nullopt : m_groups->view().chosen();
        ask.group = quint32(chosen.value_or(DeadFacts::NoGroup - 1));
    }
    ask.sort = m_table->sortedBy();
    ask.descending = m_table->isDescending();
    if (const auto &replays = m_table->letters().replays())
        ask.replays = std::shared_ptr<const std::vector<int>>(replays, &replays->times);
    ask.schema = schemaCheck();
    m_filterLine->setSorted(
        ask.sort ? tr("Sorted by %1")
                       .arg(m_table->letters().headerData(int(*ask.sort), Qt::Horizontal, Qt::DisplayRole).toString())
                 : QString(),
        false);
    m_rowsJob = m_jobs.run(
        this, Milliseconds(0), [ask = std::move(ask)](const Cancel &cancel) { return deadRows(ask, cancel); },
        [this, of = set](DeadRows rows) {
            if (of != m_copy.set())
                return;
            m_rowsStale = m_rebuild.isActive() || m_rows->busy();
            m_table->showRows(std::move(rows));
            updateEmpty();
            selectionChanged();
        });
}

void DeadLettersPage::updateCount()
{
    const auto &set = m_copy.set();
    const bool narrowed = set && (m_filter->isActive() || m_groups->view().fingerprint());
    const auto shown = m_filter->highlights() ? m_filter->matches().count() : quint64(m_table->letters().rowCount());
    m_bar->filter().setCountText(
        narrowed ? tr("%1 of %2").arg(words::count(qint64(shown)), words::count(qint64(set->size()))) : QString());
}

void DeadLettersPage::showCurrent()
{
    if (const auto at = m_table->current())
        m_details->showLetter(*at);
    else
        m_details->clear();
}

// ---- bar and status

QString DeadLettersPage::copyNote() const
{
    const auto &set = m_copy.set();
    if (!set)
        return {};
    const QString time = clock(m_copy.copiedAt());
    if (m_copy.isQueue() && (!m_jobsHere.isEmpty() || set == m_outOfDate))
        return tr("copy of %1").arg(time);
    return m_copy.isQueue() ? tr("copy of %1, queue untouched").arg(time)
                            : tr("copy of %1, read without a group").arg(time);
}

void DeadLettersPage::updateBar()
{
    m_bar->setNote(copyNote());
    m_bar->setReading(m_copy.mode() == DeadCopy::Mode::Reading);
    m_bar->setCount(chosenCount());
    const Session *session = m_copy.session();
    const bool readOnly = session && session->identity().readOnly;
    QString write;
    if (!session)
        write = tr("The connection was closed.");
    else if (readOnly)
        write = tr("%1 is read-only.").arg(m_copy.connectionName());
    m_bar->setReasons(blockedReason(), write);
}

void DeadLettersPage::updateStatus()
{
    TrafficStatus status;
    const bool open = m_copy.mode() != DeadCopy::Mode::None;
    const Session *session = m_copy.session();
    TrafficStatus::Item state{u"state"_s, {}, std::nullopt};
    if (session) {
        const LinkState link = session->state().link;
        state.text = link == LinkState::Connected      ? tr("connected")
                     : link == LinkState::Reconnecting ? tr("reconnecting")
                     : link == LinkState::Blocked      ? tr("blocked by the broker")
                     : link == LinkState::Failed       ? tr("not connected")
                                                       : tr("connecting");
        state.dot = linkTint(link);
    } else if (open) {
        state.text = tr("disconnected");
        state.dot = Tint::Neutral;
    }
    status.items.push_back(state);
    const ChannelInfo *info = session ? session->channel(m_copy.channel()) : nullptr;
    QString waiting;
    if (info && info->depth)
        waiting = info->unacked
                      ? tr("%1 waiting, %2 unacked").arg(words::count(*info->depth), words::count(*info->unacked))
                      : tr("%1 waiting").arg(words::count(*info->depth));
    else if (info && info->events)
        waiting = tr("%1 kept").arg(words::count(*info->events));
    const KnownDeadLetters *k = known();
    const qint64 holds = k ? k->open.value_or(k->channel.depth.value_or(0)) : 0;
    const int limit = m_finder.limit(m_copy.connectionName(), m_copy.channel());
    const bool over = holds > limit;
    if (over)
        waiting += (waiting.isEmpty() ? QString() : u", "_s) + tr("over the limit of %1").arg(words::count(limit));
    status.items.push_back({u"kept"_s, waiting, over ? std::optional(Tint::Error) : std::nullopt});
    QString checked;
    if (const std::size_t n = m_table->letters().checkedCount(); n > 0) {
        checked = tr("%Ln checked", nullptr, int(n));
        if (const std::size_t hidden = n - m_table->letters().checkedShown(); hidden > 0)
            checked += u", "_s + tr("%Ln of them not shown", nullptr, int(hidden));
    }
    status.items.push_back({u"dropped"_s, checked, std::nullopt});
    status.items.push_back({u"filter"_s, m_lastJob, std::nullopt});
    status.items.push_back({u"follow"_s, {}, std::nullopt});
    if (status == m_status)
        return;
    m_status = std::move(status);
    emit statusChanged();
}

QString DeadLettersPage::note() const
{
    const KnownDeadLetters *k = known();
    if (!k || k->channel.sources.isEmpty())
        return m_copy.channel().isEmpty() ? QString() : tr("dead letters");
    if (k->channel.sources.size() > 2)
        return tr("dead letters from %Ln channels", nullptr, int(k->channel.sources.size()));
    QStringList names;
    for (const QString &source : k->channel.sources)
        names += bareChannel(source);
    return tr("dead letters from %1").arg(names.join(u", "_s));
}

const KnownDeadLetters *DeadLettersPage::known() const { return m_finder.find(m_connection, m_copy.channel()); }

} // namespace flowbench
