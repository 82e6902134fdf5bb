// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/decode/decoder.h"
#include "model/items/eventcolumn.h"
#include "ui/export/exportdialog.h"
#include "ui/look/commandpalette.h"
#include "ui/traffic/decodechoices.h"
#include "ui/traffic/trafficsource.h"
#include "ui/traffic/trafficstatus.h"

#include <QPointer>
#include <QTimer>
#include <QVariantMap>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

class QMenu;
class QSettings;
class QStackedWidget;

namespace flowbench {

class DetailsPane;
class EmptyState;
class FilterControl;
class FilterLine;
class EventTable;
class ExportStrip;
class NoticeBar;
class QueueQuestion;
class RateHistogram;
class SchemaFileDialog;
class SearchStrip;
class Splitter;
class TrafficBar;

/// Live traffic of one or several channels of one session: bar, rate histogram, table, details. Space pauses, Ctrl+L
/// and Ctrl+F go to the filter. A session that ends while it is shown leaves what was read. GUI thread.
class TrafficPage : public QWidget
{
    Q_OBJECT

public:
    /// `settings` (columns, zone, budget) must outlive the page.
    explicit TrafficPage(QSettings &settings, QWidget *parent = nullptr);
    ~TrafficPage() override;

    /// Replaces what is shown. The session must say sessionClosing() before it goes (Session does).
    void open(Session &session, std::vector<ChannelAddress> channels);
    /// Closes the channels, not the widget: QWidget::close() is hidden on purpose.
    void close();

    Session *session() const { return m_source.session(); }
    const std::vector<ChannelAddress> &channels() const { return m_source.channels(); }
    QString title() const { return m_source.title(); }
    const TrafficStatus &status() const { return m_status; }

    /// Widths, tab, filter and what was open ("connection", "channels"); restoring opens nothing by itself.
    QVariantMap saveState() const;
    void restoreState(const QVariantMap &state);
    /// For the command palette.
    std::vector<Command> commands();

    void setPaused(bool paused);
    void setFilterText(const QString &text);
    /// Asks what to search for, then searches the broker.
    void askSearch();
    /// Asks which events go into what file.
    void askExport();
    void copyMarkdown(); ///< of the current event
    /// The workspace that keeps saved filters and colour rules.
    void setWorkspace(const QString &folder);
    /// Bodies are read by it from now on, in the table and by the filter; null: by their looks.
    void setDecoder(std::shared_ptr<const EventDecoder> decoder);
    /// A condition of a cell or a tree node: only events that it holds for, or only those that it does not.
    void includeCondition(const QString &condition, bool exclude);
    /// A path or an expression as a column.
    void showAsColumn(const QString &expression);

signals:
    /// The event as it was; a session is there.
    void publishAgain(flowbench::Session *session, const flowbench::Event &event);
    void statusChanged(const flowbench::TrafficStatus &status);
    void titleChanged(const QString &title);
    void message(const QString &text); ///< for the status line, a moment long
    void findChannelRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void build();
    void connectBar();
    void connectTable();
    void opened();
    void stateChanged();
    void storeAdvanced();
    void updatePages();
    void updateEmpty();
    void updateEmptyOfChannel();
    void updateBar();
    void updateNotice();
    void updateHistogram();
    void updateCount();
    void updateStatus();
    void tick();
    void connectSearch();
    void connectDecoding();
    void connectExport();
    void startExport(ExportScope scope, EventFileFormat format, const QString &path);
    void adoptDecoding();
    void decodingChanged();
    void chooseDecoding(const ChosenDecoding &chosen);
    void askSchemaFile(Encoding encoding);
    void startSearch(const SearchRequest &request);
    bool canGoLive() const;
    void backToLive();
    void updateSearch();
    bool updateEmptyOfSearch();
    void showCoverage();
    void showFailures();
    void connectFilter();
    void connectColumns();
    void filterApplied();
    void fillCellMenu(QMenu &menu, qint64 index, EventColumn column);
    void askColumn();
    void updateSorted();
    void showUnevaluated();
    void updateEmptyOfFilter();
    void showCurrent();
    void looked(const Coverage &coverage);
    void olderLoaded(bool any, const QString &reason);
    void setUtc(bool utc);
    quint64 newRows() const;

    QSettings &m_settings;
    TrafficSource m_source;
    QStackedWidget *m_pages;
    EmptyState *m_noChannel;
    QueueQuestion *m_question;
    TrafficBar *m_bar;
    NoticeBar *m_notice;
    SearchStrip *m_strip;
    ExportStrip *m_exporting;
    FilterLine *m_filterLine;
    RateHistogram *m_histogram;
    Splitter *m_splitter;
    QStackedWidget *m_left;
    EventTable *m_table;
    EmptyState *m_empty;
    DetailsPane *m_details;
    std::vector<JobHandle> m_schemaJobs;
    QPointer<SchemaFileDialog> m_schemaDialog;
    SearchRequest m_searched; // as asked for last
    FilterControl *m_filter;
    QTimer m_tick;
    TrafficStatus m_status;
    QString m_from;
    std::optional<quint64> m_followedTo; // end of the store when following ended
    bool m_histogramStale = false;
    bool m_loadingOlder = false;
};

} // namespace flowbench
