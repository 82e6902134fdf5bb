// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

namespace flowbench {

/// Scrolls its content where there is no room, and is only as high as the content where there is: what stands below
/// follows it.
class FittedScroll : public QScrollArea
{
    Q_OBJECT

public:
    explicit FittedScroll(QWidget *content, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {0, 60}; }

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fit();
};

} // namespace flowbench
