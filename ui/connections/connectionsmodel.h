// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/channel.h"
#include "model/live/session.h"

#include <QAbstractItemModel>
#include <QPointer>
#include <QSet>

#include <functional>
#include <memory>
#include <vector>

namespace flowbench {

/// One connection of the tree: saved or not, open (it has a session) or not.
struct ConnectionItem
{
    QString id; ///< Stable: the profile's name, or the URL without secrets.
    QString name;
    QString typeName; ///< "Kafka"
    Environment environment = Environment::None;
    QString colour; ///< "#rrggbb" or empty
    bool saved = false;
    QPointer<Session> session; ///< Null while it is not open.
    QSet<QString> favourites;  ///< Channel names.
};

/// Connection -> channels. A channel's figures change in place; only what came or went is inserted or removed.
///
///   row of a connection: internalId 0; row of a channel: internalId = serial of its connection (> 0)
class ConnectionsModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Role {
        IsConnectionRole = Qt::UserRole + 1,
        ConnectionIdRole,
        ChannelNameRole, ///< As ChannelInfo::name.
        KindRole,        ///< int of ChannelKind
        FigureRole,      ///< What stands at the right: "1.2k/s", "512".
        DeadLetterRole,
        FavouriteRole,
        EnvironmentRole, ///< int of Environment
        LinkRole,        ///< int of LinkState, -1: not open
        NoteRole,        ///< A row that says why there are no channels: bool
        ColourRole,
    };

    explicit ConnectionsModel(QObject *parent = nullptr);
    ~ConnectionsModel() override;

    void setConnections(std::vector<ConnectionItem> items); ///< In the order shown.
    void setFilter(const QString &text);                    ///< Part of a channel's name; connections stay.
    void setShowInternal(bool show);
    /// Who knows of dead-letter channels that the broker's list does not tell of; null: nobody.
    using DeadCheck = std::function<bool(const QString &connectionId, const QString &channel)>;
    void setDeadCheck(DeadCheck check);
    void deadChanged(); ///< The check answers otherwise.
    bool showsInternal() const { return m_showInternal; }
    QModelIndex indexOf(const QString &connectionId, const QString &channel = {}) const;
    const ConnectionItem *item(const QModelIndex &index) const; ///< Of the connection it is or belongs to.

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Row
    {
        ChannelInfo info;
        bool favourite = false;
        bool note = false; ///< info.name is a sentence then.
        bool operator==(const Row &) const = default;
    };
    struct Node
    {
        ConnectionItem item;
        quintptr serial = 0;
        std::vector<Row> rows;
    };
    Node *node(const QModelIndex &index) const;
    int rowOf(const Node *node) const;
    std::vector<Row> wanted(const Node &node) const;
    void follow(Node &node);
    void update(quintptr serial);
    void updateState(quintptr serial);
    QVariant connectionData(const Node &node, int role) const;
    QVariant channelData(const Node &node, const Row &row, int role) const;
    bool isDead(const Node &node, const Row &row) const;

    std::vector<std::unique_ptr<Node>> m_nodes;
    quintptr m_nextSerial = 1;
    DeadCheck m_holdsDead;
    QString m_filter;
    bool m_showInternal = false;
};

/// "reconnecting in 4 s", "connecting", "connected": a state in words.
QString linkWords(const ConnectionState &state);

} // namespace flowbench
