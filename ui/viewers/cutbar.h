// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace flowbench {

// "1.0 of 105 MB shown", with the buttons "Show all" and "Save…". Hidden until showCut().
class CutBar : public QWidget
{
    Q_OBJECT
public:
    explicit CutBar(QWidget *parent);

    void showCut(qint64 shownBytes, qint64 allBytes);
    void showBusy(); // all of it is on its way
    void showWhole(qint64 allBytes);

signals:
    void showAllRequested();
    void saveRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QLabel *m_label;
    QPushButton *m_all;
    QPushButton *m_save;
};

// "626 B", "4.1 kB", "105 MB": decimal units.
QString sizeText(qint64 bytes);
// "1.0 of 105 MB"
QString partText(qint64 part, qint64 all);

} // namespace flowbench
