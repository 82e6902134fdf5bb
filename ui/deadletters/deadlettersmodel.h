// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/rowtexts.h"
#include "model/replay/journal.h"
#include "ui/deadletters/deadrows.h"

#include <QAbstractTableModel>
#include <QCache>

#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace flowbench {

/// The table "Dead letters": which rows are shown comes ready made; a row's texts are made when they are asked for, so
/// a million rows cost nothing. Checks go by the event, whatever rows are shown. GUI thread.
class DeadLettersModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        VerdictRole = Qt::UserRole + 1, ///< int(SchemaVerdict::Kind) in the column Schema; invalid: being checked
        MarkRole,                       ///< index of a colour rule's tint, -1: none
        FoundRole                       ///< bool: what is looked for
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// Null: none. Checks are forgotten.
    void setSet(std::shared_ptr<const DeadSet> set, std::shared_ptr<const DeadFacts> facts);
    const std::shared_ptr<const DeadSet> &set() const { return m_set; }
    /// Null: all of them.
    void setRows(DeadRows rows);
    const DeadRows &shown() const { return m_rows; }
    /// The facts of more events are known: what is shown of them may differ.
    void factsAdvanced();
    void setReplays(std::shared_ptr<const ReplaysBefore> replays);
    const std::shared_ptr<const ReplaysBefore> &replays() const { return m_replays; }
    /// Whether there is something to check with; verdicts are asked for by verdictWanted().
    void setChecksSchemas(bool on);
    bool checksSchemas() const { return m_checksSchemas; }
    using Verdicts = std::vector<std::pair<std::size_t, SchemaVerdict>>; ///< by index of the set
    void setVerdicts(const Verdicts &verdicts);
    void setMarker(std::function<RowMark(const EventView &)> marker);
    void setUtc(bool utc);

    std::size_t indexAt(int row) const { return m_rows ? (*m_rows)[std::size_t(row)] : std::size_t(row); }
    int rowOf(std::size_t index) const; ///< -1: not shown. A linear search in a sorted or filtered list

    bool isChecked(std::size_t index) const { return index < m_checked.size() && m_checked[index]; }
    std::size_t checkedCount() const { return m_checkedCount; }
    std::size_t checkedShown() const; ///< of those on screen
    std::vector<std::size_t> checked() const;
    void setChecked(const std::vector<int> &rows, bool on);
    void checkAll(bool on); ///< of those shown
    void clearChecks();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void checksChanged();
    /// A visible row has no verdict yet; told once an event.
    void verdictWanted(std::size_t index) const;

private:
    struct Texts
    {
        QString id, key, type, died, attempts;
        std::optional<QString> exception; // once it was asked for
        bool factsKnown = false;
        RowMark mark;
    };
    Texts &texts(std::size_t index) const;
    const QString &exceptionText(std::size_t index) const;
    QString replayText(std::size_t index) const;
    bool mayHaveArrived(std::size_t index) const;
    const ReplaysBefore::Job *lastReplay(std::size_t index) const;
    QVariant display(std::size_t index, DeadColumn column) const;
    QString toolTip(std::size_t index, DeadColumn column) const;
    void rowsChanged(DeadColumn from, DeadColumn to);

    std::shared_ptr<const DeadSet> m_set;
    std::shared_ptr<const DeadFacts> m_facts;
    DeadRows m_rows;
    std::shared_ptr<const ReplaysBefore> m_replays;
    std::function<RowMark(const EventView &)> m_marker;
    std::vector<bool> m_checked;
    std::size_t m_checkedCount = 0;
    bool m_checksSchemas = false, m_utc = false;
    mutable QCache<std::size_t, Texts> m_cache{600};
    mutable std::unordered_map<std::size_t, std::optional<SchemaVerdict>> m_verdicts; // nothing: asked for
};

/// "12:04:21" of today, else with the date.
QString deadTime(qint64 ms, bool utc);

} // namespace flowbench
