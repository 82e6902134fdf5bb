// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewers/jsontree.h"

#include "ui/look/theme.h"
#include "ui/viewers/jsonscan.h"
#include "words/visible.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace flowbench {
namespace {

class TreeSink
{
public:
    TreeSink(const QByteArray &bytes, std::size_t maxNodes) : m_base(bytes.constData()), m_maxNodes(maxNodes) {}

    void key(const char *from, const char *) { m_key = offset(from); }

    void begin(char, const char *at) { m_open.push_back({add(at), JsonNode::none}); }

    void end(char, const char *at)
    {
        m_nodes[m_open.back().node].end = offset(at) + 1;
        m_open.pop_back();
    }

    void scalar(const char *from, const char *to) { m_nodes[add(from)].end = offset(to); }

    bool full() const { return m_nodes.size() >= m_maxNodes; }
    void finish(qint64 at) // containers that are still open reach to where the scan ended
    {
        for (const Level &level : m_open)
            m_nodes[level.node].end = quint32(at);
    }
    std::vector<JsonNode> take() { return std::move(m_nodes); }

private:
    struct Level
    {
        quint32 node;
        quint32 lastChild;
    };

    quint32 offset(const char *p) const { return quint32(p - m_base); }

    quint32 add(const char *at)
    {
        const quint32 number = quint32(m_nodes.size());
        JsonNode node;
        node.key = std::exchange(m_key, JsonNode::none);
        node.start = offset(at);
        if (!m_open.empty()) {
            Level &level = m_open.back();
            node.parent = level.node;
            node.row = m_nodes[level.node].children++;
            if (level.lastChild != JsonNode::none)
                m_nodes[level.lastChild].next = number;
            level.lastChild = number;
        }
        m_nodes.push_back(node);
        return number;
    }

    const char *m_base;
    std::size_t m_maxNodes;
    std::vector<JsonNode> m_nodes;
    std::vector<Level> m_open;
    quint32 m_key = JsonNode::none;
};

// The literal at `from` of a text that was scanned: with its quotes, cut to `limit` bytes.
QByteArray literalAt(const QByteArray &bytes, qsizetype from, qsizetype limit)
{
    const qsizetype end = std::min(bytes.size(), from + limit);
    qsizetype p = from + 1;
    while (p < end && bytes[p] != '"')
        p += bytes[p] == '\\' ? 2 : 1;
    return bytes.mid(from, std::min(p + 1, end) - from);
}

} // namespace

JsonNodes parseNodes(const QByteArray &bytes, const std::stop_token &stop, std::size_t maxNodes)
{
    JsonNodes tree;
    tree.bytes = bytes;
    if (bytes.size() >= qsizetype(JsonNode::none)) {
        tree.capped = true;
        return tree;
    }
    TreeSink sink(bytes, maxNodes);
    JsonScan<TreeSink> scan(bytes, sink, stop);
    tree.problem = scan.run();
    locate(tree.problem, bytes);
    tree.capped = sink.full();
    sink.finish(scan.position());
    tree.nodes = sink.take();
    return tree;
}

std::vector<quint32> JsonNodes::childrenOf(quint32 node) const
{
    std::vector<quint32> children;
    children.reserve(nodes[node].children);
    for (quint32 child = node + 1; children.size() < nodes[node].children; child = nodes[child].next)
        children.push_back(child);
    return children;
}

quint32 JsonNodes::nodeAt(qsizetype offset) const
{
    const auto first = [](const JsonNode &n) { return n.key != JsonNode::none ? n.key : n.start; };
    const auto it = std::upper_bound(nodes.begin(), nodes.end(), offset,
                                     [&](qsizetype at, const JsonNode &n) { return at < qsizetype(first(n)); });
    return it == nodes.begin() ? 0 : quint32(it - nodes.begin() - 1);
}

void JsonTreeModel::setNodes(std::shared_ptr<const JsonNodes> nodes)
{
    beginResetModel();
    m_children.clear();
    m_nodes = std::move(nodes);
    endResetModel();
}

void JsonTreeModel::setTheme(const Theme &theme)
{
    m_theme = &theme; // the view repaints after a palette change anyway
}

JsonTreeModel::Item JsonTreeModel::itemOf(const QModelIndex &index)
{
    const quint64 id = index.internalId();
    return {quint32(id), quint32(id >> 32)};
}

QModelIndex JsonTreeModel::indexOf(Item item, int row, int column) const
{
    return createIndex(row, column, quintptr(quint64(item.group) << 32 | item.node));
}

quint32 JsonTreeModel::childAt(quint32 number, quint32 row) const
{
    auto it = m_children.find(number);
    if (it == m_children.end())
        it = m_children.insert(number, m_nodes->childrenOf(number));
    return (*it)[row];
}

