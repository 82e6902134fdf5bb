// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/viewers/jsonformat.h"

#include <QAbstractItemModel>
#include <QColor>
#include <QHash>

#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace flowbench {

struct Theme;

// One value of a JSON text: offsets into its bytes, neighbours by number. 28 bytes.
struct JsonNode
{
    static constexpr quint32 none = 0xFFFFFFFF;
    quint32 key = none; // offset of the key's opening quote
    quint32 start = 0;  // offset of the value's first byte
    quint32 end = 0;    // offset behind its last byte
    quint32 parent = none;
    quint32 row = 0; // among its parent's children
    quint32 children = 0;
    quint32 next = none; // next sibling; the first child of a container follows it directly
};

// The whole tree in reading order (node 0 is the value itself), made without recursion.
struct JsonNodes
{
    QByteArray bytes;
    std::vector<JsonNode> nodes;
    JsonProblem problem; // the tree ends there
    bool capped = false; // more than maxNodes values

    static constexpr std::size_t maxNodes = 2'000'000;

    std::vector<quint32> childrenOf(quint32 node) const;
    quint32 nodeAt(qsizetype offset) const; // whose key or value holds this byte
};

// Any thread. Bodies of 4 GiB and more give an empty tree with `capped`.
JsonNodes parseNodes(const QByteArray &bytes, const std::stop_token &stop = {},
                     std::size_t maxNodes = JsonNodes::maxNodes);

// Key and value columns. Containers of more than groupSize children are split in groups ("0 … 999"), so that opening
// one costs the same however long it is. Text is made for what is asked for; literals are shown as they came.
class JsonTreeModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { KeyColumn, ValueColumn, ColumnCount };
    enum Role { RawRole = Qt::UserRole + 1 }; // QByteArray: the value's bytes

    using QAbstractItemModel::QAbstractItemModel;

    void setNodes(std::shared_ptr<const JsonNodes> nodes); // null = empty
    const std::shared_ptr<const JsonNodes> &nodes() const { return m_nodes; }
    void setTheme(const Theme &theme);
    QModelIndex indexOfNode(quint32 node) const;
    QString pathOf(const QModelIndex &index) const; // "data.items[3].sku"

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &) const override { return ColumnCount; }
    // Its number; nothing for a group of values.
    std::optional<quint32> nodeOf(const QModelIndex &index) const;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    static constexpr quint32 groupSize = 1000;
    static constexpr int shownBytes = 300;

private:
    struct Item
    {
        quint32 node = 0;
        quint32 group = 0; // 0: the node itself, else the group's number from 1
    };
    static Item itemOf(const QModelIndex &index);
    QModelIndex indexOf(Item item, int row, int column) const;
    const JsonNode &node(quint32 number) const { return m_nodes->nodes[number]; }
    quint32 childAt(quint32 node, quint32 row) const;
    QString keyText(Item item) const;
    QString valueText(Item item) const;
    QColor colour(Item item, int column) const;
    bool isObject(quint32 number) const { return m_nodes->bytes[node(number).start] == '{'; }

    std::shared_ptr<const JsonNodes> m_nodes;
    mutable QHash<quint32, std::vector<quint32>> m_children; // of opened containers
    const Theme *m_theme = nullptr;
};

} // namespace flowbench
