// SPDX-License-Identifier: GPL-3.0-or-later
// Exporting from a Traffic page: selected, shown or all kept events into a file.
#include "ui/export/exportcolumns.h"
#include "ui/export/exportstrip.h"
#include "ui/filter/filtercontrol.h"
#include "ui/look/noticebar.h"
#include "ui/table/eventcolumns.h"
#include "ui/table/eventtable.h"
#include "ui/traffic/trafficbar.h"
#include "ui/traffic/trafficpage.h"

#include <QApplication>
#include <QClipboard>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

// A channel's name is hostile; a file's name is letters, digits, dot and dash.
QString fileName(QString name)
{
    for (QChar &c : name) {
        if (!c.isLetterOrNumber() && c != u'.' && c != u'-' && c != u'_')
            c = u'_';
    }
    while (name.startsWith(u'.'))
        name.remove(0, 1);
    name.truncate(100);
    return name.isEmpty() ? u"events"_s : name;
}

std::vector<EventFileColumn> shownColumns(EventTable &table, const std::shared_ptr<const EventDecoder> &decoder)
{
    std::vector<EventFileColumn> columns;
    for (const EventColumn c : table.columns().shown()) {
        const ContentColumn content =
            isContentColumn(c) ? table.events()->contentColumns()[std::size_t(contentIndex(c))] : ContentColumn();
        // The cell shows the body's beginning, the file has all of it.
        const QString title = isContentColumn(c)          ? content.title
                              : c == EventColumn::Preview ? TrafficPage::tr("Value")
                                                          : EventColumns::title(c);
        columns.push_back(exportColumn(c, title, content, decoder));
    }
    return columns;
}

} // namespace

void TrafficPage::connectExport()
{
    connect(m_bar, &TrafficBar::exportRequested, this, &TrafficPage::askExport);
    connect(m_exporting, &ExportStrip::ended, this, [this](bool good, const QString &text) {
        m_notice->showNotice(good ? Tint::Ok : Tint::Error, text);
        emit message(text);
    });
}

void TrafficPage::askExport()
{
    if (m_exporting->isRunning()) {
        emit message(tr("An export is running"));
        return;
    }
    const ExportDialog::Counts counts{m_table->selectedCount(), quint64(m_table->events()->total()),
                                      m_source.store().rows()};
    const auto &channels = m_source.channels();
    auto *dialog = new ExportDialog(
        counts, fileName(channels.size() == 1 ? channels.front().bare() : m_source.connectionName()), this);
    connect(dialog, &ExportDialog::chosen, this, &TrafficPage::startExport);
    dialog->open();
}

void TrafficPage::startExport(ExportScope scope, EventFileFormat format, const QString &path)
{
    ExportPlan plan;
    plan.format = format;
    plan.path = path;
    const Session *session = m_source.session();
    if (format == EventFileFormat::Csv)
        plan.columns = shownColumns(*m_table, session ? session->scanDecoder() : nullptr);
    if (session)
        plan.about.connection = session->identity().url;
    if (scope != ExportScope::Every && m_filter->isActive() && !m_filter->highlights())
        plan.about.filter = m_filter->text();
    const EventStore &store = m_source.store();
    FilteredRows &rows = m_source.rows();
    const auto order = m_table->events()->sorted();
    ExportRows which;
    switch (scope) {
    case ExportScope::Selected:
        which = selectedRows(store, rows, m_table->selection(), m_table->selectedCount(), order);
        break;
    case ExportScope::Shown:
        which = shownRows(store, rows, order);
        break;
    case ExportScope::Every:
        which = everyRow(store);
        break;
    }
    m_exporting->start(std::move(plan), std::move(which));
}

void TrafficPage::copyMarkdown()
{
    const auto number = m_table->current();
    const TrafficSource::Place place = number ? m_source.locate(*number) : TrafficSource::Place();
    if (!place.chunk)
        return;
    const Session *session = m_source.session();
    QApplication::clipboard()->setText(
        eventMarkdown(place.chunk->row(place.row), session ? session->decoder().get() : nullptr));
    emit message(tr("Copied the event as Markdown"));
}

} // namespace flowbench
