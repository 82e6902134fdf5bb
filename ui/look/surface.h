// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace flowbench {

enum class Edge { None, Top, Bottom, Left, Right };

/// A plain widget filled with surface and a line of one pixel at an edge: bars, side panes.
class Surface : public QWidget
{
    Q_OBJECT

public:
    explicit Surface(Edge line, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Edge m_line;
};

/// A page's bar of actions: 44 high, margins 12, gap 8, a line below. Add widgets to its layout.
Surface *makeBar(QWidget *parent);

} // namespace flowbench
