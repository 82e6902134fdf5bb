// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/searchfield.h"

#include "ui/look/icon.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "words/visible.h"

#include <QApplication>
#include <QKeyEvent>
#include <QPainter>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr int TextEdge = 10; // where the text would begin without icons
constexpr int IconRoom = 18;
constexpr int LeastRoom = 80; // the count gives way before the text has less

} // namespace

SearchField::SearchField(const QString &objectName, const QString &name, QWidget *parent) : QLineEdit(parent)
{
    setNames(this, objectName, name);
    setPlaceholderText(name);
    setClearButtonEnabled(true);
    setProperty(property::Sunken, true);
    setCountText({});
    connect(this, &QLineEdit::textChanged, this, [this] { update(); });
}

void SearchField::setCountText(const QString &text)
{
    m_count = visibleText(text);
    setAccessibleDescription(m_count);
    const int room = m_count.isEmpty() ? 0 : QFontMetrics(QApplication::font()).horizontalAdvance(m_count) + 8;
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const int leading = m_leading > 0 ? m_leading : IconRoom;
    setTextMargins(mirrored ? room : leading, 0, mirrored ? leading : room, 0);
    update();
}

void SearchField::setLeadingRoom(int width)
{
    if (width == m_leading)
        return;
    m_leading = width;
    setCountText(m_count);
}

void SearchField::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    // The clear button is shown only with text; the count keeps left of it.
    const int edge = TextEdge + (text().isEmpty() ? 0 : 20);
    QPainter painter(this);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    if (m_leading == 0)
        paintIcon(painter, QRectF(mirrored ? width() - 25 : 11, (height() - 14) / 2.0, 14, 14), u"search"_s,
                  palette().color(QPalette::PlaceholderText));
    const int room = textMargins().left() + textMargins().right();
    if (m_count.isEmpty() || width() < room + LeastRoom)
        return;
    painter.setPen(palette().color(QPalette::PlaceholderText));
    const QRect at = mirrored ? rect().adjusted(edge, 0, 0, 0) : rect().adjusted(0, 0, -edge, 0);
    painter.setFont(QApplication::font()); // the field's own may be the fixed one
    painter.drawText(at, Qt::AlignVCenter | Qt::AlignTrailing | Qt::TextSingleLine, m_count);
}

void SearchField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Down) {
        emit leftDownwards();
        return;
    }
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

} // namespace flowbench
