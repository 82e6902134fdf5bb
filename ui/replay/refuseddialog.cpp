// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replay/refuseddialog.h"

#include "ui/look/buttons.h"
#include "ui/look/fonts.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "ui/search/tables.h"
#include "words/sentence.h"
#include "words/units.h"
#include "words/visible.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype MostLetters = 2000; // of a cell: an id may be anything
}

RefusedModel::RefusedModel(std::vector<RefusedEvent> events, QObject *parent)
    : QAbstractTableModel(parent), m_events(std::move(events))
{}

int RefusedModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_events.size()); }
int RefusedModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant RefusedModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::FontRole && index.column() == Id)
        return fixedFont();
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    const RefusedEvent &e = m_events[std::size_t(index.row())];
    const QString text = index.column() == Id ? e.id : sentence(e.why).message;
    return role == Qt::ToolTipRole ? escapedToolTip(text.left(MostLetters))
                                   : visibleText(QStringView(text).left(MostLetters));
}

QVariant RefusedModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return section == Id ? tr("Id") : tr("Why it is not sent");
}

RefusedDialog::RefusedDialog(std::vector<RefusedEvent> events, quint64 all, QWidget *parent) : QDialog(parent)
{
    setObjectName(u"Refused events"_s);
    setWindowTitle(tr("Events that are not sent"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(900, 420);
    const auto kept = quint64(events.size());
    QString text = tr("These stay where they are, each for the reason beside it.");
    if (kept < all)
        text += u' ' + tr("The first %1 of %2 are listed.").arg(words::count(qint64(kept)), words::count(qint64(all)));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(measure::Gap);
    QLabel *said = makeLabel(text, TextRole::Normal, this);
    said->setWordWrap(true);
    layout->addWidget(said);
    auto *table = new QTableView(this);
    setNames(table, u"Refused"_s, tr("Events that are not sent"));
    table->setModel(new RefusedModel(std::move(events), table));
    dressTable(*table, RefusedModel::Reason);
    layout->addWidget(table, 1);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    QPushButton *close = makeButton(u"Close"_s, tr("Close"), ButtonKind::Plain, this);
    close->setDefault(true);
    buttons->addWidget(close);
    layout->addLayout(buttons);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    if (table->model()->rowCount() > 0)
        table->selectRow(0);
}

} // namespace flowbench
