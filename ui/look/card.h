// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/look/theme.h"

#include <QFrame>

class QLabel;
class QHBoxLayout;
class QVBoxLayout;

namespace flowbench {

/// A titled surface with a border. Put the content into body().
class Card : public QFrame
{
    Q_OBJECT

public:
    explicit Card(const QString &title, QWidget *parent = nullptr);

    void setTitle(const QString &title);
    QVBoxLayout *body() const { return m_body; }
    /// The line of the title, right of it: legends, buttons.
    QHBoxLayout *head() const { return m_head; }

private:
    QLabel *m_title;
    QHBoxLayout *m_head;
    QVBoxLayout *m_body;
};

/// Figures of one width, digit by digit, so that a number that changes doesn't jump.
class FigureLabel : public QWidget
{
    Q_OBJECT

public:
    explicit FigureLabel(QWidget *parent = nullptr);
    void setText(const QString &text);
    QString text() const { return m_text; }
    void setTint(Tint tint);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    int baseline() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
    Tint m_tint = Tint::Neutral;
};

/// A card with one big number, its unit and a slot for a sparkline below.
class NumberCard : public QFrame
{
    Q_OBJECT

public:
    explicit NumberCard(const QString &title, QWidget *parent = nullptr);

    /// `number` comes formatted ("3,482", "42 s", "–" when unknown). Neutral is the text's colour.
    void setNumber(const QString &number, const QString &unit, Tint tint = Tint::Neutral);
    /// Takes the widget over; 30 high. The previous one is deleted.
    void setSparkline(QWidget *sparkline);

private:
    QLabel *m_title;
    FigureLabel *m_number;
    QWidget *m_unit;
    QWidget *m_sparkline = nullptr;
    QVBoxLayout *m_layout;
};

} // namespace flowbench
