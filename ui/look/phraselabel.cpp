// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/phraselabel.h"

#include "ui/look/fonts.h"
#include "words/visible.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QPainter>
#include <QTextLayout>

#include <cmath>

namespace flowbench {

namespace {

constexpr int Preferred = 260;
constexpr int Unbounded = 100'000;

QString joined(const std::vector<PhrasePart> &parts)
{
    QString text;
    for (const PhrasePart &part : parts)
        text += part.text;
    return text;
}

QColor colourOf(const PhrasePart &part, const Theme &theme)
{
    if (part.tint)
        return theme.ink(*part.tint);
    return part.muted ? theme.muted : theme.text;
}

struct Laid
{
    QTextLayout layout;
    QSizeF size;
};

void layOut(Laid &laid, const std::vector<PhrasePart> &parts, const QFont &font, const Theme &theme, int width)
{
    QString text = joined(parts);
    text.replace(u'\n', QChar::LineSeparator);
    laid.layout.setText(text);
    laid.layout.setFont(font);
    QList<QTextLayout::FormatRange> formats;
    int at = 0;
    for (const PhrasePart &part : parts) {
        QTextLayout::FormatRange range;
        range.start = at;
        range.length = int(part.text.size());
        at += range.length;
        QFont own = part.mono ? fixedFont() : font;
        if (part.bold)
            own.setWeight(QFont::DemiBold);
        range.format.setFont(own);
        range.format.setForeground(colourOf(part, theme));
        formats += range;
    }
    laid.layout.setFormats(formats);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    laid.layout.setTextOption(option);
    laid.layout.beginLayout();
    double y = 0, widest = 0;
    for (QTextLine line = laid.layout.createLine(); line.isValid(); line = laid.layout.createLine()) {
        line.setLineWidth(width);
        line.setPosition(QPointF(0, y));
        y += line.height();
        widest = std::max(widest, line.naturalTextWidth());
    }
    laid.layout.endLayout();
    laid.size = QSizeF(widest, y);
}

} // namespace

std::vector<PhrasePart> phrase(const QString &text, const std::vector<PhrasePart> &arguments)
{
    std::vector<PhrasePart> parts;
    qsizetype from = 0;
    for (qsizetype i = 0; i + 1 < text.size(); ++i) {
        const int number = text[i] == u'%' ? text[i + 1].digitValue() : -1;
        if (number < 1 || std::size_t(number) > arguments.size())
            continue;
        if (i > from)
            parts.push_back({text.mid(from, i - from), false, false, false, {}});
        parts.push_back(arguments[std::size_t(number - 1)]);
        from = i + 2;
        ++i;
    }
    if (from < text.size())
        parts.push_back({text.mid(from), false, false, false, {}});
    return parts;
}

PhraseLabel::PhraseLabel(QWidget *parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void PhraseLabel::setParts(std::vector<PhrasePart> parts)
{
    for (PhrasePart &part : parts)
        part.text = visibleText(part.text, Lines::Keep);
    if (parts == m_parts)
        return;
    m_parts = std::move(parts);
    setAccessibleName(joined(m_parts));
    updateGeometry();
    update();
}

QString PhraseLabel::text() const { return joined(m_parts); }

int PhraseLabel::heightForWidth(int width) const
{
    Laid laid;
    layOut(laid, m_parts, font(), themeOf(this), std::max(1, width));
    return std::max(int(std::ceil(laid.size.height())), fontMetrics().height());
}

QSize PhraseLabel::sizeHint() const
{
    Laid laid;
    layOut(laid, m_parts, font(), themeOf(this), Unbounded);
    const int width = std::min(Preferred, int(std::ceil(laid.size.width())) + 1);
    return {width, heightForWidth(width)};
}

QSize PhraseLabel::minimumSizeHint() const { return {40, fontMetrics().height()}; }

void PhraseLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    Laid laid;
    layOut(laid, m_parts, font(), themeOf(this), width());
    laid.layout.draw(&painter, QPointF(0, 0));
}

void PhraseLabel::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_parts.empty())
        return;
    QMenu menu(this);
    menu.addAction(tr("Copy"), this, [this] { QApplication::clipboard()->setText(text()); });
    menu.exec(event->globalPos());
}

} // namespace flowbench
