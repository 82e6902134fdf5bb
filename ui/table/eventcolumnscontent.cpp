// SPDX-License-Identifier: GPL-3.0-or-later
// Columns from content and the menus of EventColumns.
#include "ui/table/eventcolumns.h"
#include "ui/table/eventsorting.h"
#include "ui/table/eventtable.h"

#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMenu>
#include <QSettings>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int TitleChars = 60;
constexpr int ExpressionChars = 4000;
} // namespace

QString EventColumns::titleOf(const QString &expression)
{
    // The last name of a path; what is no path is its own title.
    const auto isName = [](QChar c) { return c.isLetterOrNumber() || c == u'_' || c == u'.'; };
    if (std::all_of(expression.begin(), expression.end(), isName))
        return expression.section(u'.', -1);
    return expression.left(TitleChars);
}

void EventColumns::setContentCompiler(ContentCompiler compile)
{
    const bool first = !m_compile;
    m_compile = std::move(compile);
    if (first)
        loadContents();
    compileContents();
    orderSections();
    apply();
    fit();
    emit contentsChanged();
}

// Those that do not compile are kept aside: a later version may know them.
void EventColumns::compileContents()
{
    EventWindowModel *events = m_table.events();
    m_compiled.clear();
    std::vector<ContentColumn> columns;
    for (std::size_t i = 0; m_compile && i < m_contents.size();) {
        auto compiled = m_compile(m_contents[i].expression);
        if (!compiled) {
            m_refused.push_back(m_contents[i]);
            m_contents.erase(m_contents.begin() + std::ptrdiff_t(i));
            m_states.erase(m_states.begin() + EventColumnCount + std::ptrdiff_t(i));
            continue;
        }
        m_compiled.push_back(std::move(compiled.value()));
        columns.push_back({m_contents[i].title, m_compiled.back().text});
        ++i;
    }
    if (!events)
        return;
    m_applying = true;
    QHeaderView *header = m_table.horizontalHeader();
    const int before = events->columnCount();
    events->setContentColumns(std::move(columns));
    // The preview takes what the others leave: it stands behind them.
    for (int section = before; section < events->columnCount(); ++section)
        header->moveSection(header->visualIndex(section), header->visualIndex(int(EventColumn::Preview)));
    m_applying = false;
    m_table.sorting().contentChanged();
}

Result<void> EventColumns::addContent(const QString &expression, const QString &title)
{
    const QString text = expression.trimmed();
    for (std::size_t i = 0; i < m_contents.size(); ++i) {
        if (m_contents[i].expression == text) {
            show(contentColumn(int(i)), true);
            return {};
        }
    }
    if (m_contents.size() >= std::size_t(MaxContentColumns) || text.size() > ExpressionChars)
        return makeError(ErrorCode::TooLarge, {tr("Columns from content"), QString::number(m_contents.size() + 1),
                                               QString::number(MaxContentColumns)});
    if (m_compile) {
        if (auto compiled = m_compile(text); !compiled)
            return compiled.error();
    }
    m_contents.push_back({text, (title.trimmed().isEmpty() ? titleOf(text) : title.trimmed()).left(TitleChars)});
    m_states.push_back({0, 1, true});
    compileContents();
    apply();
    fit();
    save();
    emit contentsChanged();
    return {};
}

void EventColumns::removeContent(int index)
{
    if (index < 0 || std::size_t(index) >= m_contents.size())
        return;
    m_table.sorting().contentChanged();
    m_contents.erase(m_contents.begin() + index);
    m_states.erase(m_states.begin() + EventColumnCount + index);
    compileContents();
    apply();
    fit();
    save();
    emit contentsChanged();
}

void EventColumns::renameContent(int index, const QString &title)
{
    if (index < 0 || std::size_t(index) >= m_contents.size() || title.trimmed().isEmpty())
        return;
    m_contents[std::size_t(index)].title = title.trimmed().left(TitleChars);
    compileContents();
    fit();
    save();
    emit contentsChanged();
}

std::shared_ptr<const SortKey> EventColumns::contentKey(int index) const
{
    return index >= 0 && std::size_t(index) < m_compiled.size() ? m_compiled[std::size_t(index)].key : nullptr;
}

// ---- remembered

