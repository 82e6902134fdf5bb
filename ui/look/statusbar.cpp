// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/statusbar.h"

#include "ui/look/chip.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QTimer>

namespace flowbench {

using namespace Qt::StringLiterals;

struct StatusBar::Item : QWidget
{
    Item(const QString &id, QWidget *parent)
        : QWidget(parent), dot(new StatusDot(Tint::Neutral, this)), label(makeLabel({}, TextRole::Small, this))
    {
        setObjectName(id);
        auto *layout = new QHBoxLayout(this);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(6);
        layout->addWidget(dot);
        layout->addWidget(label);
    }

    StatusDot *dot;
    QLabel *label;
};

StatusBar::StatusBar(QWidget *parent)
    : QWidget(parent),
      m_layout(new QHBoxLayout(this)),
      m_message(makeLabel({}, TextRole::Small, this)),
      m_messageTime(new QTimer(this))
{
    setNames(this, u"Status"_s, tr("Status"));
    setFixedHeight(measure::StatusLine);
    m_layout->setContentsMargins(measure::PageMargin, 1, measure::PageMargin, 0);
    m_layout->setSpacing(18);
    m_layout->addStretch(1);
    m_layout->addWidget(m_message);
    m_messageTime->setSingleShot(true);
    connect(m_messageTime, &QTimer::timeout, this, [this] { setLabelText(m_message, {}); });
}

void StatusBar::setItem(const QString &id, const QString &text, std::optional<Tint> dot)
{
    auto at = std::find_if(m_items.begin(), m_items.end(), [&](const Item *item) { return item->objectName() == id; });
    if (at == m_items.end()) {
        m_items.push_back(new Item(id, this));
        at = m_items.end() - 1;
        m_layout->insertWidget(int(m_items.size()) - 1, *at);
    }
    Item *item = *at;
    setLabelText(item->label, text);
    item->dot->setVisible(dot.has_value());
    if (dot)
        item->dot->setTint(*dot);
    item->setVisible(!text.isEmpty());
    describe();
}

void StatusBar::showMessage(const QString &text, int milliseconds)
{
    setLabelText(m_message, text);
    m_messageTime->start(milliseconds);
}

void StatusBar::describe()
{
    // A reader must not hear of a figure that stayed as it was.
    const QString now = text();
    if (now != accessibleDescription())
        setAccessibleDescription(now);
}

QString StatusBar::text() const
{
    QStringList parts;
    for (const Item *item : m_items) {
        if (!item->label->text().isEmpty())
            parts << item->label->text();
    }
    return parts.join(u", "_s);
}

QSize StatusBar::sizeHint() const { return {400, measure::StatusLine}; }

void StatusBar::paintEvent(QPaintEvent *)
{
    const Theme &theme = themeOf(this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.surface);
    painter.fillRect(QRect(0, 0, width(), 1), theme.border);
}

} // namespace flowbench
