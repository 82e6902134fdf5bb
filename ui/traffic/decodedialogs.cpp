// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/traffic/decodedialogs.h"

#include "ui/look/buttons.h"
#include "ui/look/fonts.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "words/sentence.h"
#include "words/visible.h"

#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

QString attemptName(const Decoded::Attempt &attempt)
{
    return attempt.compression == Compression::None ? encodingText(attempt.encoding)
                                                    : QString::fromLatin1(compressionName(attempt.compression));
}

QString reason(const Error &error)
{
    const Sentence s = sentence(error);
    return error.detail.isEmpty() ? s.message : s.message + u' ' + visibleText(error.detail);
}

QVBoxLayout *dialogLayout(QDialog *dialog)
{
    auto *layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(measure::Gap);
    return layout;
}

} // namespace

WhyDialog::WhyDialog(const std::vector<Decoded::Attempt> &tried, QWidget *parent) : QDialog(parent)
{
    setObjectName(u"Why"_s);
    setWindowTitle(tr("What was tried"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(520, 320);
    auto *layout = dialogLayout(this);
    layout->addWidget(
        makeLabel(tr("Each way of reading this body, in order, and why it did not apply:"), TextRole::Normal, this));
    auto *area = new QScrollArea(this);
    setNames(area, u"Tried"_s, tr("What was tried"));
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    auto *list = new QWidget(area);
    auto *form = new QFormLayout(list);
    form->setHorizontalSpacing(16);
    for (const Decoded::Attempt &a : tried) {
        QLabel *said = makeLabel(reason(a.error), TextRole::Normal, list);
        said->setWordWrap(true);
        said->setTextInteractionFlags(Qt::TextSelectableByMouse);
        form->addRow(makeLabel(attemptName(a), TextRole::Muted, list), said);
    }
    area->setWidget(list);
    layout->addWidget(area, 1);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    QPushButton *close = makeButton(u"Close"_s, tr("Close"), ButtonKind::Plain, this);
    close->setDefault(true);
    buttons->addWidget(close);
    layout->addLayout(buttons);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
}

SchemaFileDialog::SchemaFileDialog(Encoding encoding, const ChosenDecoding &now, const QString &channel,
                                   QWidget *parent)
    : QDialog(parent),
      m_encoding(encoding),
      m_file(new QLineEdit(now.schemaFile, this)),
      m_problem(makeLabel({}, TextRole::Normal, this)),
      m_use(makeButton(u"Use schema"_s, tr("Use schema"), ButtonKind::Primary, this))
{
    setObjectName(u"Schema file dialog"_s);
    setWindowTitle(tr("Read %1 as %2").arg(visibleText(channel), encodingText(encoding)));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(480);
    auto *layout = dialogLayout(this);
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    setNames(m_file, u"Schema file"_s, tr("Schema file"));
    auto *row = new QHBoxLayout;
    row->setSpacing(measure::Gap);
    row->addWidget(m_file, 1);
    QPushButton *browse = makeButton(u"Browse…"_s, tr("Browse…"), ButtonKind::Plain, this);
    row->addWidget(browse);
    form->addRow(encoding == Encoding::Avro ? tr("Schema (.avsc)") : tr("Schema (.proto or descriptor set)"), row);
    if (encoding == Encoding::Protobuf) {
        m_message = new QLineEdit(now.message, this);
        setNames(m_message, u"Message name"_s, tr("Message name"));
        m_message->setFont(fixedFont());
        m_message->setPlaceholderText(tr("The file's first message"));
        form->addRow(tr("Message"), m_message);
    }
    layout->addLayout(form);
    m_problem->setObjectName(u"Schema problem"_s);
    m_problem->setWordWrap(true);
    setLabelTint(m_problem, Tint::Error);
    layout->addWidget(m_problem);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    QPushButton *cancel = makeButton(u"Cancel"_s, tr("Cancel"), ButtonKind::Plain, this);
    m_use->setDefault(true);
    buttons->addWidget(cancel);
    buttons->addWidget(m_use);
    layout->addLayout(buttons);
    connect(browse, &QPushButton::clicked, this, &SchemaFileDialog::browse);
    connect(m_file, &QLineEdit::textChanged, this, &SchemaFileDialog::check);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_use, &QPushButton::clicked, this, [this] {
        m_use->setEnabled(false);
        emit chosen({m_encoding, m_file->text().trimmed(), m_message ? m_message->text().trimmed() : QString()});
    });
    check();
}

void SchemaFileDialog::showProblem(const Error &error)
{
    setLabelText(m_problem, reason(error));
    m_use->setEnabled(true);
}

void SchemaFileDialog::browse()
{
    auto *files = new QFileDialog(this, tr("Schema file"));
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setFileMode(QFileDialog::ExistingFile);
    connect(files, &QFileDialog::fileSelected, m_file, &QLineEdit::setText);
    files->open();
}

void SchemaFileDialog::check() { m_use->setEnabled(!m_file->text().trimmed().isEmpty()); }

} // namespace flowbench
