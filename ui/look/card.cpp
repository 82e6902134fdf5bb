// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/card.h"

#include "ui/look/fonts.h"
#include "ui/look/labels.h"
#include "ui/look/style.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace flowbench {

namespace {

void makeCard(QFrame *frame)
{
    frame->setFrameShape(QFrame::StyledPanel);
    frame->setProperty(property::Card, true);
}

int widestDigit(const QFontMetrics &metrics)
{
    int widest = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit)
        widest = std::max(widest, metrics.horizontalAdvance(QChar(digit)));
    return widest;
}

} // namespace

Card::Card(const QString &title, QWidget *parent)
    : QFrame(parent), m_title(makeLabel(title, TextRole::Title, this)), m_head(new QHBoxLayout), m_body(new QVBoxLayout)
{
    makeCard(this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(13, 11, 13, 11);
    layout->setSpacing(8);
    m_head->setSpacing(8);
    m_head->addWidget(m_title);
    m_head->addStretch();
    layout->addLayout(m_head);
    m_body->setSpacing(8);
    layout->addLayout(m_body, 1);
    setTitle(title);
}

void Card::setTitle(const QString &title)
{
    setLabelText(m_title, title);
    m_title->setVisible(!title.isEmpty());
    setAccessibleName(title);
}

FigureLabel::FigureLabel(QWidget *parent) : QWidget(parent)
{
    setFont(numberFont());
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void FigureLabel::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void FigureLabel::setTint(Tint tint)
{
    m_tint = tint;
    update();
}

QSize FigureLabel::sizeHint() const
{
    const QFontMetrics metrics(font());
    const int digit = widestDigit(metrics);
    int width = 0;
    for (const QChar c : m_text)
        width += c.isDigit() ? digit : metrics.horizontalAdvance(c);
    return {width + 1, metrics.height()};
}

int FigureLabel::baseline() const { return QFontMetrics(font()).ascent(); }

void FigureLabel::paintEvent(QPaintEvent *)
{
    const Theme &theme = themeOf(this);
    QPainter painter(this);
    painter.setPen(m_tint == Tint::Neutral ? theme.text : theme.ink(m_tint));
    const QFontMetrics metrics(font());
    const int digit = widestDigit(metrics);
    int left = 0;
    for (const QChar c : m_text) {
        const int advance = metrics.horizontalAdvance(c);
        const int cell = c.isDigit() ? digit : advance;
        painter.drawText(left + (cell - advance) / 2, metrics.ascent(), c);
        left += cell;
    }
}

NumberCard::NumberCard(const QString &title, QWidget *parent)
    : QFrame(parent),
      m_title(makeLabel(title, TextRole::Muted, this)),
      m_number(new FigureLabel(this)),
      m_unit(new ElidedLabel({}, TextRole::Muted, this)),
      m_layout(new QVBoxLayout(this))
{
    makeCard(this);
    setAccessibleName(title);
    m_layout->setContentsMargins(13, 10, 13, 11);
    m_layout->setSpacing(2);
    m_layout->addWidget(m_title);
    auto *line = new QHBoxLayout;
    line->setSpacing(6);
    line->addWidget(m_number, 0, Qt::AlignBottom);
    // The unit stands on the number's baseline.
    auto *raised = new QVBoxLayout;
    const int descent = QFontMetrics(m_number->font()).descent() - QFontMetrics(m_unit->font()).descent();
    raised->setContentsMargins(0, 0, 0, std::max(0, descent));
    raised->addStretch();
    raised->addWidget(m_unit);
    line->addLayout(raised, 1);
    m_layout->addLayout(line);
    m_layout->addStretch();
}

void NumberCard::setNumber(const QString &number, const QString &unit, Tint tint)
{
    m_number->setText(number);
    m_number->setTint(tint);
    static_cast<ElidedLabel *>(m_unit)->setText(unit);
    setAccessibleDescription(number + u' ' + unit);
}

void NumberCard::setSparkline(QWidget *sparkline)
{
    delete m_sparkline;
    m_sparkline = sparkline;
    if (!sparkline)
        return;
    sparkline->setFixedHeight(30);
    m_layout->addWidget(sparkline);
}

} // namespace flowbench
