// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connectiondelegate.h"

#include "model/live/port.h"
#include "ui/connections/connectionsmodel.h"
#include "ui/look/chip.h"
#include "ui/look/fonts.h"
#include "ui/look/icon.h"
#include "ui/look/states.h"
#include "ui/look/theme.h"

#include <QPainter>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

QString kindLetter(ChannelKind kind)
{
    switch (kind) {
    case ChannelKind::Topic:
        return u"T"_s;
    case ChannelKind::Queue:
        return u"Q"_s;
    case ChannelKind::Exchange:
        return u"E"_s;
    case ChannelKind::Stream:
        return u"S"_s;
    }
    return {};
}

} // namespace

QSize ConnectionDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const { return {100, 25}; }

void ConnectionDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme &theme = themeOf(option.widget);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool selected = option.state & QStyle::State_Selected;
    if (selected || option.state & QStyle::State_MouseOver) {
        QColor fill = theme.selection;
        if (!selected)
            fill.setAlphaF(0.35f);
        painter->setPen(Qt::NoPen);
        painter->setBrush(fill);
        painter->drawRoundedRect(QRectF(option.rect).adjusted(0, .5, 0, -.5), 6, 6);
    }
    if (index.data(ConnectionsModel::IsConnectionRole).toBool())
        paintConnection(*painter, option.rect, index, theme);
    else
        paintChannel(*painter, option.rect, index, theme);
    painter->restore();
}

void ConnectionDelegate::paintConnection(QPainter &p, const QRect &r, const QModelIndex &index,
                                         const Theme &theme) const
{
    const int link = index.data(ConnectionsModel::LinkRole).toInt();
    paintDot(p, QRectF(r.left() + 6, r.center().y() - 3.5, 8, 8),
             linkTint(link < 0 ? LinkState::Idle : LinkState(link)), theme);
    const QColor own(index.data(ConnectionsModel::ColourRole).toString());
    if (own.isValid()) { // the person's own colour, beside the name
        p.setPen(Qt::NoPen);
        p.setBrush(own);
        p.drawRoundedRect(QRectF(r.left(), r.top() + 5, 2.5, r.height() - 10), 1, 1);
    }
    const ChipEnvironment environment =
        chipEnvironment(Environment(index.data(ConnectionsModel::EnvironmentRole).toInt()));
    const QString word = environment == ChipEnvironment::None ? QString() : environmentWord(environment);
    const int chip = word.isEmpty() ? 0 : chipSize(word).width() + 6;
    p.setFont(titleFont());
    p.setPen(link < 0 ? theme.muted : theme.text);
    const QFontMetrics metrics(p.font());
    const int left = r.left() + 20, room = r.right() - left - chip - 4;
    const QString name = metrics.elidedText(index.data().toString(), Qt::ElideRight, room);
    p.drawText(QRect(left, r.top(), room, r.height()), Qt::AlignVCenter | Qt::AlignLeft, name);
    if (chip)
        paintChip(p, r, left + metrics.horizontalAdvance(name) + 6, word, environmentTint(environment),
                  environment == ChipEnvironment::Production, theme);
}

void ConnectionDelegate::paintChannel(QPainter &p, const QRect &r, const QModelIndex &index, const Theme &theme) const
{
    const bool note = index.data(ConnectionsModel::NoteRole).toBool();
    const bool dead = index.data(ConnectionsModel::DeadLetterRole).toBool();
    const QString figure = index.data(ConnectionsModel::FigureRole).toString();
    const int left = r.left() + 44;
    if (!note) {
        p.setFont(smallFixedFont());
        p.setPen(theme.muted);
        p.drawText(QRect(r.left() + 24, r.top(), 14, r.height()), Qt::AlignCenter,
                   kindLetter(ChannelKind(index.data(ConnectionsModel::KindRole).toInt())));
        if (index.data(ConnectionsModel::FavouriteRole).toBool())
            paintIcon(p, QRectF(r.left() + 6, r.center().y() - 6, 13, 13), u"star-filled"_s, theme.warning);
    }
    QFont figureFont = smallFixedFont();
    figureFont.setBold(dead && figure != u"0");
    p.setFont(figureFont);
    const int figureWidth = figure.isEmpty() ? 0 : QFontMetrics(figureFont).horizontalAdvance(figure) + 6;
    p.setPen(dead && figure != u"0" ? theme.dead : theme.muted);
    p.drawText(r.adjusted(0, 0, -6, 0), Qt::AlignVCenter | Qt::AlignRight, figure);
    p.setFont(QFont());
    p.setPen(note ? theme.muted : theme.text);
    const int room = r.right() - 6 - figureWidth - left;
    p.drawText(QRect(left, r.top(), room, r.height()), Qt::AlignVCenter | Qt::AlignLeft,
               QFontMetrics(p.font()).elidedText(index.data().toString(), Qt::ElideMiddle, room));
}

} // namespace flowbench
