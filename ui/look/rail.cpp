// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/rail.h"

#include "ui/look/fonts.h"
#include "ui/look/icon.h"
#include "ui/look/names.h"
#include "ui/look/style.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QPainter>
#include <QVBoxLayout>

namespace flowbench {

namespace {

// QToolButton would elide "Consumers" and clip two lines, so the button paints itself.
class RailButton : public QAbstractButton
{
public:
    RailButton(const QString &iconName, const QString &word, QWidget *parent)
        : QAbstractButton(parent), m_iconName(iconName)
    {
        setText(word);
        setCheckable(true);
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    }

    QSize sizeHint() const override
    {
        const int lines = int(text().count(u'\n')) + 1;
        return {measure::RailWidth - 4, 36 + lines * lineHeight()};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme &theme = themeOf(this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF box = QRectF(rect()).adjusted(2, 0, -2, 0);
        painter.setPen(Qt::NoPen);
        if (isChecked() || underMouse()) {
            painter.setBrush(isChecked() ? theme.softAccent : theme.window);
            painter.drawRoundedRect(box, measure::CardRadius, measure::CardRadius);
        }
        if (hasFocus()) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(theme.accent, 1.4));
            painter.drawRoundedRect(box.adjusted(0.7, 0.7, -0.7, -0.7), measure::CardRadius, measure::CardRadius);
        }
        const QColor colour = !isEnabled()  ? palette().color(QPalette::Disabled, QPalette::ButtonText)
                              : isChecked() ? theme.accent
                                            : theme.muted;
        paintIcon(painter, QRectF((width() - 20) / 2, 8, 20, 20), m_iconName, colour);
        painter.setPen(colour);
        painter.setFont(fitting());
        painter.drawText(QRect(0, 30, width(), height() - 32), Qt::AlignHCenter | Qt::AlignTop, text());
    }

private:
    static int lineHeight() { return QFontMetrics(smallFont()).height() - 1; }

    // Never elided: a long word of a translation is set smaller instead.
    QFont fitting() const
    {
        QFont font = smallFont();
        font.setPixelSize(std::max(9, font.pixelSize() - 1));
        int widest = 0;
        for (const QString &line : text().split(u'\n'))
            widest = std::max(widest, QFontMetrics(font).horizontalAdvance(line));
        if (widest > width())
            font.setPixelSize(std::max(6, font.pixelSize() * width() / widest));
        return font;
    }

    QString m_iconName;
};

} // namespace

Rail::Rail(QWidget *parent) : QWidget(parent), m_layout(new QVBoxLayout(this)), m_group(new QButtonGroup(this))
{
    setFixedWidth(measure::RailWidth);
    m_layout->setContentsMargins(2, 8, 2, 8);
    m_layout->setSpacing(4);
    m_layout->addStretch();
    m_group->setExclusive(true);
    connect(m_group, &QButtonGroup::buttonClicked, this,
            [this](QAbstractButton *button) { emit pageChosen(button->objectName()); });
}

void Rail::addPage(const QString &id, const QString &iconName, const QString &word)
{
    QString lines = word;
    lines.replace(u' ', u'\n');
    auto *button = new RailButton(iconName, lines, this);
    setNames(button, id, word);
    m_group->addButton(button);
    m_layout->insertWidget(m_layout->count() - 1, button, 0, Qt::AlignHCenter);
    if (m_group->buttons().size() == 1)
        button->setChecked(true);
}

void Rail::setCurrent(const QString &id)
{
    for (QAbstractButton *button : m_group->buttons()) {
        if (button->objectName() == id)
            button->setChecked(true);
    }
}

QString Rail::current() const
{
    const QAbstractButton *button = m_group->checkedButton();
    return button ? button->objectName() : QString();
}

QStringList Rail::pages() const
{
    QStringList ids;
    for (const QAbstractButton *button : m_group->buttons())
        ids << button->objectName();
    return ids;
}

QSize Rail::sizeHint() const { return {measure::RailWidth, 300}; }

void Rail::paintEvent(QPaintEvent *)
{
    const Theme &theme = themeOf(this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.surface);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), theme.border);
}

} // namespace flowbench
