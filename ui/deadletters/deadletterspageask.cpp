// SPDX-License-Identifier: GPL-3.0-or-later
// What is chosen on the page, and what is done with it.
#include "model/query/filterjob.h"
#include "ui/deadletters/channelsmodel.h"
#include "ui/deadletters/deadbar.h"
#include "ui/deadletters/deadletterspage.h"
#include "ui/deadletters/deadtable.h"
#include "ui/deadletters/groupspane.h"
#include "ui/deadletters/groupsview.h"
#include "ui/export/exportstrip.h"
#include "ui/filter/filtercontrol.h"
#include "words/units.h"
#include "words/visible.h"

#include <algorithm>
#include <numeric>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t VerdictsAtOnce = 200;

// A channel's name is hostile; a file's name is letters, digits, dot and dash.
QString fileName(QString name)
{
    for (QChar &c : name) {
        if (!c.isLetterOrNumber() && c != u'.' && c != u'-' && c != u'_')
            c = u'_';
    }
    while (name.startsWith(u'.'))
        name.remove(0, 1);
    name.truncate(100);
    return name.isEmpty() ? u"dead-letters"_s : name;
}

} // namespace

// ---- what is chosen

quint64 DeadLettersPage::chosenCount() const
{
    if (!m_copy.set())
        return 0;
    const std::size_t checked = m_table->letters().checkedCount();
    return checked > 0 ? checked : quint64(m_table->letters().rowCount());
}

QString DeadLettersPage::chosenWords() const
{
    const DeadLettersModel &letters = m_table->letters();
    if (letters.checkedCount() > 0)
        return tr("%Ln chosen one by one", nullptr, int(letters.checkedCount()));
    QStringList said;
    if (m_groups->view().fingerprint())
        said += tr("group %1").arg(m_groups->view().chosenTitle());
    if (m_filter->isActive() && !m_filter->highlights())
        said += tr("filter %1").arg(m_filter->text());
    return said.isEmpty() ? tr("all") : said.join(u", "_s);
}

DeskAsk DeadLettersPage::currentAsk() const
{
    DeskAsk ask;
    ask.connection = m_connection;
    ask.set = m_copy.set();
    if (!ask.set)
        return ask;
    ask.selectionWords = chosenWords();
    const DeadLettersModel &letters = m_table->letters();
    if (letters.checkedCount() > 0) {
        ask.selection = letters.checked();
        return ask;
    }
    if (const DeadRows &shown = letters.shown()) {
        ask.selection.assign(shown->begin(), shown->end());
        // As the channel has them, whatever order is looked at.
        if (m_table->sortedBy())
            std::ranges::sort(ask.selection);
        return ask;
    }
    ask.selection.resize(ask.set->size());
    std::iota(ask.selection.begin(), ask.selection.end(), std::size_t(0));
    return ask;
}

std::optional<std::size_t> DeadLettersPage::currentEvent() const { return m_table->current(); }

void DeadLettersPage::selectAsked(const std::vector<std::size_t> &indexes)
{
    DeadLettersModel &letters = m_table->letters();
    letters.clearChecks();
    m_filter->setText({});
    m_groups->view().choose({});
    m_table->showRows({});
    std::vector<int> rows;
    for (const std::size_t index : indexes) {
        if (m_copy.set() && index < m_copy.set()->size())
            rows.push_back(int(index));
    }
    letters.setChecked(rows, true);
}

QString DeadLettersPage::blockedReason() const
{
    const auto &set = m_copy.set();
    if (!set)
        return tr("Nothing was read yet.");
    if (m_table->letters().checkedCount() > 0)
        return {};
    if (m_rowsStale || m_rows->busy() || (m_groups->view().fingerprint() && !m_analysis.groups().complete))
        return tr("It is still being found out which ones are shown.");
    if (m_table->letters().rowCount() == 0)
        return tr("There is no dead letter to do it with.");
    return {};
}

void DeadLettersPage::selectionChanged()
{
    updateBar();
    updateCount();
    updateStatus();
    m_changed.start();
}

// ---- replays and verdicts

