// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connectionspanel.h"

#include "ui/connections/connectiondelegate.h"
#include "ui/look/buttons.h"
#include "ui/look/emptystate.h"
#include "ui/look/icon.h"
#include "ui/look/names.h"
#include "ui/look/searchfield.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

ConnectionsTree::ConnectionsTree(QWidget *parent) : QTreeView(parent)
{
    setHeaderHidden(true);
    setUniformRowHeights(true);
    setRootIsDecorated(false);
    setIndentation(0);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setExpandsOnDoubleClick(false);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setItemDelegate(new ConnectionDelegate(this));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void ConnectionsTree::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        emit enterPressed();
    else
        QTreeView::keyPressEvent(event);
}

ConnectionsPanel::ConnectionsPanel(QWidget *parent)
    : QWidget(parent),
      m_model(new ConnectionsModel(this)),
      m_tree(new ConnectionsTree(this)),
      m_field(new SearchField(u"Find a channel"_s, tr("Find a channel"), this)),
      m_empty(new EmptyState(u"connection"_s, tr("No connections yet."), tr("Add one to see its channels here."), this))
{
    setNames(m_tree, u"Connections"_s, tr("Connections"));
    m_tree->setModel(m_model);
    auto *add = makeButton(u"Add connection…"_s, tr("Add connection…"), ButtonKind::Flat, this);
    add->setIcon(icon(u"add"_s));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 5, 8, 8);
    layout->setSpacing(4);
    layout->addWidget(m_field);
    layout->addWidget(m_tree, 1);
    layout->addWidget(m_empty, 1);
    layout->addWidget(add);
    m_empty->hide();

    connect(add, &QPushButton::clicked, this, &ConnectionsPanel::addAsked);
    connect(m_field, &QLineEdit::textChanged, m_model, &ConnectionsModel::setFilter);
    connect(m_field, &SearchField::leftDownwards, m_tree, [this] { m_tree->setFocus(); });
    connect(m_field, &QLineEdit::returnPressed, this, [this] {
        // Enter opens the first channel that is left.
        for (int i = 0; i < m_model->rowCount(); ++i) {
            const QModelIndex first = m_model->index(0, 0, m_model->index(i, 0));
            if (first.isValid() && !first.data(ConnectionsModel::NoteRole).toBool()) {
                m_tree->setCurrentIndex(first);
                openSelected();
                return;
            }
        }
    });
    connect(m_tree, &QTreeView::clicked, this, [this](const QModelIndex &index) {
        if (QGuiApplication::keyboardModifiers() & (Qt::ControlModifier | Qt::ShiftModifier))
            return; // gathering several
        if (!index.data(ConnectionsModel::IsConnectionRole).toBool())
            openSelected();
    });
    connect(m_tree, &ConnectionsTree::enterPressed, this, &ConnectionsPanel::openSelected);
    connect(m_tree, &QTreeView::doubleClicked, this, [this](const QModelIndex &index) {
        if (index.data(ConnectionsModel::IsConnectionRole).toBool())
            openSelected();
    });
    connect(m_tree, &QWidget::customContextMenuRequested, this, &ConnectionsPanel::showMenu);
    connect(m_tree, &QTreeView::collapsed, this, [this](const QModelIndex &i) {
        m_collapsed.insert(i.data(ConnectionsModel::ConnectionIdRole).toString());
    });
    connect(m_tree, &QTreeView::expanded, this, [this](const QModelIndex &i) {
        m_collapsed.remove(i.data(ConnectionsModel::ConnectionIdRole).toString());
    });
    connect(m_model, &QAbstractItemModel::modelReset, this, &ConnectionsPanel::keepExpansion);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &ConnectionsPanel::keepExpansion);
}

void ConnectionsPanel::setDeadCheck(DeadCheck check)
{
    m_holdsDead = std::move(check);
    m_model->setDeadCheck([this](const QString &id, const QString &channel) {
        const HoldsDead holds = m_holdsDead ? m_holdsDead(id, channel) : HoldsDead::Unknown;
        return holds == HoldsDead::Found || holds == HoldsDead::Marked;
    });
}

void ConnectionsPanel::deadChanged() { m_model->deadChanged(); }

void ConnectionsPanel::setConnections(std::vector<ConnectionItem> items)
{
    const QModelIndex current = m_tree->currentIndex();
    const QString id = current.data(ConnectionsModel::ConnectionIdRole).toString();
    const QString channel = current.data(ConnectionsModel::ChannelNameRole).toString();
    m_empty->setVisible(items.empty());
    m_tree->setVisible(!items.empty());
    m_model->setConnections(std::move(items));
    select(id, channel);
}

void ConnectionsPanel::select(const QString &connectionId, const QString &channel)
{
    const QModelIndex index = m_model->indexOf(connectionId, channel);
    if (!index.isValid())
        return;
    m_tree->setCurrentIndex(index);
    m_tree->scrollTo(index);
}

void ConnectionsPanel::keepExpansion()
{
    for (int i = 0; i < m_model->rowCount(); ++i) {
        const QModelIndex index = m_model->index(i, 0);
        const bool open = !m_collapsed.contains(index.data(ConnectionsModel::ConnectionIdRole).toString());
        if (m_tree->isExpanded(index) != open)
            m_tree->setExpanded(index, open);
    }
}

