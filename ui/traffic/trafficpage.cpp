// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/traffic/trafficpage.h"

#include "ui/charts/ratehistogram.h"
#include "ui/export/exportstrip.h"
#include "ui/filter/filtercontrol.h"
#include "ui/filter/filterfield.h"
#include "ui/filter/filterline.h"
#include "ui/look/emptystate.h"
#include "ui/look/noticebar.h"
#include "ui/look/splitter.h"
#include "ui/look/style.h"
#include "ui/look/surface.h"
#include "ui/search/searchstrip.h"
#include "ui/table/eventcolumns.h"
#include "ui/table/eventsorting.h"
#include "ui/table/eventtable.h"
#include "ui/traffic/decodedialogs.h"
#include "ui/traffic/detailspane.h"
#include "ui/traffic/queuequestion.h"
#include "ui/traffic/trafficbar.h"

#include <QKeyEvent>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int TickMs = 500; // status and histogram
constexpr quint64 OlderCount = 1000;
} // namespace

TrafficPage::TrafficPage(QSettings &settings, QWidget *parent)
    : QWidget(parent),
      m_settings(settings),
      m_pages(new QStackedWidget(this)),
      m_noChannel(new EmptyState(this)),
      m_question(new QueueQuestion(this)),
      m_bar(new TrafficBar(this)),
      m_notice(new NoticeBar(this)),
      m_strip(new SearchStrip(this)),
      m_exporting(new ExportStrip(this)),
      m_filterLine(new FilterLine(this)),
      m_histogram(new RateHistogram(this)),
      m_splitter(new Splitter(Qt::Horizontal, this)),
      m_left(new QStackedWidget(this)),
      m_table(new EventTable(&settings, u"traffic"_s, this)),
      m_empty(new EmptyState(this)),
      m_details(new DetailsPane(this)),
      m_filter(new FilterControl(m_bar->filter(), *m_filterLine, m_source.store(), m_source.rows(), settings, this))
{
    setObjectName(u"Traffic page"_s);
    build();
    m_table->setSource(m_source.store(), m_source.rows());
    connectBar();
    connectTable();
    connectSearch();
    connectDecoding();
    connectExport();
    connectFilter();
    connectColumns();
    connect(&m_source, &TrafficSource::opened, this, &TrafficPage::opened);
    connect(&m_source, &TrafficSource::advanced, this, &TrafficPage::storeAdvanced);
    connect(&m_source, &TrafficSource::stateChanged, this, &TrafficPage::stateChanged);
    connect(&m_source, &TrafficSource::olderLoaded, this, &TrafficPage::olderLoaded);
    connect(&m_source, &TrafficSource::looked, this, &TrafficPage::looked);
    m_source.setBudget(
        std::size_t(settings.value(u"traffic/budgetBytes"_s, quint64(EventStore::DefaultBudget)).toULongLong()));
    m_bar->setBudget(m_source.store().budget());
    setUtc(settings.value(u"traffic/utc"_s, false).toBool());
    m_tick.setInterval(TickMs);
    connect(&m_tick, &QTimer::timeout, this, &TrafficPage::tick);
    opened();
}

TrafficPage::~TrafficPage()
{
    // The source ends with us, before our children do: it has nothing to say to us, and the table reads from it.
    m_source.disconnect(this);
    delete m_filter;
    delete m_table;
}

void TrafficPage::build()
{
    m_noChannel->setMessage(
        u"traffic"_s, tr("No channel is open"),
        tr("Choose a topic, queue or exchange at the left to see its newest events and follow it."));
    connect(m_noChannel->setAction(u"Find a channel"_s, tr("Find a channel")), &QPushButton::clicked, this,
            &TrafficPage::findChannelRequested);
    m_left->addWidget(m_table);
    m_left->addWidget(m_empty);
    m_splitter->addWidget(m_left);
    m_splitter->addWidget(m_details);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setSizes({584, 408});
    auto *bars = new Surface(Edge::Bottom, this);
    bars->setFixedHeight(57);
    auto *barsLayout = new QVBoxLayout(bars);
    barsLayout->setContentsMargins(measure::PageMargin, 4, measure::PageMargin, 3);
    barsLayout->addWidget(m_histogram);
    auto *traffic = new QWidget(this);
    auto *column = new QVBoxLayout(traffic);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_strip);
    column->addWidget(m_exporting);
    column->addWidget(m_filterLine);
    column->addWidget(m_notice);
    column->addWidget(bars);
    column->addWidget(m_splitter, 1);
    m_pages->addWidget(m_noChannel);
    m_pages->addWidget(m_question);
    m_pages->addWidget(traffic);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
}

