// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QButtonGroup;
class QVBoxLayout;

namespace flowbench {

/// The pages at the left, 60 wide: icon above a small word that is never elided. One is current.
class Rail : public QWidget
{
    Q_OBJECT

public:
    explicit Rail(QWidget *parent = nullptr);

    /// `id` is the page's English word ("Dead letters") and the button's objectName; `word` is translated and the
    /// accessible name. A word that is too wide breaks at its space.
    void addPage(const QString &id, const QString &iconName, const QString &word);
    /// Makes it current without emitting. An unknown id changes nothing.
    void setCurrent(const QString &id);
    QString current() const;
    QStringList pages() const;

    QSize sizeHint() const override;

signals:
    /// The person chose a page (also when it was current already).
    void pageChosen(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVBoxLayout *m_layout;
    QButtonGroup *m_group;
};

} // namespace flowbench
