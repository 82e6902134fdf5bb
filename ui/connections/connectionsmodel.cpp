// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connectionsmodel.h"

#include "words/compact.h"
#include "words/sentence.h"
#include "words/visible.h"

#include <algorithm>
#include <tuple>

namespace flowbench {

namespace {

// Kinds stand together: topics, streams, exchanges, queues.
int kindOrder(ChannelKind kind)
{
    switch (kind) {
    case ChannelKind::Topic:
        return 0;
    case ChannelKind::Stream:
        return 1;
    case ChannelKind::Exchange:
        return 2;
    case ChannelKind::Queue:
        return 3;
    }
    return 4;
}

// A queue says how much waits; everything else how much flows, or how much it keeps when nothing does.
QString figure(const ChannelInfo &c, bool dead)
{
    if (c.depth)
        return words::compactCount(*c.depth);
    if (dead && c.events)
        return words::compactCount(*c.events);
    if (c.ratePerSecond && *c.ratePerSecond >= 0.05)
        return words::compactRate(*c.ratePerSecond);
    return c.events ? words::compactCount(*c.events) : QString();
}

} // namespace

QString linkWords(const ConnectionState &state)
{
    switch (state.link) {
    case LinkState::Idle:
        return ConnectionsModel::tr("not connected");
    case LinkState::Connecting:
        return ConnectionsModel::tr("connecting");
    case LinkState::Connected:
        return ConnectionsModel::tr("connected");
    case LinkState::Reconnecting:
        return state.retryInMs >= 1000 ? ConnectionsModel::tr("reconnecting in %1 s").arg(state.retryInMs / 1000)
                                       : ConnectionsModel::tr("reconnecting");
    case LinkState::Blocked:
        return ConnectionsModel::tr("blocked by the broker");
    case LinkState::Failed:
        return ConnectionsModel::tr("failed");
    }
    return {};
}

ConnectionsModel::ConnectionsModel(QObject *parent) : QAbstractItemModel(parent) {}

ConnectionsModel::~ConnectionsModel() = default;

void ConnectionsModel::setConnections(std::vector<ConnectionItem> items)
{
    beginResetModel();
    for (const auto &n : m_nodes) {
        if (n->item.session)
            n->item.session->disconnect(this);
    }
    m_nodes.clear();
    for (ConnectionItem &i : items) {
        auto n = std::make_unique<Node>();
        n->item = std::move(i);
        n->serial = m_nextSerial++;
        n->rows = wanted(*n);
        m_nodes.push_back(std::move(n));
    }
    endResetModel();
    for (const auto &n : m_nodes)
        follow(*n);
}

void ConnectionsModel::follow(Node &node)
{
    if (!node.item.session)
        return;
    connect(node.item.session, &Session::channelsChanged, this, [this, serial = node.serial] { update(serial); });
    connect(node.item.session, &Session::stateChanged, this, [this, serial = node.serial] { updateState(serial); });
    connect(node.item.session, &QObject::destroyed, this, [this, serial = node.serial] { update(serial); });
}

void ConnectionsModel::setFilter(const QString &text)
{
    m_filter = text.trimmed();
    for (const auto &n : m_nodes)
        update(n->serial);
}

void ConnectionsModel::setDeadCheck(DeadCheck check)
{
    m_holdsDead = std::move(check);
    deadChanged();
}

void ConnectionsModel::deadChanged()
{
    for (const auto &n : m_nodes) {
        const QModelIndex parent = index(rowOf(n.get()), 0);
        if (!n->rows.empty())
            emit dataChanged(index(0, 0, parent), index(int(n->rows.size()) - 1, 0, parent));
    }
}

void ConnectionsModel::setShowInternal(bool show)
{
    m_showInternal = show;
    for (const auto &n : m_nodes)
        update(n->serial);
}

// What the node's rows should be now: favourites first, then by kind and name; a note where there is nothing to list.
std::vector<ConnectionsModel::Row> ConnectionsModel::wanted(const Node &node) const
{
    std::vector<Row> rows;
    const Session *session = node.item.session;
    if (!session)
        return rows;
    const ConnectionState &state = session->state();
    const bool away =
        state.link != LinkState::Connected && state.link != LinkState::Blocked && state.link != LinkState::Idle;
    const auto note = [&rows](const QString &text) {
        Row r;
        r.info.name = text;
        r.note = true;
        rows.push_back(r);
    };
    if (away)
        note(linkWords(state));
    else if (session->channelsError() && !session->channelsKnown())
        note(sentence(*session->channelsError()).message);
    for (const ChannelInfo &c : session->channels()) {
        if (c.internal && !m_showInternal)
            continue;
        if (!m_filter.isEmpty() && !c.name.contains(m_filter, Qt::CaseInsensitive))
            continue;
        rows.push_back({c, node.item.favourites.contains(c.name), false});
    }
    std::stable_sort(rows.begin(), rows.end(), [](const Row &a, const Row &b) {
        return std::tuple(!a.note, !a.favourite, kindOrder(a.info.kind)) <
               std::tuple(!b.note, !b.favourite, kindOrder(b.info.kind));
    });
    return rows;
}

void ConnectionsModel::update(quintptr serial)
{
    const auto it = std::find_if(m_nodes.begin(), m_nodes.end(), [&](const auto &n) { return n->serial == serial; });
    if (it == m_nodes.end())
        return;
    Node &n = **it;
    std::vector<Row> rows = wanted(n);
    if (rows == n.rows) { // an idle connection repaints nothing
        updateState(serial);
        return;
    }
    const QModelIndex parent = index(rowOf(&n), 0);
    const auto same = [](const Row &a, const Row &b) { return a.note == b.note && a.info.name == b.info.name; };
    if (std::equal(rows.begin(), rows.end(), n.rows.begin(), n.rows.end(), same)) {
        n.rows = std::move(rows);
        if (!n.rows.empty())
            emit dataChanged(index(0, 0, parent), index(int(n.rows.size()) - 1, 0, parent));
    } else {
        // The common head and tail stay, so that the current row and the scroll position do.
        const std::size_t common = std::min(rows.size(), n.rows.size());
        std::size_t head = 0, tail = 0;
        while (head < common && same(rows[head], n.rows[head]))
            ++head;
        while (tail < common - head && same(rows[rows.size() - 1 - tail], n.rows[n.rows.size() - 1 - tail]))
            ++tail;
        if (n.rows.size() > head + tail) {
            beginRemoveRows(parent, int(head), int(n.rows.size() - tail) - 1);
            n.rows.erase(n.rows.begin() + std::ptrdiff_t(head), n.rows.end() - std::ptrdiff_t(tail));
            endRemoveRows();
        }
        if (rows.size() > head + tail) {
            beginInsertRows(parent, int(head), int(rows.size() - tail) - 1);
            n.rows = std::move(rows);
            endInsertRows();
        } else {
            n.rows = std::move(rows);
        }
        if (!n.rows.empty()) // the figures of those that stayed
            emit dataChanged(index(0, 0, parent), index(int(n.rows.size()) - 1, 0, parent));
    }
    updateState(serial);
}

void ConnectionsModel::updateState(quintptr serial)
{
    for (const auto &n : m_nodes) {
        if (n->serial != serial)
            continue;
        const QModelIndex i = index(rowOf(n.get()), 0);
        emit dataChanged(i, i);
        const bool hadNote = !n->rows.empty() && n->rows.front().note;
        const auto now = wanted(*n);
        if (hadNote != (!now.empty() && now.front().note) ||
            (hadNote && now.front().info.name != n->rows.front().info.name))
            update(serial);
    }
}

ConnectionsModel::Node *ConnectionsModel::node(const QModelIndex &index) const
{
    if (!index.isValid())
        return nullptr;
    if (index.internalId() == 0)
        return m_nodes[std::size_t(index.row())].get();
    for (const auto &n : m_nodes) {
        if (n->serial == index.internalId())
            return n.get();
    }
    return nullptr;
}

int ConnectionsModel::rowOf(const Node *node) const
{
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        if (m_nodes[i].get() == node)
            return int(i);
    }
    return -1;
}

