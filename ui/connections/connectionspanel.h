// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/connections/connectionsmodel.h"

#include <QTreeView>
#include <QWidget>

#include <functional>

class QMenu;

namespace flowbench {

class EmptyState;
class SearchField;

/// The tree "Connections": a click on a channel opens it.
class ConnectionsTree : public QTreeView
{
    Q_OBJECT

public:
    explicit ConnectionsTree(QWidget *parent = nullptr);

signals:
    void enterPressed(); ///< Not activated(): that comes with a click or a double click too, as the desktop likes.

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

/// The panel at the left: field "Find a channel", the tree, "Add connection…". It changes nothing itself: what a
/// person asks for is told by signals, and app does it.
class ConnectionsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ConnectionsPanel(QWidget *parent = nullptr);

    void setConnections(std::vector<ConnectionItem> items);
    void select(const QString &connectionId, const QString &channel);
    enum class HoldsDead { Unknown, No, Found, Marked }; ///< Marked: by hand.
    /// Who knows more of dead-letter channels than the broker's list tells; null: nobody.
    using DeadCheck = std::function<HoldsDead(const QString &connectionId, const QString &channel)>;
    void setDeadCheck(DeadCheck check);
    void deadChanged(); ///< The check answers otherwise.
    SearchField *field() const { return m_field; }

signals:
    void channelsChosen(const QString &connectionId, const QStringList &channels); ///< To be opened together.
    void publishAsked(const QString &connectionId, const QString &channel);
    void detailsAsked(const QString &connectionId, const QString &channel);
    void markAsked(const QString &connectionId, const QString &channel, bool dead); ///< By hand, of dead letters.
    void favouriteAsked(const QString &connectionId, const QString &channel, bool favourite);
    void openAsked(const QString &connectionId);
    void closeAsked(const QString &connectionId);
    void editAsked(const QString &connectionId);
    void removeAsked(const QString &connectionId);
    void unlockAsked(const QString &connectionId);
    void lockAsked(const QString &connectionId);
    void addAsked();

private:
    void openSelected();
    void showMenu(const QPoint &at);
    void fillConnectionMenu(QMenu &menu, const ConnectionItem &item);
    void fillChannelMenu(QMenu &menu, const ConnectionItem &item, const QModelIndex &index);
    QStringList selectedChannels(const QString &connectionId) const;
    void keepExpansion();

    ConnectionsModel *m_model;
    ConnectionsTree *m_tree;
    SearchField *m_field;
    EmptyState *m_empty;
    DeadCheck m_holdsDead;
    QSet<QString> m_collapsed; ///< By id; everything else is expanded.
};

} // namespace flowbench
