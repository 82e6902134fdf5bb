// SPDX-License-Identifier: GPL-3.0-or-later
// The pages: each is made when it is first shown, and wired to the window here.
#include "app/gui/connectionflows.h"
#include "app/gui/mainwindow.h"
#include "model/workspace/templates.h"
#include "ui/connections/connectionspanel.h"
#include "ui/look/look.h"
#include "ui/look/searchfield.h"
#include "ui/look/statusbar.h"
#include "ui/overview/overviewpage.h"
#include "ui/publish/publishpage.h"
#include "ui/traffic/trafficpage.h"

#include <QStackedWidget>

namespace flowbench {

using namespace Qt::StringLiterals;

OverviewPage *MainWindow::overview()
{
    if (!m_overview) {
        m_overview = new OverviewPage(m_pages);
        m_pages->addWidget(m_overview);
        connectOverview();
    }
    return m_overview;
}

void MainWindow::connectOverview()
{
    m_overview->setSeriesColours(&m_look.series());
    m_overview->setDeadLimits(DeadLetterLimits(&m_settings.store()));
    m_overview->setSessions(m_pool.sessions());
    connect(m_overview, &OverviewPage::channelChosen, this, [this](Session *session, const QString &channel) {
        const ChannelInfo *info = session->channel(channel);
        for (const ConnectionItem &i : m_pool.items()) {
            if (i.session != session)
                continue;
            if (info && info->deadLetter)
                openDead(i.id, channel);
            else
                openChannels(i.id, {channel});
        }
    });
    connect(m_overview, &OverviewPage::connectionChosen, this, [this](Session *session) {
        for (const ConnectionItem &i : m_pool.items()) {
            if (i.session == session)
                m_panel->select(i.id, {});
        }
    });
    connect(m_overview, &OverviewPage::addAsked, m_flows, &ConnectionFlows::add);
    connect(m_overview, &OverviewPage::sandboxAsked, this, [this] { m_pool.open(u"sandbox:"_s); });
    connect(m_overview, &OverviewPage::statusChanged, this, &MainWindow::updateStatus);
}

TrafficPage *MainWindow::traffic()
{
    if (!m_traffic) {
        m_traffic = new TrafficPage(m_settings.store(), m_pages);
        m_pages->addWidget(m_traffic);
        connectTraffic();
    }
    return m_traffic;
}

void MainWindow::connectTraffic()
{
    m_traffic->setWorkspace(m_pool.workspaceFolder());
    m_traffic->restoreState(m_settings.pageState(u"Traffic"_s));
    connect(m_traffic, &TrafficPage::statusChanged, this, &MainWindow::updateStatus);
    connect(m_traffic, &TrafficPage::message, m_status, [this](const QString &text) { m_status->showMessage(text); });
    connect(m_traffic, &TrafficPage::findChannelRequested, m_panel, [this] { m_panel->field()->setFocus(); });
    connect(m_traffic, &TrafficPage::publishAgain, this, [this](Session *session, const Event &event) {
        publish()->setEvent(session, event);
        showPage(u"Publish"_s);
    });
}

PublishPage *MainWindow::publish()
{
    if (!m_publish) {
        m_publish = new PublishPage(m_pages);
        m_pages->addWidget(m_publish);
        connectPublish();
    }
    return m_publish;
}

void MainWindow::connectPublish()
{
    m_publish->setUnlockPrompt([this](Session &session, const QString &what, std::function<void(bool)> then) {
        askUnlock(session, what, std::move(then));
    });
    m_publish->setTemplates(std::make_shared<TemplateStore>(m_pool.workspaceFolder()));
    m_publish->setSessions(m_pool.sessions());
    m_publish->restoreState(m_settings.pageState(u"Publish"_s));
    if (m_place && m_publish->channel().isEmpty())
        m_publish->setTarget(m_place, m_placeChannels.value(0));
    connect(m_publish, &PublishPage::statusMessage, m_status,
            [this](const QString &text) { m_status->showMessage(text); });
    connect(m_publish, &PublishPage::targetChanged, this, &MainWindow::updatePlace);
}

} // namespace flowbench
