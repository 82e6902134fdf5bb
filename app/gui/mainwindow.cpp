// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/mainwindow.h"

#include "app/gui/connectionflows.h"
#include "ui/connections/connectionspanel.h"
#include "ui/deadletters/deadletterspage.h"
#include "ui/look/commandpalette.h"
#include "ui/look/look.h"
#include "ui/look/noticebar.h"
#include "ui/look/rail.h"
#include "ui/look/searchfield.h"
#include "ui/look/splitter.h"
#include "ui/look/states.h"
#include "ui/look/statusbar.h"
#include "ui/look/surface.h"
#include "ui/look/topbar.h"
#include "ui/overview/overviewpage.h"
#include "ui/publish/publishpage.h"
#include "ui/traffic/trafficpage.h"
#include "words/sentence.h"
#include "words/visible.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QScreen>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int AutosaveMs = 30000;
constexpr int PanelWidth = 248;
} // namespace

MainWindow::MainWindow(Look &look, Settings &settings, SessionPool &pool, ReplayDesk &desk, QWidget *parent)
    : QMainWindow(parent), m_look(look), m_settings(settings), m_pool(pool), m_desk(desk), m_autosave(new QTimer(this))
{
    setObjectName(u"Flowbench"_s);
    setWindowTitle(u"Flowbench"_s);
    setFocusPolicy(Qt::NoFocus);
    setAcceptDrops(true);
    // The title bar needs room too on a small screen.
    constexpr int TitleBar = 40;
    resize(QSize(1280, 800).boundedTo(screen()->availableSize() - QSize(0, TitleBar)));
    composeFrame();
    m_flows = new ConnectionFlows(pool, this);
    connectPanel();
    connectPool();
    connectDeadFlows();
    connect(m_notice, &NoticeBar::actionTriggered, this, &MainWindow::noticeTriggered);
    connect(m_notice, &NoticeBar::dismissed, this, [this] {
        m_problems.clear();
        m_settingsOf.clear();
    });
    addShortcuts();
    m_top->commands().setCommands([this] { return commands(); });
    connect(m_autosave, &QTimer::timeout, this, &MainWindow::saveSession);
    m_autosave->start(AutosaveMs);
    connect(&look, &Look::themeChanged, this, [this] { m_settings.setLastDark(m_look.isDark()); });
    connectionsChanged();
    for (const WorkspaceProblem &p : pool.problems())
        tellProblem(Tint::Warning, tr("%1 could not be used: %2").arg(visibleText(p.file), sentence(p.error).message));
}

MainWindow::~MainWindow() = default;

void MainWindow::composeFrame()
{
    auto *central = new QWidget(this);
    auto *all = new QVBoxLayout(central);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    m_top = new TopBar(central);
    all->addWidget(m_top);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(0);
    m_rail = new Rail(central);
    m_rail->addPage(u"Overview"_s, u"overview"_s, tr("Overview"));
    m_rail->addPage(u"Traffic"_s, u"traffic"_s, tr("Traffic"));
    m_rail->addPage(u"Dead letters"_s, u"dead-letters"_s, tr("Dead letters"));
    m_rail->addPage(u"Publish"_s, u"publish"_s, tr("Publish"));
    connect(m_rail, &Rail::pageChosen, this, &MainWindow::showPage);
    middle->addWidget(m_rail);
    m_splitter = new Splitter(Qt::Horizontal, central);
    auto *side = new Surface(Edge::None, m_splitter);
    auto *sideLayout = new QVBoxLayout(side);
    sideLayout->setContentsMargins(0, 0, 0, 0);
    m_panel = new ConnectionsPanel(side);
    sideLayout->addWidget(m_panel);
    auto *page = new QWidget(m_splitter);
    auto *pageLayout = new QVBoxLayout(page);
    pageLayout->setContentsMargins(0, 0, 0, 0);
    pageLayout->setSpacing(0);
    m_notice = new NoticeBar(u"Notice"_s, tr("Notice"), page);
    pageLayout->addWidget(m_notice);
    m_pages = new QStackedWidget(page);
    pageLayout->addWidget(m_pages, 1);
    m_splitter->addWidget(side);
    m_splitter->addWidget(page);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({PanelWidth, 1280 - 60 - PanelWidth});
    middle->addWidget(m_splitter, 1);
    all->addLayout(middle, 1);
    m_status = new StatusBar(central);
    all->addWidget(m_status);
    setCentralWidget(central);
}

