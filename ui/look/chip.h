// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/look/theme.h"

#include <QWidget>

class QPainter;

namespace flowbench {

/// What a connection is tagged with, as its chip shows it.
enum class ChipEnvironment { None, Development, Test, Production };

/// The words and the tint of an environment: "dev", "test", "PRODUCTION" (short) or "development".
QString environmentWord(ChipEnvironment environment, bool isShort = true);
Tint environmentTint(ChipEnvironment environment);

/// A small rounded word on its tint. Not focusable; hidden while its text is empty.
class Chip : public QWidget
{
    Q_OBJECT

public:
    explicit Chip(QWidget *parent = nullptr);
    Chip(const QString &text, Tint tint, QWidget *parent);

    QString text() const { return m_text; }
    Tint tint() const { return m_tint; }
    /// `outlined` adds a line around it: production and firing alerts.
    void setChip(const QString &text, Tint tint, bool outlined = false);
    void setEnvironment(ChipEnvironment environment, bool isShort = true);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
    Tint m_tint = Tint::Neutral;
    bool m_outlined = false;
};

/// For delegates: the size of a chip, and the chip painted with its left edge at `left`, centred in `rect`'s height.
/// Returns the right edge.
QSize chipSize(const QString &text);
int paintChip(QPainter &painter, const QRect &rect, int left, const QString &text, Tint tint, bool outlined,
              const Theme &theme);

/// A filled dot of 8 px that says a state by colour; the word beside it says the same. Neutral is hollow.
class StatusDot : public QWidget
{
    Q_OBJECT

public:
    explicit StatusDot(Tint tint, QWidget *parent = nullptr);
    void setTint(Tint tint);
    Tint tint() const { return m_tint; }
    QSize sizeHint() const override { return {8, 8}; }
    QSize minimumSizeHint() const override { return {8, 8}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Tint m_tint;
};
void paintDot(QPainter &painter, const QRectF &rect, Tint tint, const Theme &theme);

} // namespace flowbench