const ConnectionItem *ConnectionsModel::item(const QModelIndex &index) const
{
    const Node *n = node(index);
    return n ? &n->item : nullptr;
}

QModelIndex ConnectionsModel::indexOf(const QString &connectionId, const QString &channel) const
{
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        if (m_nodes[i]->item.id != connectionId)
            continue;
        const QModelIndex parent = index(int(i), 0);
        if (channel.isEmpty())
            return parent;
        const auto &rows = m_nodes[i]->rows;
        const auto it =
            std::find_if(rows.begin(), rows.end(), [&](const Row &r) { return !r.note && r.info.name == channel; });
        return it == rows.end() ? QModelIndex() : index(int(it - rows.begin()), 0, parent);
    }
    return {};
}

QModelIndex ConnectionsModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? m_nodes[std::size_t(parent.row())]->serial : quintptr(0));
}

QModelIndex ConnectionsModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == 0)
        return {};
    const int row = rowOf(node(child));
    return row < 0 ? QModelIndex() : createIndex(row, 0, quintptr(0));
}

int ConnectionsModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_nodes.size());
    return parent.internalId() == 0 && parent.column() == 0 ? int(m_nodes[std::size_t(parent.row())]->rows.size()) : 0;
}

int ConnectionsModel::columnCount(const QModelIndex &) const { return 1; }

