// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/publish/receipts.h"

#include "ui/look/chip.h"
#include "ui/look/chipdelegate.h"
#include "ui/look/fonts.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "words/sentence.h"
#include "words/units.h"
#include "words/visible.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QHeaderView>
#include <QKeyEvent>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::PublishPage)
};

std::size_t bytesOf(const Outgoing &event)
{
    return event.value.value_or(std::string()).size() + event.key.value_or(std::string()).size() + event.fields.size();
}

QString bareName(const QString &channel) { return visibleText(ChannelAddress{channel, {}}.bare()); }

// "orders, partition 2, offset 1,834", as much of it as the broker told.
QString placeOf(const PublishRecord &record)
{
    QString text = bareName(record.channel);
    if (record.outcome.receipt.partition)
        text = Words::tr("%1, partition %2").arg(text).arg(*record.outcome.receipt.partition);
    if (record.outcome.receipt.offset)
        text = Words::tr("%1, offset %2").arg(text, words::count(*record.outcome.receipt.offset));
    return text;
}

// "orders / 2 @ 1,834", where there is little room.
QString shortPlace(const PublishRecord &record)
{
    QString text = bareName(record.channel);
    if (record.outcome.receipt.partition)
        text += u" / "_s + QString::number(*record.outcome.receipt.partition);
    if (record.outcome.receipt.offset)
        text += u" @ "_s + words::count(*record.outcome.receipt.offset);
    return text;
}
} // namespace

QString outcomeWord(const PublishOutcome &outcome)
{
    if (outcome.refused)
        return Words::tr("Not sent");
    switch (outcome.receipt.status) {
    case Receipt::Status::Confirmed:
        return Words::tr("Confirmed");
    case Receipt::Status::Returned:
        return Words::tr("Returned");
    case Receipt::Status::Failed:
        return Words::tr("Failed");
    case Receipt::Status::Unknown:
        break;
    }
    return Words::tr("Not known");
}

Tint outcomeTint(const PublishOutcome &outcome)
{
    if (outcome.refused)
        return Tint::Error;
    switch (outcome.receipt.status) {
    case Receipt::Status::Confirmed:
        return Tint::Ok;
    case Receipt::Status::Failed:
        return Tint::Error;
    case Receipt::Status::Returned:
    case Receipt::Status::Unknown:
        break;
    }
    return Tint::Warning;
}

QString outcomeSentence(const PublishRecord &record)
{
    const Receipt &r = record.outcome.receipt;
    const QString word = outcomeWord(record.outcome);
    const auto said = [&](const QString &what) {
        return Words::tr("%1: %2", "outcome: where it went or why not").arg(word, what);
    };
    if (!record.outcome.refused && r.status == Receipt::Status::Confirmed)
        return said(placeOf(record));
    if (!record.outcome.refused && r.status == Receipt::Status::Returned && !r.error.args.isEmpty())
        return said(visibleText(r.error.args.first()));
    if (r.error.code == ErrorCode::Cancelled)
        return record.outcome.refused ? said(Words::tr("cancelled before it was sent"))
                                      : said(Words::tr("cancelled before the broker answered, it may have arrived"));
    return said(sentence(r.error).message);
}

QString outcomeHint(const PublishOutcome &outcome)
{
    const Receipt &r = outcome.receipt;
    const bool ok = !outcome.refused && r.status == Receipt::Status::Confirmed;
    return ok || r.error.code == ErrorCode::Cancelled ? QString() : sentence(r.error).hint;
}

void ReceiptsModel::add(PublishRecord record)
{
    m_bytes += bytesOf(record.event);
    beginInsertRows({}, 0, 0);
    m_records.push_front(std::move(record));
    endInsertRows();
    while (m_records.size() > Kept || (m_bytes > KeptBytes && m_records.size() > 1)) {
        beginRemoveRows({}, int(m_records.size()) - 1, int(m_records.size()) - 1);
        m_bytes -= bytesOf(m_records.back().event);
        m_records.pop_back();
        endRemoveRows();
    }
}

int ReceiptsModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_records.size()); }

int ReceiptsModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(ColumnCount); }

QVariant ReceiptsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || std::size_t(index.row()) >= m_records.size())
        return {};
    const PublishRecord &r = m_records[std::size_t(index.row())];
    switch (role) {
    case TintRole:
        return int(outcomeTint(r.outcome));
    case Qt::ToolTipRole:
        return escapedToolTip(r.connection + u": "_s + outcomeSentence(r) + u'\n' + tr("Click to edit it again."));
    case Qt::FontRole:
        return index.column() == TimeColumn ? QVariant(fixedFont()) : QVariant();
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter | Qt::AlignLeft);
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    const bool confirmed = !r.outcome.refused && r.outcome.receipt.status == Receipt::Status::Confirmed;
    switch (index.column()) {
    case TimeColumn:
        return QDateTime::fromMSecsSinceEpoch(r.timeMs).toString(u"HH:mm:ss"_s);
    case OutcomeColumn:
        return outcomeWord(r.outcome);
    case WhereColumn:
        return confirmed ? shortPlace(r) : bareName(r.channel);
    default:
        return {};
    }
}

QVariant ReceiptsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | Qt::AlignLeft);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn:
        return tr("Time");
    case OutcomeColumn:
        return tr("Result");
    default:
        return tr("Where");
    }
}

ReceiptsView::ReceiptsView(ReceiptsModel &model, QWidget *parent) : QTableView(parent)
{
    setNames(this, u"Results"_s, tr("Results"));
    setModel(&model);
    setItemDelegateForColumn(ReceiptsModel::OutcomeColumn, new ChipDelegate(ReceiptsModel::TintRole, this));
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setAlternatingRowColors(true);
    setWordWrap(false);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(measure::Row);
    verticalHeader()->setDefaultSectionSize(measure::Row);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsClickable(false);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setSectionResizeMode(ReceiptsModel::WhereColumn, QHeaderView::Stretch);
    const QFontMetrics fixed(fixedFont());
    setColumnWidth(ReceiptsModel::TimeColumn, fixed.horizontalAdvance(u"00:00:00"_s) + 22);
    setColumnWidth(ReceiptsModel::OutcomeColumn, chipSize(Words::tr("Confirmed")).width() + 18);
    setMinimumHeight(measure::Header + 2 * measure::Row);
    connect(this, &QTableView::clicked, this, [this](const QModelIndex &i) { emit recordChosen(i.row()); });
}

void ReceiptsView::keyPressEvent(QKeyEvent *event)
{
    const bool chooses = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (chooses && event->modifiers() == Qt::NoModifier && currentIndex().isValid()) {
        emit recordChosen(currentIndex().row());
        return;
    }
    QTableView::keyPressEvent(event);
}

} // namespace flowbench
