// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deadletters/channelsmodel.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QSpinBox;
class QStackedWidget;
class QTableView;
class QVBoxLayout;

namespace flowbench {

class EmptyState;
class NoticeBar;

/// All dead-letter channels of the open connections, what is over its limit first; below what is to be said of the
/// chosen one. GUI thread.
class DeadChannelsView : public QWidget
{
    Q_OBJECT

public:
    DeadChannelsView(ChannelFinder &finder, QWidget *parent);

    /// The row chosen; null: none.
    const ChannelRow *chosen() const;
    void editPatterns();
    void markChosen(bool dead);
    void markAnother(); ///< asks which channel
    QTableView &table() { return *m_table; }

signals:
    void openAsked(const QString &connection, const QString &channel);
    void historyAsked();
    void settingsAsked(const QString &connection); ///< of the connection
    void message(const QString &text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void refill();
    void widen();
    void updateBelow();
    void updateEmpty();
    void openChosen();
    void showMenu(const QPoint &at);

    ChannelFinder &m_finder;
    ChannelsModel *m_model;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    QTableView *m_table;
    NoticeBar *m_notice;
    QLabel *m_summary;
    QWidget *m_below;
    QLabel *m_name;
    QVBoxLayout *m_lints;
    QSpinBox *m_limit;
    QPushButton *m_open;
    QPushButton *m_patterns;
    bool m_filling = false;
    bool m_fitted = false;
};

} // namespace flowbench