void MainWindow::connectPanel()
{
    connect(m_panel, &ConnectionsPanel::channelsChosen, this, [this](const QString &id, const QStringList &channels) {
        // Where one is: a queue's traffic and its dead letters are two looks at it.
        if (page() == u"Dead letters" && channels.size() == 1)
            openDead(id, channels.first());
        else
            openChannels(id, channels);
    });
    connect(m_panel, &ConnectionsPanel::publishAsked, this, [this](const QString &id, const QString &channel) {
        publish()->setTarget(m_pool.session(id), channel);
        showPage(u"Publish"_s);
    });
    connect(m_panel, &ConnectionsPanel::detailsAsked, m_flows, &ConnectionFlows::details);
    connect(m_panel, &ConnectionsPanel::favouriteAsked, &m_pool, &SessionPool::setFavourite);
    connect(m_panel, &ConnectionsPanel::markAsked, this,
            [this](const QString &id, const QString &channel, bool holds) { dead()->markChannel(id, channel, holds); });
    m_panel->setDeadCheck([this](const QString &id, const QString &channel) {
        using Holds = ConnectionsPanel::HoldsDead;
        const auto found = m_dead ? m_dead->foundBy(id, channel) : std::nullopt;
        if (!found)
            return m_dead && m_dead->knowsChannels(id) ? Holds::No : Holds::Unknown;
        return *found == FoundBy::Marked ? Holds::Marked : Holds::Found;
    });
    connect(m_panel, &ConnectionsPanel::openAsked, &m_pool, &SessionPool::open);
    connect(m_panel, &ConnectionsPanel::closeAsked, &m_pool, &SessionPool::close);
    connect(m_panel, &ConnectionsPanel::editAsked, m_flows, &ConnectionFlows::edit);
    connect(m_panel, &ConnectionsPanel::removeAsked, m_flows, &ConnectionFlows::remove);
    connect(m_panel, &ConnectionsPanel::addAsked, m_flows, &ConnectionFlows::add);
    connect(m_panel, &ConnectionsPanel::unlockAsked, this, [this](const QString &id) {
        if (Session *s = m_pool.session(id))
            askUnlock(*s, tr("Events can be published and channels changed."), {});
    });
    connect(m_panel, &ConnectionsPanel::lockAsked, this, [this](const QString &id) {
        if (Session *s = m_pool.session(id)) {
            s->guard().lock();
            m_status->showMessage(tr("%1 is locked again").arg(s->identity().name));
        }
    });
}

void MainWindow::connectPool()
{
    connect(&m_pool, &SessionPool::changed, this, &MainWindow::connectionsChanged);
    connect(&m_pool, &SessionPool::opened, this, &MainWindow::sessionOpened);
    connect(&m_pool, &SessionPool::closing, this, [this](Session *session) {
        if (m_traffic && m_place == session) {
            m_traffic->close();
            m_place = nullptr;
            m_placeChannels.clear();
            updatePlace();
        }
    });
    const auto problem = [this](const Error &error) {
        const Sentence said = sentence(error);
        tellProblem(Tint::Error, said.hint.isEmpty() ? said.message : said.message + u' ' + said.hint);
    };
    connect(&m_pool, &SessionPool::failed, this, [problem](const QString &, const Error &error) { problem(error); });
    connect(m_flows, &ConnectionFlows::problem, this, problem);
    connect(&m_pool, &SessionPool::passwordNotKept, this, [this](const QString &name, const Error &) {
        m_settingsOf.clear();
        m_notice->showNotice(
            Tint::Warning,
            tr("The password of %1 is not stored: no keychain answered. It will be asked for each time.").arg(name));
    });
}

