// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/labels.h"

#include "ui/look/fonts.h"
#include "words/visible.h"

#include <QEvent>
#include <QGuiApplication>
#include <QPainter>

namespace flowbench {

namespace {

QFont fontOf(TextRole role)
{
    switch (role) {
    case TextRole::Small:
        return smallFont();
    case TextRole::Title:
        return titleFont();
    case TextRole::Number:
        return numberFont();
    case TextRole::Mono:
        return fixedFont();
    case TextRole::Normal:
    case TextRole::Muted:
        break;
    }
    return QFont();
}

bool isMuted(TextRole role) { return role == TextRole::Muted || role == TextRole::Small; }

// A label in a role of the palette follows the theme by itself; one in a meaning's colour must be told.
class Label : public QLabel
{
public:
    Label(const QString &text, TextRole role, QWidget *parent) : QLabel(parent)
    {
        setTextFormat(Qt::PlainText);
        setFont(fontOf(role));
        setForegroundRole(isMuted(role) ? QPalette::PlaceholderText : QPalette::WindowText);
        setText(visibleText(text, Lines::Keep));
    }

    void setTint(Tint tint)
    {
        m_tint = tint;
        recolour();
    }

protected:
    void changeEvent(QEvent *event) override
    {
        QLabel::changeEvent(event);
        const bool themed = event->type() == QEvent::ApplicationPaletteChange || event->type() == QEvent::PaletteChange;
        if (themed && m_tint && !m_recolouring)
            recolour();
    }

private:
    void recolour()
    {
        m_recolouring = true;
        QPalette own;
        own.setColor(QPalette::WindowText, themeOf(QGuiApplication::palette()).ink(*m_tint));
        setForegroundRole(QPalette::WindowText);
        setPalette(own);
        m_recolouring = false;
    }

    std::optional<Tint> m_tint;
    bool m_recolouring = false;
};

} // namespace

QLabel *makeLabel(const QString &text, TextRole role, QWidget *parent) { return new Label(text, role, parent); }

void setLabelText(QLabel *label, const QString &text) { label->setText(visibleText(text, Lines::Keep)); }

void setLabelTint(QLabel *label, Tint tint)
{
    if (auto *own = dynamic_cast<Label *>(label))
        own->setTint(tint);
}

QString escapedToolTip(const QString &text)
{
    if (text.isEmpty())
        return {};
    const QString plain = visibleText(text, Lines::Keep).toHtmlEscaped();
    // Always rich, so that Qt never guesses; then also long lines are wrapped.
    return QStringLiteral("<qt>") + QString(plain).replace(u'\n', QStringLiteral("<br>")) + QStringLiteral("</qt>");
}

ElidedLabel::ElidedLabel(const QString &text, TextRole role, QWidget *parent, Qt::TextElideMode mode)
    : QWidget(parent), m_text(visibleText(text)), m_role(role), m_mode(mode)
{
    setFont(fontOf(role));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(m_text);
}

void ElidedLabel::setText(const QString &text)
{
    m_text = visibleText(text);
    setAccessibleName(m_text);
    updateGeometry();
    updateToolTip();
    update();
}

QSize ElidedLabel::sizeHint() const
{
    const QFontMetrics metrics(font());
    return {metrics.horizontalAdvance(m_text) + 1, metrics.height()};
}

QSize ElidedLabel::minimumSizeHint() const
{
    const QFontMetrics metrics(font());
    return {std::min(sizeHint().width(), 3 * metrics.horizontalAdvance(u'…')), metrics.height()};
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(isMuted(m_role) ? QPalette::PlaceholderText : QPalette::WindowText));
    painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine,
                     fontMetrics().elidedText(m_text, m_mode, width()));
}

void ElidedLabel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    updateToolTip();
}

void ElidedLabel::updateToolTip()
{
    setToolTip(fontMetrics().horizontalAdvance(m_text) > width() ? escapedToolTip(m_text) : QString());
}

} // namespace flowbench
