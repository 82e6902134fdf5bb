// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/search/coveragedialog.h"

#include "ui/look/buttons.h"
#include "ui/look/chip.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "ui/search/coveragemodel.h"
#include "ui/search/searchwords.h"
#include "ui/search/tables.h"
#include "words/units.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

#include <cmath>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

QString costs(const Coverage &c)
{
    QString text = CoverageDialog::tr("%1 in %2").arg(words::bytes(qint64(c.bytes)), words::duration(c.seconds));
    if (c.seconds > 0)
        text += u", "_s + words::rate(std::round(double(c.scanned) / c.seconds));
    if (c.isolation == u"committed")
        text += u"; "_s + CoverageDialog::tr("committed events only");
    else if (c.isolation == u"uncommitted")
        text += u"; "_s + CoverageDialog::tr("uncommitted events too");
    return text;
}

} // namespace

CoverageDialog::CoverageDialog(const Coverage &coverage, bool budgetReached, QWidget *parent) : QDialog(parent)
{
    setObjectName(u"Coverage"_s);
    setWindowTitle(tr("Coverage"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(760, 420);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(measure::Gap);
    const auto line = searchwords::coverageLine(coverage, budgetReached);
    QLabel *title = makeLabel(line.text, TextRole::Title, this);
    title->setWordWrap(true);
    title->setObjectName(u"Coverage line"_s);
    setLabelTint(title, line.tint == Tint::Ok ? Tint::Neutral : line.tint);
    layout->addWidget(title);
    layout->addWidget(makeLabel(costs(coverage), TextRole::Muted, this));
    for (const QString &note : searchwords::notes(coverage)) {
        QLabel *label = makeLabel(note, TextRole::Normal, this);
        label->setWordWrap(true);
        layout->addWidget(label);
    }
    auto *table = new QTableView(this);
    setNames(table, u"Partitions"_s, tr("Partitions"));
    table->setModel(new CoverageModel(coverage, table));
    dressTable(*table, CoverageModel::Channel);
    layout->addWidget(table, 1);

    auto *buttons = new QHBoxLayout;
    if (const QString failed = searchwords::failuresText(coverage); !failed.isEmpty()) {
        QPushButton *list = makeButton(u"Failures…"_s, tr("Failures…"), ButtonKind::Plain, this);
        list->setToolTip(escapedToolTip(failed));
        connect(list, &QPushButton::clicked, this, &CoverageDialog::failuresRequested);
        buttons->addWidget(list);
        buttons->addWidget(makeLabel(failed, TextRole::Muted, this));
    }
    buttons->addStretch(1);
    QPushButton *copied = makeButton(u"Copy"_s, tr("Copy"), ButtonKind::Plain, this);
    QPushButton *close = makeButton(u"Close"_s, tr("Close"), ButtonKind::Plain, this);
    buttons->addWidget(copied);
    buttons->addWidget(close);
    layout->addLayout(buttons);
    connect(copied, &QPushButton::clicked, this, [this, coverage, budgetReached] { copy(coverage, budgetReached); });
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    close->setDefault(true);
}

void CoverageDialog::copy(const Coverage &coverage, bool budgetReached)
{
    const CoverageModel model(coverage);
    QStringList lines{searchwords::coverageLine(coverage, budgetReached).text};
    lines += searchwords::notes(coverage);
    const auto join = [&](auto cell) {
        QStringList cells;
        for (int column = 0; column < CoverageModel::ColumnCount; ++column)
            cells += cell(column);
        lines += cells.join(u'\t');
    };
    join([&](int column) { return model.headerData(column, Qt::Horizontal).toString(); });
    for (int row = 0; row < model.rowCount(); ++row)
        join([&](int column) { return model.index(row, column).data().toString(); });
    QApplication::clipboard()->setText(lines.join(u'\n'));
}

} // namespace flowbench
