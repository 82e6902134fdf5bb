// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/items/rowtexts.h"
#include "model/query/colourrules.h"
#include "model/query/searchmatcher.h"
#include "model/query/seenfields.h"
#include "model/query/sortjob.h"
#include "model/workspace/savedfilters.h"
#include "ui/filter/filterhistory.h"

#include <QObject>
#include <QTimer>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QMenu;
class QWidget;

namespace flowbench {

class EventDecoder;
struct Completion;
class FilterField;
class FilterLine;

/// An event that could not be evaluated: where it lies.
struct FailedPlace
{
    ChunkPtr chunk;
    std::size_t row = 0;
};

/// The filter of one page: what stands in the field is compiled and matched as one types, a mistake is said while the
/// filter before stays on. Beside that: history, saved filters and colour rules of the workspace, and matches that are
/// only marked and gone to ("highlight") instead of filtered by. Knows no table. GUI thread; reading and matching are
/// done by workers.
class FilterControl : public QObject
{
    Q_OBJECT

public:
    /// All of them must outlive this; `window` is the parent of dialogs.
    FilterControl(FilterField &field, FilterLine &line, EventStore &store, FilteredRows &rows, QSettings &settings,
                  QWidget *window);
    ~FilterControl() override;

    // ---- what is asked for
    /// As applied, also where what stands in the field is wrong.
    QString text() const { return m_text; }
    SearchMode mode() const { return m_mode; }
    const CompiledSearch &compiled() const { return m_compiled; }
    bool isActive() const { return m_compiled.matcher != nullptr; }
    void setText(const QString &text, SearchMode mode = SearchMode::Automatic);
    /// A condition besides what is asked for already: of a cell or a tree node. `exclude`: events of which it does
    /// not hold.
    void narrow(const QString &condition, bool exclude);

    // ---- surroundings
    void setDecoder(std::shared_ptr<const EventDecoder> decoder);
    const FilterOptions &options() const { return m_options; }
    void setWorkspace(const QString &folder);
    void setChannels(const QStringList &channels);
    void storeChanged();
    /// Twice a second: counts, rate, fields of recent events for completion.
    void tick(bool live);

    // ---- matches
    bool highlights() const { return m_highlights; }
    void setHighlights(bool on);
    /// Those that match, whether the others are shown or not.
    const FilteredRows &matches() const { return m_highlights ? m_found : m_rows; }
    /// Goes from `current` to the next or previous match, in that order (null: as they arrived); found() says where.
    /// What is not looked at yet is waited for.
    void find(bool backwards, std::optional<quint64> current, std::shared_ptr<const SortedRows> order);
    /// Places of the first thousand that could not be evaluated.
    std::vector<FailedPlace> failures() const;
    quint64 failedCount() const { return matches().failed(); }

    // ---- colours
    /// What rules and the highlighted search say of a row; null: nothing. Any thread.
    std::function<RowMark(const EventView &)> marker() const;

    /// What an expression can be completed with: names, functions, fields of recent events.
    std::function<std::vector<Completion>(const QString &text, int cursor)> completions() const;
    void fillMenu(QMenu &menu);
    void editColours();
    void saveFilter();

signals:
    void applied();      ///< other rows are shown
    void marksChanged(); ///< rows are coloured otherwise
    void countsChanged();
    void found(quint64 sequence);
    void message(const QString &text);

private:
    void fieldEdited();
    void apply(bool said);
    void showMistake(const Error &error, const SearchText &search);
    void distribute();
    void updateLine();
    QString countText() const;
    void remember();
    void takeFilters(FilterList list);
    void write(std::function<Result<void>(FilterStore &)> change, const QString &done);
    void reload();
    void addSaved(QMenu &menu);
    void addRecent(QMenu &menu);
    void pasteFilter();
    void setRules(std::vector<ColourRule> rules, bool store);
    void resumeFind();
    void walk();

    FilterField &m_field;
    FilterLine &m_line;
    EventStore &m_store;
    FilteredRows &m_rows;
    QWidget *m_window;
    JobRunner m_jobs{1};      ///< reads and writes the workspace
    JobRunner m_foundJobs{2}; ///< of m_found
    FilteredRows m_found;     ///< matches that are only marked
    FilterHistory m_history;
    SeenFields m_seen;
    quint64 m_seenTo = 0;
    FilterOptions m_options;
    QString m_workspace;
    QStringList m_channels;
    FilterList m_saved;
    std::shared_ptr<const ColourRules> m_colours;
    QTimer m_typing, m_late, m_walking;
    QString m_text;
    SearchMode m_mode = SearchMode::Automatic;
    CompiledSearch m_compiled;
    bool m_highlights = false;
    bool m_live = false;
    struct Find
    {
        bool backwards = false;
        std::optional<quint64> from;
        std::shared_ptr<const SortedRows> order;
        quint64 position = 0; ///< of a walk through an order
    };
    std::optional<Find> m_find; ///< waits for matches
    struct Sample
    {
        qint64 ms = 0;
        quint64 end = 0;
    };
    std::deque<Sample> m_samples; ///< ends of the store, for the rate
    JobHandle m_loading;
};

} // namespace flowbench
