// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewers/jsontreeview.h"

#include "ui/look/fonts.h"
#include "ui/look/names.h"
#include "ui/look/theme.h"
#include "ui/viewers/jsonexpression.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLocale>
#include <QMenu>

#include <deque>

using namespace Qt::StringLiterals;

namespace flowbench {
namespace {

constexpr int firstRows = 60; // opened by themselves
constexpr qsizetype maxCopyBytes = 16 << 20;

} // namespace

JsonTreeView::JsonTreeView(QWidget *parent) : QTreeView(parent), m_parse(this)
{
    setNames(this, u"Value tree"_s, tr("Value tree"));
    setFrameShape(QFrame::NoFrame);
    setUniformRowHeights(true); // without it every row is measured
    setAlternatingRowColors(false);
    setEditTriggers(NoEditTriggers);
    setSelectionBehavior(SelectRows);
    setTextElideMode(Qt::ElideRight);
    setIndentation(16);
    setHorizontalScrollMode(ScrollPerPixel);
    setModel(&m_model);
    header()->setStretchLastSection(true);
    header()->setSectionsMovable(false);
    header()->resizeSection(JsonTreeModel::KeyColumn, 180);
    setFont(fixedFont());
    adoptTheme();
}

void JsonTreeView::adoptTheme()
{
    m_model.setTheme(themeOf(this));
    viewport()->update();
}

void JsonTreeView::setBytes(const QByteArray &bytes)
{
    m_parse.run(
        [bytes](const std::stop_token &stop) { return std::make_shared<const JsonNodes>(parseNodes(bytes, stop)); },
        [this](std::shared_ptr<const JsonNodes> nodes) { adopt(std::move(nodes)); });
}

void JsonTreeView::clear()
{
    m_parse.cancel();
    m_model.setNodes(nullptr);
}

void JsonTreeView::adopt(std::shared_ptr<const JsonNodes> nodes)
{
    QString notice;
    if (nodes->capped)
        notice = tr("The tree shows the first %1 values.").arg(QLocale().toString(qlonglong(nodes->nodes.size())));
    else if (!nodes->problem.ok())
        notice = tr("The tree ends early: %1").arg(describe(nodes->problem));
    m_model.setNodes(std::move(nodes));
    openFirstLevels();
    emit parsed(notice);
}

// Level by level, as long as what is opened stays a screenful.
void JsonTreeView::openFirstLevels()
{
    std::deque<QModelIndex> waiting{m_model.index(0, 0)};
    int rows = 1;
    while (!waiting.empty()) {
        const QModelIndex index = waiting.front();
        waiting.pop_front();
        const int children = m_model.rowCount(index);
        if (children == 0 || rows + children > firstRows)
            continue;
        rows += children;
        expand(index);
        for (int i = 0; i < children; ++i)
            waiting.push_back(m_model.index(i, 0, index));
    }
    setCurrentIndex(m_model.index(0, 0));
    scrollToTop();
}

void JsonTreeView::showOffset(qsizetype offset)
{
    if (!m_model.nodes() || m_model.nodes()->nodes.empty())
        return;
    const QModelIndex index = m_model.indexOfNode(m_model.nodes()->nodeAt(offset));
    setCurrentIndex(index);
    scrollTo(index, PositionAtCenter);
}

qsizetype JsonTreeView::currentOffset() const
{
    const QModelIndex index = currentIndex();
    return index.isValid() ? qsizetype(m_model.nodes()->nodes[quint32(index.internalId())].start) : 0;
}

void JsonTreeView::copyValue()
{
    const QByteArray raw = currentIndex().data(JsonTreeModel::RawRole).toByteArray().left(maxCopyBytes);
    QApplication::clipboard()->setText(QString::fromUtf8(raw));
}

void JsonTreeView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy) && currentIndex().isValid())
        return copyValue();
    if (event->key() == Qt::Key_Asterisk) // Qt opens every level, without end
        return expand(currentIndex());
    QTreeView::keyPressEvent(event);
}

void JsonTreeView::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex index = indexAt(event->pos()).siblingAtColumn(0);
    if (!index.isValid())
        return;
    QMenu menu(this);
    fillMenu(menu, index);
    menu.exec(event->globalPos());
}

void JsonTreeView::fillMenu(QMenu &menu, const QModelIndex &index)
{
    const auto node = m_model.nodeOf(index);
    if (m_filterable && node) {
        const JsonNodes &nodes = *m_model.nodes();
        const JsonNode &n = nodes.nodes[*node];
        const QString path = expressionPath(nodes, *node);
        const QString literal = expressionLiteral(QByteArrayView(nodes.bytes).sliced(n.start, n.end - n.start));
        const QString equal = path + u" == "_s + literal;
        QAction *only = menu.addAction(tr("Show only"), this, [this, equal] { emit includeRequested(equal, false); });
        QAction *hide = menu.addAction(tr("Hide"), this, [this, equal] { emit includeRequested(equal, true); });
        only->setEnabled(!literal.isEmpty());
        hide->setEnabled(!literal.isEmpty());
        menu.addAction(tr("Show as column"), this, [this, path] { emit columnRequested(path); });
        menu.addSeparator();
        menu.addAction(tr("Copy path"), this, [path] { QApplication::clipboard()->setText(path); });
    } else {
        menu.addAction(tr("Copy path"), this,
                       [path = m_model.pathOf(index)] { QApplication::clipboard()->setText(path); });
    }
    menu.addAction(tr("Copy value"), this, [this] { copyValue(); });
}

void JsonTreeView::changeEvent(QEvent *event)
{
    QTreeView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        adoptTheme();
}

} // namespace flowbench
