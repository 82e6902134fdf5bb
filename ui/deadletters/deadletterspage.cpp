// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/deadletterspage.h"

#include "model/query/filterjob.h"
#include "ui/deadletters/channelsview.h"
#include "ui/deadletters/deadbar.h"
#include "ui/deadletters/deaddetails.h"
#include "ui/deadletters/deadtable.h"
#include "ui/deadletters/groupspane.h"
#include "ui/deadletters/groupsview.h"
#include "ui/export/exportstrip.h"
#include "ui/filter/filtercontrol.h"
#include "ui/filter/filterfield.h"
#include "ui/filter/filterline.h"
#include "ui/look/buttons.h"
#include "ui/look/emptystate.h"
#include "ui/look/noticebar.h"
#include "ui/look/splitter.h"
#include "ui/look/surface.h"
#include "ui/traffic/detailspane.h"
#include "ui/traffic/queuequestion.h"
#include "ui/traffic/unevaluateddialog.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QSettings>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <limits>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int RebuildMs = 60;  // rows follow the filter and the groups no faster than this
constexpr int ChangedMs = 200; // others hear of another selection when a person has stopped choosing
constexpr int TickMs = 1000;
constexpr int VerdictsMs = 30;

QList<int> sizesOf(const QVariant &state)
{
    QList<int> sizes;
    for (const QVariant &size : state.toList())
        sizes += size.toInt();
    return sizes;
}

void restoreSizes(QSplitter &splitter, const QVariant &state)
{
    const QList<int> sizes = sizesOf(state);
    if (sizes.size() == splitter.count() && !sizes.contains(0))
        splitter.setSizes(sizes);
}

QVariantList sizesState(const QSplitter &splitter)
{
    QVariantList all;
    for (const int size : splitter.sizes())
        all += size;
    return all;
}
} // namespace

DeadLettersPage::DeadLettersPage(QSettings *settings, QWidget *parent)
    : QWidget(parent),
      m_settings(settings),
      m_store(std::numeric_limits<std::size_t>::max() / 2), // the set holds the events anyway
      m_rows(std::make_unique<FilteredRows>(m_store, m_filterJobs)),
      m_finder(settings),
      m_pages(new QStackedWidget(this)),
      m_list(new DeadChannelsView(m_finder, this)),
      m_question(new QueueQuestion(this)),
      m_back(makeButton(u"Back to the copy"_s, tr("Back to the copy"), ButtonKind::Plain, this)),
      m_bar(new DeadBar(this)),
      m_filterLine(new FilterLine(this)),
      m_notice(new NoticeBar(this)),
      m_exporting(new ExportStrip(this)),
      m_across(new Splitter(Qt::Horizontal, this)),
      m_down(new Splitter(Qt::Vertical, this)),
      m_below(new Splitter(Qt::Horizontal, this)),
      m_groups(new GroupsPane(this)),
      m_tableStack(new QStackedWidget(this)),
      m_table(new DeadTable(settings, this)),
      m_empty(new EmptyState(this)),
      m_details(new DeadDetails(this)),
      m_filter(new FilterControl(m_bar->filter(), *m_filterLine, m_store, *m_rows, *settings, this))
{
    setObjectName(u"Dead letters page"_s);
    build();
    connectBar();
    connectTable();
    connectCopy();
    connectDetails();
    copied();
    copyStateChanged();
}

DeadLettersPage::~DeadLettersPage()
{
    // Members end before our children do: they have nothing to say to us any more.
    m_copy.disconnect(this);
    m_analysis.disconnect(this);
    m_finder.disconnect(this);
    m_finder.disconnect(m_list);
    delete m_filter;
    delete m_table;
    delete m_list;
}