void MainWindow::showPage(const QString &id)
{
    QWidget *page = nullptr;
    QString name;
    if (id.compare(u"Traffic", Qt::CaseInsensitive) == 0) {
        page = traffic();
        name = u"Traffic"_s;
    } else if (id.startsWith(u"Dead", Qt::CaseInsensitive)) {
        page = dead();
        name = u"Dead letters"_s;
    } else if (id.compare(u"Publish", Qt::CaseInsensitive) == 0) {
        page = publish();
        name = u"Publish"_s;
    } else {
        page = overview();
        name = u"Overview"_s;
    }
    m_pages->setCurrentWidget(page);
    if (!page->isAncestorOf(focusWidget()))
        page->setFocus(); // not the field that happens to come first
    m_rail->setCurrent(name);
    updatePlace();
    updateStatus();
}

QString MainWindow::page() const { return m_rail->current(); }

void MainWindow::openChannels(const QString &connectionId, const QStringList &channels)
{
    Session *session = m_pool.session(connectionId);
    if (!session || channels.isEmpty())
        return;
    std::vector<ChannelAddress> addresses;
    for (const QString &c : channels)
        addresses.push_back(ChannelAddress::parse(c));
    m_place = session;
    m_placeChannels = channels;
    traffic()->open(*session, addresses);
    showPage(u"Traffic"_s);
    m_panel->select(connectionId, channels.first());
}

void MainWindow::openPlace(const QString &place)
{
    // A URL holds slashes of its own: the channel is what follows the last one, the connection what stands before.
    const qsizetype slash = place.lastIndexOf(u'/');
    const QString connection = slash < 0 ? place : place.left(slash),
                  channel = slash < 0 ? QString() : place.mid(slash + 1);
    m_wanted.push_back({connection, channel.isEmpty() ? QStringList() : QStringList{channel}});
    m_pool.open(connection);
}

void MainWindow::sessionOpened(Session *session)
{
    if (!session)
        return;
    if (session->identity().recorded)
        captureOpened(*session);
    for (const ConnectionItem &i : m_pool.items()) {
        if (i.session == session)
            watchSettings(i.id, *session);
    }
    for (auto it = m_wanted.begin(); it != m_wanted.end(); ++it) {
        const QString id = m_pool.idOf(it->connection);
        if (m_pool.session(id) != session)
            continue;
        const QStringList channels = it->channels;
        m_wanted.erase(it);
        if (page() == u"Dead letters" && channels.size() == 1)
            openDead(id, channels.first());
        else
            openChannels(id, channels);
        return;
    }
}

void MainWindow::connectionsChanged()
{
    m_panel->setConnections(m_pool.items());
    if (m_overview)
        m_overview->setSessions(m_pool.sessions());
    if (m_publish)
        m_publish->setSessions(m_pool.sessions());
    if (m_dead)
        setDeadSessions();
    updatePlace();
    updateStatus();
}

void MainWindow::updatePlace()
{
    const Session *session = nullptr;
    QString channel;
    if (page() == u"Traffic") {
        session = m_place;
        channel = m_placeChannels.size() > 1 ? tr("%Ln channel(s)", nullptr, int(m_placeChannels.size()))
                                             : m_placeChannels.value(0);
    } else if (page() == u"Publish" && m_publish) {
        session = m_publish->session();
        channel = m_publish->channel();
    } else if (page() == u"Dead letters" && m_dead) {
        session = m_dead->session();
        channel = m_dead->channel();
    }
    if (session) {
        m_top->setPlace(session->identity().name, channel);
        m_top->setEnvironment(chipEnvironment(session->identity().environment));
        m_top->setNote(session->identity().readOnly ? tr("read-only")
                       : page() == u"Dead letters"  ? m_dead->note()
                                                    : QString());
    } else {
        m_top->setPlace(page() == u"Overview"       ? tr("Overview")
                        : page() == u"Publish"      ? tr("Publish")
                        : page() == u"Dead letters" ? tr("Dead letters")
                                                    : tr("Traffic"),
                        {});
        m_top->setEnvironment(ChipEnvironment::None);
        m_top->setNote(page() == u"Overview" ? tr("%Ln connection(s)", nullptr, int(m_pool.sessions().size()))
                                             : QString());
    }
    setWindowTitle(session ? tr("%1 – Flowbench").arg(visibleText(session->identity().name)) : u"Flowbench"_s);
}

