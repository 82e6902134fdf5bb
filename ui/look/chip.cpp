// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/chip.h"

#include "ui/look/fonts.h"
#include "words/visible.h"

#include <QCoreApplication>
#include <QPainter>

namespace flowbench {

namespace {

constexpr int Side = 8;
constexpr int Height = 18;

QFont chipFont()
{
    QFont font = smallFont();
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

QString environmentWord(ChipEnvironment environment, bool isShort)
{
    switch (environment) {
    case ChipEnvironment::None:
        break;
    case ChipEnvironment::Development:
        return isShort ? QCoreApplication::translate("Chip", "dev")
                       : QCoreApplication::translate("Chip", "development");
    case ChipEnvironment::Test:
        return QCoreApplication::translate("Chip", "test");
    case ChipEnvironment::Production:
        return QCoreApplication::translate("Chip", "PRODUCTION");
    }
    return {};
}

Tint environmentTint(ChipEnvironment environment)
{
    switch (environment) {
    case ChipEnvironment::None:
        break;
    case ChipEnvironment::Development:
        return Tint::Ok;
    case ChipEnvironment::Test:
        return Tint::Warning;
    case ChipEnvironment::Production:
        return Tint::Error;
    }
    return Tint::Neutral;
}

QSize chipSize(const QString &text)
{
    const QFontMetrics metrics(chipFont());
    return {metrics.horizontalAdvance(visibleText(text)) + 2 * Side, std::max(Height, metrics.height() + 4)};
}

int paintChip(QPainter &painter, const QRect &rect, int left, const QString &text, Tint tint, bool outlined,
              const Theme &theme)
{
    const QSize size = chipSize(text);
    QRectF box(left, rect.top() + (rect.height() - size.height()) / 2, size.width(), size.height());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(outlined ? QPen(theme.ink(tint), 1) : QPen(Qt::NoPen));
    painter.setBrush(theme.fill(tint));
    const QRectF shape = outlined ? box.adjusted(0.5, 0.5, -0.5, -0.5) : box;
    painter.drawRoundedRect(shape, shape.height() / 2, shape.height() / 2);
    painter.setFont(chipFont());
    painter.setPen(theme.ink(tint));
    painter.drawText(box, Qt::AlignCenter | Qt::TextSingleLine, visibleText(text));
    painter.restore();
    return left + size.width();
}

Chip::Chip(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    hide();
}

Chip::Chip(const QString &text, Tint tint, QWidget *parent) : Chip(parent) { setChip(text, tint); }

void Chip::setChip(const QString &text, Tint tint, bool outlined)
{
    m_text = text;
    m_tint = tint;
    m_outlined = outlined;
    setAccessibleName(visibleText(text));
    setVisible(!text.isEmpty());
    updateGeometry();
    update();
}

void Chip::setEnvironment(ChipEnvironment environment, bool isShort)
{
    setChip(environmentWord(environment, isShort), environmentTint(environment),
            environment == ChipEnvironment::Production);
}

QSize Chip::sizeHint() const { return chipSize(m_text); }

void Chip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintChip(painter, rect(), 0, m_text, m_tint, m_outlined, themeOf(this));
}

StatusDot::StatusDot(Tint tint, QWidget *parent) : QWidget(parent), m_tint(tint)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void StatusDot::setTint(Tint tint)
{
    m_tint = tint;
    update();
}

void StatusDot::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintDot(painter, QRectF(rect()), m_tint, themeOf(this));
}

void paintDot(QPainter &painter, const QRectF &rect, Tint tint, const Theme &theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QRectF dot(0, 0, 8, 8);
    dot.moveCenter(rect.center());
    if (tint == Tint::Neutral) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.muted, 1.4));
        dot.adjust(0.7, 0.7, -0.7, -0.7);
    } else {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.ink(tint));
    }
    painter.drawEllipse(dot);
    painter.restore();
}

} // namespace flowbench
