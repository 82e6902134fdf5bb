// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/historydialog.h"

#include "model/replay/recipefile.h"
#include "ui/jobs/jobsmodel.h"
#include "ui/jobs/jobwords.h"
#include "ui/jobs/putback.h"
#include "ui/jobs/resumequestion.h"
#include "ui/look/buttons.h"
#include "ui/look/chipdelegate.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/noticebar.h"
#include "ui/look/searchfield.h"
#include "ui/look/splitter.h"
#include "ui/look/style.h"
#include "ui/search/tables.h"
#include "words/sentence.h"
#include "words/units.h"
#include "words/visible.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLabel>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int MostCopied = 100'000;
constexpr int AgainMs = 1500; // while jobs run
constexpr int MostNameWidth = 168;
constexpr EventState States[] = {EventState::Settled, EventState::Confirmed, EventState::Failed,
                                 EventState::Unknown, EventState::Skipped,   EventState::Pending};

// Of names that may be URLs: both of their ends say something.
class NarrowDelegate : public QStyledItemDelegate
{
public:
    NarrowDelegate(int most, QObject *parent) : QStyledItemDelegate(parent), m_most(most) {}
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QSize size = QStyledItemDelegate::sizeHint(option, index);
        return {std::min(size.width(), m_most), size.height()};
    }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->textElideMode = Qt::ElideMiddle;
    }

private:
    int m_most;
};

jobwords::Handling handlingOf(const Job *job) { return job ? jobwords::handling(job->spec) : jobwords::Handling::Move; }
} // namespace

HistoryDialog::HistoryDialog(ReplayDesk &desk, QWidget *parent)
    : QDialog(parent),
      m_desk(desk),
      m_back(new PutBack(desk, this)),
      m_search(new SearchField(u"Find a job"_s, tr("Find a job"), this)),
      m_notice(new NoticeBar(this)),
      m_jobs(new QTableView(this)),
      m_jobsModel(new JobsModel(m_jobs)),
      m_about(makeLabel({}, TextRole::Muted, this)),
      m_state(new QComboBox(this)),
      m_find(new SearchField(u"Find an event"_s, tr("Find an event"), this)),
      m_count(makeLabel({}, TextRole::Muted, this)),
      m_fates(new QTableView(this)),
      m_fatesModel(new FatesModel(m_fates)),
      m_resume(makeButton(u"Resume…"_s, tr("Resume…"), ButtonKind::Plain, this)),
      m_pause(makeButton(u"Pause job"_s, tr("Pause"), ButtonKind::Plain, this, tr("Pause job"))),
      m_cancel(makeButton(u"Cancel job"_s, tr("Cancel job"), ButtonKind::Plain, this)),
      m_copy(makeButton(u"Copy report"_s, tr("Copy report"), ButtonKind::Plain, this)),
      m_putBack(makeButton(u"Put back…"_s, tr("Put back…"), ButtonKind::Plain, this))
{
    setObjectName(u"History"_s);
    setWindowTitle(tr("History of jobs"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(1200, 680);
    build();
    connectAll();
    choose();
    read();
}

HistoryDialog::~HistoryDialog() = default;

void HistoryDialog::build()
{
    setNames(m_jobs, u"Jobs"_s, tr("Jobs"));
    m_jobs->setModel(m_jobsModel);
    dressTable(*m_jobs, JobsModel::Target);
    for (const int column : {JobsModel::Connection, JobsModel::Channel})
        m_jobs->setItemDelegateForColumn(column, new NarrowDelegate(MostNameWidth, m_jobs));
    m_jobs->setItemDelegateForColumn(JobsModel::State, new ChipDelegate(JobsModel::TintRole, m_jobs));
    setNames(m_fates, u"Fates"_s, tr("Fates of the job's events"));
    m_fates->setModel(m_fatesModel);
    dressTable(*m_fates, FatesModel::Reason);
    m_about->setWordWrap(true);
    setNames(m_state, u"State"_s, tr("What became of the events"));
    m_state->addItem(tr("All"), -1);
    for (const EventState s : States)
        m_state->addItem(jobwords::fate(s, jobwords::Handling::Move), int(s));
    auto *lower = new QWidget(this);
    auto *filters = new QHBoxLayout;
    filters->setSpacing(measure::Gap);
    filters->addWidget(m_state);
    filters->addWidget(m_find, 1);
    filters->addWidget(m_count);
    auto *below = new QVBoxLayout(lower);
    below->setContentsMargins(0, measure::Gap, 0, 0);
    below->setSpacing(measure::Gap);
    below->addWidget(m_about);
    below->addLayout(filters);
    below->addWidget(m_fates, 1);
    auto *splitter = new Splitter(Qt::Vertical, this);
    splitter->addWidget(m_jobs);
    splitter->addWidget(lower);
    splitter->setSizes({240, 360});
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(measure::Gap);
    for (QPushButton *b : {m_resume, m_pause, m_cancel, m_putBack, m_copy})
        buttons->addWidget(b);
    buttons->addStretch(1);
    QPushButton *close = makeButton(u"Close"_s, tr("Close"), ButtonKind::Plain, this);
    buttons->addWidget(close);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(measure::Gap);
    layout->addWidget(m_search);
    layout->addWidget(m_notice);
    layout->addWidget(splitter, 1);
    layout->addLayout(buttons);
}

void HistoryDialog::connectAll()
{
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        const QString kept = chosen() ? chosen()->id : m_shown;
        m_jobsModel->setText(text);
        countJobs();
        showJob(kept);
    });
    connect(m_jobs->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &HistoryDialog::choose);
    connect(m_state, &QComboBox::currentIndexChanged, this, &HistoryDialog::filter);
    connect(m_find, &QLineEdit::textChanged, this, &HistoryDialog::filter);
    connect(m_resume, &QPushButton::clicked, this, &HistoryDialog::resume);
    connect(m_putBack, &QPushButton::clicked, this, [this] { m_back->isBusy() ? m_back->stop() : m_back->ask(); });
    connect(m_back, &PutBack::changed, this, [this] {
        tellAbout();
        updateButtons();
    });
    connect(m_back, &PutBack::told, m_notice,
            [this](Tint tint, const QString &text) { m_notice->showNotice(tint, text); });
    connect(m_back, &PutBack::cameBack, this, &HistoryDialog::cameBack);
    connect(m_pause, &QPushButton::clicked, this, [this] {
        if (const Job *job = chosen())
            m_desk.pause(job->id);
    });
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        if (const Job *job = chosen())
            m_desk.cancel(job->id);
        m_again.start();
    });
    connect(m_copy, &QPushButton::clicked, this, &HistoryDialog::copyReport);
    connect(&m_desk, &ReplayDesk::started, this, &HistoryDialog::read);
    connect(&m_desk, &ReplayDesk::ended, this, &HistoryDialog::reread);
    connect(&m_desk, &ReplayDesk::failed, this, &HistoryDialog::reread);
    m_again.setInterval(AgainMs);
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &HistoryDialog::read);
}

