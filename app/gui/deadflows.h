// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/desk.h"
#include "ui/replay/guardedcall.h"
#include "ui/replay/targetchoice.h"

#include <QObject>
#include <QPointer>

#include <functional>

class QCloseEvent;
class QDialog;
class QMainWindow;

namespace flowbench {

class DeadLettersPage;
class HistoryDialog;
class PlanPanel;
class SessionPool;
class Settings;

// What is done with dead letters: the plan and its recipe, edits, discards, the jobs behind them, and what is asked
// about jobs when the window closes or starts. GUI thread.
class DeadFlows : public QObject
{
    Q_OBJECT

public:
    DeadFlows(SessionPool &pool, ReplayDesk &desk, Settings &settings, QMainWindow *window);

    void setUnlock(ReplayUnlock unlock) { m_unlock = std::move(unlock); }
    // Serves that page: it gets the plan, the strip of jobs and the dialogs.
    void adopt(DeadLettersPage &page);
    void showHistory(const QString &job = {});
    // Jobs that a crash or the end of the program broke off are offered to be gone on with; nothing is by itself.
    void offerRecovery();
    // Whether the window may close now. Otherwise it was asked what becomes of the running jobs, or they are pausing;
    // the window is closed once that is settled.
    bool mayClose();

signals:
    void problem(const flowbench::Error &error);
    void message(const QString &text);

private:
    void connectPlan(DeadLettersPage &page);
    TargetChoices targets() const;
    RunOptions freshOptions() const;
    void leavePlan();
    void showPlan(DeskAsk ask);
    void askChanged();
    void editRecipe(const DeskAsk &ask);
    void editEvent(std::size_t index);
    void discard(const DeskAsk &ask);
    void resume(const QString &job);
    void openWhenAlone(QDialog *dialog);
    void keepInBackground();
    void pauseAndClose();

    SessionPool &m_pool;
    ReplayDesk &m_desk;
    Settings &m_settings;
    QMainWindow *m_window;
    ReplayUnlock m_unlock;
    QPointer<DeadLettersPage> m_page;
    QPointer<PlanPanel> m_plan;
    QPointer<HistoryDialog> m_history;
    std::pair<QString, QString> m_place; // connection and channel of the plan
    QString m_recipe;                    // of the next plan; empty: none
    bool m_recipeUnsaved = false;        // its text is not what is kept under its name
    std::optional<Event> m_edited;       // of the next plan, where one event was edited
    JobHandle m_looking;
    bool m_closing = false;    // when the last job has paused
    bool m_background = false; // there is no window any more
};

} // namespace flowbench
