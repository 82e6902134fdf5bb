// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/search/failuresdialog.h"

#include "ui/look/buttons.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/splitter.h"
#include "ui/look/style.h"
#include "ui/search/failuresmodel.h"
#include "ui/search/tables.h"
#include "ui/viewers/bodyview.h"
#include "words/units.h"

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

QByteArray bodyOf(const Event &event)
{
    if (!event.value)
        return {};
    return event.value->empty() ? QByteArray("") : QByteArray(event.value->data(), qsizetype(event.value->size()));
}

} // namespace

FailuresDialog::FailuresDialog(std::vector<FailedEvent> failures, quint64 all, bool utc, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(u"Failures"_s);
    setWindowTitle(tr("Events that were not decided"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(860, 560);
    const auto kept = quint64(failures.size());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(measure::Gap);
    QString text = tr("On these events the search failed: they are neither matches nor not.");
    if (kept < all)
        text += u' ' + tr("The first %1 of %2 are listed.").arg(words::count(qint64(kept)), words::count(qint64(all)));
    QLabel *said = makeLabel(text, TextRole::Normal, this);
    said->setWordWrap(true);
    layout->addWidget(said);
    auto *splitter = new Splitter(Qt::Vertical, this);
    auto *table = new QTableView(splitter);
    setNames(table, u"Failed events"_s, tr("Failed events"));
    auto *model = new FailuresModel(std::move(failures), utc, table);
    table->setModel(model);
    dressTable(*table, FailuresModel::Reason);
    auto *body = new BodyView(splitter);
    splitter->addWidget(table);
    splitter->addWidget(body);
    splitter->setSizes({260, 220});
    layout->addWidget(splitter, 1);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    QPushButton *close = makeButton(u"Close"_s, tr("Close"), ButtonKind::Plain, this);
    close->setDefault(true);
    buttons->addWidget(close);
    layout->addLayout(buttons);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    connect(table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [model, body](const QModelIndex &now) {
                if (now.isValid())
                    body->setBytes(bodyOf(model->failure(now.row()).event));
            });
    if (model->rowCount() > 0)
        table->selectRow(0);
}

} // namespace flowbench