void HistoryDialog::read()
{
    m_reading = m_desk.history(this, [this](Result<std::vector<Job>> jobs) { take(std::move(jobs)); });
}

// Its fates are other ones now.
void HistoryDialog::reread(const QString &job)
{
    if (job == m_shown)
        m_reportComes = false;
    read();
    if (job == m_shown)
        readReport();
}

void HistoryDialog::countJobs() { m_search->setCountText(words::count(m_jobsModel->rowCount())); }

void HistoryDialog::take(Result<std::vector<Job>> jobs)
{
    if (!jobs) {
        tell(jobs.error(), tr("The history cannot be read"));
        return;
    }
    const bool running = std::ranges::any_of(*jobs, [](const Job &job) { return job.state == JobState::Running; });
    const QString kept = !m_wanted.isEmpty() ? m_wanted : chosen() ? chosen()->id : QString();
    m_jobsModel->setJobs(std::move(*jobs));
    countJobs();
    showJob(kept);
    if (running)
        m_again.start();
}

void HistoryDialog::showJob(const QString &job)
{
    const int row = job.isEmpty() ? 0 : m_jobsModel->rowOf(job);
    m_wanted = row < 0 ? job : QString();
    if (row >= 0 && row < m_jobsModel->rowCount())
        m_jobs->selectRow(row);
    choose();
}

const Job *HistoryDialog::chosen() const { return m_jobsModel->job(m_jobs->currentIndex().row()); }

void HistoryDialog::tellAbout()
{
    const Job *job = chosen();
    if (!job) {
        setLabelText(m_about, m_jobsModel->rowCount() == 0 && m_search->text().isEmpty()
                                  ? tr("No job ran yet. Replays and discards of this computer stand here.")
                                  : QString());
        return;
    }
    QStringList about{tr("Job %1").arg(job->id), jobwords::title(*job)};
    if (!job->spec.note.isEmpty())
        about.append(visibleText(job->spec.note));
    if (!job->spec.recipe.isEmpty()) {
        const auto recipe = readRecipe(job->spec.recipe.toStdString());
        about.append(recipe ? tr("recipe %1, version %2").arg(visibleText(recipe->name)).arg(recipe->version)
                            : tr("with a recipe"));
    }
    if (job->endedMs > 0 && job->state != JobState::Running)
        about.append(tr("ended %1").arg(words::localTime(job->endedMs)));
    const QString instead = jobwords::instead(*job);
    for (const QString &said : {m_back->said(), instead}) {
        if (!said.isEmpty())
            about.append(said);
    }
    setLabelText(m_about, about.join(u" · "_s));
}

