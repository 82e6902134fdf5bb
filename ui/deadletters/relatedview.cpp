// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/relatedview.h"

#include "model/event/envelope.h"
#include "ui/deadletters/deadlettersmodel.h"
#include "ui/deadletters/groupwords.h"
#include "ui/look/emptystate.h"
#include "ui/look/fonts.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"

#include <QHeaderView>
#include <QTableView>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t BodyBytes = 256 << 10; // of a body that is asked for its correlation
constexpr std::size_t LookEvery = 1024;

std::optional<qint64> diedAt(const EventView &event)
{
    const auto failure = recogniseFailure(event, BodyBytes);
    if (failure && (failure->last || failure->first))
        return failure->last ? failure->last : failure->first;
    return event.timeKind == TimeKind::None ? std::nullopt : std::optional(event.timeMs);
}
} // namespace

class RelatedView::Model : public QAbstractTableModel
{
public:
    using QAbstractTableModel::QAbstractTableModel;

    void setEvents(std::vector<RelatedEvent> events)
    {
        beginResetModel();
        m_events = std::move(events);
        endResetModel();
    }
    const std::vector<RelatedEvent> &events() const { return m_events; }

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_events.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : 4; }
    QVariant data(const QModelIndex &index, int role) const override
    {
        if (index.isValid() && role == Qt::FontRole && index.column() < 2)
            return fixedFont();
        if (!index.isValid() || role != Qt::DisplayRole)
            return {};
        const RelatedEvent &e = m_events[std::size_t(index.row())];
        switch (index.column()) {
        case 0:
            return e.diedMs ? deadTime(*e.diedMs, false) : u"–"_s;
        case 1:
            return hostileText(e.id);
        case 2:
            return hostileText(e.type);
        default:
            return e.correlation ? RelatedView::tr("correlation") : RelatedView::tr("key");
        }
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (role == Qt::TextAlignmentRole)
            return int(Qt::AlignLeft | Qt::AlignVCenter);
        if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
            return {};
        const QString titles[] = {RelatedView::tr("Died"), RelatedView::tr("Id"), RelatedView::tr("Type"),
                                  RelatedView::tr("Same")};
        return titles[section];
    }

private:
    std::vector<RelatedEvent> m_events;
};

RelatedView::RelatedView(QWidget *parent)
    : QStackedWidget(parent),
      m_empty(new EmptyState(this)),
      m_note(makeLabel({}, TextRole::Muted, this)),
      m_table(new QTableView(this)),
      m_model(new Model(this))
{
    setObjectName(u"Related"_s);
    setNames(m_table, u"Related events"_s, tr("Related events"));
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setAlternatingRowColors(true);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(measure::Row);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_note->setContentsMargins(measure::PageMargin, 6, measure::PageMargin, 6);
    column->addWidget(m_note);
    column->addWidget(m_table, 1);
    addWidget(m_empty);
    addWidget(page);
    connect(m_table, &QTableView::activated, this,
            [this](const QModelIndex &at) { emit eventChosen(m_model->events()[std::size_t(at.row())].index); });
}

RelatedView::~RelatedView() = default;

int RelatedView::count() const { return m_model->rowCount(); }

void RelatedView::showRelativesOf(const std::shared_ptr<const DeadSet> &set, std::size_t index)
{
    if (set == m_set && index == m_index)
        return;
    m_set = set;
    m_index = index;
    m_model->setEvents({});
    m_empty->setMessage(u"link"_s, tr("Looking for related events…"), {});
    setCurrentIndex(0);
    m_job = m_jobs.run(
        this, Milliseconds(0),
        [set, index](const Cancel &cancel) {
            Found found;
            EnvelopeReader reader;
            const EventView one = set->event(index);
            const std::string correlation(reader.read(one, BodyBytes).correlationId);
            const std::string key = one.hasKey && !set->isQueue() ? std::string(one.key) : std::string();
            found.nothingToGoBy = correlation.empty() && key.empty();
            for (std::size_t i = 0; i < set->size() && !found.nothingToGoBy; ++i) {
                if (i % LookEvery == 0 && cancel.requested())
                    break;
                if (i == index)
                    continue;
                const EventView event = set->event(i);
                const EnvelopeView envelope = reader.read(event, BodyBytes);
                const bool same = !correlation.empty() && envelope.correlationId == correlation;
                if (!same && (key.empty() || !event.hasKey || event.key != key))
                    continue;
                if (found.events.size() == Most) {
                    found.more = true;
                    break;
                }
                found.events.push_back({i, same, std::string(envelope.type), set->id(i), diedAt(event)});
            }
            return found;
        },
        [this](Found found) { take(std::move(found)); });
}

void RelatedView::take(Found found)
{
    if (found.events.empty()) {
        m_empty->setMessage(u"link"_s, found.nothingToGoBy ? tr("Nothing to go by") : tr("No related dead letter"),
                            found.nothingToGoBy
                                ? tr("The event has no correlation id, and a key of its own it has neither.")
                                : tr("No other one in this copy has its correlation id or its key."));
        return;
    }
    const int n = int(found.events.size());
    setLabelText(m_note, found.more ? tr("The first %Ln with the same correlation id or key", nullptr, n)
                                    : tr("%Ln with the same correlation id or key", nullptr, n));
    m_model->setEvents(std::move(found.events));
    m_table->resizeColumnsToContents();
    setCurrentIndex(1);
}

void RelatedView::clear()
{
    m_job = JobHandle();
    if (currentIndex() == 0)
        m_index.reset();
}

} // namespace flowbench
