// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewers/cutbar.h"

#include "ui/look/buttons.h"
#include "ui/look/labels.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>

#include <array>

using namespace Qt::StringLiterals;

namespace flowbench {
namespace {

struct Unit
{
    double size = 1;
    QString name;
};

Unit unitOf(qint64 bytes)
{
    if (bytes >= 1'000'000'000)
        return {1e9, u"GB"_s};
    if (bytes >= 1'000'000)
        return {1e6, u"MB"_s};
    if (bytes >= 1'000)
        return {1e3, u"kB"_s};
    return {1, u"B"_s};
}

QString amount(qint64 bytes, const Unit &unit)
{
    const double value = double(bytes) / unit.size;
    return QLocale().toString(value, 'f', unit.size > 1 && value < 99.95 ? 1 : 0);
}

} // namespace

QString sizeText(qint64 bytes)
{
    const Unit unit = unitOf(bytes);
    return amount(bytes, unit) + QChar(0xA0) + unit.name;
}

QString partText(qint64 part, qint64 all)
{
    const Unit unit = unitOf(all);
    return QCoreApplication::translate("flowbench::CutBar", "%1 of %2 %3")
        .arg(amount(part, unit), amount(all, unit), unit.name);
}

CutBar::CutBar(QWidget *parent) : QWidget(parent)
{
    m_label = makeLabel({}, TextRole::Normal, this);
    m_all = makeButton(u"Show all"_s, tr("Show all"), ButtonKind::Plain, this);
    m_save = makeButton(u"Save…"_s, tr("Save…"), ButtonKind::Plain, this);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 4, 8, 5);
    layout->setSpacing(8);
    layout->addWidget(m_label, 1);
    layout->addWidget(m_all);
    layout->addWidget(m_save);
    connect(m_all, &QPushButton::clicked, this, &CutBar::showAllRequested);
    connect(m_save, &QPushButton::clicked, this, &CutBar::saveRequested);
    hide();
}

void CutBar::showCut(qint64 shownBytes, qint64 allBytes)
{
    setLabelText(m_label, tr("%1 shown").arg(partText(shownBytes, allBytes)));
    m_all->setEnabled(true);
    m_all->show();
    show();
}

void CutBar::showBusy()
{
    setLabelText(m_label, tr("Laying out all of it…"));
    m_all->setEnabled(false);
}

void CutBar::showWhole(qint64 allBytes)
{
    setLabelText(m_label, tr("All %1 shown").arg(sizeText(allBytes)));
    m_all->hide();
    show();
}

void CutBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = themeOf(this);
    painter.fillRect(rect(), theme.fill(Tint::Accent));
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.border);
}

} // namespace flowbench
