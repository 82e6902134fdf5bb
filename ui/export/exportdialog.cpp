// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/exportdialog.h"

#include "ui/look/buttons.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "words/units.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QRadioButton>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
QString number(quint64 n) { return words::count(qint64(n)); }
} // namespace

ExportDialog::ExportDialog(const Counts &counts, const QString &name, QWidget *parent)
    : QDialog(parent),
      m_counts(counts),
      m_name(name),
      m_selected(new QRadioButton(tr("Selected events (%1)").arg(number(counts.selected)), this)),
      m_shown(new QRadioButton(tr("Shown events (%1)").arg(number(counts.shown)), this)),
      m_every(new QRadioButton(tr("All events that are kept (%1)").arg(number(counts.every)), this)),
      m_format(new QComboBox(this)),
      m_export(makeButton(u"Export to file…"_s, tr("Export to file…"), ButtonKind::Primary, this))
{
    setObjectName(u"Export dialog"_s);
    setWindowTitle(tr("Export"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(420);
    setNames(m_selected, u"Export selected"_s, tr("Selected events"));
    setNames(m_shown, u"Export shown"_s, tr("Shown events"));
    setNames(m_every, u"Export all"_s, tr("All events that are kept"));
    setNames(m_format, u"Export format"_s, tr("Format"));
    m_format->addItem(tr("NDJSON: one JSON object a line, lossless"), int(EventFileFormat::Ndjson));
    m_format->addItem(tr("CSV: the columns of the table"), int(EventFileFormat::Csv));
    m_format->addItem(tr("Markdown: one event to be read"), int(EventFileFormat::Markdown));
    m_format->addItem(tr("Capture: everything, byte for byte"), int(EventFileFormat::Capture));
    m_selected->setEnabled(counts.selected > 0);
    (counts.selected > 1 ? m_selected : m_shown)->setChecked(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(measure::Gap);
    for (QRadioButton *b : {m_selected, m_shown, m_every})
        layout->addWidget(b);
    auto *form = new QFormLayout;
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Format"), m_format);
    layout->addLayout(form);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    QPushButton *cancel = makeButton(u"Cancel"_s, tr("Cancel"), ButtonKind::Plain, this);
    m_export->setDefault(true);
    buttons->addWidget(cancel);
    buttons->addWidget(m_export);
    layout->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_export, &QPushButton::clicked, this, &ExportDialog::askPath);
    for (QRadioButton *b : {m_selected, m_shown, m_every})
        connect(b, &QRadioButton::toggled, this, &ExportDialog::update);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportDialog::update);
    update();
}

ExportScope ExportDialog::scope() const
{
    return m_selected->isChecked() ? ExportScope::Selected
           : m_shown->isChecked()  ? ExportScope::Shown
                                   : ExportScope::Every;
}

EventFileFormat ExportDialog::format() const { return EventFileFormat(m_format->currentData().toInt()); }

quint64 ExportDialog::count() const
{
    return m_selected->isChecked() ? m_counts.selected : m_shown->isChecked() ? m_counts.shown : m_counts.every;
}

void ExportDialog::update()
{
    const bool one = count() == 1;
    const QString reason = count() == 0 ? tr("There is no event to export.")
                           : format() == EventFileFormat::Markdown && !one
                               ? tr("Markdown is for one event: select one.")
                               : QString();
    setDisabledReason(m_export, reason);
    setButtonText(m_export, tr("Export %1 to file…").arg(number(count())));
}

void ExportDialog::askPath()
{
    auto *files = new QFileDialog(this, tr("Export to"));
    files->setObjectName(u"Export to"_s);
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setAcceptMode(QFileDialog::AcceptSave);
    files->setDefaultSuffix(exportSuffix(format()));
    files->selectFile(m_name + u'.' + exportSuffix(format()));
    connect(files, &QFileDialog::fileSelected, this, [this](const QString &path) {
        emit chosen(scope(), format(), path);
        accept();
    });
    files->open();
}

} // namespace flowbench