void MainWindow::updateStatus()
{
    static const QStringList pageItems{u"state"_s, u"kept"_s, u"dropped"_s, u"filter"_s, u"follow"_s};
    const bool trafficShown = page() == u"Traffic" && m_traffic, deadShown = page() == u"Dead letters" && m_dead;
    const TrafficStatus shown = trafficShown ? m_traffic->status() : deadShown ? m_dead->status() : TrafficStatus();
    for (const QString &id : pageItems) {
        const auto item = std::ranges::find(shown.items, id, &TrafficStatus::Item::id);
        m_status->setItem(id, item == shown.items.end() ? QString() : item->text,
                          item == shown.items.end() ? std::nullopt : item->dot);
    }
    const auto s = !trafficShown && !deadShown && m_overview ? m_overview->status() : OverviewPage::Status();
    const Tint dot = s.connected == s.total ? Tint::Ok : Tint::Warning;
    m_status->setItem(u"connections"_s, s.connections, s.connections.isEmpty() ? std::nullopt : std::optional(dot));
    m_status->setItem(u"age"_s, s.age);
    m_status->setItem(u"since"_s, s.since);
}

void MainWindow::askUnlock(Session &session, const QString &what, std::function<void(bool)> then)
{
    m_flows->unlock(session, what, [this, name = session.identity().name, then = std::move(then)](bool opened) {
        if (opened)
            m_status->showMessage(tr("Writing to %1 is allowed for 15 minutes").arg(name));
        if (then)
            then(opened);
    });
}

void MainWindow::toggleTheme()
{
    const ThemeChoice next = m_look.isDark() ? ThemeChoice::Light : ThemeChoice::Dark;
    m_look.setChoice(next);
    m_settings.setTheme(next);
}

void MainWindow::restoreSession(const QString &page)
{
    restoreGeometry(m_settings.geometry());
    m_splitter->restoreState(m_settings.splitter());
    if (m_settings.firstStart()) {
        // Remembered at once: a first session that is ended hard before the autosave is restored too.
        m_settings.setOpenConnections({u"sandbox:"_s});
        m_settings.setStarted();
    }
    for (const QString &id : m_settings.openConnections()) {
        const ConnectionProfile *p = m_pool.profile(id);
        // Never production, and never what a workspace says: only what this person had open.
        if (p ? p->environment != Environment::Production : id.startsWith(u"sandbox:"))
            m_pool.open(id);
    }
    showPage(page.isEmpty() ? m_settings.page() : page);
}

void MainWindow::saveSession()
{
    QStringList open;
    for (const ConnectionItem &i : m_pool.items()) {
        if (i.session)
            open.append(i.id);
    }
    m_settings.setOpenConnections(open);
    m_settings.setPage(page());
    m_settings.setGeometry(saveGeometry());
    m_settings.setSplitter(m_splitter->saveState());
    if (m_traffic)
        m_settings.setPageState(u"Traffic"_s, m_traffic->saveState());
    if (m_publish)
        m_settings.setPageState(u"Publish"_s, m_publish->saveState());
    if (m_dead)
        m_settings.setPageState(u"Dead letters"_s, m_dead->saveState());
}

bool MainWindow::event(QEvent *event)
{
    const bool handled = QMainWindow::event(event);
    if (event->type() == QEvent::Paint && !m_painted) {
        m_painted = true;
        QMetaObject::invokeMethod(this, &MainWindow::painted, Qt::QueuedConnection);
    }
    return handled;
}

} // namespace flowbench
