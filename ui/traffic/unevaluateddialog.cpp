// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/traffic/unevaluateddialog.h"

#include "model/items/eventtext.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "words/units.h"
#include "words/visible.h"

#include <QHeaderView>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr int Chars = 200;

QStringList cellsOf(const EventView &event, const EventFilter *filter, bool utc)
{
    const auto failure = filter ? filter->explain(event) : std::nullopt;
    const auto visible = [](QStringView text) { return visibleText(text); };
    return {eventTimeText(event.timeMs, utc, QDate()),
            shortText(event.channel, Chars, visible),
            event.partition < 0 ? QString() : QString::number(event.partition),
            event.offset == EventView::NoOffset ? QString() : words::count(event.offset),
            failure ? visibleText(failure->message) : QString(),
            previewText(event.value, Chars, visible)};
}

} // namespace

UnevaluatedDialog::UnevaluatedDialog(std::vector<FailedPlace> places, quint64 all,
                                     std::shared_ptr<const EventFilter> filter, bool utc, QWidget *parent)
    : QDialog(parent), m_list(new QTreeWidget(this)), m_said(makeLabel({}, TextRole::Muted, this))
{
    setObjectName(u"Could not be evaluated list"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Could not be evaluated"));
    setNames(m_list, u"Unevaluated events"_s, tr("Events that could not be evaluated"));
    m_list->setHeaderLabels({tr("Time"), tr("Channel"), tr("Part."), tr("Offset"), tr("Reason"), tr("Preview")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(measure::Gap);
    layout->addWidget(m_said);
    layout->addWidget(m_list, 1);
    resize(860, 420);
    const quint64 shown = places.size();
    setLabelText(m_said, shown < all
                             ? tr("The first %1 of %2").arg(words::count(qint64(shown)), words::count(qint64(all)))
                             : tr("%Ln event(s)", nullptr, int(all)));
    m_explaining = m_jobs.run(
        this, Milliseconds(0),
        [places = std::move(places), filter = std::move(filter), utc](const Cancel &cancel) {
            std::vector<QStringList> rows;
            for (const FailedPlace &p : places) {
                if (!cancel.requested())
                    rows.push_back(cellsOf(p.chunk->row(p.row), filter.get(), utc));
            }
            return rows;
        },
        [this](std::vector<QStringList> rows) {
            for (const QStringList &cells : rows)
                m_list->addTopLevelItem(new QTreeWidgetItem(cells));
            for (int i = 0; i < 5; ++i)
                m_list->resizeColumnToContents(i);
        });
}

UnevaluatedDialog::~UnevaluatedDialog() = default;

} // namespace flowbench
