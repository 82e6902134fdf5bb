// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replay/planpanel.h"

#include "ui/look/buttons.h"
#include "ui/look/chip.h"
#include "ui/look/emptystate.h"
#include "ui/look/names.h"
#include "ui/look/noticebar.h"
#include "ui/look/style.h"
#include "ui/look/surface.h"
#include "ui/replay/fittedscroll.h"
#include "ui/replay/optionsdialog.h"
#include "ui/replay/planview.h"
#include "ui/replay/planwords.h"
#include "ui/replay/refuseddialog.h"
#include "ui/replay/startreplay.h"
#include "words/plural.h"
#include "words/sentence.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QTabBar>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int DebounceMs = 150;
constexpr int HeadHeight = 35;

QString whole(const Error &error)
{
    const Sentence s = sentence(error);
    return s.hint.isEmpty() ? s.message : s.message + u' ' + s.hint;
}
} // namespace

class PlanPanel::Private
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::PlanPanel)

public:
    Private(ReplayDesk &desk, PlanPanel *panel) : desk(desk), q(panel) {}

    void build();
    QWidget *buildHead();
    QWidget *buildFoot();
    enum class Shows { Message, Error, Plan };
    void setShown(Shows what);
    void replan();
    void plan();
    void planMade(Result<ReplayDesk::Planned> made);
    void show(const PlanSummary &made);
    void showEmpty();
    void showError(const Error &error);
    void showBusy();
    void updateButton();
    QString whyNot() const;
    void lookForJobs();
    void jobChanged();
    void start(const ReplayDesk::Planned &what);
    void startEnded(const ReplayDesk::Planned &what, const Result<QString> &result);

    ReplayDesk &desk;
    PlanPanel *q;
    DeskAsk ask;
    RunOptions options = usualRunOptions();
    TargetChoices targets;
    ReplayUnlock unlock;
    ReplayDesk::Planned planned;
    PlanSummary summary;
    bool busy = false, starting = false;
    QString carriedOutBy;                 ///< the job that does what is shown
    bool blocked = false;                 ///< a job works on that channel
    bool taking = false;                  ///< and takes events out of it
    std::shared_ptr<const DeadSet> stale; ///< events were taken out of its channel since it was read

    Chip *chip = nullptr;
    NoticeBar *notice = nullptr;
    EmptyState *empty = nullptr;
    FittedScroll *scroll = nullptr;
    PlanView *view = nullptr;
    QWidget *foot = nullptr, *rest = nullptr;
    QPushButton *replay = nullptr, *change = nullptr;
    QTimer debounce;
    JobHandle planning, summing;
    JobRunner jobs; // last: its work ends first
};

void PlanPanel::Private::build()
{
    notice = new NoticeBar(u"Replay result"_s, tr("Result"), q);
    empty = new EmptyState(q);
    view = new PlanView(q);
    scroll = new FittedScroll(view, q);
    rest = new QWidget(q);
    auto *surface = new Surface(Edge::None, q);
    auto *outer = new QVBoxLayout(q);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(surface);
    auto *layout = new QVBoxLayout(surface);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildHead());
    layout->addWidget(notice);
    layout->addWidget(empty, 1);
    layout->addWidget(scroll);
    layout->addWidget(buildFoot());
    layout->addWidget(rest, 1);
    debounce.setSingleShot(true);
    debounce.setInterval(DebounceMs);
    QObject::connect(&debounce, &QTimer::timeout, q, [this] { plan(); });
    QObject::connect(view, &PlanView::refusedAsked, q, [this] {
        auto *dialog = new RefusedDialog(summary.refusedEvents, summary.refused, q);
        dialog->show();
    });
    QObject::connect(view, &PlanView::exchangeAsked, q, [this] {
        ask.target = u"origin-exchange"_s;
        replan();
    });
    QObject::connect(view, &PlanView::resendAsked, q, [this](bool again) {
        ask.resendUnknown = again;
        replan();
    });
    QObject::connect(&desk, &ReplayDesk::started, q, [this] { jobChanged(); });
    QObject::connect(&desk, &ReplayDesk::ended, q, [this] { jobChanged(); });
    QObject::connect(&desk, &ReplayDesk::failed, q, [this] { jobChanged(); });
    showEmpty();
}

