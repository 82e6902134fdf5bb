// SPDX-License-Identifier: GPL-3.0-or-later
// The page of dead letters in the window.
#include "app/gui/connectionflows.h"
#include "app/gui/deadflows.h"
#include "app/gui/mainwindow.h"
#include "ui/connections/connectionspanel.h"
#include "ui/deadletters/deadletterspage.h"
#include "ui/look/statusbar.h"
#include "words/sentence.h"

#include <QCloseEvent>
#include <QStackedWidget>

namespace flowbench {

using namespace Qt::StringLiterals;

DeadLettersPage *MainWindow::dead()
{
    if (!m_dead) {
        m_dead = new DeadLettersPage(&m_settings.store(), m_pages);
        m_pages->addWidget(m_dead);
        connectDead();
    }
    return m_dead;
}

void MainWindow::connectDead()
{
    m_dead->setWorkspace(m_pool.workspaceFolder());
    m_dead->setSchemaChecks([this](const QString &connection) { return m_pool.schemaCheck(connection); });
    m_deadFlows->adopt(*m_dead);
    setDeadSessions();
    m_dead->restoreState(m_settings.pageState(u"Dead letters"_s));
    connect(m_dead, &DeadLettersPage::statusChanged, this, &MainWindow::updateStatus);
    connect(m_dead, &DeadLettersPage::channelChanged, this, &MainWindow::updatePlace);
    connect(m_dead, &DeadLettersPage::channelsFound, m_panel, &ConnectionsPanel::deadChanged);
    connect(m_dead, &DeadLettersPage::settingsAsked, m_flows,
            [this](const QString &id) { m_flows->editField(id, u"management"_s); });
    connect(m_dead, &DeadLettersPage::message, m_status, [this](const QString &text) { m_status->showMessage(text); });
}

void MainWindow::connectDeadFlows()
{
    m_deadFlows = new DeadFlows(m_pool, m_desk, m_settings, this);
    m_deadFlows->setUnlock([this](const QString &id, const QString &what, std::function<void(bool)> then) {
        if (Session *session = m_pool.session(m_pool.idOf(id)))
            askUnlock(*session, what, std::move(then));
        else
            then(false);
    });
    connect(m_deadFlows, &DeadFlows::problem, m_flows, &ConnectionFlows::problem);
    connect(m_deadFlows, &DeadFlows::message, m_status, [this](const QString &text) { m_status->showMessage(text); });
}

void MainWindow::setDeadSessions()
{
    std::vector<SessionEntry> entries;
    for (const ConnectionItem &i : m_pool.items()) {
        if (i.session && !i.session->identity().recorded)
            entries.push_back({i.id, i.session});
    }
    m_dead->setSessions(std::move(entries));
}

void MainWindow::openDead(const QString &connectionId, const QString &channel)
{
    if (!m_pool.session(connectionId))
        return;
    dead()->openChannel(connectionId, channel);
    showPage(u"Dead letters"_s);
    m_panel->select(connectionId, channel);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    saveSession();
    event->setAccepted(m_deadFlows->mayClose());
}

} // namespace flowbench