void DeadLettersPage::askReplays()
{
    m_replaysJob = JobHandle();
    const auto &set = m_copy.set();
    if (!m_desk || !set || set->size() == 0)
        return;
    m_replaysJob = m_desk->replays(this, m_connection, set, [this, of = set](Result<ReplaysBefore> replays) {
        if (of == m_copy.set() && replays)
            m_table->letters().setReplays(std::make_shared<const ReplaysBefore>(std::move(*replays)));
    });
}

void DeadLettersPage::jobEnded(const RunResult &result)
{
    const JobCounts &counts = result.counts;
    QString said = tr("last job: %1 of %2 confirmed")
                       .arg(words::count(qint64(counts.success)), words::count(qint64(counts.selected)));
    if (const quint64 stayed = counts.failed + counts.returned; stayed > 0)
        said += u", "_s + tr("%1 stayed").arg(words::count(qint64(stayed)));
    if (counts.unknown > 0)
        said += u", "_s + tr("%1 unknown").arg(words::count(qint64(counts.unknown)));
    if (result.consumed > 0)
        said += u", "_s + tr("%1 consumed").arg(words::count(qint64(result.consumed)));
    if (result.leftQueue > 0)
        said += u", "_s + tr("%1 left the queue").arg(words::count(qint64(result.leftQueue)));
    if (result.cameBack > 0)
        said += u", "_s + tr("%1 died again").arg(words::count(qint64(result.cameBack)));
    m_lastJob = said;
    askReplays();
    m_finder.refresh();
    updateStatus();
}

QStringList DeadLettersPage::jobsOn(const QString &connection, const QString &channel) const
{
    QStringList jobs;
    if (!m_desk)
        return jobs;
    for (const auto &[job, running] : m_desk->running()) {
        if (running.job.spec.connection == connection && running.job.spec.channel == channel)
            jobs.append(job);
    }
    return jobs;
}

// "the replay of group PaymentDeclined (0q5kz1e8d2)"
QString DeadLettersPage::jobWords(const QString &job) const
{
    const auto running = m_desk ? m_desk->running().find(job) : std::map<QString, RunningJob>::const_iterator();
    if (!m_desk || running == m_desk->running().end())
        return job;
    const JobSpec &spec = running->second.job.spec;
    const QString note = visibleText(spec.note);
    if (spec.kind == JobSpec::Kind::Discard)
        return note.isEmpty() ? tr("the discard %1", "job's id").arg(job)
                              : tr("the discard %1 (%2)", "job's id, selection").arg(job, note);
    return note.isEmpty() ? tr("the replay %1", "job's id").arg(job)
                          : tr("the replay %1 (%2)", "job's id, selection").arg(job, note);
}

void DeadLettersPage::jobStarted(const QString &job)
{
    if (m_copy.channel().isEmpty() || !jobsOn(m_connection, m_copy.channel()).contains(job))
        return;
    m_jobsHere.append(job);
    updateBar();
    // It takes the messages: what would be asked or read now is of a queue that only seems to be empty.
    if (m_copy.mode() == DeadCopy::Mode::Asking)
        m_copy.hold();
}

// A copy of before the job is out of date.
void DeadLettersPage::jobLeft(const QString &job)
{
    if (m_jobsHere.removeAll(job) == 0 || !m_copy.session())
        return;
    if (m_copy.mode() == DeadCopy::Mode::Held) {
        if (m_jobsHere.isEmpty())
            m_copy.ask();
        else
            updateEmpty();
        return;
    }
    if (m_jobsHere.isEmpty())
        sourceChanged();
}

void DeadLettersPage::noteChanged(const QString &connectionId, const QString &channel)
{
    m_finder.refresh();
    if (connectionId == m_connection && channel == m_copy.channel() && m_jobsHere.isEmpty())
        sourceChanged();
}

// Where looking costs nothing it is read again at once; a look that counts as a delivery is the person's to make.
void DeadLettersPage::sourceChanged()
{
    const DeadCopy::Mode mode = m_copy.mode();
    if (!m_copy.session() || (mode != DeadCopy::Mode::Asking && mode != DeadCopy::Mode::Complete))
        return;
    const bool mayCount = m_copy.isQueue() && (!m_copy.effects() || m_copy.effects()->countsAsDelivery);
    if (mayCount && m_copy.set() && mode == DeadCopy::Mode::Complete) {
        m_outOfDate = m_copy.set();
        updateNotice();
        updateBar();
    } else if (m_copy.isQueue() && (!m_copy.set() || mode == DeadCopy::Mode::Asking)) {
        m_copy.ask();
    } else {
        m_copy.readChanged();
    }
}