// The states of a discard's events are other ones, and so are those of events that stay in their source.
void HistoryDialog::nameFates()
{
    const jobwords::Handling handling = handlingOf(chosen());
    for (const EventState s : States)
        m_state->setItemText(m_state->findData(int(s)), jobwords::fate(s, handling));
}

void HistoryDialog::choose()
{
    const Job *job = chosen();
    m_back->show(job);
    nameFates();
    updateButtons();
    tellAbout();
    if (!job) {
        forgetReport();
        return;
    }
    if (job->id != m_shown) {
        forgetReport();
        m_shown = job->id;
        readReport();
    } else if (job->state == JobState::Running && !m_reportComes) {
        readReport();
    }
}

// What is shown, and may be copied, is never another job's.
void HistoryDialog::forgetReport()
{
    m_reporting.cancel();
    m_filtering.cancel();
    m_reportComes = false;
    m_shown.clear();
    m_report.reset();
    m_fatesModel->setReport({}, {});
    setLabelText(m_count, {});
    updateButtons();
}

void HistoryDialog::readReport()
{
    m_reportComes = true;
    m_reporting = m_desk.report(this, m_shown, [this](Result<std::vector<EventReport>> report) {
        m_reportComes = false;
        if (!report) {
            tell(report.error(), tr("The report cannot be read"));
            return;
        }
        m_report = std::make_shared<const std::vector<EventReport>>(std::move(*report));
        filter();
    });
}

void HistoryDialog::filter()
{
    if (!m_report)
        return;
    const int state = m_state->currentData().toInt();
    const std::optional<EventState> wanted = state < 0 ? std::nullopt : std::optional(EventState(state));
    m_filtering = m_jobRunner.run(
        this, Milliseconds(0),
        [report = m_report, wanted, text = m_find->text().trimmed()](const Cancel &cancel) {
            return FatesModel::choose(*report, wanted, text, cancel);
        },
        [this, report = m_report](FatesModel::Rows rows) {
            setLabelText(m_count,
                         tr("%1 of %2").arg(words::count(qint64(rows.size())), words::count(qint64(report->size()))));
            m_fatesModel->setReport(report, std::move(rows), handlingOf(chosen()));
            updateButtons();
        });
}

void HistoryDialog::updateButtons()
{
    const Job *job = chosen();
    const bool running = job && job->state == JobState::Running;
    const bool open = job && jobwords::isOpen(*job);
    setDisabledReason(m_resume, open ? QString() : tr("Only a job that was paused or broken off can be resumed"));
    m_pause->setEnabled(running);
    m_cancel->setEnabled(running || open);
    m_copy->setEnabled(m_fatesModel->rowCount() > 0);
    setButtonText(m_putBack, m_back->isBusy() ? tr("Stop putting back") : tr("Put back…"));
    setDisabledReason(m_putBack, m_back->isStopping() ? tr("What is on its way is waited for")
                                 : m_back->isBusy()   ? QString()
                                                      : m_back->reason());
}

void HistoryDialog::copyReport()
{
    QApplication::clipboard()->setText(m_fatesModel->copied(MostCopied));
    if (m_fatesModel->rowCount() > MostCopied)
        m_notice->showNotice(Tint::Warning, tr("The first %1 of %2 events were copied")
                                                .arg(words::count(MostCopied), words::count(m_fatesModel->rowCount())));
    else
        m_notice->showNotice(Tint::Ok, tr("%Ln event(s) copied", nullptr, m_fatesModel->rowCount()));
}

void HistoryDialog::resume()
{
    const Job *job = chosen();
    if (!job)
        return;
    askResume(this, *job, [this, job = *job](ReplayRun::Unknown unknown) {
        resumeJob(this, m_desk, job, unknown, m_unlock, [this](const Result<QString> &started) {
            if (!started && started.error().code != ErrorCode::Cancelled)
                tell(started.error(), tr("The job was not resumed"));
        });
    });
}

void HistoryDialog::setUnlockPrompt(ReplayUnlock prompt)
{
    m_back->setUnlockPrompt(prompt);
    m_unlock = std::move(prompt);
}

void HistoryDialog::reject()
{
    if (m_back->isBusy())
        m_notice->showNotice(Tint::Warning,
                             tr("Events are being put back. Stop that first, or wait until it is done."));
    else
        QDialog::reject();
}

void HistoryDialog::tell(const Error &error, const QString &what)
{
    const Sentence s = sentence(error);
    m_notice->showNotice(Tint::Error, tr("%1: %2 %3").arg(what, s.message, s.hint));
}

} // namespace flowbench