QVariant ConnectionsModel::data(const QModelIndex &index, int role) const
{
    const Node *n = node(index);
    if (!n)
        return {};
    if (role == ConnectionIdRole)
        return n->item.id;
    if (role == IsConnectionRole)
        return index.internalId() == 0;
    return index.internalId() == 0 ? connectionData(*n, role)
                                   : channelData(*n, n->rows[std::size_t(index.row())], role);
}

QVariant ConnectionsModel::connectionData(const Node &node, int role) const
{
    const Session *s = node.item.session;
    switch (role) {
    case Qt::DisplayRole:
        return visibleText(node.item.name);
    case Qt::ToolTipRole: {
        const QString state = s ? linkWords(s->state()) : tr("not open");
        return QString(node.item.typeName + QStringLiteral(", ") + state).toHtmlEscaped();
    }
    case Qt::AccessibleDescriptionRole:
        return s ? linkWords(s->state()) : tr("not open");
    case EnvironmentRole:
        return int(node.item.environment);
    case LinkRole:
        return s ? int(s->state().link) : -1;
    case ColourRole:
        return node.item.colour;
    default:
        return {};
    }
}

bool ConnectionsModel::isDead(const Node &node, const Row &row) const
{
    return !row.note && (row.info.deadLetter || (m_holdsDead && m_holdsDead(node.item.id, row.info.name)));
}

QVariant ConnectionsModel::channelData(const Node &node, const Row &row, int role) const
{
    const ChannelInfo &c = row.info;
    switch (role) {
    case Qt::DisplayRole:
        return row.note ? c.name : visibleText(ChannelAddress{c.name, {}}.bare());
    case Qt::ToolTipRole:
        return visibleText(c.name).toHtmlEscaped();
    case Qt::AccessibleDescriptionRole:
        return row.note ? QVariant() : QVariant(figure(c, isDead(node, row)));
    case NoteRole:
        return row.note;
    case ChannelNameRole:
        return row.note ? QVariant() : QVariant(c.name);
    case KindRole:
        return int(c.kind);
    case FigureRole:
        return row.note ? QVariant() : QVariant(figure(c, isDead(node, row)));
    case DeadLetterRole:
        return isDead(node, row);
    case FavouriteRole:
        return row.favourite;
    default:
        return {};
    }
}

} // namespace flowbench
