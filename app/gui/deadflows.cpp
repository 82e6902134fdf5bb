// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/deadflows.h"

#include "app/gui/sessionpool.h"
#include "app/gui/settings.h"
#include "model/workspace/recipes.h"
#include "ui/deadletters/deadletterspage.h"
#include "ui/jobs/closingquestion.h"
#include "ui/jobs/historydialog.h"
#include "ui/jobs/recoverydialog.h"
#include "ui/jobs/resumequestion.h"
#include "ui/jobs/runstrip.h"
#include "ui/recipe/editeventdialog.h"
#include "ui/recipe/recipedialog.h"
#include "ui/replay/discarddialog.h"
#include "ui/replay/planpanel.h"
#include "ui/replay/planwords.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QMainWindow>
#include <QStandardPaths>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr auto OptionsKey = "deadletters/options"_L1;
}

DeadFlows::DeadFlows(SessionPool &pool, ReplayDesk &desk, Settings &settings, QMainWindow *window)
    : QObject(window), m_pool(pool), m_desk(desk), m_settings(settings), m_window(window)
{
    connect(&desk, &ReplayDesk::idle, this, [this] {
        if (m_closing)
            m_window->close();
        else if (m_background)
            QApplication::quit();
    });
}

void DeadFlows::adopt(DeadLettersPage &page)
{
    m_page = &page;
    page.setDesk(&m_desk);
    auto *strip = new RunStrip(m_desk, &page);
    page.setRunWidget(strip);
    connect(strip, &RunStrip::reportAsked, this, &DeadFlows::showHistory);
    connect(strip, &RunStrip::resumeAsked, this, &DeadFlows::resume);
    connectPlan(page);
    connect(&page, &DeadLettersPage::replayAsked, this, &DeadFlows::showPlan);
    connect(&page, &DeadLettersPage::askChanged, this, &DeadFlows::askChanged);
    connect(&page, &DeadLettersPage::recipeAsked, this, &DeadFlows::editRecipe);
    connect(&page, &DeadLettersPage::editAsked, this, &DeadFlows::editEvent);
    connect(&page, &DeadLettersPage::discardAsked, this, &DeadFlows::discard);
    connect(&page, &DeadLettersPage::historyAsked, this, [this] { showHistory(); });
    connect(&page, &DeadLettersPage::jobAsked, this, &DeadFlows::showHistory);
}

void DeadFlows::connectPlan(DeadLettersPage &page)
{
    m_plan = new PlanPanel(m_desk, &page);
    m_plan->setOptions(freshOptions());
    m_plan->setUnlockPrompt(m_unlock);
    page.setPlanWidget(m_plan);
    m_plan->hide();
    connect(m_plan, &PlanPanel::optionsChanged, this, [this] {
        m_settings.store().setValue(OptionsKey,
                                    QJsonDocument(m_plan->options().toJson()).toJson(QJsonDocument::Compact));
    });
    connect(m_plan, &PlanPanel::closed, this, &DeadFlows::leavePlan);
    // The copy is of before: what was replayed is shown as such once it is read again.
    connect(m_plan, &PlanPanel::started, this, &DeadFlows::leavePlan);
    // Told for the note of the top line too: a plan is left only with its channel.
    connect(&page, &DeadLettersPage::channelChanged, this, [this] {
        const auto place = std::pair(m_page->connectionId(), m_page->channel());
        if (std::exchange(m_place, place) != place)
            leavePlan();
    });
}

void DeadFlows::leavePlan()
{
    m_recipe.clear();
    m_recipeUnsaved = false;
    m_edited.reset();
    m_plan->hide();
    m_plan->setOptions(freshOptions());
}

// As chosen last, but carefully again: who once switched the first look off did so for one replay.
RunOptions DeadFlows::freshOptions() const
{
    const RunOptions usual = usualRunOptions();
    const QByteArray kept = m_settings.store().value(OptionsKey).toByteArray();
    if (kept.isEmpty())
        return usual;
    RunOptions options = RunOptions::fromJson(QJsonDocument::fromJson(kept).object());
    options.canary = usual.canary;
    options.stopAfterReturns = usual.stopAfterReturns;
    options.rate = usual.rate;
    options.maxReplays = usual.maxReplays;
    options.keep = usual.keep;
    options.transaction = usual.transaction;
    return options;
}

TargetChoices DeadFlows::targets() const
{
    TargetChoices out;
    for (const ConnectionItem &i : m_pool.items()) {
        if (!i.session || i.session->identity().recorded)
            continue;
        TargetChoice choice{i.id, i.name, i.environment, {}};
        for (const ChannelInfo &c : i.session->channels()) {
            if (!c.internal)
                choice.channels.append(c.name);
        }
        out.push_back(std::move(choice));
    }
    return out;
}

void DeadFlows::showPlan(DeskAsk ask)
{
    ask.recipe = m_recipe;
    ask.recipeUnsaved = m_recipeUnsaved;
    m_edited.reset();
    m_plan->setTargets(targets());
    m_plan->setAsk(ask);
    m_plan->show();
}

// Another choice is another plan, as long as one is shown; an edited event is its own choice.
void DeadFlows::askChanged()
{
    if (m_plan->isHidden() || m_edited)
        return;
    showPlan(m_page->currentAsk());
}

