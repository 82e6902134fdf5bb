// SPDX-License-Identifier: GPL-3.0-or-later
// How a Traffic page's rows are filtered, sorted, coloured and what columns they have.
#include "model/items/eventpreview.h"
#include "model/query/completion.h"
#include "ui/charts/ratehistogram.h"
#include "ui/filter/columndialog.h"
#include "ui/filter/contentcompiler.h"
#include "ui/filter/filtercontrol.h"
#include "ui/filter/filterfield.h"
#include "ui/filter/filterline.h"
#include "ui/look/emptystate.h"
#include "ui/table/eventcolumns.h"
#include "ui/table/eventsorting.h"
#include "ui/table/eventtable.h"
#include "ui/traffic/detailspane.h"
#include "ui/traffic/trafficbar.h"
#include "ui/traffic/trafficpage.h"
#include "ui/traffic/unevaluateddialog.h"
#include "words/sentence.h"
#include "words/units.h"
#include "words/visible.h"

#include <QMenu>
#include <QPushButton>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr int MenuChars = 60;
constexpr std::size_t ReadAtOnce = 1 << 20;

QString menuText(const QString &condition)
{
    const QString shown = visibleText(condition.size() > MenuChars ? condition.left(MenuChars) + u'…' : condition);
    return QString(shown).replace(u'&', u"&&"_s);
}

} // namespace

void TrafficPage::connectFilter()
{
    m_bar->setFiltersMenu([this](QMenu &menu) { m_filter->fillMenu(menu); });
    connect(&m_bar->filter(), &SearchField::leftDownwards, m_table, [this] { m_table->setFocus(); });
    connect(&m_bar->filter(), &FilterField::left, m_table, [this] { m_table->setFocus(); });
    const auto find = [this](bool backwards) {
        m_filter->find(backwards, m_table->current(), m_table->events()->sorted());
    };
    connect(&m_bar->filter(), &FilterField::findRequested, this, find);
    connect(m_filterLine, &FilterLine::findRequested, this, find);
    connect(m_filterLine, &FilterLine::failuresRequested, this, &TrafficPage::showUnevaluated);
    connect(m_filterLine, &FilterLine::resortRequested, this, [this] { m_table->sorting().again(); });
    connect(m_filterLine, &FilterLine::unsortRequested, this, [this] { m_table->sorting().clear(); });
    connect(m_filter, &FilterControl::applied, this, &TrafficPage::filterApplied);
    connect(m_filter, &FilterControl::marksChanged, this, [this] {
        m_table->events()->setMarker(m_filter->marker());
        m_table->viewport()->update();
    });
    connect(m_filter, &FilterControl::countsChanged, this, &TrafficPage::updateCount);
    connect(m_filter, &FilterControl::found, m_table, &EventTable::setCurrent);
    connect(m_filter, &FilterControl::message, this, &TrafficPage::message);
    connect(&m_table->sorting(), &EventSorting::changed, this, &TrafficPage::updateSorted);
    connect(m_details, &DetailsPane::includeRequested, this, &TrafficPage::includeCondition);
    connect(m_details, &DetailsPane::columnRequested, this, &TrafficPage::showAsColumn);
    connect(m_table, &EventTable::menuRequested, this,
            [this](QMenu *menu, qint64 index, EventColumn column) { fillCellMenu(*menu, index, column); });
}

void TrafficPage::filterApplied()
{
    m_table->filterChanged();
    updateCount();
    updateEmpty();
    updateStatus();
}

void TrafficPage::setFilterText(const QString &text) { m_filter->setText(text); }

void TrafficPage::setWorkspace(const QString &folder) { m_filter->setWorkspace(folder); }

void TrafficPage::includeCondition(const QString &condition, bool exclude) { m_filter->narrow(condition, exclude); }

void TrafficPage::setDecoder(std::shared_ptr<const EventDecoder> decoder)
{
    if (!decoder)
        decoder = std::make_shared<const EventDecoder>(); // by their looks
    m_filter->setDecoder(decoder);
    m_table->columns().setContentCompiler(contentCompiler(m_filter->options()));
    m_table->events()->setPreview([decoder = std::move(decoder)](const EventView &event, int chars) {
        return eventPreview(event, decoder.get(), chars, [](QStringView text) { return visibleText(text); });
    });
    m_table->viewport()->update();
}

// ---- a cell's menu