DeadSchemaCheck DeadLettersPage::schemaCheck() const
{
    if (!m_schema || !m_copy.set())
        return {};
    return [check = m_schema, set = m_copy.set()](std::size_t index) {
        const EventView event = set->event(index);
        const auto failure = recogniseFailure(event);
        const QString channel = failure && !failure->origin.channel.empty()
                                    ? QString::fromStdString(failure->origin.channel)
                                    : set->channel();
        return check->check(channel, event);
    };
}

void DeadLettersPage::wantVerdict(std::size_t index)
{
    m_verdictsWanted.push_back(index);
    if (!m_checking)
        m_verdicts.start();
}

// The newest wishes first: they are on screen.
void DeadLettersPage::checkVerdicts()
{
    const DeadSchemaCheck check = schemaCheck();
    if (!check || m_verdictsWanted.empty() || m_checking) {
        if (!check)
            m_verdictsWanted.clear();
        return;
    }
    const std::size_t n = std::min(VerdictsAtOnce, m_verdictsWanted.size());
    std::vector<std::size_t> batch(m_verdictsWanted.end() - std::ptrdiff_t(n), m_verdictsWanted.end());
    m_verdictsWanted.resize(m_verdictsWanted.size() - n);
    m_checking = true;
    m_verdictJob = m_jobs.run(
        this, Milliseconds(0),
        [check, batch = std::move(batch)](const Cancel &cancel) {
            DeadLettersModel::Verdicts verdicts;
            for (const std::size_t index : batch) {
                if (cancel.requested())
                    break;
                verdicts.emplace_back(index, check(index));
            }
            return verdicts;
        },
        [this, of = m_copy.set()](const DeadLettersModel::Verdicts &verdicts) {
            m_checking = false;
            if (of != m_copy.set())
                return;
            m_table->letters().setVerdicts(verdicts);
            if (!m_verdictsWanted.empty())
                m_verdicts.start();
        });
}

// ---- export

void DeadLettersPage::askExport()
{
    const auto &set = m_copy.set();
    if (!set)
        return;
    if (m_exporting->isRunning()) {
        emit message(tr("An export is running"));
        return;
    }
    const DeadLettersModel &letters = m_table->letters();
    auto *dialog = new ExportDialog({letters.checkedCount(), quint64(letters.rowCount()), set->size()},
                                    fileName(bareChannel(m_copy.channel())), this);
    connect(dialog, &ExportDialog::chosen, this, &DeadLettersPage::startExport);
    dialog->open();
}

void DeadLettersPage::startExport(ExportScope scope, EventFileFormat format, const QString &path)
{
    const auto &set = m_copy.set();
    if (!set)
        return;
    ExportPlan plan;
    plan.format = format;
    plan.path = path;
    plan.withFailure = true;
    if (const Session *session = m_copy.session())
        plan.about.connection = session->identity().url;
    if (scope == ExportScope::Shown && m_filter->isActive())
        plan.about.filter = m_filter->text();
    ExportRows rows = everyRow(m_store);
    const DeadLettersModel &letters = m_table->letters();
    RowList::Run run{m_store.first(), {}};
    if (scope == ExportScope::Selected) {
        for (const std::size_t index : letters.checked())
            run.rows.push_back(quint32(set->arrival(index)));
    } else if (scope == ExportScope::Shown && letters.shown()) {
        for (const quint32 index : *letters.shown())
            run.rows.push_back(quint32(set->arrival(index)));
    } else {
        m_exporting->start(std::move(plan), std::move(rows));
        return;
    }
    std::ranges::sort(run.rows);
    rows.count = run.rows.size();
    rows.filtered.emplace().append(std::move(run));
    m_exporting->start(std::move(plan), std::move(rows));
}

} // namespace flowbench