void DeadLettersPage::build()
{
    m_question->setFollowOffered(false);
    m_pages->addWidget(m_list);
    m_pages->addWidget(buildQuestion());
    m_pages->addWidget(buildWork());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_runSlot = new QVBoxLayout;
    m_runSlot->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(m_runSlot); // whatever is shown: what a job does concerns all of it
    layout->addWidget(m_pages, 1);
    m_rebuild.setSingleShot(true);
    m_rebuild.setInterval(RebuildMs);
    m_changed.setSingleShot(true);
    m_changed.setInterval(ChangedMs);
    m_verdicts.setSingleShot(true);
    m_verdicts.setInterval(VerdictsMs);
    m_tick.setInterval(TickMs);
    connect(&m_rebuild, &QTimer::timeout, this, &DeadLettersPage::rebuildRows);
    connect(&m_changed, &QTimer::timeout, this, &DeadLettersPage::askChanged);
    connect(&m_verdicts, &QTimer::timeout, this, &DeadLettersPage::checkVerdicts);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        m_filter->tick(false);
        updateStatus();
    });
}

QWidget *DeadLettersPage::buildQuestion()
{
    auto *page = new QWidget(this);
    Surface *bar = makeBar(page);
    auto *list = makeIconButton(u"Leave the question"_s, u"chevron-left"_s, tr("All dead-letter channels"), bar);
    auto *line = static_cast<QHBoxLayout *>(bar->layout());
    line->addWidget(list);
    line->addWidget(m_back);
    line->addStretch(1);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(m_question, 1);
    connect(list, &QToolButton::clicked, this, &DeadLettersPage::showList);
    connect(m_back, &QPushButton::clicked, &m_copy, &DeadCopy::leaveQuestion);
    return page;
}

QWidget *DeadLettersPage::buildWork()
{
    auto *work = new QWidget(this);
    m_tableStack->addWidget(m_table);
    m_tableStack->addWidget(m_empty);
    m_below->addWidget(m_details);
    m_down->addWidget(m_tableStack);
    m_down->addWidget(m_below);
    m_down->setStretchFactor(0, 1);
    m_down->setStretchFactor(1, 1);
    m_down->setSizes({300, 400});
    m_across->addWidget(m_groups);
    m_across->addWidget(m_down);
    m_across->setStretchFactor(0, 0);
    m_across->setStretchFactor(1, 1);
    m_across->setSizes({268, 712});
    auto *column = new QVBoxLayout(work);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_exporting);
    column->addWidget(m_filterLine);
    column->addWidget(m_notice);
    column->addWidget(m_across, 1);
    return work;
}

void DeadLettersPage::connectBar()
{
    connect(m_bar, &DeadBar::replayClicked, this, [this] { emit replayAsked(currentAsk()); });
    connect(m_bar, &DeadBar::recipeClicked, this, [this] { emit recipeAsked(currentAsk()); });
    connect(m_bar, &DeadBar::discardClicked, this, [this] { emit discardAsked(currentAsk()); });
    connect(m_bar, &DeadBar::exportClicked, this, &DeadLettersPage::askExport);
    connect(m_bar, &DeadBar::historyClicked, this, &DeadLettersPage::historyAsked);
    connect(m_bar, &DeadBar::refreshClicked, this, &DeadLettersPage::readAgain);
    connect(m_bar, &DeadBar::listClicked, this, &DeadLettersPage::showList);
    connect(m_list, &DeadChannelsView::openAsked, this, &DeadLettersPage::openChannel);
    connect(m_list, &DeadChannelsView::historyAsked, this, &DeadLettersPage::historyAsked);
    connect(m_list, &DeadChannelsView::settingsAsked, this, &DeadLettersPage::settingsAsked);
    connect(m_list, &DeadChannelsView::message, this, &DeadLettersPage::message);
    connect(m_notice, &NoticeBar::actionTriggered, this, &DeadLettersPage::noticeTriggered);
    connect(m_exporting, &ExportStrip::ended, this, [this](bool good, const QString &text) {
        m_notice->showNotice(good ? Tint::Ok : Tint::Error, text);
        m_noticeAction = Next::None;
        emit message(text);
    });
    connect(&m_bar->filter(), &SearchField::leftDownwards, m_table, [this] { m_table->setFocus(); });
    connect(&m_bar->filter(), &FilterField::left, m_table, [this] { m_table->setFocus(); });
    const auto find = [this](bool backwards) {
        const auto at = m_table->current();
        const auto &set = m_copy.set();
        m_filter->find(backwards, at && set ? std::optional(m_store.first() + set->arrival(*at)) : std::nullopt, {});
    };
    connect(&m_bar->filter(), &FilterField::findRequested, this, find);
    connect(m_filterLine, &FilterLine::findRequested, this, find);
    connect(m_filterLine, &FilterLine::unsortRequested, m_table, &DeadTable::unsort);
    connect(m_filterLine, &FilterLine::failuresRequested, this, [this] {
        (new UnevaluatedDialog(m_filter->failures(), m_filter->failedCount(), m_filter->compiled().filter, false, this))
            ->show();
    });
    connect(m_filter, &FilterControl::applied, this, [this] {
        m_rowsStale = true;
        m_rebuild.start();
        updateBar();
    });
    connect(m_filter, &FilterControl::marksChanged, this, [this] { m_table->letters().setMarker(m_filter->marker()); });
    connect(m_filter, &FilterControl::countsChanged, this, &DeadLettersPage::updateCount);
    connect(m_filter, &FilterControl::message, this, &DeadLettersPage::message);
    connect(m_filter, &FilterControl::found, this, [this](quint64 number) {
        m_table->setCurrent(m_copy.indexOfArrival(std::size_t(number - m_store.first())));
    });
    connect(m_rows.get(), &FilteredRows::changed, this, [this] {
        m_rowsStale = true;
        if (!m_rebuild.isActive())
            m_rebuild.start();
    });
}