QString EventColumns::nameOf(EventColumn column) const
{
    if (!isContentColumn(column))
        return QString::fromLatin1(eventColumnName(column));
    const auto at = std::size_t(contentIndex(column));
    return at < m_contents.size() ? u'=' + m_contents[at].expression : QString();
}

std::optional<EventColumn> EventColumns::columnOf(const QString &name) const
{
    for (std::size_t i = 0; i < m_contents.size(); ++i) {
        if (name == u'=' + m_contents[i].expression)
            return contentColumn(int(i));
    }
    return eventColumnFromName(name);
}

void EventColumns::loadContents()
{
    if (!m_settings)
        return;
    const QByteArray json = m_settings->value(u"table/%1/content"_s.arg(m_key)).toByteArray();
    for (const QJsonValue &v : QJsonDocument::fromJson(json).array()) {
        const QString expression = v[u"expression"].toString().left(ExpressionChars);
        if (expression.isEmpty() || m_contents.size() >= std::size_t(MaxContentColumns))
            continue;
        m_contents.push_back({expression, v[u"title"].toString(titleOf(expression)).left(TitleChars)});
        m_states.push_back({std::clamp(v[u"width"].toInt(), 0, 4000), v[u"shown"].toBool(true) ? 1 : 0, true});
    }
}

void EventColumns::saveContents() const
{
    if (!m_compile)
        return; // nothing was loaded either
    QJsonArray list;
    for (std::size_t i = 0; i < m_contents.size(); ++i) {
        const State &state = m_states[std::size_t(EventColumnCount) + i];
        list.append(QJsonObject{{u"expression"_s, m_contents[i].expression},
                                {u"title"_s, m_contents[i].title},
                                {u"width"_s, state.width},
                                {u"shown"_s, state.chosen != 0}});
    }
    for (const Content &c : m_refused)
        list.append(QJsonObject{{u"expression"_s, c.expression}, {u"title"_s, c.title}});
    m_settings->setValue(u"table/%1/content"_s.arg(m_key), QJsonDocument(list).toJson(QJsonDocument::Compact));
}

// ---- menus

void EventColumns::fillMenu(QMenu &menu)
{
    for (int i = 0; i < count(); ++i) {
        const auto column = EventColumn(i);
        const QString text = isContentColumn(column)            ? m_contents[std::size_t(contentIndex(column))].title
                             : column == EventColumn::Partition ? tr("Partition")
                                                                : title(column);
        QAction *action = menu.addAction(QString(text).replace(u'&', u"&&"_s));
        action->setObjectName(nameOf(column));
        action->setCheckable(true);
        action->setChecked(isShown(column));
        action->setEnabled(column != EventColumn::Preview); // it takes what the others leave
        connect(action, &QAction::toggled, this, [this, column](bool on) { show(column, on); });
    }
    menu.addSeparator();
    if (m_compile) {
        QAction *add = menu.addAction(tr("Add column…"), this, &EventColumns::addRequested);
        add->setObjectName(u"Add column…"_s);
        add->setEnabled(m_contents.size() < std::size_t(MaxContentColumns));
    }
    menu.addAction(tr("Reset columns"), this, [this] { reset(); });
}

void EventColumns::showHeaderMenu(const QPoint &at)
{
    QHeaderView *header = m_table.horizontalHeader();
    const int section = header->logicalIndexAt(at);
    QMenu menu(header);
    if (section >= 0) {
        const auto column = EventColumn(section);
        EventSorting &sorting = m_table.sorting();
        menu.addAction(tr("Sort ascending"), &sorting, [&] { sorting.sortBy(column, Qt::AscendingOrder); });
        menu.addAction(tr("Sort descending"), &sorting, [&] { sorting.sortBy(column, Qt::DescendingOrder); });
        menu.addAction(tr("As they arrived"), &sorting, [&] { sorting.clear(); })->setEnabled(sorting.isActive());
        if (isContentColumn(column)) {
            menu.addSeparator();
            menu.addAction(tr("Rename column…"), this, [&] { emit renameRequested(contentIndex(column)); });
            menu.addAction(tr("Remove column"), this, [&] { removeContent(contentIndex(column)); });
        }
        menu.addSeparator();
    }
    fillMenu(menu);
    menu.exec(header->mapToGlobal(at));
}

} // namespace flowbench
