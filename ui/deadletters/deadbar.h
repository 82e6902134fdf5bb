// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/look/surface.h"

#include <QString>

class QPushButton;
class QToolButton;

namespace flowbench {

class ElidedLabel;
class FilterField;

/// The bar of actions above dead letters. Says what was asked for by signals and does nothing itself.
class DeadBar : public Surface
{
    Q_OBJECT

public:
    explicit DeadBar(QWidget *parent = nullptr);

    FilterField &filter() { return *m_filter; }
    /// How many dead letters the buttons are about.
    void setCount(quint64 count);
    /// Why nothing can be done with them; `write`: why nothing that changes the broker. Empty: it can.
    void setReasons(const QString &reason, const QString &write);
    void setReading(bool reading);
    /// "copy of 12:04:02, the queue is untouched"
    void setNote(const QString &text);

signals:
    void replayClicked();
    void recipeClicked();
    void exportClicked();
    void discardClicked();
    void historyClicked();
    void refreshClicked();
    void listClicked();

private:
    QToolButton *m_list;
    QPushButton *m_replay;
    QPushButton *m_recipe;
    QPushButton *m_export;
    QPushButton *m_discard;
    FilterField *m_filter;
    ElidedLabel *m_note;
    QToolButton *m_refresh;
    QToolButton *m_history;
};

} // namespace flowbench