void DeadLettersPage::connectTable()
{
    connect(m_table, &DeadTable::currentEventChanged, this, &DeadLettersPage::showCurrent);
    connect(m_table, &DeadTable::copied, this, &DeadLettersPage::message);
    connect(m_table, &DeadTable::sortChanged, this, [this] {
        m_rowsStale = true;
        rebuildRows();
    });
    connect(&m_table->letters(), &DeadLettersModel::checksChanged, this, &DeadLettersPage::selectionChanged);
    connect(&m_table->letters(), &DeadLettersModel::verdictWanted, this, &DeadLettersPage::wantVerdict);
    connect(&m_groups->view(), &GroupsView::groupChosen, this, [this] {
        m_rowsStale = true;
        rebuildRows();
    });
}

void DeadLettersPage::connectCopy()
{
    connect(&m_copy, &DeadCopy::copied, this, &DeadLettersPage::copied);
    connect(&m_copy, &DeadCopy::stateChanged, this, &DeadLettersPage::copyStateChanged);
    connect(&m_copy, &DeadCopy::grew, this, &DeadLettersPage::copyGrew);
    connect(&m_copy, &DeadCopy::progressed, this, [this] {
        updateNotice();
        updateEmpty();
    });
    connect(&m_analysis, &DeadAnalysis::advanced, this, &DeadLettersPage::updateGroups);
    connect(&m_finder, &ChannelFinder::changed, this, [this] {
        updateGroups();
        emit channelChanged();
        emit channelsFound();
    });
    connect(&m_finder, &ChannelFinder::marked, this, [this](const QString &channel, bool dead) {
        emit message(dead ? tr("%1 holds dead letters from now on").arg(bareChannel(channel))
                          : tr("%1 holds no dead letters from now on").arg(bareChannel(channel)));
    });
    connect(m_question, &QueueQuestion::lookRequested, this, [this](quint64 first) {
        const bool kept = m_copy.effects() && QueueQuestion::isOutOfReach(*m_copy.effects());
        m_copy.read(first, m_copy.set() && !kept);
    });
    connect(m_question, &QueueQuestion::retryRequested, &m_copy, &DeadCopy::ask);
}

void DeadLettersPage::connectDetails()
{
    connect(m_details, &DeadDetails::message, this, &DeadLettersPage::message);
    connect(m_details, &DeadDetails::editClicked, this, [this] {
        if (const auto at = m_table->current())
            emit editAsked(*at);
    });
    connect(m_details, &DeadDetails::eventChosen, this, [this](std::size_t index) {
        if (m_table->letters().rowOf(index) < 0) {
            m_filter->setText({});
            m_groups->view().choose({});
            m_table->showRows({});
        }
        m_table->setCurrent(index);
    });
    connect(m_details, &DeadDetails::correlationClicked, this,
            [this](const QString &id) { m_filter->setText(id.contains(u' ') ? u'"' + id + u'"' : id); });
    connect(&m_details->pane(), &DetailsPane::includeRequested, m_filter,
            [this](const QString &condition, bool exclude) { m_filter->narrow(condition, exclude); });
}

