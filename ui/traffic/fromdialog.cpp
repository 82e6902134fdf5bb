// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/traffic/fromdialog.h"

#include "ui/look/buttons.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "words/units.h"

#include <QDateTimeEdit>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpressionValidator>
#include <QSpinBox>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int MostLast = 10000000;
}

FromDialog::FromDialog(Ask ask, bool utc, QWidget *parent) : QDialog(parent), m_ask(ask)
{
    setObjectName(u"From"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    QWidget *field = nullptr;
    QString label;
    switch (ask) {
    case Ask::Last:
        setWindowTitle(tr("Newest events"));
        label = tr("How many of the newest events of all channels together");
        field = m_last = new QSpinBox(this);
        m_last->setRange(1, MostLast);
        m_last->setGroupSeparatorShown(true);
        m_last->setValue(1000);
        m_last->selectAll();
        break;
    case Ask::Time:
        setWindowTitle(tr("From a time"));
        label = utc ? tr("The first event at or after this time, UTC")
                    : tr("The first event at or after this time, local time");
        field = m_time = new QDateTimeEdit(utc ? QDateTime::currentDateTimeUtc() : QDateTime::currentDateTime(), this);
        m_time->setTimeSpec(utc ? Qt::UTC : Qt::LocalTime);
        m_time->setDateTime(m_time->dateTime().addSecs(-15 * 60));
        m_time->setDisplayFormat(u"yyyy-MM-dd HH:mm:ss"_s);
        m_time->setCalendarPopup(true);
        break;
    case Ask::Offset:
        setWindowTitle(tr("From an offset"));
        label = tr("The offset to begin at, in every partition");
        field = m_offset = new QLineEdit(this);
        m_offset->setValidator(new QRegularExpressionValidator(QRegularExpression(u"[0-9]{1,18}"_s), m_offset));
        m_offset->setText(u"0"_s);
        m_offset->selectAll();
        break;
    }
    setNames(field, u"Begin"_s, label);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(measure::Gap);
    QLabel *text = makeLabel(label, TextRole::Normal, this);
    text->setBuddy(field);
    layout->addWidget(text);
    layout->addWidget(field);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    QPushButton *cancel = makeButton(u"Cancel"_s, tr("Cancel"), ButtonKind::Plain, this);
    QPushButton *begin = makeButton(u"Read"_s, tr("Read"), ButtonKind::Primary, this);
    begin->setDefault(true);
    buttons->addWidget(cancel);
    buttons->addWidget(begin);
    layout->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(begin, &QPushButton::clicked, this, &QDialog::accept);
    field->setFocus();
}

void FromDialog::accept()
{
    TailRequest from;
    QString text;
    if (m_last) {
        from.last = quint64(m_last->value());
        text = tr("newest %1").arg(words::count(m_last->value()));
    } else if (m_time) {
        from.from = AtTime{m_time->dateTime().toMSecsSinceEpoch()};
        text = m_time->dateTime().toString(u"yyyy-MM-dd HH:mm:ss"_s);
    } else {
        if (!m_offset->hasAcceptableInput())
            return;
        from.from = AtOffset{m_offset->text().toLongLong()};
        text = tr("offset %1").arg(words::count(m_offset->text().toLongLong()));
    }
    emit chosen(from, text);
    QDialog::accept();
}

} // namespace flowbench
