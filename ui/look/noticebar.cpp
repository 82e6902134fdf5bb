// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/noticebar.h"

#include "ui/look/buttons.h"
#include "ui/look/icon.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

#include <utility>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr int IconSize = 16;

QString iconOf(Tint tint)
{
    switch (tint) {
    case Tint::Ok:
        return u"ok"_s;
    case Tint::Warning:
        return u"warning"_s;
    case Tint::Error:
        return u"error"_s;
    case Tint::Dead:
        return u"dead-letters"_s;
    case Tint::Neutral:
    case Tint::Accent:
        break;
    }
    return u"info"_s;
}

} // namespace

NoticeBar::NoticeBar(QWidget *parent) : NoticeBar(u"Result"_s, tr("Result"), parent) {}

NoticeBar::NoticeBar(const QString &objectName, const QString &accessibleName, QWidget *parent)
    : QWidget(parent),
      m_text(makeLabel({}, TextRole::Normal, this)),
      m_button(makeButton(objectName + u" action"_s, {}, ButtonKind::Plain, this, accessibleName)),
      m_close(makeIconButton(objectName + u" close"_s, u"close"_s, tr("Dismiss"), this))
{
    setNames(this, objectName, accessibleName);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(10 + IconSize + 8, 4, 5, 4);
    layout->setSpacing(measure::Gap);
    m_text->setWordWrap(true);
    m_text->setMinimumHeight(measure::Button);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setFocusPolicy(Qt::NoFocus);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_button);
    layout->addWidget(m_close);
    m_button->hide();
    connect(m_button, &QPushButton::clicked, this, &NoticeBar::actionTriggered);
    connect(m_close, &QToolButton::clicked, this, &NoticeBar::dismiss);
    hide();
}

void NoticeBar::showNotice(Tint tint, const QString &sentence)
{
    m_tint = tint;
    setLabelText(m_text, sentence);
    setAccessibleDescription(m_text->text());
    m_button->hide();
    show();
    update();
}

void NoticeBar::setAction(const QString &objectName, const QString &text)
{
    m_button->setText(text);
    setNames(m_button, objectName, QString(text).remove(u'&'));
    m_button->show();
}

void NoticeBar::setClosable(bool closable) { m_close->setVisible(closable); }

void NoticeBar::dismiss()
{
    const bool wasShown = !isHidden();
    hide();
    setLabelText(m_text, {});
    setAccessibleDescription({});
    if (wasShown)
        emit dismissed();
}

QString NoticeBar::text() const { return m_text->text(); }

// A bar is never higher than its hint: where it is narrow, that has to hold all lines.
QSize NoticeBar::sizeHint() const
{
    const QSize hint = QWidget::sizeHint();
    return m_width > 0 ? hint.expandedTo({0, heightForWidth(m_width)}) : hint;
}

void NoticeBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (std::exchange(m_width, width()) != width())
        updateGeometry();
}

void NoticeBar::paintEvent(QPaintEvent *)
{
    const Theme &theme = themeOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.fill(m_tint));
    painter.drawRoundedRect(rect(), measure::ControlRadius, measure::ControlRadius);
    paintIcon(painter, QRectF(10, 4 + (measure::Button - IconSize) / 2, IconSize, IconSize), iconOf(m_tint),
              theme.ink(m_tint));
}

} // namespace flowbench
