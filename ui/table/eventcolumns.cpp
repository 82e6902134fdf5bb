// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/table/eventcolumns.h"

#include "ui/table/eventdelegate.h"
#include "ui/table/eventtable.h"

#include <QDateTime>
#include <QHeaderView>
#include <QMenu>
#include <QSettings>
#include <QTimeZone>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr int Widest = 260; // before a person draws it wider
constexpr int Preview = int(EventColumn::Preview);

std::array<bool, EventColumnCount> firstShown()
{
    //       time  channel part. offset key   type  id     size  preview
    return {true, false, true, true, true, true, false, true, true};
}

QString zoneNow(bool utc)
{
    if (utc)
        return u"UTC"_s;
    const int seconds = QDateTime::currentDateTime().offsetFromUtc();
    if (seconds == 0)
        return u"UTC"_s;
    const QTime offset = QTime(0, 0).addSecs(std::abs(seconds));
    return (seconds < 0 ? u"\u2212"_s : u"+"_s) + offset.toString(u"HH:mm"_s);
}

} // namespace

EventColumns::EventColumns(EventTable &table, EventDelegate &delegate, QSettings *settings, const QString &key)
    : m_table(table), m_delegate(delegate), m_settings(settings), m_key(key), m_states(EventColumnCount)
{
    const auto first = firstShown();
    for (int i = 0; i < EventColumnCount; ++i)
        m_states[std::size_t(i)].useful = first[std::size_t(i)];
    load();
    QHeaderView *header = table.horizontalHeader();
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QHeaderView::customContextMenuRequested, this, &EventColumns::showHeaderMenu);
    connect(header, &QHeaderView::sectionResized, this, &EventColumns::sectionResized);
    connect(header, &QHeaderView::sectionMoved, this, [this] {
        if (!m_applying)
            save();
    });
}

QString EventColumns::title(EventColumn column)
{
    switch (column) {
    case EventColumn::Time:
        return tr("Time");
    case EventColumn::Channel:
        return tr("Channel");
    case EventColumn::Partition:
        return tr("Part.");
    case EventColumn::Offset:
        return tr("Offset");
    case EventColumn::Key:
        return tr("Key");
    case EventColumn::Type:
        return tr("Type");
    case EventColumn::Id:
        return tr("Id");
    case EventColumn::Size:
        return tr("Size");
    case EventColumn::Preview:
        return tr("Preview");
    }
    return {};
}

void EventColumns::updateHeaders()
{
    EventWindowModel *events = m_table.events();
    if (!events)
        return;
    for (int i = 0; i < EventColumnCount; ++i) {
        const auto column = EventColumn(i);
        // The zone once, not in every row.
        events->setHeader(column,
                          column == EventColumn::Time ? tr("Time, %1").arg(zoneNow(m_table.isUtc())) : title(column));
    }
}

void EventColumns::adopt()
{
    updateHeaders();
    m_fittedRows = 0;
    compileContents();
    orderSections();
    apply();
    fit();
}

void EventColumns::orderSections()
{
    if (!m_settings)
        return;
    m_applying = true;
    QHeaderView *header = m_table.horizontalHeader();
    const QStringList order = m_settings->value(u"table/%1/order"_s.arg(m_key)).toStringList();
    int place = 0;
    for (const QString &name : order) {
        const auto column = columnOf(name);
        if (column && int(*column) < header->count())
            header->moveSection(header->visualIndex(int(*column)), place++);
    }
    m_applying = false;
}

void EventColumns::setUseful(EventColumn column, bool useful)
{
    of(column).useful = useful;
    apply();
}

void EventColumns::show(EventColumn column, bool on)
{
    of(column).chosen = on ? 1 : 0;
    apply();
    fit();
    save();
}

bool EventColumns::isShown(EventColumn column) const
{
    const State &state = of(column);
    return state.chosen < 0 ? state.useful : state.chosen == 1;
}

std::vector<EventColumn> EventColumns::shown() const
{
    std::vector<EventColumn> columns;
    const QHeaderView *header = m_table.horizontalHeader();
    for (int place = 0; place < header->count(); ++place) {
        const int section = header->logicalIndex(place);
        if (!header->isSectionHidden(section))
            columns.push_back(EventColumn(section));
    }
    return columns;
}