QWidget *PlanPanel::Private::buildHead()
{
    auto *head = new Surface(Edge::Bottom, q);
    head->setFixedHeight(HeadHeight);
    auto *title = new QTabBar(head);
    setNames(title, u"Replay plan"_s, tr("Replay plan"));
    title->setDrawBase(false);
    title->setExpanding(false);
    title->setFocusPolicy(Qt::NoFocus);
    title->addTab(tr("Replay plan"));
    chip = new Chip(head);
    auto *close = makeIconButton(u"Close plan"_s, u"close"_s, tr("Close plan"), head);
    auto *line = new QHBoxLayout(head);
    line->setContentsMargins(4, 0, 6, 1);
    line->setSpacing(measure::Gap);
    line->addWidget(title, 0, Qt::AlignBottom);
    line->addWidget(chip);
    line->addStretch(1);
    line->addWidget(close);
    QObject::connect(close, &QToolButton::clicked, q, &PlanPanel::closed);
    return head;
}

QWidget *PlanPanel::Private::buildFoot()
{
    foot = new QWidget(q);
    replay = makeButton(u"Start replay"_s, tr("Replay…"), ButtonKind::Primary, foot, tr("Replay…"));
    change = makeButton(u"Change…"_s, tr("Change…"), ButtonKind::Plain, foot);
    auto *line = new QHBoxLayout(foot);
    line->setContentsMargins(measure::PageMargin, 8, measure::PageMargin, measure::PageMargin);
    line->setSpacing(measure::Gap);
    line->addWidget(replay);
    line->addWidget(change);
    line->addStretch(1);
    QObject::connect(replay, &QPushButton::clicked, q, &PlanPanel::askToStart);
    QObject::connect(change, &QPushButton::clicked, q, &PlanPanel::askForOptions);
    return foot;
}

// ---- states

void PlanPanel::Private::setShown(Shows what)
{
    const bool isPlan = what == Shows::Plan;
    empty->setVisible(!isPlan);
    scroll->setVisible(isPlan);
    rest->setVisible(isPlan);
    foot->setVisible(what != Shows::Message);
    replay->setVisible(isPlan);
}

QString PlanPanel::Private::whyNot() const
{
    if (busy)
        return tr("The plan is being made.");
    if (starting)
        return tr("The job is being started.");
    if (!carriedOutBy.isEmpty())
        return tr("This plan is being carried out by %1.", "J12").arg(carriedOutBy);
    if (blocked)
        return tr("Another job works on this channel. Wait until it ends.");
    if (stale && stale == ask.set)
        return tr("Events were taken out of the channel since it was read. Read it again.");
    return summary.toSend == 0 ? tr("Nothing is left to be sent.") : QString();
}

void PlanPanel::Private::updateButton()
{
    const QString reason = whyNot();
    setDisabledReason(replay, reason);
    if (reason.isEmpty())
        replay->setAccessibleDescription(replay->text());
}

void PlanPanel::Private::showEmpty()
{
    chip->setChip({}, Tint::Neutral);
    empty->setMessage(u"replay"_s, tr("No dead letters are chosen."),
                      tr("Choose a group or tick events: the plan says where they would go. Nothing is sent."));
    empty->clearAction();
    setShown(Shows::Message);
}

void PlanPanel::Private::showError(const Error &error)
{
    const Sentence s = sentence(error);
    chip->setChip(tr("no plan, nothing sent"), Tint::Error);
    empty->setMessage(u"error"_s, s.message, s.hint);
    QPushButton *again = empty->setAction(u"Plan again"_s, tr("Plan again"));
    QObject::disconnect(again, &QPushButton::clicked, q, nullptr);
    // Later: what it does takes the button away.
    QObject::connect(
        again, &QPushButton::clicked, q, [this] { replan(); }, Qt::QueuedConnection);
    setShown(Shows::Error);
}

// The last plan stays where it was, greyed, so that nothing jumps while one goes through the groups.
void PlanPanel::Private::showBusy()
{
    chip->setChip(tr("planning…"), Tint::Neutral);
    notice->dismiss();
    view->setEnabled(false);
    updateButton();
    if (planned)
        return;
    empty->setMessage(u"replay"_s, tr("Planning…"), tr("Nothing is sent."));
    empty->clearAction();
    setShown(Shows::Message);
}

void PlanPanel::Private::show(const PlanSummary &made)
{
    summary = made;
    busy = false;
    chip->setChip(tr("dry run, nothing sent"), Tint::Neutral);
    view->setEnabled(true);
    view->setPlan(*planned, summary);
    setButtonText(replay, tr("Replay %Ln event(s)…", nullptr, words::plural(summary.toSend)));
    lookForJobs();
    updateButton();
    setShown(Shows::Plan);
}

// Two jobs on one topic would send the same twice; a job on a queue takes away what was planned here.
void PlanPanel::Private::lookForJobs()
{
    blocked = false;
    for (const auto &[id, running] : desk.running()) {
        const JobSpec &spec = running.job.spec;
        if (!planned || spec.sourceBroker != planned->spec.sourceBroker || spec.channel != planned->spec.channel)
            continue;
        blocked = true;
        taking = spec.takesOut();
    }
}

