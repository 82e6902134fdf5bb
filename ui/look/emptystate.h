// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace flowbench {

/// Why a page is empty and what to do next, with the button that does it.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(QWidget *parent = nullptr);
    EmptyState(const QString &iconName, const QString &sentence, const QString &next, QWidget *parent = nullptr);

    /// `next` may be empty.
    void setMessage(const QString &iconName, const QString &sentence, const QString &next);
    /// Adds or renames the button; objectName is its fixed English words. Connect to clicked() of what it returns.
    QPushButton *setAction(const QString &objectName, const QString &text);
    void clearAction();

private:
    class Picture;
    Picture *m_picture;
    QLabel *m_sentence;
    QLabel *m_next;
    QPushButton *m_button = nullptr;
};

} // namespace flowbench