void EventColumns::apply()
{
    if (!m_table.model())
        return;
    m_applying = true;
    for (int i = 0; i < count(); ++i)
        m_table.setColumnHidden(i, !isShown(EventColumn(i)));
    m_applying = false;
}

void EventColumns::fitOnce()
{
    const EventWindowModel *events = m_table.events();
    const int rows = events ? events->rowCount() : 0;
    // A first row says little about the others: once more when the window is full, then never again by itself.
    if (rows == 0 || m_fittedRows > events->viewRows() || (m_fittedRows > 0 && rows <= events->viewRows() - 1))
        return;
    fit();
    m_fittedRows = m_fittedRows == 0 ? rows : events->viewRows() + 1;
}

void EventColumns::fit()
{
    EventWindowModel *events = m_table.events();
    if (!events)
        return;
    m_applying = true;
    const QFontMetrics metrics(m_table.horizontalHeader()->font());
    for (int i = 0; i < count(); ++i) {
        const auto column = EventColumn(i);
        if (i == Preview || !isShown(column))
            continue;
        int width = of(column).width;
        if (width == 0) {
            const QString head = events->headerData(i, Qt::Horizontal, Qt::DisplayRole).toString();
            width = metrics.horizontalAdvance(head) + 2 * EventDelegate::Padding + 4;
            for (int row = 0; row < events->rowCount(); ++row)
                width = std::max(width, m_delegate.textWidth(column, events->text(events->first() + row, column)));
            width = std::min(width, Widest);
        }
        m_table.setColumnWidth(i, width);
    }
    m_applying = false;
}

void EventColumns::sectionResized(int section, int, int to)
{
    if (m_applying || section == Preview || section >= count() || to <= 0 || m_table.isColumnHidden(section))
        return;
    // Only a hand on the header, not a layout.
    if (m_table.horizontalHeader()->isVisible() && m_table.events()) {
        m_states[std::size_t(section)].width = to;
        save();
    }
}

void EventColumns::reset()
{
    const auto first = firstShown();
    for (int i = 0; i < EventColumnCount; ++i) {
        State &state = m_states[std::size_t(i)];
        state.width = 0;
        state.chosen = -1;
        state.useful =
            i == int(EventColumn::Channel) || i == int(EventColumn::Partition) ? state.useful : first[std::size_t(i)];
    }
    m_applying = true;
    QHeaderView *header = m_table.horizontalHeader();
    for (int i = 0; i < header->count(); ++i)
        header->moveSection(header->visualIndex(i), i);
    if (count() > EventColumnCount)
        header->moveSection(header->visualIndex(Preview), header->count() - 1);
    m_applying = false;
    apply();
    fit();
    save();
}

QString EventColumns::settingsKey(EventColumn column, const QString &what) const
{
    return u"table/%1/%2/%3"_s.arg(m_key, QString::fromLatin1(eventColumnName(column)), what);
}

void EventColumns::load()
{
    if (!m_settings)
        return;
    for (int i = 0; i < EventColumnCount; ++i) {
        const auto column = EventColumn(i);
        of(column).width = std::clamp(m_settings->value(settingsKey(column, u"width"_s), 0).toInt(), 0, 4000);
        of(column).chosen = std::clamp(m_settings->value(settingsKey(column, u"shown"_s), -1).toInt(), -1, 1);
    }
    of(EventColumn::Preview).chosen = -1;
}

void EventColumns::save() const
{
    if (!m_settings)
        return;
    QStringList order;
    QHeaderView *header = m_table.horizontalHeader();
    for (int i = 0; i < EventColumnCount; ++i) {
        const auto column = EventColumn(i);
        m_settings->setValue(settingsKey(column, u"width"_s), of(column).width);
        m_settings->setValue(settingsKey(column, u"shown"_s), of(column).chosen);
    }
    for (int i = 0; i < header->count(); ++i)
        order += nameOf(EventColumn(header->logicalIndex(i)));
    m_settings->setValue(u"table/%1/order"_s.arg(m_key), order);
    saveContents();
}

} // namespace flowbench
