// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/desk.h"
#include "model/store/eventstore.h"
#include "ui/deadletters/channelfinder.h"
#include "ui/deadletters/deadanalysis.h"
#include "ui/deadletters/deadcopy.h"
#include "ui/deadletters/deadrows.h"
#include "ui/export/exportdialog.h"
#include "ui/look/commandpalette.h"
#include "ui/traffic/trafficstatus.h"

#include <QPointer>
#include <QTimer>
#include <QVariantMap>
#include <QWidget>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QLabel;
class QPushButton;
class QSettings;
class QStackedWidget;
class QVBoxLayout;

namespace flowbench {

class DeadBar;
class DeadChannelsView;
class DeadDetails;
class DeadTable;
class EmptyState;
class ExportStrip;
class FilterControl;
class FilteredRows;
class FilterLine;
class GroupsPane;
class NoticeBar;
class QueueQuestion;
class Splitter;

/// The page "Dead letters": all channels that hold some, and one of them in groups, table and details. It works on a
/// copy and sends nothing itself: what a person asks for goes out as a signal with what was chosen. GUI thread.
class DeadLettersPage : public QWidget
{
    Q_OBJECT

public:
    using SchemaChecks = std::function<std::shared_ptr<const SchemaCheck>(const QString &connection)>;

    /// `settings` (widths, limits, patterns) must outlive the page.
    explicit DeadLettersPage(QSettings *settings, QWidget *parent = nullptr);
    ~DeadLettersPage() override;

    /// The open connections, in the order shown. They may die before the next call.
    void setSessions(std::vector<SessionEntry> sessions);
    /// Must outlive the page or be taken back with null.
    void setDesk(ReplayDesk *desk);
    void setWorkspace(const QString &folder); ///< keeps saved filters
    /// As DeskEnvironment::schemas; without it there is no column "Schema".
    void setSchemaChecks(SchemaChecks checks);

    /// Reads it; a queue of which a look changes something is asked about first. Nothing happens where the connection
    /// is not open.
    void openChannel(const QString &connectionId, const QString &channel);
    void showList();
    /// By hand, of any channel: it holds dead letters, or none.
    void markChannel(const QString &connectionId, const QString &channel, bool dead);
    /// How a channel was found to be one of dead letters; nothing: it is none, as far as knowsChannels().
    std::optional<FoundBy> foundBy(const QString &connectionId, const QString &channel) const;
    bool knowsChannels(const QString &connectionId) const;
    void readAgain(); ///< F5
    /// Events came into that channel or left it by our own doing, and not by a job of the desk.
    void noteChanged(const QString &connectionId, const QString &channel);

    Session *session() const { return m_copy.session(); } ///< null: no channel, or it was closed
    QString connectionId() const { return m_connection; }
    QString channel() const { return m_copy.channel(); } ///< as ChannelInfo::name; empty: the list is shown
    QString note() const;                                ///< "dead letters from orders"
    const TrafficStatus &status() const { return m_status; }

    QVariantMap saveState() const;
    /// What was open is opened as soon as its connection is there.
    void restoreState(const QVariantMap &state);
    std::vector<Command> commands();

    /// The set and what is chosen of it: checked rows, else the group, else everything that the filter leaves.
    DeskAsk currentAsk() const;
    quint64 chosenCount() const; ///< of currentAsk(), without making it
    std::optional<std::size_t> currentEvent() const;
    void selectAsked(const std::vector<std::size_t> &indexes); ///< checks these instead

    /// What stands at the right of the details, and under the bar. Taken over; null: nothing.
    void setPlanWidget(QWidget *widget);
    void setRunWidget(QWidget *widget);

signals:
    void replayAsked(const flowbench::DeskAsk &ask);
    void recipeAsked(const flowbench::DeskAsk &ask);
    void editAsked(std::size_t index); ///< of the set
    void discardAsked(const flowbench::DeskAsk &ask);
    void historyAsked();
    void jobAsked(const QString &job);               ///< its report is to be shown
    void askChanged();                               ///< another set or selection; some 200 ms after the last change
    void settingsAsked(const QString &connectionId); ///< of the connection
    void channelsFound();                            ///< foundBy() and knowsChannels() may answer otherwise
    void channelChanged();                           ///< session(), channel() or note()
    void statusChanged();
    void message(const QString &text);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void build();
    QWidget *buildQuestion();
    QWidget *buildWork();
    void connectBar();
    void connectTable();
    void connectCopy();
    void connectDetails();
    void copied();
    void copyGrew(const DeadGroups &groups);
    void copyStateChanged();
    void updatePages();
    void updateNotice();
    void noticeTriggered();
    QString outOfDateWords() const;
    void updateEmpty();
    void updateBar();
    void updateCount();
    void updateGroups();
    void updateStatus();
    QString copyNote() const;
    void showCurrent();
    void rebuildRows();
    void selectionChanged();
    void askReplays();
    void wantVerdict(std::size_t index);
    void checkVerdicts();
    DeadSchemaCheck schemaCheck() const;
    QString blockedReason() const;
    QString chosenWords() const;
    void askExport();
    void startExport(ExportScope scope, EventFileFormat format, const QString &path);
    void jobEnded(const RunResult &result);
    QStringList jobsOn(const QString &connection, const QString &channel) const; ///< that run
    QString jobWords(const QString &job) const;
    void jobStarted(const QString &job);
    void jobLeft(const QString &job);
    void sourceChanged();
    const KnownDeadLetters *known() const;

    QSettings *m_settings;
    JobRunner m_jobs{2};
    JobRunner m_filterJobs{2};
    EventStore m_store;
    std::unique_ptr<FilteredRows> m_rows;
    DeadCopy m_copy;
    DeadAnalysis m_analysis;
    ChannelFinder m_finder;
    QPointer<ReplayDesk> m_desk;
    SchemaChecks m_schemas;
    std::shared_ptr<const SchemaCheck> m_schema;
    QString m_connection;
    struct Wanted
    {
        QString connection, channel;
    };
    std::optional<Wanted> m_wanted;
    TrafficStatus m_status;
    QString m_lastJob;
    QStringList m_jobsHere;                     ///< that work on what is shown
    std::shared_ptr<const DeadSet> m_outOfDate; ///< the copy that its channel has changed behind

    QStackedWidget *m_pages;
    DeadChannelsView *m_list;
    QueueQuestion *m_question;
    QPushButton *m_back; ///< from the question to the copy
    DeadBar *m_bar;
    QVBoxLayout *m_runSlot = nullptr;
    FilterLine *m_filterLine;
    NoticeBar *m_notice;
    ExportStrip *m_exporting;
    Splitter *m_across;
    Splitter *m_down;
    Splitter *m_below;
    GroupsPane *m_groups;
    QStackedWidget *m_tableStack;
    DeadTable *m_table;
    EmptyState *m_empty;
    DeadDetails *m_details;
    QWidget *m_plan = nullptr;
    QWidget *m_run = nullptr;
    FilterControl *m_filter;

    QTimer m_rebuild, m_changed, m_tick, m_verdicts;
    JobHandle m_rowsJob, m_replaysJob, m_verdictJob;
    bool m_rowsStale = false;
    bool m_checking = false;
    std::vector<std::size_t> m_verdictsWanted;
    enum class Next { None, Cancel, CopyAll, Retry } m_noticeAction = Next::None;
};

} // namespace flowbench