// ---- surroundings

void DeadLettersPage::setSessions(std::vector<SessionEntry> sessions)
{
    m_finder.setSessions(sessions);
    if (!m_wanted || !m_finder.place(m_wanted->connection))
        return;
    const Wanted wanted = *std::exchange(m_wanted, std::nullopt);
    openChannel(wanted.connection, wanted.channel);
}

void DeadLettersPage::setDesk(ReplayDesk *desk)
{
    if (m_desk)
        disconnect(m_desk, nullptr, this, nullptr);
    m_desk = desk;
    m_finder.setDesk(desk);
    if (!desk)
        return;
    connect(desk, &ReplayDesk::started, this, &DeadLettersPage::jobStarted);
    connect(desk, &ReplayDesk::ended, this, [this](const QString &job, const RunResult &result) {
        jobEnded(result);
        jobLeft(job);
    });
    connect(desk, &ReplayDesk::failed, this, [this](const QString &job) { jobLeft(job); });
    askReplays();
}

void DeadLettersPage::setWorkspace(const QString &folder) { m_filter->setWorkspace(folder); }

void DeadLettersPage::setSchemaChecks(SchemaChecks checks)
{
    m_schemas = std::move(checks);
    m_schema = m_schemas && !m_connection.isEmpty() ? m_schemas(m_connection) : nullptr;
    m_table->letters().setChecksSchemas(m_schema != nullptr);
    m_table->showSchemas(m_schema != nullptr);
}

void DeadLettersPage::setPlanWidget(QWidget *widget)
{
    delete m_plan;
    m_plan = widget;
    if (!widget)
        return;
    m_below->addWidget(widget);
    m_below->setSizes({356, 356});
}

void DeadLettersPage::setRunWidget(QWidget *widget)
{
    delete m_run;
    m_run = widget;
    if (widget)
        m_runSlot->addWidget(widget);
}

// ---- opening

void DeadLettersPage::openChannel(const QString &connectionId, const QString &channel)
{
    const ChannelFinder::Place *place = m_finder.place(connectionId);
    if (!place || !place->session) {
        m_wanted = Wanted{connectionId, channel};
        return;
    }
    m_wanted.reset();
    m_connection = connectionId;
    m_lastJob.clear();
    m_filter->setText({});
    m_filter->setChannels({channel});
    m_table->unsort();
    m_groups->view().choose({});
    setSchemaChecks(m_schemas);
    m_filter->setDecoder(place->session->scanDecoder());
    m_details->setDecoder(place->session->decoder());
    m_jobsHere = jobsOn(connectionId, channel);
    m_copy.open(*place->session, channel, !m_jobsHere.isEmpty());
    emit channelChanged();
}

void DeadLettersPage::markChannel(const QString &connectionId, const QString &channel, bool dead)
{
    m_finder.mark(connectionId, channel, dead);
}

std::optional<FoundBy> DeadLettersPage::foundBy(const QString &connectionId, const QString &channel) const
{
    const KnownDeadLetters *k = m_finder.find(connectionId, channel);
    return k ? std::optional(k->channel.foundBy) : std::nullopt;
}

bool DeadLettersPage::knowsChannels(const QString &connectionId) const
{
    const ChannelFinder::Place *place = m_finder.place(connectionId);
    return place && !place->channels.empty();
}

void DeadLettersPage::showList()
{
    m_wanted.reset();
    m_connection.clear();
    m_copy.close();
    m_finder.refresh();
    m_list->table().setFocus();
    emit channelChanged();
}

