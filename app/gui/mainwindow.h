// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/sessionpool.h"
#include "app/gui/settings.h"
#include "model/live/session.h"
#include "ui/look/theme.h"

#include <QMainWindow>
#include <QPointer>

#include <functional>
#include <vector>

class QStackedWidget;
class QTimer;

namespace flowbench {

struct Command;
class ConnectionFlows;
class ConnectionsPanel;
class DeadFlows;
class DeadLettersPage;
class Look;
class NoticeBar;
class OverviewPage;
class PublishPage;
class Rail;
class ReplayDesk;
class Splitter;
class StatusBar;
class TopBar;
class TrafficPage;

// Composes the pages and says where one is. Each page is made when it is first shown; what happens in it is its own.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(Look &look, Settings &settings, SessionPool &pool, ReplayDesk &desk, QWidget *parent = nullptr);
    ~MainWindow() override;

    void showPage(const QString &id); // "Overview", "Traffic", "Dead letters" or "dead", "Publish"; any case
    QString page() const;
    void openChannels(const QString &connectionId, const QStringList &channels);
    // Opens the connection and then the channel; CONN/CHANNEL as on the command line.
    void openPlace(const QString &place);
    // A capture, shown like a connection: its channels in the tree, all its events in Traffic.
    void openCapture(const QString &path);
    // What was open when the window was closed last; production connections stay closed.
    // `page` instead of the page of last time, where it is not empty: a page is made only when it is shown.
    void restoreSession(const QString &page = {});

    // Shows the dead letters of a channel.
    void openDead(const QString &connectionId, const QString &channel);
    DeadFlows &deadFlows() { return *m_deadFlows; }

    OverviewPage *overview();
    TrafficPage *traffic();
    DeadLettersPage *dead();
    PublishPage *publish();
    std::vector<Command> commands();

signals:
    void painted(); // the first time

protected:
    void closeEvent(QCloseEvent *event) override;
    bool event(QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void composeFrame();
    void connectPanel();
    void connectPool();
    void connectOverview();
    void connectTraffic();
    void connectPublish();
    void connectDead();
    void connectDeadFlows();
    void setDeadSessions();
    void addShortcut(const QKeySequence &keys, std::function<void()> run);
    void addShortcuts();
    void askCapture();
    void captureOpened(Session &session);
    void showCapture(Session &session);
    void connectionsChanged();
    void sessionOpened(Session *session);
    void updatePlace();
    void updateStatus();
    void toggleTheme();
    void saveSession();
    // Says it in the notice line; those before it are not forgotten until the line is closed.
    void tellProblem(Tint tint, const QString &text);
    void showProblems();
    // What a connection misses that its settings can name: said once of each session.
    void watchSettings(const QString &id, Session &session);
    void noticeTriggered();
    void askUnlock(Session &session, const QString &what, std::function<void(bool)> then);

    Look &m_look;
    Settings &m_settings;
    SessionPool &m_pool;
    ReplayDesk &m_desk;
    TopBar *m_top;
    Rail *m_rail;
    Splitter *m_splitter;
    ConnectionsPanel *m_panel;
    ConnectionFlows *m_flows;
    DeadFlows *m_deadFlows;
    NoticeBar *m_notice;
    QStringList m_problems;
    QString m_settingsOf; // the connection that the notice is about; empty: another notice
    QStackedWidget *m_pages;
    StatusBar *m_status;
    QTimer *m_autosave;
    QPointer<OverviewPage> m_overview;
    QPointer<TrafficPage> m_traffic;
    QPointer<DeadLettersPage> m_dead;
    QPointer<PublishPage> m_publish;
    QPointer<Session> m_place; // whose traffic is shown
    QStringList m_placeChannels;
    struct Wanted
    {
        QString connection;
        QStringList channels;
    };
    std::vector<Wanted> m_wanted; // to be shown once their connection is open
    bool m_painted = false;
};

} // namespace flowbench
