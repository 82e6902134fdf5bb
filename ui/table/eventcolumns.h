// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"
#include "model/items/eventwindowmodel.h"

#include <QObject>

#include <functional>
#include <vector>

class QMenu;
class QSettings;

namespace flowbench {

class EventDelegate;
class EventTable;

/// What an expression (or a path) gives as a column.
struct CompiledContent
{
    std::function<std::optional<std::string>(const EventView &)> text; ///< any thread
    std::shared_ptr<const SortKey> key;
};
using ContentCompiler = std::function<Result<CompiledContent>(const QString &expression)>;

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
    /// Columns from content: at most MaxContentColumns, remembered with the table. Without a compiler there are none; a
    /// remembered one that it refuses is left out, not forgotten.
    struct Content
    {
        QString expression, title;
    };
    void setContentCompiler(ContentCompiler compile);
    const std::vector<Content> &contents() const { return m_contents; }
    /// Shows it; one that is there already is shown again. An empty title is the expression's last name.
    /// BadExpression, TooLarge.
    Result<void> addContent(const QString &expression, const QString &title = {});
    void removeContent(int index);
    void renameContent(int index, const QString &title);
    std::shared_ptr<const SortKey> contentKey(int index) const;
    static QString titleOf(const QString &expression);

    /// Once, as soon as there is a row: every column that has no remembered width fits its content.
    void fitOnce();
    /// All columns again as at the first start.
    void reset();
    void updateHeaders();
    /// A checkable action for each column.
    void fillMenu(QMenu &menu);
    static QString title(EventColumn column);

signals:
    void addRequested();             ///< "Add column…" was chosen
    void renameRequested(int index); ///< of a column from content
    void contentsChanged();

private:
    struct State
    {
        int width = 0;       // 0: fits its content
        int chosen = -1;     // -1: nobody said, else 0 or 1
        bool useful = false; // what decides then
    };
    void load();
    void save() const;
    void loadContents();
    void saveContents() const;
    void compileContents();
    void orderSections();
    QString nameOf(EventColumn column) const;
    std::optional<EventColumn> columnOf(const QString &name) const;
    void showHeaderMenu(const QPoint &at);
    int count() const { return int(m_states.size()); }
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
    std::vector<State> m_states; ///< of the fixed columns, then of the contents
    ContentCompiler m_compile;
    std::vector<Content> m_contents, m_refused;
    std::vector<CompiledContent> m_compiled;
    int m_fittedRows = 0;
    bool m_applying = false;
};

} // namespace flowbench
