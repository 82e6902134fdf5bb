// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/viewers/jsontree.h"
#include "ui/viewers/latestwork.h"

#include <QTreeView>

class QMenu;

namespace flowbench {

// The tree mode of BodyView: parses off-thread (the latest setBytes() wins), opens the first levels as far as they
// fit. Ctrl+C copies the current value as it came.
class JsonTreeView : public QTreeView
{
    Q_OBJECT
public:
    explicit JsonTreeView(QWidget *parent);

    // Whether what is shown has a name in expressions; without it the menu only copies.
    void setFilterable(bool on) { m_filterable = on; }

    void setBytes(const QByteArray &bytes);
    void clear();
    void showOffset(qsizetype offset); // selects what holds this byte of the body
    qsizetype currentOffset() const;   // first byte of the current value, 0 if there is none

signals:
    void parsed(const QString &notice); // empty, or why the tree isn't whole
    // From a value's menu: only events with this value, or none of them (`exclude`); its path as a column.
    void includeRequested(const QString &expression, bool exclude);
    void columnRequested(const QString &expression);

protected:
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void adoptTheme();
    void adopt(std::shared_ptr<const JsonNodes> nodes);
    void openFirstLevels();
    void copyValue();
    void fillMenu(QMenu &menu, const QModelIndex &index);

    JsonTreeModel m_model;
    LatestWork m_parse;
    bool m_filterable = false;
};

} // namespace flowbench