QStringList ConnectionsPanel::selectedChannels(const QString &connectionId) const
{
    QStringList channels;
    for (const QModelIndex &i : m_tree->selectionModel()->selectedRows()) {
        const QString name = i.data(ConnectionsModel::ChannelNameRole).toString();
        if (!name.isEmpty() && i.data(ConnectionsModel::ConnectionIdRole).toString() == connectionId)
            channels.append(name);
    }
    return channels;
}

void ConnectionsPanel::openSelected()
{
    const QModelIndex current = m_tree->currentIndex();
    const QString id = current.data(ConnectionsModel::ConnectionIdRole).toString();
    if (id.isEmpty())
        return;
    if (current.data(ConnectionsModel::IsConnectionRole).toBool()) {
        if (current.data(ConnectionsModel::LinkRole).toInt() < 0)
            emit openAsked(id);
        else
            m_tree->setExpanded(current, !m_tree->isExpanded(current));
        return;
    }
    const QStringList channels = selectedChannels(id);
    if (!channels.isEmpty())
        emit channelsChosen(id, channels);
}

void ConnectionsPanel::showMenu(const QPoint &at)
{
    const QModelIndex index = m_tree->indexAt(at);
    QMenu menu(this);
    const ConnectionItem *item = m_model->item(index);
    const QString channel = index.data(ConnectionsModel::ChannelNameRole).toString();
    if (!item) {
        menu.addAction(icon(u"add"_s), tr("Add connection…"), this, &ConnectionsPanel::addAsked);
    } else if (channel.isEmpty()) {
        fillConnectionMenu(menu, *item);
    } else {
        fillChannelMenu(menu, *item, index);
    }
    menu.exec(m_tree->viewport()->mapToGlobal(at));
}

void ConnectionsPanel::fillConnectionMenu(QMenu &menu, const ConnectionItem &item)
{
    const QString id = item.id;
    if (item.session) {
        menu.addAction(icon(u"refresh"_s), tr("Refresh"), this, [session = item.session] {
            if (session)
                session->refresh();
        });
        menu.addAction(icon(u"close"_s), tr("Close connection"), this, [this, id] { emit closeAsked(id); });
        if (item.environment == Environment::Production) {
            if (item.session->guard().unlocked())
                menu.addAction(icon(u"lock"_s), tr("Lock writing"), this, [this, id] { emit lockAsked(id); });
            else
                menu.addAction(icon(u"unlock"_s), tr("Unlock writing…"), this, [this, id] { emit unlockAsked(id); });
        }
    } else {
        menu.addAction(icon(u"connection"_s), tr("Open connection"), this, [this, id] { emit openAsked(id); });
    }
    menu.addSeparator();
    menu.addAction(icon(u"edit"_s), item.saved ? tr("Edit connection…") : tr("Save connection…"), this,
                   [this, id] { emit editAsked(id); });
    if (item.saved)
        menu.addAction(icon(u"trash"_s), tr("Remove connection…"), this, [this, id] { emit removeAsked(id); });
    menu.addAction(icon(u"add"_s), tr("Add connection…"), this, &ConnectionsPanel::addAsked);
    QAction *internal =
        menu.addAction(tr("Show the broker's own channels"), m_model, &ConnectionsModel::setShowInternal);
    internal->setCheckable(true);
    internal->setChecked(m_model->showsInternal());
}

void ConnectionsPanel::fillChannelMenu(QMenu &menu, const ConnectionItem &item, const QModelIndex &index)
{
    const QString id = item.id, channel = index.data(ConnectionsModel::ChannelNameRole).toString();
    const bool favourite = index.data(ConnectionsModel::FavouriteRole).toBool();
    const QStringList selected = selectedChannels(id);
    menu.addAction(icon(u"traffic"_s), tr("Open %Ln channel(s)", nullptr, int(std::max<qsizetype>(1, selected.size()))),
                   this, &ConnectionsPanel::openSelected);
    menu.addAction(icon(u"publish"_s), tr("Publish here…"), this,
                   [this, id, channel] { emit publishAsked(id, channel); });
    menu.addAction(icon(u"info"_s), tr("Details…"), this, [this, id, channel] { emit detailsAsked(id, channel); });
    menu.addAction(icon(favourite ? u"star-filled"_s : u"star"_s),
                   favourite ? tr("Remove from favourites") : tr("Add to favourites"), this,
                   [this, id, channel, favourite] { emit favouriteAsked(id, channel, !favourite); });
    // Only what keeps events can hold dead ones.
    const auto kind = ChannelKind(index.data(ConnectionsModel::KindRole).toInt());
    if (kind != ChannelKind::Exchange && item.session && !item.session->identity().recorded) {
        HoldsDead holds = m_holdsDead ? m_holdsDead(id, channel) : HoldsDead::Unknown;
        if (holds == HoldsDead::Unknown)
            holds = index.data(ConnectionsModel::DeadLetterRole).toBool() ? HoldsDead::Found : HoldsDead::No;
        menu.addAction(icon(u"dead-letters"_s),
                       holds == HoldsDead::No       ? tr("Mark as dead-letter channel")
                       : holds == HoldsDead::Marked ? tr("Remove the mark of a dead-letter channel")
                                                    : tr("Is no dead-letter channel"),
                       this, [this, id, channel, holds] { emit markAsked(id, channel, holds == HoldsDead::No); });
    }
    menu.addAction(icon(u"copy"_s), tr("Copy name"), this,
                   [channel] { QGuiApplication::clipboard()->setText(channel); });
}

} // namespace flowbench
