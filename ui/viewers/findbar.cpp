// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewers/findbar.h"

#include "ui/look/buttons.h"
#include "ui/look/searchfield.h"

#include <QHBoxLayout>
#include <QKeyEvent>

using namespace Qt::StringLiterals;

namespace flowbench {

FindBar::FindBar(QWidget *parent) : Surface(Edge::Top, parent)
{
    m_field = new SearchField(u"Find in value"_s, tr("Find in value"), this);
    m_field->installEventFilter(this);
    QPushButton *previous = makeButton(u"Find previous"_s, tr("Previous"), ButtonKind::Flat, this, tr("Find previous"));
    QPushButton *next = makeButton(u"Find next"_s, tr("Next"), ButtonKind::Flat, this, tr("Find next"));
    QPushButton *done = makeButton(u"Close find"_s, tr("Close"), ButtonKind::Flat, this, tr("Close find"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 2, 8, 2);
    layout->setSpacing(4);
    layout->addWidget(m_field, 1);
    layout->addWidget(previous);
    layout->addWidget(next);
    layout->addWidget(done);
    connect(previous, &QPushButton::clicked, this, [this] { request(true); });
    connect(next, &QPushButton::clicked, this, [this] { request(false); });
    connect(done, &QPushButton::clicked, this, [this] { close(); });
    connect(m_field, &QLineEdit::textChanged, this, [this] { m_field->setCountText({}); });
    hide();
}

QString FindBar::text() const { return m_field->text(); }

void FindBar::open()
{
    show();
    m_field->setFocus();
    m_field->selectAll();
}

void FindBar::showResult(const QString &words) { m_field->setCountText(words); }

void FindBar::request(bool backward)
{
    if (!m_field->text().isEmpty())
        emit findRequested(m_field->text(), backward);
}

void FindBar::close()
{
    hide();
    emit closed();
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        switch (key->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
            request(key->modifiers() & Qt::ShiftModifier);
            return true;
        case Qt::Key_Escape:
            close();
            return true;
        default:
            break;
        }
    }
    return Surface::eventFilter(watched, event);
}

} // namespace flowbench
