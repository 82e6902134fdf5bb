// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/viewers/jsontree.h"
#include "ui/viewers/latest.h"

#include <QTreeView>

namespace flowbench {

// The tree mode of BodyView: parses off-thread (the latest setBytes() wins), opens the first levels as far as they
// fit. Ctrl+C copies the current value as it came.
class JsonTreeView : public QTreeView
{
    Q_OBJECT
public:
    explicit JsonTreeView(QWidget *parent);

    void setBytes(const QByteArray &bytes);
    void clear();
    void showOffset(qsizetype offset); // selects what holds this byte of the body
    qsizetype currentOffset() const;   // first byte of the current value, 0 if there is none

signals:
    void parsed(const QString &notice); // empty, or why the tree isn't whole

protected:
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void adoptTheme();
    void adopt(std::shared_ptr<const JsonNodes> nodes);
    void openFirstLevels();
    void copyValue();

    JsonTreeModel m_model;
    Latest m_parse;
};

} // namespace flowbench
