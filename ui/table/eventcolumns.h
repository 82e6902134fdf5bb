// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/eventwindowmodel.h"

#include <QObject>

#include <array>
#include <vector>

class QMenu;
class QSettings;

namespace flowbench {

class EventDelegate;
class EventTable;

/// Which columns an EventTable shows, how wide and in what order: fitted to their content once there is some, chosen
/// from the header's menu, remembered. A column nobody has chosen or refused comes and goes with its use
/// (setUseful()). GUI thread.
class EventColumns : public QObject
{
    Q_OBJECT

public:
    EventColumns(EventTable &table, EventDelegate &delegate, QSettings *settings, const QString &key);

    /// After the table took a model.
    void adopt();
    /// Shows or hides what the person left to us: the channel's name where there are several, partitions where there
    /// are some.
    void setUseful(EventColumn column, bool useful);
    void show(EventColumn column, bool on); ///< as chosen by the person, remembered
    bool isShown(EventColumn column) const;
    std::vector<EventColumn> shown() const; ///< in the order on screen
    /// Once, as soon as there is a row: every column that has no remembered width fits its content.
    void fitOnce();
    /// All columns again as at the first start.
    void reset();
    void updateHeaders();
    /// A checkable action for each column.
    void fillMenu(QMenu &menu);
    static QString title(EventColumn column);

private:
    struct State
    {
        int width = 0;       // 0: fits its content
        int chosen = -1;     // -1: nobody said, else 0 or 1
        bool useful = false; // what decides then
    };
    void load();
    void save() const;
    void fit();
    void apply();
    void sectionResized(int section, int from, int to);
    State &of(EventColumn column) { return m_states[std::size_t(column)]; }
    const State &of(EventColumn column) const { return m_states[std::size_t(column)]; }
    QString settingsKey(EventColumn column, const QString &what) const;

    EventTable &m_table;
    EventDelegate &m_delegate;
    QSettings *m_settings;
    QString m_key;
    std::array<State, EventColumnCount> m_states;
    int m_fittedRows = 0;
    bool m_applying = false;
};

} // namespace flowbench
