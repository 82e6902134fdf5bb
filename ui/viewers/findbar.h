// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/look/surface.h"

namespace flowbench {

class SearchField;

// The line under a viewer that searches in it; hidden until open(). Enter and F3 go on, Shift with them goes back,
// Esc closes.
class FindBar : public Surface
{
    Q_OBJECT
public:
    explicit FindBar(QWidget *parent);

    void open();
    QString text() const;
    void showResult(const QString &words); // e.g. that nothing was found

signals:
    void findRequested(const QString &text, bool backward);
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void request(bool backward);
    void close();

    SearchField *m_field;
};

} // namespace flowbench