void DeadLettersPage::readAgain()
{
    if (m_copy.mode() == DeadCopy::Mode::None) {
        m_finder.refresh();
        return;
    }
    if (m_copy.mode() == DeadCopy::Mode::Reading || !m_copy.session())
        return;
    if (!m_jobsHere.isEmpty() && m_copy.isQueue()) {
        emit message(tr("A job holds this queue; it is read again when the job has ended"));
        return;
    }
    // What looking does is asked anew: consumers may have come, and a limit nearer.
    if (m_copy.isQueue())
        m_copy.ask();
    else
        m_copy.read(0, true);
}

// ---- state

QVariantMap DeadLettersPage::saveState() const
{
    return {{u"connection"_s, m_wanted ? m_wanted->connection : m_connection},
            {u"channel"_s, m_wanted ? m_wanted->channel : m_copy.channel()},
            {u"tab"_s, m_details->currentTab()},
            {u"across"_s, sizesState(*m_across)},
            {u"down"_s, sizesState(*m_down)},
            {u"below"_s, sizesState(*m_below)}};
}

void DeadLettersPage::restoreState(const QVariantMap &state)
{
    m_details->setCurrentTab(state.value(u"tab"_s).toString());
    restoreSizes(*m_across, state.value(u"across"_s));
    restoreSizes(*m_down, state.value(u"down"_s));
    restoreSizes(*m_below, state.value(u"below"_s));
    const QString connection = state.value(u"connection"_s).toString(), channel = state.value(u"channel"_s).toString();
    if (!connection.isEmpty() && !channel.isEmpty())
        openChannel(connection, channel);
}

std::vector<Command> DeadLettersPage::commands()
{
    const bool open = m_copy.mode() != DeadCopy::Mode::None;
    const bool can = blockedReason().isEmpty();
    return {
        {u"deadList"_s, tr("All dead-letter channels"), {}, open, [this] { showList(); }},
        {u"deadPatterns"_s, tr("Patterns of dead-letter channels…"), {}, true, [this] { m_list->editPatterns(); }},
        {u"deadMark"_s, tr("Mark a channel of dead letters…"), {}, true, [this] { m_list->markAnother(); }},
        {u"deadRefresh"_s, tr("Read dead letters again"), u"F5"_s, open, [this] { readAgain(); }},
        {u"filter"_s, tr("Filter dead letters"), u"Ctrl+L"_s, m_copy.set() != nullptr,
         [this] { m_bar->filter().setFocus(Qt::ShortcutFocusReason); }},
        {u"replay"_s, tr("Replay dead letters…"), {}, can, [this] { emit replayAsked(currentAsk()); }},
        {u"recipe"_s, tr("Edit recipe…"), {}, can, [this] { emit recipeAsked(currentAsk()); }},
        {u"editOne"_s,
         tr("Edit this dead letter…"),
         {},
         can && m_table->current().has_value(),
         [this] { emit editAsked(*m_table->current()); }},
        {u"discard"_s, tr("Discard dead letters…"), {}, can, [this] { emit discardAsked(currentAsk()); }},
        {u"exportDead"_s, tr("Export dead letters…"), {}, can, [this] { askExport(); }},
        {u"replayHistory"_s, tr("History of replays…"), {}, true, [this] { emit historyAsked(); }},
        {u"deadColumns"_s,
         tr("Columns of dead letters…"),
         {},
         m_table->isVisible(),
         [this] { m_table->popUpColumns(); }},
        {u"uncheck"_s,
         tr("Uncheck all"),
         {},
         m_table->letters().checkedCount() > 0,
         [this] { m_table->letters().clearChecks(); }},
    };
}

void DeadLettersPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_F5) {
        readAgain();
        return;
    }
    if (event->modifiers() == Qt::ControlModifier && (event->key() == Qt::Key_L || event->key() == Qt::Key_F)) {
        m_bar->filter().setFocus(Qt::ShortcutFocusReason);
        return;
    }
    if (event->key() == Qt::Key_F3) {
        emit m_filterLine->findRequested(event->modifiers() & Qt::ShiftModifier);
        return;
    }
    QWidget::keyPressEvent(event);
}

void DeadLettersPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_tick.start();
    if (m_copy.mode() == DeadCopy::Mode::None)
        m_finder.refresh();
}

void DeadLettersPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_tick.stop();
}

} // namespace flowbench
