// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/desk.h"
#include "ui/replay/guardedcall.h"
#include "ui/replay/targetchoice.h"

#include <QWidget>

#include <memory>

namespace flowbench {

/// The dry run of a replay, and the button that carries it out. A plan is made in the background each time something
/// else is asked for; nothing is sent before a person answered a last question.
///
/// How a replay runs (RunOptions) and the target a person chose belong to the panel and outlive a change of selection;
/// another channel takes the target of its ask again.
class PlanPanel : public QWidget
{
    Q_OBJECT

public:
    explicit PlanPanel(ReplayDesk &desk, QWidget *parent = nullptr);
    ~PlanPanel() override;

    /// Plans, a moment later; what was being planned is dropped. `ask.options` count for nothing, see setOptions().
    /// An ask without a set or a selection empties the panel.
    void setAsk(const DeskAsk &ask);
    void setOptions(const RunOptions &options);
    RunOptions options() const;
    /// What is asked for now, with the panel's options and target.
    const DeskAsk &ask() const;
    /// What is shown; null while there is none.
    ReplayDesk::Planned planned() const;

    /// The open connections, for "any channel of…" and the chip of production.
    void setTargets(TargetChoices targets);
    void setUnlockPrompt(ReplayUnlock prompt);

public slots:
    /// As the buttons do it.
    void askToStart();
    void askForOptions();

signals:
    void started(const QString &job);
    void optionsChanged(); ///< by a person
    void closed();         ///< the cross was pressed; the page hides it

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace flowbench