void DeadFlows::editRecipe(const DeskAsk &ask)
{
    RecipeEvents events;
    events.set = ask.set;
    events.selection = ask.selection;
    events.schema = m_pool.schemaCheck(ask.connection);
    events.channel = ask.set ? ask.set->channel() : QString();
    if (Session *session = m_pool.session(ask.connection))
        events.options.decoder = session->scanDecoder();
    auto *dialog = new RecipeDialog(RecipeStore(m_pool.workspaceFolder()), std::move(events), m_window);
    dialog->setRecipeText(m_recipe);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        // What is opened from a plan counts as saved there, whatever it was.
        m_recipeUnsaved = dialog->isUnsaved() || (m_recipeUnsaved && m_recipe == dialog->recipeText());
        m_recipe = dialog->recipeText();
        if (m_page)
            showPlan(m_page->currentAsk());
    });
    dialog->open();
}

void DeadFlows::editEvent(std::size_t index)
{
    DeskAsk ask = m_page->currentAsk();
    if (!ask.set || index >= ask.set->size())
        return;
    ask.selection = {index};
    ask.selectionWords = tr("one event, edited");
    auto *dialog = new EditEventDialog(Event(ask.set->event(index)), m_pool.schemaCheck(ask.connection),
                                       ask.set->channel(), m_window);
    connect(dialog, &QDialog::accepted, this, [this, dialog, ask]() mutable {
        ask.edited = dialog->editedEvent();
        m_edited = ask.edited;
        m_plan->setTargets(targets());
        m_plan->setAsk(ask);
        m_plan->show();
    });
    dialog->open();
}

void DeadFlows::discard(const DeskAsk &ask)
{
    const Session *session = m_pool.session(ask.connection);
    if (!session)
        return;
    // Not everybody has a folder for documents.
    QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    if (!QFileInfo(folder).isDir()) {
        folder = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + u"/flowbench/archives"_s;
        QDir().mkpath(folder);
    }
    auto *dialog = new DiscardDialog(m_desk, ask, session->identity().name, folder, m_window);
    dialog->setUnlockPrompt(m_unlock);
    dialog->open();
}

void DeadFlows::showHistory(const QString &job)
{
    if (!m_history) {
        m_history = new HistoryDialog(m_desk, m_window);
        m_history->setUnlockPrompt(m_unlock);
        if (m_page)
            connect(m_history, &HistoryDialog::cameBack, m_page, &DeadLettersPage::noteChanged);
        m_history->show();
    }
    if (!job.isEmpty())
        m_history->showJob(job);
    m_history->raise();
    m_history->activateWindow();
}

void DeadFlows::resume(const QString &job)
{
    m_looking = m_desk.history(this, [this, job](const Result<std::vector<Job>> &jobs) {
        if (!jobs) {
            emit problem(jobs.error());
            return;
        }
        const auto known = std::ranges::find(*jobs, job, &Job::id);
        if (known == jobs->end())
            return;
        askResume(m_window, *known, [this, job = *known](ReplayRun::Unknown unknown) {
            resumeJob(this, m_desk, job, unknown, m_unlock, [this](const Result<QString> &started) {
                if (!started && started.error().code != ErrorCode::Cancelled)
                    emit problem(started.error());
            });
        });
    });
}

// Passwords are asked for at a start, too: what is typed there must not go elsewhere.
void DeadFlows::openWhenAlone(QDialog *dialog)
{
    auto *other = qobject_cast<QDialog *>(QApplication::activeModalWidget());
    if (!other) {
        dialog->open();
        return;
    }
    connect(
        other, &QDialog::finished, dialog, [this, dialog] { openWhenAlone(dialog); },
        Qt::ConnectionType(Qt::QueuedConnection | Qt::SingleShotConnection));
}

void DeadFlows::offerRecovery()
{
    m_looking = m_desk.history(this, [this](const Result<std::vector<Job>> &jobs) {
        if (!jobs) {
            emit problem(jobs.error());
            return;
        }
        auto left = RecoveryDialog::unfinished(*jobs);
        if (left.empty())
            return;
        auto *dialog = new RecoveryDialog(m_desk, std::move(left), m_window);
        dialog->setUnlockPrompt(m_unlock);
        connect(dialog, &RecoveryDialog::reportAsked, this, &DeadFlows::showHistory);
        openWhenAlone(dialog);
    });
}

bool DeadFlows::mayClose()
{
    if (m_desk.running().empty())
        return true;
    if (m_closing)
        return false; // idle() closes it
    askClosing(m_window, m_desk, [this](ClosingChoice choice) {
        if (choice == ClosingChoice::KeepInBackground)
            keepInBackground();
        else if (choice == ClosingChoice::PauseAndQuit)
            pauseAndClose();
    });
    return false;
}

// The program ends with the last job.
void DeadFlows::keepInBackground()
{
    if (m_desk.running().empty()) {
        m_window->close();
        return;
    }
    m_background = true;
    QApplication::setQuitOnLastWindowClosed(false);
    m_window->hide();
}

void DeadFlows::pauseAndClose()
{
    m_closing = true;
    if (m_desk.running().empty()) {
        m_window->close();
        return;
    }
    for (const auto &[job, running] : m_desk.running())
        m_desk.pause(job);
    emit message(tr("Pausing; the window closes when what is in flight is finished"));
}

} // namespace flowbench