void TrafficPage::connectBar()
{
    connect(m_bar, &TrafficBar::pauseToggled, this,
            [this] { setPaused(!(m_source.feed() && m_source.feed()->paused())); });
    connect(m_bar, &TrafficBar::followToggled, m_table, &EventTable::setFollowing);
    connect(m_bar, &TrafficBar::fromChosen, this, [this](const TailRequest &from, const QString &words) {
        m_from = words;
        m_details->clear();
        m_table->setFollowing(true);
        m_source.start(from);
    });
    connect(m_bar, &TrafficBar::olderRequested, this, [this] {
        m_loadingOlder = true;
        m_source.loadOlder(OlderCount);
        updateBar();
    });
    connect(m_bar, &TrafficBar::utcChosen, this, &TrafficPage::setUtc);
    connect(m_bar, &TrafficBar::budgetChosen, this, [this](quint64 bytes) {
        m_settings.setValue(u"traffic/budgetBytes"_s, bytes);
        m_bar->setBudget(bytes);
        m_source.setBudget(std::size_t(bytes));
        updateStatus();
    });
    connect(m_bar, &TrafficBar::saveBodyRequested, m_details, &DetailsPane::saveBody);
    m_bar->setColumnsMenu([this](QMenu &menu) { m_table->columns().fillMenu(menu); });
    connect(m_histogram, &RateHistogram::rangeSelected, this, [this](qint64 from, qint64 to) {
        m_source.rows().setTimeRange(from, to - 1);
        m_table->filterChanged();
        updateCount();
        updateEmpty();
    });
    connect(m_histogram, &RateHistogram::rangeCleared, this, [this] {
        m_source.rows().clearTimeRange();
        m_table->filterChanged();
        updateCount();
        updateEmpty();
    });
    connect(m_notice, &NoticeBar::actionTriggered, this, [this] { m_source.restart(); });
    connect(m_question, &QueueQuestion::lookRequested, this, [this](quint64 first) { m_source.look(first, false); });
    connect(m_question, &QueueQuestion::followRequested, this, [this] {
        m_from = tr("now");
        m_source.start({});
    });
    connect(m_question, &QueueQuestion::retryRequested, this, [this] { m_source.restart(); });
}

void TrafficPage::connectTable()
{
    connect(m_table, &EventTable::currentEventChanged, this, &TrafficPage::showCurrent);
    connect(m_table, &EventTable::copied, this, &TrafficPage::message);
    connect(m_table, &EventTable::countsChanged, this, [this] {
        updateCount();
        updateEmpty();
    });
    connect(m_table, &EventTable::followChanged, this, [this](bool on) {
        m_followedTo = on ? std::nullopt : std::optional(m_source.store().end());
        updateBar();
        updateStatus();
        if (!on && m_source.mode() == TrafficSource::Mode::Live)
            emit message(tr("Following has stopped"));
    });
    connect(m_details, &DetailsPane::message, this, &TrafficPage::message);
    connect(m_details, &DetailsPane::correlationClicked, this,
            [this](const QString &id) { setFilterText(id.contains(u' ') ? u'"' + id + u'"' : id); });
    connect(m_details, &DetailsPane::publishAgain, this, [this](const Event &event) {
        if (m_source.session())
            emit publishAgain(m_source.session(), event);
    });
}

void TrafficPage::open(Session &session, std::vector<ChannelAddress> channels)
{
    m_details->clear();
    m_table->clearChoice();
    m_table->sorting().clear();
    m_table->setFollowing(!session.identity().recorded);
    m_histogram->clearRange();
    m_table->setConnectionName(session.identity().name);
    m_source.open(session, std::move(channels));
}

void TrafficPage::close()
{
    m_source.close();
    m_details->clear();
    m_table->clearChoice();
}

void TrafficPage::setPaused(bool paused)
{
    m_source.setPaused(paused);
    updateBar();
    updateStatus();
}

void TrafficPage::setUtc(bool utc)
{
    m_settings.setValue(u"traffic/utc"_s, utc);
    m_bar->setUtc(utc);
    m_table->setUtc(utc);
    m_histogram->setUtc(utc);
    m_details->setUtc(utc);
}

void TrafficPage::showCurrent()
{
    const auto number = m_table->current();
    if (!number)
        return; // what is shown stays, also when the store evicts it
    TrafficSource::Place place = m_source.locate(*number);
    if (place.chunk)
        m_details->setEvent(std::move(place.chunk), place.row);
}

void TrafficPage::keyPressEvent(QKeyEvent *event)
{
    // What has the focus had its turn: buttons and fields keep their Space.
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::NoModifier && m_source.canPause()) {
        setPaused(!m_source.feed()->paused());
        return;
    }
    if (event->key() == Qt::Key_F3) {
        m_filter->find(event->modifiers() & Qt::ShiftModifier, m_table->current(), m_table->events()->sorted());
        return;
    }
    // No shortcuts: in the body Ctrl+F is its own search.
    if (event->modifiers() == Qt::ControlModifier && (event->key() == Qt::Key_L || event->key() == Qt::Key_F)) {
        m_bar->filter().setFocus(Qt::ShortcutFocusReason);
        m_bar->filter().selectAll();
        return;
    }
    QWidget::keyPressEvent(event);
}

void TrafficPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    tick();
    m_tick.start();
}

void TrafficPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_tick.stop();
}

QVariantMap TrafficPage::saveState() const
{
    QStringList channels;
    for (const ChannelAddress &c : m_source.channels())
        channels += c.toString();
    QVariantList sizes;
    for (const int size : m_splitter->sizes())
        sizes += size;
    return {{u"connection"_s, m_source.connectionName()},
            {u"channels"_s, channels},
            {u"filter"_s, m_filter->text()},
            {u"filterMode"_s, int(m_filter->mode())},
            {u"tab"_s, m_details->currentTab()},
            {u"split"_s, sizes}};
}

void TrafficPage::restoreState(const QVariantMap &state)
{
    const int mode = std::clamp(state.value(u"filterMode"_s).toInt(), 0, int(SearchMode::Expression));
    m_filter->setText(state.value(u"filter"_s).toString(), SearchMode(mode));
    m_details->setCurrentTab(state.value(u"tab"_s).toString());
    QList<int> sizes;
    for (const QVariant &size : state.value(u"split"_s).toList())
        sizes += size.toInt();
    if (sizes.size() == 2 && sizes[0] > 0 && sizes[1] > 0)
        m_splitter->setSizes(sizes);
}

std::vector<Command> TrafficPage::commands()
{
    const bool live = m_source.canPause();
    const bool paused = live && m_source.feed()->paused();
    return {
        {u"pause"_s, paused ? tr("Resume traffic") : tr("Pause traffic"), tr("Space"), live,
         [this, paused] { setPaused(!paused); }},
        {u"follow"_s, tr("Follow the newest event"), {}, live, [this] { m_table->setFollowing(true); }},
        {u"filter"_s, tr("Filter events"), u"Ctrl+L"_s, m_source.mode() != TrafficSource::Mode::None,
         [this] { m_bar->filter().setFocus(Qt::ShortcutFocusReason); }},
        {u"saveFilter"_s, tr("Save filter…"), {}, m_filter->isActive(), [this] { m_filter->saveFilter(); }},
        {u"colourRules"_s, tr("Colour rules…"), {}, true, [this] { m_filter->editColours(); }},
        {u"nextMatch"_s, tr("Next match"), u"F3"_s, m_filter->isActive(),
         [this] { m_filter->find(false, m_table->current(), m_table->events()->sorted()); }},
        {u"previousMatch"_s, tr("Previous match"), u"Shift+F3"_s, m_filter->isActive(),
         [this] { m_filter->find(true, m_table->current(), m_table->events()->sorted()); }},
        {u"highlight"_s,
         m_filter->highlights() ? tr("Show matches only") : tr("Highlight matches, show every event"),
         {},
         m_filter->isActive(),
         [this] { m_filter->setHighlights(!m_filter->highlights()); }},
        {u"savedFilters"_s, tr("Saved and recent filters"), {}, true, [this] { m_bar->showFilters(); }},
        {u"older"_s, tr("Load older events"), {}, m_bar->canLoadOlder(), [this] { emit m_bar->olderRequested(); }},
        {u"continueSearch"_s,
         tr("Continue the search from here"),
         {},
         m_source.canContinue(),
         [this] { m_source.continueSearch(); }},
        {u"coverage"_s,
         tr("Coverage of the search…"),
         {},
         m_source.searchJob() && m_source.searchJob()->coverage(),
         [this] { showCoverage(); }},
        {u"backToLive"_s, tr("Back to live"), {}, canGoLive(), [this] { backToLive(); }},
        {u"unsort"_s,
         tr("Sort as they arrived"),
         {},
         m_table->sorting().isActive(),
         [this] { m_table->sorting().clear(); }},
        {u"saveBody"_s, tr("Save body…"), {}, m_table->current().has_value(), [this] { m_details->saveBody(); }},
        {u"addColumn"_s, tr("Add column…"), {}, true, [this] { askColumn(); }},
        {u"utc"_s,
         m_bar->isUtc() ? tr("Times in local time") : tr("Times in UTC"),
         {},
         true,
         [this] { setUtc(!m_bar->isUtc()); }},
        {u"copyMarkdown"_s,
         tr("Copy event as Markdown"),
         {},
         m_table->current().has_value(),
         [this] { copyMarkdown(); }},
        {u"copyJson"_s,
         tr("Copy selected events as JSON"),
         {},
         !m_table->selection().isEmpty(),
         [this] { m_table->copySelected(EventTable::CopyAs::Json); }},
        {u"copyCommand"_s,
         tr("Copy selected events as commands"),
         {},
         !m_table->selection().isEmpty(),
         [this] { m_table->copySelected(EventTable::CopyAs::Command); }},
    };
}

} // namespace flowbench
