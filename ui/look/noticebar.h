// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/look/theme.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;

namespace flowbench {

/// One line inside a page that says what happened or holds, with an icon, at most one button and a cross. Hidden
/// until show…(). objectName and accessible name are "Result" unless given otherwise; the sentence is its description.
class NoticeBar : public QWidget
{
    Q_OBJECT

public:
    explicit NoticeBar(QWidget *parent = nullptr);
    NoticeBar(const QString &objectName, const QString &accessibleName, QWidget *parent);

    /// Ok, Warning, Error or Accent (information). The icon is the meaning's.
    void showNotice(Tint tint, const QString &sentence);
    /// Adds or renames the button, hidden again by the next showNotice(); connect to actionTriggered().
    void setAction(const QString &objectName, const QString &text);
    void setClosable(bool closable);
    void dismiss();
    QString text() const;
    Tint tint() const { return m_tint; }
    QSize sizeHint() const override;

signals:
    void actionTriggered();
    void dismissed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    Tint m_tint = Tint::Accent;
    int m_width = 0; ///< 0: not laid out yet
    QLabel *m_text;
    QPushButton *m_button;
    QToolButton *m_close;
};

} // namespace flowbench
