// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/emptystate.h"

#include "ui/look/buttons.h"
#include "ui/look/icon.h"
#include "ui/look/labels.h"

#include <QPainter>
#include <QVBoxLayout>

namespace flowbench {

class EmptyState::Picture : public QWidget
{
public:
    explicit Picture(QWidget *parent) : QWidget(parent) { setFixedSize(56, 56); }

    void setIcon(const QString &name)
    {
        m_name = name;
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme &theme = themeOf(this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.softAccent);
        painter.drawEllipse(rect());
        paintIcon(painter, QRectF(14, 14, 28, 28), m_name, theme.accent);
    }

private:
    QString m_name;
};

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent),
      m_picture(new Picture(this)),
      m_sentence(makeLabel({}, TextRole::Title, this)),
      m_next(makeLabel({}, TextRole::Muted, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(8);
    layout->addStretch(2);
    layout->addWidget(m_picture, 0, Qt::AlignHCenter);
    layout->addSpacing(4);
    for (QLabel *label : {m_sentence, m_next}) {
        label->setAlignment(Qt::AlignHCenter);
        label->setWordWrap(true);
        label->setMaximumWidth(460);
        auto *line = new QHBoxLayout;
        line->addStretch(1);
        line->addWidget(label, 1000);
        line->addStretch(1);
        layout->addLayout(line);
    }
    layout->addSpacing(4);
    layout->addStretch(3);
}

EmptyState::EmptyState(const QString &iconName, const QString &sentence, const QString &next, QWidget *parent)
    : EmptyState(parent)
{
    setMessage(iconName, sentence, next);
}

void EmptyState::setMessage(const QString &iconName, const QString &sentence, const QString &next)
{
    m_picture->setIcon(iconName);
    setLabelText(m_sentence, sentence);
    setLabelText(m_next, next);
    m_next->setVisible(!next.isEmpty());
    setAccessibleName(m_sentence->text());
    setAccessibleDescription(m_next->text());
}

QPushButton *EmptyState::setAction(const QString &objectName, const QString &text)
{
    if (m_button && m_button->objectName() != objectName)
        clearAction();
    if (!m_button) {
        m_button = makeButton(objectName, text, ButtonKind::Primary, this);
        auto *column = static_cast<QVBoxLayout *>(layout());
        column->insertWidget(column->count() - 1, m_button, 0, Qt::AlignHCenter);
    }
    m_button->setText(text);
    m_button->show();
    return m_button;
}

void EmptyState::clearAction()
{
    delete m_button;
    m_button = nullptr;
}

} // namespace flowbench