void TrafficPage::fillCellMenu(QMenu &menu, qint64 index, EventColumn column)
{
    const auto event = m_table->events()->eventAt(index);
    if (!event)
        return;
    if (column == EventColumn::Time && event->timeKind != TimeKind::None) {
        const QString time = u"timestamp(\"%1\")"_s.arg(words::isoTime(event->timeMs));
        menu.addAction(tr("Show only from this time on"), this,
                       [this, time] { includeCondition(u"time >= "_s + time, false); });
        menu.addAction(tr("Show only up to this time"), this,
                       [this, time] { includeCondition(u"time <= "_s + time, false); });
        return;
    }
    if (column != EventColumn::Preview && event->value.size() > ReadAtOnce)
        return; // its fields are not read between two frames
    const QString condition = cellCondition(*event, column, m_table->columns().contents(), m_filter->options());
    if (condition.isEmpty())
        return;
    menu.addAction(tr("Show only %1").arg(menuText(condition)), this,
                   [this, condition] { includeCondition(condition, false); })
        ->setObjectName(u"Show only"_s);
    menu.addAction(tr("Hide %1").arg(menuText(condition)), this,
                   [this, condition] { includeCondition(condition, true); })
        ->setObjectName(u"Hide"_s);
}

// ---- columns

void TrafficPage::connectColumns()
{
    setDecoder(nullptr);
    EventColumns &columns = m_table->columns();
    connect(&columns, &EventColumns::addRequested, this, &TrafficPage::askColumn);
    connect(&columns, &EventColumns::renameRequested, this, [this](int index) {
        const EventColumns::Content &c = m_table->columns().contents()[std::size_t(index)];
        auto *dialog = new ColumnDialog(
            c.expression, c.title, [](const QString &) { return std::optional<QString>(); }, this);
        connect(dialog, &ColumnDialog::chosen, this, [this, index](const QString &, const QString &title) {
            m_table->columns().renameContent(index, title);
        });
        dialog->open();
    });
}

void TrafficPage::askColumn()
{
    const ContentCompiler compile = contentCompiler(m_filter->options());
    auto *dialog = new ColumnDialog(
        {}, {},
        [compile](const QString &expression) {
            const auto compiled = compile(expression);
            return compiled ? std::nullopt : std::optional(sentence(compiled.error()).message);
        },
        this);
    dialog->setCompletions(m_filter->completions());
    connect(dialog, &ColumnDialog::chosen, this, [this](const QString &expression, const QString &title) {
        if (const auto added = m_table->columns().addContent(expression, title); !added)
            emit message(sentence(added.error()).message);
    });
    dialog->open();
}

void TrafficPage::showAsColumn(const QString &expression)
{
    const auto added = m_table->columns().addContent(expression);
    if (!added)
        emit message(sentence(added.error()).message);
}

void TrafficPage::updateSorted()
{
    const EventSorting &sorting = m_table->sorting();
    if (!sorting.isActive()) {
        m_filterLine->setSorted({}, false);
        return;
    }
    const int section = int(*sorting.column());
    const QString title = *sorting.column() == EventColumn::Time
                              ? EventColumns::title(EventColumn::Time)
                              : m_table->events()->headerData(section, Qt::Horizontal, Qt::DisplayRole).toString();
    m_filterLine->setSorted(sorting.isRunning() ? tr("Sorting by %1, %2 %").arg(title).arg(int(sorting.part() * 100))
                                                : tr("Sorted by %1").arg(title),
                            sorting.isStale());
}

// ---- what the filter leaves out

void TrafficPage::updateEmptyOfFilter()
{
    const QString kept = words::count(qint64(m_source.store().rows()));
    const quint64 failed = m_filter->isActive() ? m_filter->failedCount() : 0;
    QString next = tr("The filter goes on with what comes.");
    if (failed > 0)
        next = tr("%1 could not be evaluated.").arg(words::count(qint64(failed))) + u' ' + next;
    m_empty->setMessage(
        u"filter"_s, m_filter->isActive() ? tr("No event of %1 matches").arg(kept) : tr("No event in the chosen time"),
        next);
    QPushButton *clear = m_empty->setAction(u"Clear filter"_s, tr("Clear filter"));
    disconnect(clear, nullptr, this, nullptr);
    connect(clear, &QPushButton::clicked, this, [this] {
        m_histogram->clearRange();
        setFilterText({});
    });
}

void TrafficPage::showUnevaluated()
{
    auto *dialog = new UnevaluatedDialog(m_filter->failures(), m_filter->failedCount(), m_filter->compiled().filter,
                                         m_bar->isUtc(), this);
    dialog->show();
}

} // namespace flowbench
