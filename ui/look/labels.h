// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/look/theme.h"

#include <QLabel>

namespace flowbench {

enum class TextRole {
    Normal,
    Muted,  ///< Normal size, muted.
    Small,  ///< 11 px, muted.
    Title,  ///< Weight 600.
    Number, ///< 23 px, weight 600: the one number of a card (see NumberCard for figures of one width).
    Mono,   ///< The fixed font, for payloads, keys, times.
};

/// The only way to a QLabel: always Qt::PlainText, control and bidi characters made visible, so that what a broker
/// says can't become markup. Change its text with setLabelText(), never with QLabel::setText().
QLabel *makeLabel(const QString &text, TextRole role, QWidget *parent);
void setLabelText(QLabel *label, const QString &text);
/// Paints the label in a meaning's colour from now on, in either theme.
void setLabelTint(QLabel *label, Tint tint);

/// Text for setToolTip and Qt::ToolTipRole: escaped, made visible, long lines wrapped by Qt.
QString escapedToolTip(const QString &text);

/// One line that ends in … when there is no room (and has then the whole text as tooltip). Always plain.
class ElidedLabel : public QWidget
{
    Q_OBJECT

public:
    ElidedLabel(const QString &text, TextRole role, QWidget *parent, Qt::TextElideMode mode = Qt::ElideRight);

    QString text() const { return m_text; }
    void setText(const QString &text);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void updateToolTip();

    QString m_text; ///< Already made visible.
    TextRole m_role;
    Qt::TextElideMode m_mode;
};

} // namespace flowbench