void PlanPanel::Private::jobChanged()
{
    const bool before = blocked;
    lookForJobs();
    if (before && !blocked && taking) {
        stale = planned->ask.set;
        chip->setChip(tr("out of date"), Tint::Warning);
    }
    if (before && !blocked && !taking)
        replan();
    else
        updateButton();
}

// ---- planning

void PlanPanel::Private::replan()
{
    planning.cancel();
    summing.cancel();
    carriedOutBy.clear();
    busy = ask.set && !ask.selection.empty();
    if (!busy) {
        debounce.stop();
        planned.reset();
        showEmpty();
        return;
    }
    showBusy();
    debounce.start();
}

void PlanPanel::Private::plan()
{
    planning = desk.plan(q, ask, [this](Result<ReplayDesk::Planned> made) { planMade(std::move(made)); });
}

void PlanPanel::Private::planMade(Result<ReplayDesk::Planned> made)
{
    if (!made) {
        busy = false;
        planned.reset();
        showError(made.error());
        return;
    }
    summing = jobs.run(
        q, Milliseconds(0), [job = *made](const Cancel &cancel) { return summarise(*job, cancel.token); },
        [this, job = *made](const PlanSummary &sum) {
            planned = job;
            show(sum);
        });
}

// ---- doing

void PlanPanel::Private::start(const ReplayDesk::Planned &what)
{
    starting = true;
    updateButton();
    startReplay(q, desk, what, unlock, [this, what](const Result<QString> &result) { startEnded(what, result); });
}

void PlanPanel::Private::startEnded(const ReplayDesk::Planned &what, const Result<QString> &result)
{
    starting = false;
    const bool shown = planned == what && !busy;
    if (result && shown) {
        carriedOutBy = *result;
        chip->setChip(tr("%1 is on its way", "J12").arg(*result), Tint::Accent);
    }
    updateButton();
    if (!result && result.error().code != ErrorCode::Cancelled)
        notice->showNotice(Tint::Error, whole(result.error()));
    if (result)
        emit q->started(*result);
}

// ---- the panel

PlanPanel::PlanPanel(ReplayDesk &desk, QWidget *parent) : QWidget(parent), d(std::make_unique<Private>(desk, this))
{
    setObjectName(u"Replay plan panel"_s);
    d->build();
}

PlanPanel::~PlanPanel() = default;

void PlanPanel::setAsk(const DeskAsk &ask)
{
    const bool sameChannel =
        d->ask.set && ask.set && d->ask.connection == ask.connection && d->ask.set->channel() == ask.set->channel();
    DeskAsk next = ask;
    next.options = d->options;
    if (sameChannel && ask.target.isEmpty() && ask.targetConnection.isEmpty()) {
        next.target = d->ask.target;
        next.targetConnection = d->ask.targetConnection;
    }
    if (!sameChannel)
        d->planned.reset();
    d->ask = std::move(next);
    d->replan();
}

void PlanPanel::setOptions(const RunOptions &options)
{
    d->options = options;
    d->ask.options = options;
    d->replan();
}

RunOptions PlanPanel::options() const { return d->options; }
const DeskAsk &PlanPanel::ask() const { return d->ask; }
ReplayDesk::Planned PlanPanel::planned() const { return d->planned; }
void PlanPanel::setTargets(TargetChoices targets) { d->targets = std::move(targets); }
void PlanPanel::setUnlockPrompt(ReplayUnlock prompt) { d->unlock = std::move(prompt); }

void PlanPanel::askToStart()
{
    if (!d->planned || !d->replay->isEnabled())
        return;
    d->notice->dismiss();
    auto *question = new ReplayQuestion(questionFacts(*d->planned, d->summary, d->targets), this);
    connect(question, &QDialog::accepted, this, [this, what = d->planned] {
        // What was asked about must still be what is shown.
        if (d->planned == what && d->replay->isEnabled())
            d->start(what);
        else
            d->notice->showNotice(Tint::Warning, tr("The plan is another one by now. Nothing was sent."));
    });
    question->open();
}

void PlanPanel::askForOptions()
{
    if (!d->ask.set)
        return;
    auto *dialog = new OptionsDialog(d->ask, d->targets, this);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        d->options = dialog->options();
        d->ask.options = d->options;
        d->ask.target = dialog->target();
        d->ask.targetConnection = dialog->targetConnection();
        d->replan();
        emit optionsChanged();
    });
    dialog->open();
}

} // namespace flowbench