QModelIndex JsonTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    if (!parent.isValid())
        return indexOf({0, 0}, 0, column);
    const Item item = itemOf(parent);
    if (item.group > 0)
        return indexOf({childAt(item.node, (item.group - 1) * groupSize + quint32(row)), 0}, row, column);
    if (node(item.node).children > groupSize)
        return indexOf({item.node, quint32(row) + 1}, row, column);
    return indexOf({childAt(item.node, quint32(row)), 0}, row, column);
}

QModelIndex JsonTreeModel::indexOfNode(quint32 number) const
{
    if (!m_nodes || number >= m_nodes->nodes.size())
        return {};
    const JsonNode &n = node(number);
    const bool grouped = n.parent != JsonNode::none && node(n.parent).children > groupSize;
    return indexOf({number, 0}, int(grouped ? n.row % groupSize : n.row), 0);
}

QModelIndex JsonTreeModel::parent(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    const Item item = itemOf(index);
    if (item.group > 0)
        return indexOfNode(item.node);
    const quint32 above = node(item.node).parent;
    if (above == JsonNode::none)
        return {};
    if (node(above).children > groupSize) {
        const quint32 group = node(item.node).row / groupSize;
        return indexOf({above, group + 1}, int(group), 0);
    }
    return indexOfNode(above);
}

int JsonTreeModel::rowCount(const QModelIndex &parent) const
{
    if (!m_nodes || m_nodes->nodes.empty() || parent.column() > 0)
        return 0;
    if (!parent.isValid())
        return 1;
    const Item item = itemOf(parent);
    const quint32 children = node(item.node).children;
    if (item.group > 0)
        return int(std::min(groupSize, children - (item.group - 1) * groupSize));
    return int(children > groupSize ? (children + groupSize - 1) / groupSize : children);
}

bool JsonTreeModel::hasChildren(const QModelIndex &parent) const { return rowCount(parent) > 0; }

QString JsonTreeModel::keyText(Item item) const
{
    if (item.group > 0) {
        const quint32 first = (item.group - 1) * groupSize;
        return u"%1 … %2"_s.arg(first).arg(std::min(first + groupSize, node(item.node).children) - 1);
    }
    const JsonNode &n = node(item.node);
    if (n.key != JsonNode::none) {
        const QByteArray key = literalAt(m_nodes->bytes, n.key, shownBytes);
        return visibleText(QString::fromUtf8(key.mid(1, key.endsWith('"') && key.size() > 1 ? key.size() - 2 : -1)));
    }
    return n.parent == JsonNode::none ? tr("value") : QString::number(n.row);
}

QString JsonTreeModel::valueText(Item item) const
{
    if (item.group > 0)
        return {};
    const JsonNode &n = node(item.node);
    const char first = m_nodes->bytes[n.start];
    if (first == '{')
        return u"{ %1 }"_s.arg(n.children);
    if (first == '[')
        return u"[ %1 ]"_s.arg(n.children);
    const qsizetype length = qsizetype(n.end) - n.start;
    const QString text =
        visibleText(QString::fromUtf8(m_nodes->bytes.mid(n.start, std::min<qsizetype>(length, shownBytes))));
    return length > shownBytes ? text + QChar(0x2026) : text;
}

QColor JsonTreeModel::colour(Item item, int column) const
{
    const Theme &theme = m_theme ? *m_theme : Theme::light();
    const JsonNode &n = node(item.node);
    if (column == KeyColumn)
        return item.group == 0 && n.key != JsonNode::none ? theme.jsonKey : theme.muted;
    switch (m_nodes->bytes[n.start]) {
    case '{':
    case '[':
        return theme.muted;
    case '"':
        return theme.jsonString;
    default:
        return theme.jsonNumber;
    }
}

QVariant JsonTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !m_nodes)
        return {};
    const Item item = itemOf(index);
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == KeyColumn ? keyText(item) : valueText(item);
    case Qt::ForegroundRole:
        return colour(item, index.column());
    case RawRole: {
        const JsonNode &n = node(item.node);
        return m_nodes->bytes.mid(n.start, qsizetype(n.end) - n.start);
    }
    default:
        return {};
    }
}

QVariant JsonTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == KeyColumn ? tr("Field") : tr("Value");
}

std::optional<quint32> JsonTreeModel::nodeOf(const QModelIndex &index) const
{
    if (!index.isValid() || !m_nodes)
        return std::nullopt;
    const Item item = itemOf(index);
    return item.group == 0 ? std::optional(item.node) : std::nullopt;
}

QString JsonTreeModel::pathOf(const QModelIndex &index) const
{
    if (!index.isValid() || !m_nodes)
        return {};
    QStringList parts;
    for (quint32 number = itemOf(index).node; node(number).parent != JsonNode::none; number = node(number).parent) {
        const QString key = keyText({number, 0});
        parts.prepend(isObject(node(number).parent)
                          ? (node(node(number).parent).parent == JsonNode::none ? key : u'.' + key)
                          : u'[' + key + u']');
    }
    return parts.join(QString());
}

} // namespace flowbench
